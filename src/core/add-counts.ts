/** Counts of parts of a day, added: numbers, by any names and as deep as they lie. */
type Counts = number | readonly Counts[] | { readonly [name: string]: Counts };

/** Adds number by number; what only one of them has is as it is there. */
export function addCounts<T extends Counts>(a: T, b: T): T {
  // Sums have the shape of what is summed.
  return sumOf(a, b) as T;
}

function sumOf(a: Counts | undefined, b: Counts | undefined): Counts {
  if (a === undefined || b === undefined) return a ?? b ?? 0;
  if (typeof a === 'number' || typeof b === 'number') return Number(a) + Number(b);
  if (isList(a) && isList(b)) return a.map((value, index) => sumOf(value, b[index]));
  const [some, others] = [new Map(Object.entries(a)), new Map(Object.entries(b))];
  const names = new Set([...some.keys(), ...others.keys()]);
  return Object.fromEntries([...names].map((name) => [name, sumOf(some.get(name), others.get(name))]));
}

function isList(counts: Counts): counts is readonly Counts[] {
  return Array.isArray(counts);
}

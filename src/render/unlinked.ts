/** What stands around the signs by which a mail program knows an address: no width, and no line ends there. */
const JOINER = '\u2060';

/** A masked user, as `maskUser` writes it; names that are whole lead somewhere, and stay. */
const MASKED = /[^\s(),“”]?…[^\s(),“”]*@[^\s(),“”]*/gu;

/**
 * The same value, whose masked addresses no mail program turns into links to nobody, and whose
 * ellipsis no line ends at.
 */
export function unlinked<Value>(value: Value): Value;
export function unlinked(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(MASKED, joined);
  if (Array.isArray(value)) return value.map((each) => unlinked(each));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, unlinked(each)]));
}

function joined(address: string): string {
  return address.replace(/[@.…]/g, `${JOINER}$&${JOINER}`);
}

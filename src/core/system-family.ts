/** Operating systems as Entra writes them (`Windows10`, `Ios 17.4`, `MacOs`), by family; else as written. */
export function systemFamily(system: string | null): string | null {
  if (system === null) return null;
  return FAMILIES.find(([, pattern]) => pattern.test(system))?.[0] ?? system;
}

const FAMILIES = [
  ['Windows', /^windows/i],
  ['macOS', /^mac/i],
  ['iOS', /^(ios|ipados|iphone|ipad)/i],
  ['Android', /^android/i],
  ['ChromeOS', /^chrome ?os/i],
  ['Linux', /^linux/i],
] as const satisfies readonly (readonly [family: string, pattern: RegExp])[];

/**
 * JSON in a row, checked against its type down to the first level: enough to tell a text that was cut,
 * emptied or swapped from one that we wrote, without a second description of every figure.
 */
const KINDS = {
  text: (value) => typeof value === 'string',
  textOrNull: (value) => value === null || typeof value === 'string',
  number: (value) => typeof value === 'number',
  numberOrNull: (value) => value === null || typeof value === 'number',
  flag: (value) => typeof value === 'boolean',
  list: Array.isArray,
  object: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
} as const satisfies Record<string, (value: unknown) => boolean>;

/** One entry for each name of the type: the compiler asks for a name that is new. */
export type JsonShape<T> = Readonly<Record<keyof T, keyof typeof KINDS>>;

export function hasShape<T>(value: unknown, shape: JsonShape<T>): value is T {
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries<keyof typeof KINDS>(shape).every(([name, kind]) =>
    KINDS[kind](Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined),
  );
}

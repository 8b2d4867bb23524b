/** What a breakdown tells attempts apart by: a value of the first sign-in's application or context. */
import type { FactsView } from './facts/facts-view.ts';
import { DIMENSIONS, type Dimension } from './report.ts';
import { systemFamily } from './system-family.ts';

/** An `AppEntry` or a `ContextEntry`. */
export type Entry = readonly (string | null)[];

export type Value = { readonly id: string | null; readonly name: string | null };

/**
 * Where each dimension finds its value. Adding a breakdown is one row here and its name in
 * `DIMENSIONS`.
 */
export const BREAKDOWN_VALUES = {
  app: { of: 'app', value: ([id = null, name = null]) => ({ id, name: name ?? id }) },
  country: { of: 'context', value: ([country]) => plain(country) },
  os: { of: 'context', value: ([, system = null]) => plain(systemFamily(system)) },
  client: { of: 'context', value: ([, , client]) => plain(client) },
  userType: { of: 'context', value: ([, , , userType]) => plain(userType) },
  requiredBy: { of: 'context', value: ([, , , , requiredBy]) => plain(requiredBy) },
} as const satisfies Record<
  Dimension,
  { readonly of: 'app' | 'context'; readonly value: (entry: Entry) => Value }
>;

/** Tells values of one dimension apart: applications by their id. */
export function valueKey({ id, name }: Value): string {
  return id ?? name ?? '';
}

/** The `valueKey` of a row; each application and context is looked up once. */
export function createValueKeys(facts: FactsView): (dimension: Dimension, row: number) => string {
  const { columns } = facts;
  const known = new Map<Dimension, (string | undefined)[]>(DIMENSIONS.map((dimension) => [dimension, []]));
  return (dimension, row) => {
    const { of, value } = BREAKDOWN_VALUES[dimension];
    const number = columns[of][row] ?? 0;
    const keys = known.get(dimension) ?? [];
    const entry = () => (of === 'app' ? facts.apps : facts.contexts).at(number);
    const key = keys[number] ?? valueKey(value(entry()));
    keys[number] = key;
    return key;
  };
}

function plain(value: string | null | undefined): Value {
  return { id: value ?? null, name: value ?? null };
}

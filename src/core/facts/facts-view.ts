/** Facts as counting looks at them: nothing is added, so other threads can look at them too. */

import { type Classification, classify } from '../classify.ts';
import { compareText } from '../compare-text.ts';
import { type Evidence, NO_EVIDENCE } from '../evidence.ts';
import type { Instant, Rejection } from '../sign-in.ts';
import type { AppEntry, ContextEntry, FactColumns, UserEntry } from './chunk.ts';
import { type DictionaryShare, type Entries, entriesOf } from './dictionary.ts';
import { keyAt } from './key-index.ts';
import type { UsersShare, UserTable } from './user-table.ts';
import { compareKeys, keyText, type WideKey } from './wide-key.ts';

export type FactsView = {
  readonly rows: number;
  readonly columns: FactColumns;
  readonly users: Entries<UserEntry> & Pick<UserTable, 'identityOf' | 'identities'>;
  readonly apps: Entries<AppEntry>;
  readonly contexts: Entries<ContextEntry>;
  /** What the tables say of the row's evidence; computed once per distinct evidence. */
  readonly classificationOf: (row: number) => Classification;
  /** The scrubbed phone or device text of a denied or abandoned row, where it has one. */
  readonly detailOf: (row: number) => string | undefined;
  /** Of a row that has a time. */
  readonly instantOf: (row: number) => Instant;
  /** Order of two rows by instant and id. */
  readonly compareRows: (a: number, b: number) => number;
};

/** Facts as data that other threads can look at: good as long as nothing is added. */
export type FactsShare = {
  readonly records: number;
  readonly rejected: Readonly<Partial<Record<Rejection, number>>>;
  readonly unkeyed: number;
  readonly rows: number;
  readonly columns: FactColumns;
  readonly users: UsersShare;
  readonly apps: DictionaryShare;
  readonly contexts: DictionaryShare;
  readonly evidences: readonly Evidence[];
  readonly details: ReadonlyMap<number, string>;
  readonly odd: OddTexts;
};

/** Ids and correlations that are no canonical GUIDs, by the GUID their hash looks like. */
export type OddTexts = ReadonlyMap<string, string>;

/** The facts of another thread. */
export function viewFacts(share: FactsShare): FactsView {
  const { columns, details, evidences, odd } = share;
  const classifications = evidences.map(classify);
  return {
    rows: share.rows,
    columns,
    users: {
      ...entriesOf(share.users.entries),
      identityOf: share.users.identityOf,
      identities: share.users.identities.length / 4,
    },
    apps: entriesOf(share.apps),
    contexts: entriesOf(share.contexts),
    classificationOf: (row) => classifications[columns.evidence[row] ?? 0] ?? classify(NO_EVIDENCE),
    detailOf: (row) => details.get(row),
    instantOf: (row) => ({ ms: columns.ms[row] ?? 0, ns: columns.ns[row] ?? 0 }),
    compareRows: (a, b) => compareRows(columns, odd, a, b),
  };
}

/** Order of two rows by instant and id. */
export function compareRows({ id, ms, ns }: FactColumns, odd: OddTexts, a: number, b: number): number {
  return (
    (ms[a] ?? 0) - (ms[b] ?? 0) || (ns[a] ?? 0) - (ns[b] ?? 0) || compareIds(keyAt(id, a), keyAt(id, b), odd)
  );
}

function compareIds(a: WideKey, b: WideKey, odd: OddTexts): number {
  return odd.size === 0 ? compareKeys(a, b) : compareText(textOfKey(a, odd), textOfKey(b, odd));
}

/** The text that was packed. */
export function textOfKey(key: WideKey, odd: OddTexts): string {
  const guid = keyText(key);
  return odd.get(guid) ?? guid;
}

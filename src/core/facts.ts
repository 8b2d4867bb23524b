/**
 * Facts: sign-ins reduced to what counting needs, as typed columns (69 bytes a fact).
 *
 * A set of facts only grows: two versions of one sign-in are merged by a total order (contract §1,
 * "sign-in"), so order, repetition, batch borders and restarts cannot change a figure.
 */

import { classify } from './classify.ts';
import { NO_EVIDENCE } from './evidence.ts';
import {
  allocateColumns,
  type Chunk,
  type FactColumns,
  FIRST_REJECTION,
  firstColumns,
  growColumns,
  type ScalarColumns,
} from './facts/chunk.ts';
import { compareVersions, type Version } from './facts/compare-versions.ts';
import { valuesOf } from './facts/dictionary.ts';
import { blankDraft, type Draft } from './facts/draft.ts';
import {
  createFactDictionaries,
  type FactDictionaries,
  type Renumbering,
} from './facts/fact-dictionaries.ts';
import { compareRows, type FactsShare, type FactsView, textOfKey } from './facts/facts-view.ts';
import { copyKey, createKeyIndex, keyAt, setKey } from './facts/key-index.ts';
import { compareKeys, EMPTY_KEY, keyText, packKey, type WideKey } from './facts/wide-key.ts';
import { type Memory, ownMemory } from './facts/with-room.ts';
import { detailAsWritten, methodDetail } from './method-detail.ts';
import {
  type Instant,
  type OutOfScope,
  REJECTIONS,
  type ReadRecord,
  type Rejected,
  type Rejection,
  type SignIn,
} from './sign-in.ts';

/** A growing set of facts. Rows are numbered from 0; a better version replaces the row in place. */
export type Facts = FactsView & {
  /** Records added, repeats and rejects included. */
  readonly records: number;
  /** Records without an id that were rejected, or out of scope: counted, but not to be told apart. */
  readonly rejected: Readonly<Partial<Record<Rejection, number>>>;
  readonly unkeyed: number;
  /** Adds one record as read. */
  readonly add: (record: ReadRecord) => void;
  readonly intake: Intake;
  /** Adds all facts of a chunk; tells the row of each, also of one that was known. */
  readonly merge: (chunk: Chunk, onRow?: (row: number) => void) => void;
  readonly toChunk: () => Chunk;
  /** For other threads to look at; what does not lie in shared memory is copied on the way. */
  readonly share: () => FactsShare;
  /** Adds all facts that another thread shares. */
  readonly mergeShare: (share: FactsShare) => void;
};

/** Takes sign-ins in the form that costs least: what repeats is numbered once and not told again. */
export type Intake = {
  readonly number: FactDictionaries['number'];
  /** The scrubbed phone or device text of a sign-in, where it is of those that keep one. */
  readonly detail: (
    of: Pick<SignIn, 'stepDetails' | 'mfaDetail'>,
    draft: Pick<Draft, 'user' | 'evidence' | 'scope'>,
  ) => string | undefined;
  /** Adds a sign-in; the draft is not kept. */
  readonly put: (draft: Draft) => void;
};

/** `memory`: where they lie; shared, threads can look at them without a copy. */
export function createFacts(memory: Memory = ownMemory): Facts {
  /** A fact's row is the number of its id. */
  const ids = createKeyIndex(memory);
  let columns: FactColumns = { ...allocateColumns(1024, memory), id: ids.words };
  let records = 0;
  let unkeyed = 0;
  const rejected: Partial<Record<Rejection, number>> = {};
  const dictionaries = createFactDictionaries(memory);
  const { apps, classifications, contexts, evidences, number, users } = dictionaries;
  /** Ids and correlations that are no canonical GUIDs, by the GUID their hash looks like. */
  const odd = new Map<string, string>();
  /** Few rows have one: see `detailToKeep`. */
  const details = new Map<number, string>();

  function add(record: ReadRecord): void {
    records += 1;
    if (record.kind === 'signIn') place(draftOf(record));
    else if (record.id !== undefined) place(draftOfOther(record, record.id));
    else if (record.kind === 'outOfScope') unkeyed += 1;
    else rejected[record.cause] = (rejected[record.cause] ?? 0) + 1;
  }

  const intake: Intake = {
    number,
    detail: detailToKeep,
    put(draft) {
      records += 1;
      place(draft);
    },
  };

  function draftOf(signIn: SignIn): Draft {
    const user = dictionaries.userOf(signIn);
    const evidence = number.evidence(signIn.evidence);
    const scope = signIn.scope === 'interactive' ? 0 : 1;
    return {
      id: wide(signIn.id),
      group: signIn.correlation === undefined ? EMPTY_KEY : wide(signIn.correlation),
      ms: signIn.at.ms,
      ns: signIn.at.ns,
      readAt: signIn.readAt,
      user,
      evidence,
      app: number.app(signIn),
      context: number.context(signIn),
      scope,
      detail: detailToKeep(signIn, { user, evidence, scope }),
    };
  }

  /** What a help desk asks for when somebody could not get in: kept of those rows alone, which are few. */
  function detailToKeep(
    of: Pick<SignIn, 'stepDetails' | 'mfaDetail'>,
    { evidence, scope, user }: Pick<Draft, 'user' | 'evidence' | 'scope'>,
  ): string | undefined {
    const said = classifications[evidence];
    if (scope !== 0 || said === undefined) return undefined;
    if (said.outcome !== 'denied' && said.interrupt !== 'abandoned') return undefined;
    if (detailAsWritten(of, said) === undefined) return undefined;
    const [, name, displayName] = users.at(user);
    return methodDetail(
      { ...of, userPrincipalName: name ?? undefined, userDisplayName: displayName ?? undefined },
      said,
    );
  }

  /** All that counts of it is that it was there, once. */
  function draftOfOther(record: OutOfScope | Rejected, id: string): Draft {
    return {
      id: wide(id),
      group: EMPTY_KEY,
      ...instant(record.at),
      readAt: record.kind === 'outOfScope' ? record.readAt : 0,
      user: users.numberOf([null, null, null]),
      evidence: number.evidence(NO_EVIDENCE),
      app: apps.numberOf([null, null]),
      context: contexts.numberOf([null, null, null, null, null]),
      scope: record.kind === 'outOfScope' ? 2 : FIRST_REJECTION + REJECTIONS.indexOf(record.cause),
      detail: undefined,
    };
  }

  function wide(text: string): WideKey {
    const { key, isOdd } = packKey(text);
    if (isOdd) odd.set(keyText(key), text);
    return key;
  }

  /** Adds a new id, or keeps the better of two versions. */
  function place(draft: Draft): number {
    const known = ids.size;
    const row = ids.add(draft.id);
    if (row === known) {
      if (row === columns.scope.length) columns = { ...growColumns(columns), id: ids.words };
      write(row, draft);
    } else if (!isSame(row, draft)) {
      users.reunite(draft.user, columns.user[row] ?? 0);
      if (compareVersions(versionOf(draft), versionOf(read(row))) > 0) write(row, draft);
    }
    return row;
  }

  function write(row: number, draft: Draft): void {
    setKey(columns.group, row, draft.group);
    columns.ms[row] = draft.ms;
    columns.ns[row] = draft.ns;
    // Most files tell no reading time: a page of zeros that is never written costs no memory.
    if (columns.readAt[row] !== draft.readAt) columns.readAt[row] = draft.readAt;
    columns.user[row] = draft.user;
    columns.evidence[row] = draft.evidence;
    columns.app[row] = draft.app;
    columns.context[row] = draft.context;
    columns.scope[row] = draft.scope;
    if (draft.detail !== undefined) details.set(row, draft.detail);
    else details.delete(row);
  }

  function read(row: number): Draft {
    return { ...draftAt(columns, row, keyAt(ids.words, row)), detail: details.get(row) };
  }

  /** Most repeats are exact ones. */
  function isSame(row: number, draft: Draft): boolean {
    return (
      columns.evidence[row] === draft.evidence &&
      columns.readAt[row] === draft.readAt &&
      columns.ms[row] === draft.ms &&
      columns.ns[row] === draft.ns &&
      columns.user[row] === draft.user &&
      columns.app[row] === draft.app &&
      columns.context[row] === draft.context &&
      columns.scope[row] === draft.scope &&
      details.get(row) === draft.detail &&
      compareKeys(keyAt(columns.group, row), draft.group) === 0
    );
  }

  function versionOf(draft: Draft): Version {
    const evidence = evidences[draft.evidence] ?? NO_EVIDENCE;
    return {
      classification: classifications[draft.evidence] ?? classify(evidence),
      readAt: draft.readAt,
      at: draft,
      scope: draft.scope,
      correlation: compareKeys(draft.group, EMPTY_KEY) === 0 ? null : textOfKey(draft.group, odd),
      user: users.at(draft.user),
      app: apps.at(draft.app),
      context: contexts.at(draft.context),
      evidence,
      detail: draft.detail,
    };
  }

  function addUnkeyed(more: Pick<Chunk, 'records' | 'unkeyed' | 'rejected'>): void {
    records += more.records;
    unkeyed += more.unkeyed;
    for (const [cause, count] of Object.entries(more.rejected) as [Rejection, number][]) {
      rejected[cause] = (rejected[cause] ?? 0) + count;
    }
  }

  function merge(chunk: Chunk, onRow: (row: number) => void = () => {}): void {
    addUnkeyed(chunk);
    for (const [, text] of [...chunk.oddIds, ...chunk.oddGroups]) wide(text);
    placeAll(chunk, new Map(chunk.details), dictionaries.ofChunk(chunk), onRow);
  }

  function mergeShare(share: FactsShare): void {
    addUnkeyed(share);
    for (const [guid, text] of share.odd) odd.set(guid, text);
    placeAll(share, share.details, dictionaries.ofShare(share));
  }

  /** Adds facts, whose dictionaries have other numbers than ours. */
  function placeAll(
    { columns: given, rows }: Pick<Chunk, 'columns' | 'rows'>,
    detail: ReadonlyMap<number, string>,
    { app, context, evidence, user }: Renumbering,
    onRow: (row: number) => void = () => {},
  ): void {
    // One draft for all rows: there may be millions.
    const draft = blankDraft();
    for (let row = 0; row < rows; row += 1) {
      copyKey(given.id, row, draft.id);
      copyKey(given.group, row, draft.group);
      draft.ms = given.ms[row] ?? 0;
      draft.ns = given.ns[row] ?? 0;
      draft.readAt = given.readAt[row] ?? 0;
      draft.user = user(given.user[row] ?? 0);
      draft.app = app(given.app[row] ?? 0);
      draft.context = context(given.context[row] ?? 0);
      draft.evidence = evidence(given.evidence[row] ?? 0);
      draft.scope = given.scope[row] ?? 0;
      draft.detail = detail.get(row);
      onRow(place(draft));
    }
  }

  function oddOf(words: Uint32Array): [number, string][] {
    const found: [number, string][] = [];
    for (let row = 0; odd.size > 0 && row < ids.size; row += 1) {
      const text = odd.get(keyText(keyAt(words, row)));
      if (text !== undefined) found.push([row, text]);
    }
    return found;
  }

  function toChunk(): Chunk {
    const rows = ids.size;
    return {
      records,
      rejected: { ...rejected },
      unkeyed,
      oddIds: oddOf(ids.words),
      oddGroups: oddOf(columns.group),
      users: valuesOf(users),
      apps: valuesOf(apps),
      contexts: valuesOf(contexts),
      evidences: [...evidences],
      details: [...details].sort(([a], [b]) => a - b),
      rows,
      columns: { ...firstColumns(columns, rows), id: ids.words.slice(0, rows * 4) },
    };
  }

  function share(): FactsShare {
    return {
      records,
      rejected: { ...rejected },
      unkeyed,
      rows: ids.size,
      columns,
      users: users.share(),
      apps: apps.share(),
      contexts: contexts.share(),
      evidences,
      details,
      odd,
    };
  }

  return {
    get rows() {
      return ids.size;
    },
    get columns() {
      return columns;
    },
    get records() {
      return records;
    },
    get unkeyed() {
      return unkeyed;
    },
    rejected,
    users,
    apps,
    contexts,
    add,
    intake,
    merge,
    classificationOf: (row) => classifications[columns.evidence[row] ?? 0] ?? classify(NO_EVIDENCE),
    detailOf: (row) => details.get(row),
    instantOf: (row) => ({ ms: columns.ms[row] ?? 0, ns: columns.ns[row] ?? 0 }),
    compareRows: (a, b) => compareRows(columns, odd, a, b),
    toChunk,
    share,
    mergeShare,
  };
}

function draftAt(columns: ScalarColumns, row: number, id: WideKey): Omit<Draft, 'detail'> {
  return {
    id,
    group: keyAt(columns.group, row),
    ms: columns.ms[row] ?? 0,
    ns: columns.ns[row] ?? 0,
    readAt: columns.readAt[row] ?? 0,
    user: columns.user[row] ?? 0,
    evidence: columns.evidence[row] ?? 0,
    app: columns.app[row] ?? 0,
    context: columns.context[row] ?? 0,
    scope: columns.scope[row] ?? 0,
  };
}

/** An out-of-scope record may have no time: `NaN`, which lies in no window. */
function instant(at: Instant | undefined): { ms: number; ns: number } {
  return at === undefined ? { ms: Number.NaN, ns: 0 } : { ms: at.ms, ns: at.ns };
}

/**
 * Attempts out of sign-ins, and what became of each (contract §1), the naive way: plain arrays,
 * each rule a small function with the contract's words beside it.
 */
import type { MethodName } from '../../src/core/methods.ts';
import type { ReasonName } from '../../src/core/reasons.ts';
import type { How, Interrupt, Outcome, Required, ResultList } from '../../src/core/report.ts';
import { compareInstants, type Instant, type SignIn } from '../../src/core/sign-in.ts';
import { type Judgement, judge } from './classify.ts';

export type Row = { readonly signIn: SignIn; readonly says: Judgement };

export type Attempt = {
  readonly rows: readonly Row[];
  readonly first: Row;
  readonly last: Row;
  readonly user: string | undefined;
  readonly outcome: Outcome;
  readonly required: Required;
  readonly result: ResultList;
  readonly interrupt: Interrupt | undefined;
  readonly afterRetry: boolean;
  /** Of denied and abandoned attempts. */
  readonly reason: ReasonName | undefined;
  /** Of completed, denied and abandoned attempts. */
  readonly method: MethodName;
  /** Of completed and denied attempts. */
  readonly decidedBy: Row | undefined;
  /** Of satisfiedWithoutPrompt attempts. */
  readonly how: How | undefined;
};

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** All attempts of the day's reading, those of the days before and after included. */
export function attemptsOf(
  signIns: readonly SignIn[],
  day: { from: number; to: number },
  readAt: number,
): Attempt[] {
  const rows = signIns.map((signIn) => ({ signIn, says: judge(signIn.evidence) }));
  const groups = Map.groupBy(rows, ({ signIn }) => groupOf(signIn));
  return [...groups.values()].flatMap((group) => split(group, day)).map((one) => attemptOf(one, readAt));
}

/** "`userId`; if null or all zeros the lower-cased UPN; if neither, the row counts … not as a user." */
export function userOf(signIn: SignIn): string | undefined {
  if (signIn.userId !== undefined) return `id ${signIn.userId}`;
  return signIn.userPrincipalName === undefined ? undefined : `upn ${signIn.userPrincipalName}`;
}

/** "User + `correlationId` (none: the row alone; without a user, those of the same correlation)." */
function groupOf(signIn: SignIn): string {
  if (signIn.correlation === undefined) return JSON.stringify(['alone', signIn.id]);
  return JSON.stringify([userOf(signIn) ?? null, signIn.correlation]);
}

/**
 * "Ordered by (`createdDateTime`, `id`). A new attempt starts where the gap to the previous row is
 * > 30 min, and at the first row at or after `to + 60 min` of the day in which the attempt began."
 */
function split(group: readonly Row[], day: { from: number; to: number }): Row[][] {
  const attempts: Row[][] = [];
  let current: Row[] = [];
  for (const row of group.toSorted(inOrder)) {
    const [first, previous] = [current[0], current.at(-1)];
    const startsAnew =
      first === undefined ||
      previous === undefined ||
      isLater(row, previous, 30 * MINUTE) ||
      row.signIn.at.ms >= endOfDayOf(first, day) + HOUR;
    if (startsAnew) {
      current = [];
      attempts.push(current);
    }
    current.push(row);
  }
  return attempts;
}

/** A reading begins half an hour before its day, so an attempt began on the day before, this day or the day after. */
function endOfDayOf(first: Row, day: { from: number; to: number }): number {
  const began = first.signIn.at.ms;
  if (began < day.from) return day.from;
  return began < day.to ? day.to : Number.POSITIVE_INFINITY;
}

function inOrder(a: Row, b: Row): number {
  return compareInstants(a.signIn.at, b.signIn.at) || (a.signIn.id < b.signIn.id ? -1 : 1);
}

/** More than `by` ms later, to the nanosecond. */
function isLater(row: Row, than: Row, by: number): boolean {
  const { ms, ns } = than.signIn.at;
  return compareInstants(row.signIn.at, { ms: ms + by, ns }) > 0;
}

function attemptOf(rows: readonly Row[], readAt: number): Attempt {
  const [first, last] = [rows[0], rows.at(-1)];
  if (first === undefined || last === undefined) throw new Error('An attempt has at least one row.');
  const end = endOf(rows);
  const interrupt = end.outcome === 'interrupted' ? interruptOf(rows, last, readAt) : undefined;
  return {
    rows,
    first,
    last,
    user: userOf(first.signIn),
    outcome: end.outcome,
    required: requiredOf(rows),
    result: RESULT_OF[end.outcome] ?? 'none',
    interrupt,
    afterRetry: end.outcome === 'completed' && deniedBefore(rows, end.decidedBy),
    reason: reasonOf(rows, end.outcome, interrupt),
    method: methodOf(rows, end.decidedBy, interrupt),
    decidedBy: end.decidedBy,
    how: end.outcome === 'satisfiedWithoutPrompt' ? howOf(rows, end.handedBack) : undefined,
  };
}

/** "Its `result` is satisfied where its outcome is completed or satisfiedWithoutPrompt, denied where denied, else none." */
const RESULT_OF: Partial<Record<Outcome, ResultList>> = {
  completed: 'satisfied',
  satisfiedWithoutPrompt: 'satisfied',
  denied: 'denied',
};

type End = { outcome: Outcome; decidedBy: Row | undefined; handedBack: readonly Row[] };

/**
 * "Its last `completed` or `denied` row, if any (same instant: completed)", where a success row that
 * follows a challenge is a completed row. "Else the first of …".
 */
function endOf(rows: readonly Row[]): End {
  const { completed, handedBack } = answersOf(rows);
  // Handed over and returned: that success closes the denials before it, as a completion would.
  const denied = rows.filter(
    (row) => row.says.outcome === 'denied' && !handedBack.some((back) => !isLater(row, back, 0)),
  );
  const [lastCompleted, lastDenied] = [completed.at(-1), denied.at(-1)];
  if (lastCompleted !== undefined && (lastDenied === undefined || !isLater(lastDenied, lastCompleted, 0))) {
    return { outcome: 'completed', decidedBy: lastCompleted, handedBack };
  }
  if (lastDenied !== undefined) return { outcome: 'denied', decidedBy: lastDenied, handedBack };
  if (handedBack.length > 0) return { outcome: 'satisfiedWithoutPrompt', decidedBy: undefined, handedBack };
  return { outcome: firstOutcome(rows), decidedBy: undefined, handedBack };
}

/**
 * "A challenge row followed in the attempt, or at the same instant, by a success row = completed …;
 * 50158 or *redirected* followed by one = satisfiedWithoutPrompt. The last challenge or hand-over
 * before the success decides which of the two it is." The first success or completed row that
 * follows answers all that was open.
 */
function answersOf(rows: readonly Row[]): { completed: Row[]; handedBack: Row[] } {
  const completed: Row[] = [];
  const handedBack: Row[] = [];
  let open: Judgement['opens'];
  for (const together of instants(rows)) {
    open = together.findLast((row) => row.says.opens !== undefined)?.says.opens ?? open;
    const answered = together.filter((row) => row.says.outcome === 'completed');
    const successes = together.filter((row) => row.says.success);
    // In one instant nothing is before anything else: what says itself that it is completed comes first.
    if (answered.length > 0) completed.push(...answered);
    else if (open === 'challenge') completed.push(...successes);
    else if (open === 'handOver') handedBack.push(...successes);
    if (answered.length + successes.length > 0) open = undefined;
  }
  return { completed, handedBack };
}

/** The rows in order, those of the same instant together. */
function instants(rows: readonly Row[]): Row[][] {
  return [...Map.groupBy(rows, ({ signIn }) => `${signIn.at.ms} ${signIn.at.ns}`).values()];
}

/**
 * "The first of satisfiedWithoutPrompt, interrupted, singleFactor, firstFactorFailed, otherReason,
 * unclassified that any row has (50203 counts only where no other row says anything)."
 */
function firstOutcome(rows: readonly Row[]): Outcome {
  const order: Outcome[] = [
    'satisfiedWithoutPrompt',
    'interrupted',
    'singleFactor',
    'firstFactorFailed',
    'otherReason',
  ];
  const outcomes = countingRows(rows).map(({ says }) => says.outcome);
  return order.find((outcome) => outcomes.includes(outcome)) ?? 'unclassified';
}

function countingRows(rows: readonly Row[]): readonly Row[] {
  const others = rows.filter(({ says }) => !says.onlyNudge);
  return others.some(({ says }) => says.outcome !== 'unclassified') ? others : rows;
}

/** "abandoned, pending (the same, last row < 2 h before the data was read), handedOff, notPrompted. Where rows differ, in this order." */
function interruptOf(rows: readonly Row[], last: Row, readAt: number): Interrupt {
  const kinds = countingRows(rows).map(({ says }) => says.interrupt);
  if (kinds.includes('abandoned')) return isFresh(last.signIn.at, readAt) ? 'pending' : 'abandoned';
  return kinds.includes('handedOff') ? 'handedOff' : 'notPrompted';
}

function isFresh(at: Instant, readAt: number): boolean {
  return compareInstants({ ms: readAt - 2 * HOUR, ns: 0 }, at) < 0;
}

/** "Yes if any row says yes, else no if any says no, else unknown." */
function requiredOf(rows: readonly Row[]): Required {
  const answers = rows.map(({ says }) => says.required);
  if (answers.includes('yes')) return 'yes';
  return answers.includes('no') ? 'no' : 'unknown';
}

/** "`afterRetry` = it held a denied step or row before the completion"; inside one row the order decides nothing. */
function deniedBefore(rows: readonly Row[], completion: Row | undefined): boolean {
  return rows.some(
    (row) => completion !== undefined && !isLater(row, completion, 0) && row.says.denials.length > 0,
  );
}

function reasonOf(
  rows: readonly Row[],
  outcome: Outcome,
  interrupt: Interrupt | undefined,
): ReasonName | undefined {
  if (outcome === 'denied') return worstReason(rows.flatMap(({ says }) => says.denials));
  if (interrupt !== 'abandoned') return undefined;
  // What a client that cannot prompt never showed is no reason.
  return rows.some(({ says }) => says.interrupt === 'abandoned' && says.asksToRegister)
    ? 'registrationNeeded'
    : 'promptAbandoned';
}

/** "The highest of fraudReported, declined, any other specific reason (latest wins), unlisted, overlap, unspecified." */
function worstReason(denials: readonly ReasonName[]): ReasonName {
  if (denials.includes('fraudReported')) return 'fraudReported';
  if (denials.includes('declined')) return 'declined';
  const general: ReasonName[] = ['unlisted', 'overlap', 'unspecified'];
  const specific = denials.findLast((reason) => !general.includes(reason));
  return specific ?? general.find((reason) => denials.includes(reason)) ?? 'unspecified';
}

/** "Of a completed or denied attempt: its deciding row's; of an abandoned one: the last row's that names any." */
function methodOf(
  rows: readonly Row[],
  decidedBy: Row | undefined,
  interrupt: Interrupt | undefined,
): MethodName {
  if (decidedBy !== undefined) return decidedBy.says.method;
  if (interrupt !== 'abandoned') return 'unknown';
  return rows.findLast(({ says }) => says.method !== 'unknown')?.says.method ?? 'unknown';
}

/** The last satisfied row's; of a hand-over that returned, `externalProvider`. */
function howOf(rows: readonly Row[], handedBack: readonly Row[]): How | undefined {
  const hows = rows.map((row) => (handedBack.includes(row) ? 'externalProvider' : row.says.how));
  return hows.findLast((how) => how !== undefined);
}

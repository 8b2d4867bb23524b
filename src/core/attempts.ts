/**
 * Attempts: one person trying to get in once (contract §1, "attempt" and "outcome of an attempt").
 */
import type { Classification } from './classify.ts';
import { abandonedReason, worstReason } from './classify.ts';
import type { FactsView } from './facts/facts-view.ts';
import type { MethodName } from './methods.ts';
import type { ReasonName } from './reasons.ts';
import type { How, Interrupt, Outcome, Required, ResultList } from './report.ts';
import type { Instant } from './sign-in.ts';

const MINUTE = 60_000;
/** A longer pause between two rows starts a new attempt. */
export const ATTEMPT_GAP = 30 * MINUTE;
/** How far past the end of a day its attempts are followed. */
export const LOOK_AHEAD = 60 * MINUTE;
/** How far before a day rows are read, to see attempts that began there. */
export const LOOK_BACK = ATTEMPT_GAP;
/** An unanswered prompt younger than this, when the data was read, is pending. */
export const PENDING_FOR = 120 * MINUTE;

/**
 * What the rows of an attempt say together. Nothing of it is of one attempt alone: a day has a few
 * hundred of them, each one object for all its attempts.
 */
export type Judged = {
  readonly outcome: Outcome;
  readonly required: Required;
  readonly result: ResultList;
  readonly interrupt: Interrupt | undefined;
  readonly how: How | undefined;
  readonly afterRetry: boolean;
  /** `undefined` where nobody was challenged. */
  readonly challenged: 'completed' | 'denied' | 'abandoned' | undefined;
  /** Denied or abandoned. */
  readonly failed: boolean;
  /** Whether any of its rows holds a denied prompt. */
  readonly heldPrompt: boolean;
  /** Of denied and abandoned attempts. */
  readonly reason: ReasonName | undefined;
  /** Of completed, denied and abandoned attempts; `unknown` elsewhere. */
  readonly method: MethodName;
  /** Which row tells the method: the one that completed or denied the attempt, or the last that names one. */
  readonly methodAt: number | undefined;
};

export type Attempt = {
  /** Ascending, at least one. */
  readonly rows: readonly number[];
  /** Row of the first sign-in: gives the attempt its day, hour, application and other breakdowns. */
  readonly first: number;
  readonly last: number;
  readonly judged: Judged;
};

/** Row that tells the method of an attempt. */
export function methodRow({ rows, judged }: Attempt): number | undefined {
  return judged.methodAt === undefined ? undefined : rows[judged.methodAt];
}

/** What the rows (ascending, at least one) say together, as if the data were read long after. */
export function judgeRows(facts: FactsView, rows: readonly number[]): Judged {
  const said = rows.map((row) => facts.classificationOf(row));
  const { decided, returned } = follow(facts, rows, said);
  const spoken = speakers(said);
  const outcome: Outcome = decided?.outcome ?? firstOutcome(spoken, returned);
  const interrupt = outcome === 'interrupted' ? interruptOf(spoken) : undefined;
  const methodAt = decided?.at ?? (interrupt === 'abandoned' ? namesMethodAt(said) : undefined);
  const challenged =
    outcome === 'completed' || outcome === 'denied'
      ? outcome
      : interrupt === 'abandoned'
        ? interrupt
        : undefined;
  return {
    outcome,
    required: requiredOf(said),
    result:
      outcome === 'completed' || outcome === 'satisfiedWithoutPrompt'
        ? 'satisfied'
        : outcome === 'denied'
          ? 'denied'
          : 'none',
    interrupt,
    how: outcome === 'satisfiedWithoutPrompt' ? howOf(said, returned) : undefined,
    afterRetry: decided?.outcome === 'completed' && decided.afterRetry,
    challenged,
    failed: challenged === 'denied' || challenged === 'abandoned',
    heldPrompt: said.some(({ prompts }) => prompts.length > 0),
    reason: reasonOf(outcome, interrupt, said),
    method: methodAt === undefined ? 'unknown' : (said[methodAt]?.method ?? 'unknown'),
    methodAt,
  };
}

/** What would be abandoned, had it not just been asked. */
export function asPending(abandoned: Judged): Judged {
  return {
    ...abandoned,
    interrupt: 'pending',
    challenged: undefined,
    failed: false,
    reason: undefined,
    method: 'unknown',
    methodAt: undefined,
  };
}

/** Whether an unanswered prompt of that instant may still be answered. */
export function isPending({ ms, ns }: Instant, readAt: number): boolean {
  return ms > readAt - PENDING_FOR || (ms === readAt - PENDING_FOR && ns > 0);
}

/** `at`: index of the row that decided. */
type Decided = { outcome: 'completed' | 'denied'; at: number; afterRetry: boolean };
/** A hand-over answered by a later success: index of the success row. */
type Returned = { at: number };

/**
 * Walks the rows in time. Rows of one instant are heard together: a challenge is answered by a
 * success of the same instant whatever their ids, and completed beats denied. A challenge is used
 * up by the first success or completion after it (docs/decisions/0003).
 */
function follow(
  facts: FactsView,
  rows: readonly number[],
  said: readonly Classification[],
): { decided: Decided | undefined; returned: Returned | undefined } {
  let decided: Decided | undefined;
  let lastCompleted: Decided | undefined;
  let returned: Returned | undefined;
  let waiting: Classification['asks'];
  let heldDenial = false;
  for (let from = 0, to = 0; from < rows.length; from = to) {
    to = from + 1;
    while (to < rows.length && sameInstant(facts, rows[from] ?? 0, rows[to] ?? 0)) to += 1;
    const together = said.slice(from, to);
    for (const row of together) {
      waiting = row.asks ?? waiting;
      heldDenial ||= row.heldDenial || row.outcome === 'denied';
    }
    const completed = together.findLastIndex((row) => row.outcome === 'completed');
    const denied = together.findLastIndex((row) => row.outcome === 'denied');
    const success = together.findLastIndex((row) => row.success);
    const answer = waiting === 'challenge' ? success : -1;
    const completion = completed >= 0 ? completed : answer;
    if (completion >= 0) {
      lastCompleted = { outcome: 'completed', at: from + completion, afterRetry: heldDenial };
      decided = lastCompleted;
    } else if (waiting === 'handOver' && success >= 0) {
      // Handed over and returned: that closes the denials before it, as a completion would.
      returned = { at: from + success };
      decided = lastCompleted;
    } else if (denied >= 0) {
      decided = { outcome: 'denied', at: from + denied, afterRetry: false };
    }
    if (completion >= 0 || success >= 0) waiting = undefined;
  }
  return { decided, returned };
}

function sameInstant(facts: FactsView, a: number, b: number): boolean {
  const { ms, ns } = facts.columns;
  return ms[a] === ms[b] && ns[a] === ns[b];
}

/** A registration nudge counts only where no other row says anything. */
function speakers(said: readonly Classification[]): readonly Classification[] {
  const others = said.filter((row) => !row.nudge);
  return others.some((row) => row.outcome !== 'unclassified') ? others : said;
}

const ORDER = [
  'satisfiedWithoutPrompt',
  'interrupted',
  'singleFactor',
  'firstFactorFailed',
  'otherReason',
  'unclassified',
] as const satisfies readonly Outcome[];

function firstOutcome(said: readonly Classification[], returned: Returned | undefined): Outcome {
  if (returned !== undefined) return 'satisfiedWithoutPrompt';
  return ORDER.find((outcome) => said.some((row) => row.outcome === outcome)) ?? 'unclassified';
}

function interruptOf(said: readonly Classification[]): Interrupt {
  const kinds = said.map((row) => row.interrupt);
  if (kinds.includes('abandoned')) return 'abandoned';
  return kinds.includes('handedOff') ? 'handedOff' : 'notPrompted';
}

function requiredOf(said: readonly Classification[]): Required {
  const answers = said.map((row) => row.required);
  return answers.includes('yes') ? 'yes' : answers.includes('no') ? 'no' : 'unknown';
}

/** The last row that was satisfied; a hand-over that came back is one at its success row. */
function howOf(said: readonly Classification[], returned: Returned | undefined): How {
  const last = said.findLastIndex((row) => row.how !== undefined);
  if (returned !== undefined && returned.at >= last) return 'externalProvider';
  return said[last]?.how ?? 'externalProvider';
}

function reasonOf(
  outcome: Outcome,
  interrupt: Interrupt | undefined,
  said: readonly Classification[],
): ReasonName | undefined {
  if (outcome === 'denied') return worstReason(said.flatMap((row) => row.denials));
  if (interrupt !== 'abandoned') return undefined;
  return abandonedReason(said.some((row) => row.reason === 'registrationNeeded'));
}

function namesMethodAt(said: readonly Classification[]): number | undefined {
  const at = said.findLastIndex((row) => row.method !== 'unknown');
  return at < 0 ? undefined : at;
}

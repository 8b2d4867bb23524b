/**
 * Findings about one user on one day (contract §2): pure functions of all the user's attempts of the
 * day's reading, whatever their addresses and applications.
 *
 * Rows are read from 30 minutes before the day to 60 minutes after it, so:
 * - a burst that goes on over midnight is found on both days, if ten prompts within ten minutes end on each;
 * - of the prompts before a success in the first 90 minutes of a day, those more than 30 minutes before
 *   the day are not seen: `burstThenSuccess` is then found only if three later ones make it alone.
 */
import { type Attempt, methodRow } from './attempts.ts';
import type { FactsView } from './facts/facts-view.ts';
import { FINDING_KIND_NAMES, type FindingKind } from './finding-kinds.ts';
import type { Window } from './ports.ts';
import type { ReasonName } from './reasons.ts';
import { compareInstants, type Instant } from './sign-in.ts';

const MINUTE = 60_000;
/** That many failed prompts within that time, both ends included, are a burst. */
const BURST = { prompts: 10, within: 10 * MINUTE };
/** That many within that time, and a success at most so long after the last of them. */
const BURST_BEFORE_SUCCESS = { prompts: 3, within: 60 * MINUTE };
const SUCCESS_WITHIN = 30 * MINUTE;

/** A prompt that was denied, for its reason, or left unanswered (no reason); at the instant of its row. */
export type FailedPrompt = { readonly at: Instant; readonly reason: ReasonName | undefined };

/** Every denied prompt of the attempts' rows, and of each abandoned attempt its last prompt; ascending. */
export function failedPrompts(facts: FactsView, attempts: readonly Attempt[]): FailedPrompt[] {
  const prompts: FailedPrompt[] = [];
  for (const { rows, judged } of attempts) {
    if (judged.heldPrompt) {
      for (const row of rows)
        for (const reason of facts.classificationOf(row).prompts)
          prompts.push({ at: facts.instantOf(row), reason });
    }
    if (judged.interrupt !== 'abandoned') continue;
    const asked = rows.findLast((row) => facts.classificationOf(row).interrupt === 'abandoned');
    if (asked !== undefined) prompts.push({ at: facts.instantOf(asked), reason: undefined });
  }
  return prompts.length > 1 ? prompts.sort((a, b) => compareInstants(a.at, b.at)) : prompts;
}

/** What stands out about a user, in the order of `FINDING_KINDS`. `prompts`: their `failedPrompts`. */
export function findingsOf(
  facts: FactsView,
  attempts: readonly Attempt[],
  prompts: readonly FailedPrompt[],
  day: Window,
): FindingKind[] {
  if (prompts.length === 0) return [];
  const isOfDay = ({ ms }: Instant) => ms >= day.from && ms < day.to;
  const ofDay = prompts.filter(({ at }) => isOfDay(at));
  const bursts = endsOf(prompts, BURST_BEFORE_SUCCESS);
  const declined = prompts.filter(({ reason }) => reason === 'declined').map(({ at }) => at);
  const successes = bursts.length + declined.length === 0 ? [] : completions(facts, attempts).filter(isOfDay);
  const burstThenSuccess = followsSoon(successes, bursts);
  const found: Record<FindingKind, boolean> = {
    promptBurst: endsOf(prompts, BURST).some(isOfDay),
    burstThenSuccess,
    fraudReported: ofDay.some(({ reason }) => reason === 'fraudReported'),
    declinedThenSuccess: !burstThenSuccess && followsSoon(successes, declined),
    userBlocked: ofDay.some(({ reason }) => reason === 'userBlocked'),
  };
  return FINDING_KIND_NAMES.filter((kind) => found[kind]);
}

/** Instants at which that many prompts within that time have come together. */
function endsOf(
  prompts: readonly FailedPrompt[],
  many: { readonly prompts: number; readonly within: number },
): Instant[] {
  return prompts.flatMap(({ at }, index) => {
    const first = prompts[index - many.prompts + 1];
    return first !== undefined && isWithin(first.at, at, many.within) ? [at] : [];
  });
}

/** Whether one of the successes comes at one of the instants or soon enough after it; both ascending. */
function followsSoon(successes: readonly Instant[], ends: readonly Instant[]): boolean {
  let next = 0;
  return successes.some((success) => {
    while (isNotAfter(ends[next], success)) next += 1;
    const last = ends[next - 1];
    return last !== undefined && isWithin(last, success, SUCCESS_WITHIN);
  });
}

function isNotAfter(a: Instant | undefined, b: Instant): boolean {
  return a !== undefined && compareInstants(a, b) <= 0;
}

/** Whether from one instant to a later one there is at most that time, ms. */
function isWithin(from: Instant, to: Instant, span: number): boolean {
  const ms = to.ms - from.ms;
  return ms < span || (ms === span && to.ns <= from.ns);
}

/** When the user got through, ascending: at every completed row, and at the row that completed an attempt. */
function completions(facts: FactsView, attempts: readonly Attempt[]): Instant[] {
  const instants: Instant[] = [];
  for (const attempt of attempts) {
    const completedAt = attempt.judged.outcome === 'completed' ? methodRow(attempt) : undefined;
    for (const row of attempt.rows) {
      const completes = row === completedAt;
      if (completes || facts.classificationOf(row).outcome === 'completed')
        instants.push(facts.instantOf(row));
    }
  }
  return instants.sort(compareInstants);
}

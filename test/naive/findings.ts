/**
 * Findings and prompts of a day, the naive way: every prompt is held against every other. Instants are
 * whole nanoseconds, so that a bound is met or missed exactly.
 */
import { FINDING_KINDS, type FindingKind } from '../../src/core/finding-kinds.ts';
import { METHODS } from '../../src/core/methods.ts';
import type { ReasonName } from '../../src/core/reasons.ts';
import type { Figures, Friction } from '../../src/core/report.ts';
import type { SignIn } from '../../src/core/sign-in.ts';
import { type Attempt, userOf } from './attempts.ts';
import { isChallenged } from './breakdowns.ts';
import type { Judgement } from './classify.ts';

type Day = { readonly from: number; readonly to: number };
/** "A denied prompt …, or an unanswered one", which has no reason. */
type Event = { readonly at: bigint; readonly reason: ReasonName | undefined };

const MINUTE = 60_000_000_000n;

/** "All five kinds, contract order, zeros left out." `all`: of the whole reading. */
export function foundOf(all: readonly Attempt[], day: Day): Figures['found'] {
  const users = [...new Set(all.map(({ user }) => user))].filter((user) => user !== undefined);
  const findings = users.map((user) =>
    findingsOf(
      all.filter((attempt) => attempt.user === user),
      day,
    ),
  );
  return Object.keys(FINDING_KINDS)
    .map((kind) => ({ kind: kindOf(kind), users: findings.filter((some) => some.includes(kind)).length }))
    .filter((row) => row.users > 0);
}

function kindOf(name: string): FindingKind {
  const kind = KINDS.find((one) => one === name);
  if (kind === undefined) throw new Error(`No rule is known for findings of kind ${name}.`);
  return kind;
}

const KINDS = [
  'promptBurst',
  'burstThenSuccess',
  'fraudReported',
  'declinedThenSuccess',
  'userBlocked',
] as const satisfies readonly FindingKind[];

function findingsOf(attempts: readonly Attempt[], day: Day): string[] {
  const events = attempts.flatMap(eventsOf);
  const isOfDay = (at: bigint) => at >= BigInt(day.from) * 1_000_000n && at < BigInt(day.to) * 1_000_000n;
  const between = (from: bigint, to: bigint) => events.filter(({ at }) => at >= from && at <= to).length;
  const of = (reason: ReasonName) => events.filter((event) => event.reason === reason);
  const completions = attempts.flatMap(completionsOf).filter(isOfDay);
  const isFollowed = ({ at }: Event) => completions.some((done) => done >= at && done <= at + 30n * MINUTE);
  const found: string[] = [];
  // "≥ 10 events within 10 minutes (both ends inclusive); the day in whose window the 10th event lies."
  if (events.some(({ at }) => isOfDay(at) && between(at - 10n * MINUTE, at) >= 10)) found.push('promptBurst');
  // "≥ 3 events within 60 minutes, then a completion at most 30 minutes after the last of them; day of the completion."
  const burst = events.some((event) => between(event.at - 60n * MINUTE, event.at) >= 3 && isFollowed(event));
  if (burst) found.push('burstThenSuccess');
  // "An event with reason declined, then a completion within 30 minutes, and not already burstThenSuccess."
  if (!burst && of('declined').some(isFollowed)) found.push('declinedThenSuccess');
  // "Any event with that reason in the window, always."
  for (const reason of ['fraudReported', 'userBlocked'] as const)
    if (of(reason).some(({ at }) => isOfDay(at))) found.push(reason);
  return found;
}

/** "Each denied prompt, and of an attempt that ended abandoned its last challenge row, once." */
function eventsOf(attempt: Attempt): Event[] {
  const denied = attempt.rows.flatMap(({ signIn, says }) =>
    says.prompts.map((reason) => ({ at: instantOf(signIn), reason })),
  );
  const shown = attempt.rows.filter(({ says }) => says.interrupt === 'abandoned').slice(-1);
  const unanswered = attempt.interrupt === 'abandoned' ? shown : [];
  return [...denied, ...unanswered.map(({ signIn }) => ({ at: instantOf(signIn), reason: undefined }))];
}

/** "A completed attempt's completing row, or any completed row." */
function completionsOf({ rows, outcome, decidedBy }: Attempt): bigint[] {
  return rows
    .filter((row) => row.says.outcome === 'completed' || (outcome === 'completed' && row === decidedBy))
    .map(({ signIn }) => instantOf(signIn));
}

function instantOf({ at }: SignIn): bigint {
  return BigInt(at.ms) * 1_000_000n + BigInt(at.ns);
}

/** "Denied prompts + one per completed or abandoned challenge", of each challenged user; nearest rank. */
export function frictionOf(
  judged: readonly { readonly signIn: SignIn; readonly says: Judgement }[],
  attempts: readonly Attempt[],
): Friction {
  const challenged = attempts.filter((attempt) => attempt.user !== undefined && isChallenged(attempt));
  const prompts = [...Map.groupBy(challenged, ({ user }) => user)].map(([user, own]) => {
    const rows = judged.filter(({ signIn }) => userOf(signIn) === user);
    const answeredOrLeft = own.filter(({ outcome }) => outcome !== 'denied');
    return rows.flatMap(({ says }) => says.prompts).length + answeredOrLeft.length;
  });
  const ascending = prompts.toSorted((a, b) => a - b);
  const rank = (percent: number) => ascending[Math.ceil((percent * ascending.length) / 100) - 1] ?? null;
  return {
    promptsMedian: rank(50),
    promptsP95: rank(95),
    phishingResistant: attempts.filter(
      ({ outcome, method }) => outcome === 'completed' && METHODS[method].strength === 'phishingResistant',
    ).length,
  };
}

/** One sentence with the number and its denominator, and how much it matters (docs/decisions/0011). */
import { isWorse } from './baseline.ts';
import { count, counted, weekday } from './format.ts';
import { type Day, type Issue, isMeasured, type Level, type MeasuredDay } from './report.ts';

/** From this share of the challenged users on, being unable is never quiet, however usual it is. */
const HIGH_SHARE = 0.05;

export function verdictOf(day: Day, issueMinUsers: number): { level: Level; text: string } {
  if (!isMeasured(day)) {
    const text =
      day.state === 'lost'
        ? `No figures: ${day.day} was never collected, and the source no longer holds it.`
        : `No figures: ${day.day} has not been collected yet.`;
    return { level: 'incomplete', text };
  }
  if (day.state === 'partial')
    return {
      level: 'incomplete',
      text: `So far ${lowerFirst(sentence(day))} Part of the day is unread.`,
    };
  const judged = { day, issueMinUsers, ...withoutAcknowledged(day) };
  const level = LEVEL_RULES.find(({ holds }) => holds(judged))?.level ?? 'quiet';
  return { level, text: sentence(day) };
}

type Judged = {
  readonly day: MeasuredDay;
  /** Unable users without those of acknowledged issues, and how many of those are usual. */
  readonly loud: number;
  readonly usual: number | null;
  readonly issueMinUsers: number;
};

/** The first that holds; a day of which none does is quiet. */
const LEVEL_RULES: readonly { readonly level: Level; readonly holds: (judged: Judged) => boolean }[] = [
  // Somebody may have got in who should not have.
  { level: 'act', holds: ({ day }) => day.findings.some(({ severity }) => severity === 'high') },
  // As long as nothing is usual yet, the share decides.
  {
    level: 'act',
    holds: ({ day, loud, usual, issueMinUsers }) =>
      loud >= issueMinUsers && (usual === null ? isHighShare(day, loud) : isWorse(loud, usual)),
  },
  {
    level: 'watch',
    holds: ({ day, loud, issueMinUsers }) =>
      loud >= issueMinUsers && (day.baseline === null || isHighShare(day, loud)),
  },
  { level: 'watch', holds: ({ day }) => day.baseline !== null && day.issues.some(isNews) },
  // A fraud report that names no known user is no finding about one.
  {
    level: 'watch',
    holds: ({ day }) =>
      day.findings.length > 0 || day.reasons.some(({ reason }) => reason === 'fraudReported'),
  },
];

function isHighShare({ challenged }: MeasuredDay, users: number): boolean {
  return users >= challenged.users * HIGH_SHARE;
}

/** What is acknowledged is left out of both, or it would hide the trouble of others. */
function withoutAcknowledged({ unable, issues, baseline }: MeasuredDay): Pick<Judged, 'loud' | 'usual'> {
  const known = issues.filter(({ acknowledged }) => acknowledged !== null);
  const rest = (all: number, of: (issue: Issue) => number) =>
    Math.max(0, all - known.reduce((users, issue) => users + of(issue), 0));
  return {
    loud: rest(unable.users, ({ unableUsers }) => unableUsers),
    usual: baseline === null ? null : rest(baseline.unableUsers, ({ usualUnable }) => usualUnable ?? 0),
  };
}

const NEWS: ReadonlySet<Issue['state']> = new Set(['new', 'worse', 'back']);

/** What a reader does not know yet: new, worse or back, and not acknowledged. */
export function isNews({ state, acknowledged }: Issue): boolean {
  return NEWS.has(state) && acknowledged === null;
}

function sentence(day: MeasuredDay): string {
  const { users } = day.unable;
  const challenged = day.challenged.users;
  if (day.challenged.attempts === 0) return 'Nobody was challenged for MFA.';
  if (challenged === 0)
    return `${counted(day.challenged.attempts, 'challenged attempt')}, none by a known user.`;
  if (users === 0) {
    const all =
      challenged === 1 ? 'The one challenged user' : `All ${counted(challenged, 'challenged user')}`;
    return `${all} got through MFA${usually(day)}.`;
  }
  return `${count(users)} of ${counted(challenged, 'challenged user')} could not get through MFA${usually(day)}.`;
}

/** `; 41 is usual for a Monday`: nothing where nothing is usual yet, or where both are none. */
function usually({ day, unable, baseline }: MeasuredDay): string {
  if (baseline === null) return '';
  const usual = baseline.unableUsers;
  if (unable.users === 0) return usual === 0 ? '' : `; on a usual ${weekday(day)} ${count(usual)} do not`;
  return usual === 0
    ? `; usually none on a ${weekday(day)}`
    : `; ${count(usual)} is usual for a ${weekday(day)}`;
}

const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);

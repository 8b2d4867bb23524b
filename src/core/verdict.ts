/** One sentence with the number and its denominator, and how much it matters (docs/decisions/0004). */
import { count, counted } from './format.ts';
import { type Day, isMeasured, type Level, type MeasuredDay } from './report.ts';

/** From this share of the challenged users on, being unable is no longer the usual trouble. */
const ACT_SHARE = 0.05;

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
      text: `${day.unable.users > 0 ? 'At least' : 'So far'} ${lowerFirst(sentence(day))} Part of the day is unread.`,
    };
  const { users } = day.unable;
  // Somebody says that the prompt was not theirs: no day for the short form.
  const isReported = day.reasons.some(({ reason }) => reason === 'fraudReported');
  if (users < issueMinUsers) return { level: isReported ? 'watch' : 'quiet', text: sentence(day) };
  const level = users >= day.challenged.users * ACT_SHARE ? 'act' : 'watch';
  return { level, text: sentence(day) };
}

function sentence(day: MeasuredDay): string {
  const { users } = day.unable;
  const challenged = day.challenged.users;
  if (day.challenged.attempts === 0) return 'Nobody was challenged for MFA.';
  if (challenged === 0)
    return `${counted(day.challenged.attempts, 'challenged attempt')}, none by a known user.`;
  if (users === 0) return `All ${counted(challenged, 'challenged user')} got through MFA.`;
  return `${count(users)} of ${counted(challenged, 'challenged user')} could not get through MFA.`;
}

const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);

/** A checker that finds nothing must be known to find something. */
import { describe, expect, it } from 'vitest';
import { composeFilesReport } from '../../src/core/compose-report.ts';
import { createCalendar } from '../../src/core/day.ts';
import { createDaysOfFiles } from '../../src/core/days-of-files.ts';
import { isMeasured, type MeasuredDay } from '../../src/core/report.ts';
import { buildSignIn, guid, step } from '../build-sign-in.ts';
import { brokenInvariants } from './invariants.ts';

const PUSH = 'Mobile app notification';

/** One user completed, one declined, one left the prompt: all of them in the ninth hour. */
function measuredDay(): MeasuredDay {
  const calendar = createCalendar('UTC');
  const now = Date.parse('2026-03-20T00:00:00Z');
  const files = createDaysOfFiles(calendar);
  const said = [
    { text: 'MFA successfully completed', steps: [step(PUSH, 'MFA successfully completed', true)] },
    { code: 500121, steps: [step(PUSH, 'MFA denied; user declined the authentication', false)] },
    { code: 50074 },
  ];
  for (const [n, parts] of said.entries())
    files.add(buildSignIn({ at: '2026-03-10T08:00:00Z', id: guid(1, n), userId: guid(2, n), ...parts }));
  const exclude = { users: new Set<string>(), apps: new Set<string>() };
  const stored = files.days({ day: undefined, asOf: now, sealHours: 48, exclude });
  const { days } = composeFilesReport(stored, {
    version: '0.0.0',
    tenant: { id: 'contoso', name: 'Contoso' },
    privacy: 'masked',
    now,
    calendar,
    retentionDays: 30,
    issueMinUsers: 3,
  });
  const [day] = days;
  if (day === undefined || !isMeasured(day)) throw new Error('The day has figures.');
  return structuredClone(day);
}

function ninthHour({ hours }: MeasuredDay): MeasuredDay['hours'][number] {
  const [hour] = hours.slice(8);
  if (hour === undefined) throw new Error('The day has a ninth hour.');
  return hour;
}

describe('the checker of the invariants', () => {
  it('finds nothing on a day that adds up', () => {
    expect(brokenInvariants(measuredDay())).toEqual([]);
  });

  it.each<[what: string, number: number, change: (day: MeasuredDay) => unknown]>([
    ['an outcome', 1, (day) => day.outcomes.otherReason.signIns++],
    ['a requirement', 1, (day) => day.required.no.attempts++],
    ['a result', 1, (day) => day.results.none.attempts--],
    ['the challenged', 2, (day) => day.challenged.attempts++],
    ['an hour that completed', 2, (day) => ninthHour(day).completed--],
    ['a kind of interrupt', 3, (day) => day.interrupted.pending.attempts++],
    ['a first try', 3, (day) => day.completed.firstTry.attempts--],
    ['a cause', 4, (day) => day.causes.splice(0)],
    ['a reason', 4, (day) => day.reasons.pop()],
    ['unable users who were not challenged', 5, (day) => Object.assign(day.unable, { users: 4 })],
    ['the cause of an unable user', 5, (day) => day.unable.byCause.external++],
    ['an hour', 6, (day) => ninthHour(day).attempts++],
    ['a breakdown', 6, (day) => day.breakdowns.os.rows.pop()],
    ['what was read', 7, (day) => day.coverage.records++],
    ['what was rejected', 7, (day) => day.coverage.rejected.total++],
    ['a missing hour', 0, (day) => day.hours.pop()],
    ['an hour of a reason', 0, (day) => day.reasons[0]?.hours.fill(1)],
    [
      'the reason of an unable user',
      0,
      (day) => day.reasons.map((row) => Object.assign(row, { unableUsers: 2 })),
    ],
    ['a retry', 0, (day) => day.methods.map(({ afterRetry }) => afterRetry.attempts++)],
    ['one factor', 0, (day) => day.breakdowns.app.rows.map((row) => row.singleFactor++)],
    ['more that resisted phishing than was completed', 0, (day) => (day.friction.phishingResistant = 2)],
    [
      'more users of one country than there were',
      0,
      (day) => day.reasons.map(({ most }) => (most.country = { name: 'NL', users: 9 })),
    ],
    ['less than nothing', 0, (day) => Object.assign(day.coverage, { duplicates: -1 })],
  ])('finds %s', (_, number, change) => {
    const day = measuredDay();
    change(day);
    expect(brokenInvariants(day).join()).toContain(`invariant ${number}:`);
  });
});

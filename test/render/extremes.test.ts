/** F30: days on which a ratio has nothing to divide by, or one user decides everything. Invented records, tenant Contoso. */
import { describe, expect, it } from 'vitest';
import { AUDIENCES } from '../../src/core/audiences.ts';
import { composeDigestReport, composeHistoryReport } from '../../src/core/compose-report.ts';
import { createCalendar } from '../../src/core/day.ts';
import { createDaysOfFiles } from '../../src/core/days-of-files.ts';
import { composeDigest } from '../../src/core/digest.ts';
import { headlineOf } from '../../src/core/metrics.ts';
import type { StoredDay } from '../../src/core/stored-day.ts';
import { DIGEST_FORMATS, HISTORY_FORMATS } from '../../src/form-names.ts';
import { renderDigest, renderHistory } from '../../src/forms.ts';
import { renderText } from '../../src/render/render-text.ts';
import { buildSignIn, guid, type SignInParts, step } from '../build-sign-in.ts';
import { displayWidth } from './display-width.ts';
import { DAY_NAMES, EVERY_DAY } from './every-day.ts';
import { BASE_URL } from './sample-pages.ts';

const DAY = '2026-03-10';
const CALENDAR = createCalendar('UTC');
const OPTIONS = {
  version: '0.0.0',
  tenant: { id: 'contoso', name: 'Contoso' },
  privacy: 'masked',
  now: Date.parse('2026-03-20T00:00:00Z'),
  calendar: CALENDAR,
  retentionDays: 30,
  issueMinUsers: 3,
} as const;

const PUSH = 'Mobile app notification';
const DENIED = {
  code: 500121,
  steps: [step(PUSH, 'MFA denied; user declined the authentication', false)],
};
const COMPLETED = {
  text: 'MFA successfully completed',
  steps: [step(PUSH, 'MFA successfully completed', true)],
};
const byUsers = (users: number, parts: Partial<SignInParts>): Partial<SignInParts>[] =>
  Array.from({ length: users }, (_, n) => ({ ...parts, userId: guid(2, n) }));

/** The day that these sign-ins make; all of them happen at nine. */
function dayOf(signIns: readonly Partial<SignInParts>[]): StoredDay {
  const files = createDaysOfFiles(CALENDAR);
  for (const [n, parts] of signIns.entries())
    files.add(buildSignIn({ at: `${DAY}T09:00:00Z`, id: guid(1, n), ...parts }));
  const exclude = { users: new Set<string>(), apps: new Set<string>() };
  const [day] = files.days({ day: DAY, asOf: OPTIONS.now, sealHours: 48, exclude });
  if (day === undefined) throw new Error('The day that was asked for is always given.');
  return day;
}

describe.each<[name: string, signIns: Partial<SignInParts>[], verdict: string]>([
  ['zero sign-ins', [], 'Nobody was challenged for MFA.'],
  ['all denied', byUsers(5, DENIED), '5 of 5 challenged users could not get through MFA.'],
  ['only guests', byUsers(3, { ...COMPLETED, userType: 'guest' }), 'All 3 challenged users got through MFA.'],
  ['one user, who got in', byUsers(1, COMPLETED), 'The one challenged user got through MFA.'],
  ['one user, who did not', byUsers(1, DENIED), '1 of 1 challenged user could not get through MFA.'],
  ['one user without a challenge', byUsers(1, {}), 'Nobody was challenged for MFA.'],
  ['nobody: rows without a user', [COMPLETED, DENIED], '2 challenged attempts, none by a known user.'],
])('F30 %s', (_, signIns, verdict) => {
  const stored = dayOf(signIns);
  const report = composeDigestReport(DAY, [stored], OPTIONS);
  const history = composeHistoryReport({ from: DAY, to: DAY }, [headlineOf(stored)], [stored], OPTIONS);

  it('has a verdict that is true', () => {
    expect(report.verdict?.text).toBe(verdict);
  });

  it.each(DIGEST_FORMATS)('no digest as %s holds what is no number', async (format) => {
    expectNumbers(Buffer.from((await renderDigest(report, format, {})).body).toString());
  });

  it.each(HISTORY_FORMATS)('no history as %s holds what is no number', async (format) => {
    expectNumbers(Buffer.from((await renderHistory(history, format, {})).body).toString());
  });
});

it.each(DAY_NAMES.flatMap((name) => AUDIENCES.map((audience) => [name, audience] as const)))(
  'the text of the %s day for %s is at most 78 columns wide, as a terminal counts them',
  (name, audience) => {
    const lines = renderText(composeDigest(EVERY_DAY[name](), { baseUrl: BASE_URL, audience })).split('\n');
    // An address in two parts would not work.
    expect(lines.filter((line) => displayWidth(line) > 78 && !/https:\S+$/.test(line))).toEqual([]);
  },
);

function expectNumbers(rendered: string): void {
  expect(rendered).not.toMatch(/\bNaN\b|Infinity|undefined|\[object/);
}

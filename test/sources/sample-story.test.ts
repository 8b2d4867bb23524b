/** The story of the invented tenant, judged as a digest judges it: 120 days, and the day on which it ends. */
import { describe, expect, it } from 'vitest';
import { composeDigestReport } from '../../src/core/compose-report.ts';
import { createCalendar } from '../../src/core/day.ts';
import { issuesOf } from '../../src/core/issues.ts';
import type { Ack } from '../../src/core/ports.ts';
import { REASON_NAMES } from '../../src/core/reasons.ts';
import { type Issue, isMeasured, type MeasuredDay, type Report } from '../../src/core/report.ts';
import type { StoredDay } from '../../src/core/stored-day.ts';
import { dateAfter, sampleDay } from '../../src/sources/sample/sample-day.ts';
import { STORY_DAY, storyPlace } from '../../src/sources/sample/story.ts';
import { THREADS } from '../../src/sources/sample/threads.ts';
import { PLACES, storyDays } from './story-days.ts';

const ISSUE_MIN_USERS = 3;
const ACK_PLACES = [-20, 14] as const;
const ack = (storyDay: string): Ack => ({
  reason: 'registrationNeeded',
  until: dateAfter(storyDay, ACK_PLACES[1]),
  by: 'helpdesk',
  note: 'known',
});

type Stretch = readonly [state: Issue['state'], from: number, to: number];

/** Each walks new, steady, worse, better, fixed, back; and then its part on the story day. */
const COURSES: readonly (readonly [reason: Issue['id'], stretches: readonly Stretch[]])[] = [
  [
    'pushUndeliverable',
    [
      ['new', -119, -119],
      ['steady', -118, -102],
      ['worse', -101, -88],
      ['better', -87, -78],
      ['fixed', -75, -71],
      ['back', -68, -68],
      ['better', -67, -67],
      ['steady', -66, -66],
      ['fixed', -63, -59],
      ['new', 0, 0],
    ],
  ],
  [
    // Crosses the gap at -8; of the partial day -4 it is not known whether fewer were touched.
    'wrongCode',
    [
      ['new', -119, -119],
      ['steady', -118, -106],
      ['worse', -105, -92],
      ['better', -91, -80],
      ['fixed', -77, -73],
      ['back', -70, -70],
      ['steady', -69, -29],
      ['worse', -28, -15],
      ['steady', -14, -6],
      ['better', -5, -5],
      ['steady', -4, -4],
      ['better', -3, 0],
    ],
  ],
  [
    'registrationNeeded',
    [
      ['new', -118, -118],
      ['steady', -117, -96],
      ['worse', -95, -82],
      ['better', -81, -70],
      ['fixed', -67, -63],
      ['back', -60, -60],
      ['steady', -59, -56],
      ['worse', -55, -54],
      ['steady', -53, -49],
      ['worse', -48, -47],
      ['steady', -46, 0],
    ],
  ],
  [
    'noResponse',
    [
      ['new', -117, -117],
      ['steady', -116, -90],
      ['worse', -89, -76],
      ['better', -75, -64],
      ['fixed', -61, -57],
      ['back', -54, -54],
      ['steady', -53, -50],
      ['worse', -49, -48],
      ['steady', -47, -43],
      ['worse', -42, -41],
      ['steady', -40, -4],
      ['worse', -3, 0],
    ],
  ],
  [
    // Of three whole days since -5 the partial one is none, so it is fixed a day later than else.
    'deviceKey',
    [
      ['new', -116, -116],
      ['steady', -115, -66],
      ['worse', -65, -52],
      ['better', -51, -46],
      ['fixed', -43, -39],
      ['back', -36, -36],
      ['better', -35, -34],
      ['fixed', -31, -27],
      ['back', -26, -26],
      ['worse', -25, -23],
      ['steady', -22, -22],
      ['worse', -21, -16],
      ['steady', -15, -15],
      ['worse', -14, -10],
      ['steady', -9, -5],
      ['fixed', -1, 0],
    ],
  ],
  [
    'promptAbandoned',
    [
      ['new', -115, -115],
      ['steady', -114, -84],
      ['worse', -83, -70],
      ['better', -69, -60],
      ['fixed', -57, -53],
      ['back', -50, -50],
      ['better', -49, -49],
      ['steady', -48, 0],
    ],
  ],
  [
    'phoneUnreachable',
    [
      ['new', -113, -113],
      ['steady', -112, -72],
      ['worse', -71, -58],
      ['better', -57, -50],
      ['fixed', -47, -43],
      ['back', -40, -40],
      ['steady', -39, -38],
      ['fixed', -35, -31],
      ['back', -18, -18],
      ['worse', -17, -13],
      ['fixed', -10, -6],
      ['back', 0, 0],
    ],
  ],
];

describe('over the 120 days of the story', () => {
  const days = storyDays(STORY_DAY, PLACES);
  const judged = days.map(({ day }) => ({
    place: storyPlace(sampleDay(day), STORY_DAY),
    issues: issuesOf(days, { day, issueMinUsers: ISSUE_MIN_USERS, acks: [ack(STORY_DAY)] }),
  }));

  it('one day is missing, and one is partial', () => {
    expect(days).toHaveLength(119);
    expect(days.filter(({ state }) => state === 'partial').map(({ day }) => day)).toEqual(['2026-11-19']);
    expect(days.map(({ day }) => day)).not.toContain('2026-11-15');
  });

  it.each(COURSES)('%s goes its way', (reason, stretches) => {
    expect(stretchesOf(reason, judged)).toEqual(stretches);
  });

  it.each(COURSES)('%s walks through all states in order', (_, stretches) => {
    const walk = ['new', 'steady', 'worse', 'better', 'fixed', 'back'];
    let next = 0;
    for (const [state] of stretches) if (state === walk[next]) next += 1;
    expect(next).toBe(walk.length);
  });

  it('every thread has its course, and nothing else ever stands out', () => {
    const threads: readonly string[] = THREADS.map(({ reason }) => reason);
    expect(COURSES.map(([reason]) => reason).toSorted()).toEqual(threads.toSorted());
    const stoodOut = new Set(judged.flatMap(({ issues }) => issues.map(({ id }) => id)));
    expect([...stoodOut].filter((reason) => !threads.includes(reason))).toEqual([]);
  });

  it('every other reason occurs below the floor', () => {
    const met = new Set(days.flatMap(({ figures }) => figures.reasons.map(({ reason }) => reason)));
    expect(REASON_NAMES.filter((reason) => !met.has(reason))).toEqual([]);
  });

  it('an acknowledgement changes no state, and holds until its end', () => {
    const known = judged.flatMap(({ issues }) => issues.filter(({ id }) => id === 'registrationNeeded'));
    expect(known.every(({ acknowledged }) => acknowledged?.by === 'helpdesk')).toBe(true);
    const ended = { ...ack(STORY_DAY), until: dateAfter(STORY_DAY, ACK_PLACES[0]) };
    const later = issuesOf(days, { day: STORY_DAY, issueMinUsers: ISSUE_MIN_USERS, acks: [ended] });
    expect(later.find(({ id }) => id === 'registrationNeeded')).toMatchObject({
      state: 'steady',
      acknowledged: null,
    });
  });
});

describe.each([
  ['Monday', '2026-11-23'],
  ['Tuesday', '2026-11-24'],
  ['Wednesday', '2026-11-25'],
  ['Thursday', '2026-11-26'],
  ['Friday', '2026-11-27'],
  ['Saturday', '2026-11-28'],
  ['Sunday', '2026-11-29'],
])('on a story day that is a %s', (_, storyDay) => {
  // All that the day is compared with: the same weekday of four weeks, and two weeks in full.
  const places = [-28, -21, ...PLACES.filter((place) => place >= -18)];
  const report = reportOf(storyDay, storyDays(storyDay, places));
  const day = measured(report);

  it('every state is there, one issue is acknowledged, and no issue more', () => {
    expect(
      Object.fromEntries(
        day.issues.map(({ id, state, acknowledged }) => [id, [state, acknowledged !== null]]),
      ),
    ).toEqual({
      pushUndeliverable: ['new', false],
      noResponse: ['worse', false],
      promptAbandoned: ['steady', false],
      wrongCode: ['better', false],
      phoneUnreachable: ['back', false],
      deviceKey: ['fixed', false],
      registrationNeeded: ['steady', true],
    });
  });

  it('the worst has the shape of one cause, within two hours', () => {
    expect(day.issues[0]).toMatchObject({
      id: 'pushUndeliverable',
      users: 34,
      topMethod: 'App notification',
    });
    expect(day.issues[0]?.shape).toMatch(
      /^All 34 users by App notification, \d+ of 34 users on Android, all attempts between 13:00 and 15:00: points to one cause, not to 34 single troubles\.$/,
    );
  });

  it('somebody was asked until they gave in', () => {
    expect(day.findings.map(({ kind, users }) => [kind, users])).toEqual(
      expect.arrayContaining([
        ['promptBurst', 1],
        ['burstThenSuccess', 1],
      ]),
    );
    expect(report.verdict?.level).toBe('act');
  });

  it('some thirty people of those challenged could not get through, more than is usual', () => {
    expect(day.unable.users).toBeGreaterThanOrEqual(24);
    expect(day.unable.users).toBeLessThanOrEqual(36);
    expect(day.baseline?.unableUsers).toBeLessThanOrEqual(14);
  });

  it('the strip of two weeks has a gap and a partial day', () => {
    expect(
      report.trend.filter(({ state }) => state !== 'sealed').map(({ day, state }) => [day, state]),
    ).toEqual([
      [dateAfter(storyDay, -8), 'missing'],
      [dateAfter(storyDay, -4), 'partial'],
    ]);
  });
});

function reportOf(storyDay: string, days: readonly StoredDay[]): Report {
  return composeDigestReport(
    storyDay,
    days,
    {
      version: '0.0.0',
      tenant: { id: 'sample', name: 'Contoso' },
      privacy: 'masked',
      now: Date.parse(`${dateAfter(storyDay, 1)}T08:00:00Z`),
      calendar: createCalendar('UTC'),
      retentionDays: 45,
      issueMinUsers: ISSUE_MIN_USERS,
    },
    { acks: [ack(storyDay)] },
  );
}

function measured(report: Report): MeasuredDay {
  const [day] = report.days;
  if (day === undefined || !isMeasured(day)) throw new Error('The story day has figures.');
  return day;
}

/** Days in a row, among those that are stored, on which the issue stood the same. */
function stretchesOf(
  reason: Issue['id'],
  judged: readonly { readonly place: number; readonly issues: readonly Issue[] }[],
): Stretch[] {
  const stretches: { state: Issue['state']; from: number; to: number }[] = [];
  let open: (typeof stretches)[number] | undefined;
  for (const { place, issues } of judged) {
    const state = issues.find(({ id }) => id === reason)?.state;
    if (state !== undefined && state === open?.state) open.to = place;
    else {
      open = state === undefined ? undefined : { state, from: place, to: place };
      if (open !== undefined) stretches.push(open);
    }
  }
  return stretches.map(({ state, from, to }) => [state, from, to] as const);
}

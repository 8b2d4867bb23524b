import { describe, expect, it } from 'vitest';
import { composeDigestReport, composeHistoryReport } from '../../src/core/compose-report.ts';
import { createCalendar } from '../../src/core/day.ts';
import { headlineOf } from '../../src/core/metrics.ts';
import type { Sent } from '../../src/core/ports.ts';
import type { Headline, State } from '../../src/core/report.ts';
import type { StoredDay } from '../../src/core/stored-day.ts';
import { asHeadline, sinceTold, whatWasTold } from '../../src/core/what-was-told.ts';
import { buildSent } from '../build-sent.ts';
import { count, figures, storedDay } from '../store/builders.ts';

/** 15 June 2026 is a Monday; mails go out daily, and the one about the 16th may still come. */
const DAILY = { oldestDue: '2026-06-16', digestOn: [0, 1, 2, 3, 4, 5, 6] };
const WEEKDAYS = { ...DAILY, digestOn: [1, 2, 3, 4, 5] };

const monday = (given: Partial<Headline> = {}): Headline => ({ ...headlineOf(storedDay()), ...given });
const gap = (state: State, day = '2026-06-15'): Headline => ({
  ...monday({ day, state, revision: 0 }),
  signIns: null,
  attempts: null,
  users: null,
  challengedAttempts: null,
  challengedUsers: null,
  completed: null,
  denied: null,
  abandoned: null,
  unableUsers: null,
  rate: null,
});
const mail = (told: Headline[], given: Partial<Sent> = {}): Sent => buildSent({ told, ...given });

describe('F14 a day is restated', () => {
  const grown = monday({ revision: 2, signIns: 12, unableUsers: 1, rate: 0.75 });

  it.each<[rule: string, now: Headline, sent: Sent[], expected: object | null]>([
    [
      'by name, before and after, against the revision that was mailed',
      grown,
      [mail([monday()])],
      {
        from: 1,
        why: 'lateRecords',
        figures: { signIns: [10, 12], unableUsers: [0, 1], rate: [0.625, 0.75] },
      },
    ],
    [
      'against the newest mail, in whatever order they are read',
      { ...grown, revision: 3 },
      [
        mail([monday({ revision: 2, signIns: 11, unableUsers: 1 })], { at: '2026-06-17T05:30:00Z' }),
        mail([monday()]),
      ],
      { from: 2, why: 'lateRecords', figures: { signIns: [11, 12], rate: [0.625, 0.75] } },
    ],
    [
      'the rate only where both days have one',
      { ...grown, rate: null },
      [mail([monday()])],
      { from: 1, why: 'lateRecords', figures: { signIns: [10, 12], unableUsers: [0, 1] } },
    ],
    ['not where nothing was sent', grown, [], null],
    ['not against a mail that failed', grown, [mail([monday()], { status: 'failed' })], null],
    ['not against one that may not have gone out', grown, [mail([monday()], { status: 'sending' })], null],
    [
      'against one that is being repeated on request: it went out, and when it did',
      { ...grown, revision: 3 },
      [
        mail([monday()], { status: 'sending', at: '2026-06-19T05:30:00Z', wentOut: '2026-06-16T05:30:00Z' }),
        mail([monday({ revision: 2, signIns: 11, unableUsers: 1 })], { at: '2026-06-17T05:30:00Z' }),
      ],
      { from: 2, why: 'lateRecords', figures: { signIns: [11, 12], rate: [0.625, 0.75] } },
    ],
    ['not where the revision is the same', monday(), [mail([monday({ signIns: 1 })])], null],
    ['not where only the revision is new', monday({ revision: 5 }), [mail([monday()])], null],
    ['not from a gap: nothing was measured that could have grown', grown, [mail([gap('missing')])], null],
    ['not into a gap', gap('lost'), [mail([monday()])], null],
  ])('%s', (_, now, sent, expected) => {
    expect(sinceTold(now, whatWasTold(sent, DAILY)(now.day)).restated).toEqual(expected);
  });

  it.each<[why: string, now: Partial<Headline>, told: Partial<Headline>]>([
    ['lateRecords', { signIns: 11 }, {}],
    ['detailsCompleted', { completed: 3 }, { completed: 2 }],
    ['collectedAgain', { signIns: 9 }, {}],
    ['restRead', { signIns: 11 }, { state: 'partial' }],
    ['restRead', { completed: 3 }, { state: 'partial', completed: 2 }],
  ])('and says why: %s', (why, now, told) => {
    const known = whatWasTold([mail([monday(told)])], DAILY)('2026-06-15');
    expect(sinceTold(monday({ revision: 2, ...now }), known).restated?.why).toBe(why);
  });

  it('in the report of the day, in every trend that holds it, and in a history', () => {
    const stored = storedDay({ revision: 2, figures: figures({ totals: count(12, 11, 7) }) });
    const told = whatWasTold([mail([monday({ signIns: 10 })])], DAILY);
    const report = composeDigestReport('2026-06-15', [stored], OPTIONS, { told });
    const change = report.days[0]?.restated;
    expect(change).toMatchObject({ from: 1, figures: { signIns: [10, 12] } });
    expect(report.trend.at(-1)?.restated).toEqual(change);
    const range = { from: '2026-06-14', to: '2026-06-16' };
    const history = composeHistoryReport(range, [headlineOf(stored)], [stored], OPTIONS, { told });
    expect(history.trend[1]?.restated).toEqual(change);
    expect(history.days[1]?.restated).toEqual(change);
  });

  it('is no longer once a mail has told it; what is kept of the mail holds no change itself', () => {
    const before = sinceTold(grown, whatWasTold([mail([monday()])], DAILY)('2026-06-15'));
    const kept = asHeadline(before);
    expect(kept).toEqual(grown);
    const told = whatWasTold([mail([monday()]), mail([kept], { at: '2026-06-17T05:30:00Z' })], DAILY);
    expect(sinceTold(grown, told('2026-06-15'))).toEqual({ ...grown, restated: null, healed: null });
  });
});

describe('F24 a day is healed that is whole by now, and that readers', () => {
  const whole = (day: string): StoredDay => storedDay({ day, state: 'sealed' });
  /** A mail of last week: there are readers. */
  const earlier = mail([gap('missing', '2026-06-01')], { day: '2026-06-01', at: '2026-06-02T05:30:00Z' });

  it.each<[rule: string, day: string, sent: Sent[], options: typeof DAILY, expected: string | null]>([
    ['were told to be missing', '2026-06-15', [mail([gap('missing')])], DAILY, 'missing'],
    ['were told to be partial', '2026-06-15', [mail([monday({ state: 'partial' })])], DAILY, 'partial'],
    ['were told to be lost', '2026-06-15', [mail([gap('lost')])], DAILY, 'lost'],
    ['were told nothing of, though a mail was due', '2026-06-12', [earlier], DAILY, 'untold'],
    ['but not one that they were told whole', '2026-06-15', [mail([monday()])], DAILY, null],
    [
      'nor one whose mail is being repeated on request',
      '2026-06-15',
      [earlier, mail([monday()], { status: 'sending', wentOut: '2026-06-16T05:30:00Z' })],
      DAILY,
      null,
    ],
    ['nor any before the first mail ever', '2026-06-12', [], DAILY, null],
    ['nor one whose mail may still come', '2026-06-16', [earlier], DAILY, null],
    ['nor one of which no mail was due', '2026-06-12', [earlier], WEEKDAYS, null],
    [
      'nor a quiet one that was skipped',
      '2026-06-12',
      [earlier, mail([], { day: '2026-06-12', status: 'skipped' })],
      DAILY,
      null,
    ],
    [
      'as also one whose mail failed',
      '2026-06-12',
      [earlier, mail([], { day: '2026-06-12', status: 'failed', tries: 8 })],
      DAILY,
      'untold',
    ],
  ])('%s', (_, day, sent, options, expected) => {
    const now = headlineOf(whole(day));
    expect(sinceTold(now, whatWasTold(sent, options)(day)).healed).toBe(expected);
  });

  it.each(['missing', 'partial', 'lost'] as const)('never while it is %s', (state) => {
    const told = whatWasTold([mail([gap('missing')])], DAILY);
    expect(sinceTold(gap(state), told('2026-06-15')).healed).toBeNull();
  });
});

const OPTIONS = {
  version: '0.0.0',
  tenant: { id: 'contoso', name: 'Contoso' },
  privacy: 'masked',
  now: Date.parse('2026-06-17T05:30:00Z'),
  calendar: createCalendar('UTC'),
  retentionDays: 30,
  issueMinUsers: 3,
} as const;

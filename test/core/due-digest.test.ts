import { describe, expect, it } from 'vitest';
import { createCalendar, HOUR, instantText } from '../../src/core/day.ts';
import {
  attempt,
  daysCovered,
  delivered,
  digestDays,
  givenUp,
  type MailTold,
  newestSendTime,
  notDelivered,
  oldestDue,
  owed,
  owedByHand,
  type SendOptions,
} from '../../src/core/due-digest.ts';
import type { Sent } from '../../src/core/ports.ts';
import type { StoredDay } from '../../src/core/stored-day.ts';
import { buildSent } from '../build-sent.ts';
import { storedDay } from '../store/builders.ts';

const BERLIN = createCalendar('Europe/Berlin');
const DAILY = [0, 1, 2, 3, 4, 5, 6];
const WEEKDAYS = [1, 2, 3, 4, 5];

/** At 7:30 in Berlin, every day, waiting four hours at most. 16 June 2026 is a Tuesday. */
function at(now: string, given: Partial<SendOptions> = {}): SendOptions {
  return {
    digestAt: { hour: 7, minute: 30 },
    digestOn: DAILY,
    digestWaitHours: 4,
    calendar: BERLIN,
    now: Date.parse(now),
    ...given,
  };
}

describe('the day whose digest is due', () => {
  it.each<[rule: string, options: SendOptions, expected: string | undefined]>([
    ['yesterday from the time of sending on', at('2026-06-16T05:30:00Z'), '2026-06-15'],
    ['still in the last minute of the day', at('2026-06-16T21:59:59Z'), '2026-06-15'],
    ['and past midnight, the same day', at('2026-06-16T22:00:00Z'), '2026-06-15'],
    ['until it is time for the next', at('2026-06-17T05:29:59Z'), '2026-06-15'],
    ['the clock of the zone, not UTC: in winter an hour later', at('2026-12-16T05:45:00Z'), '2026-12-14'],
    ['the clock of the zone, in winter', at('2026-12-16T06:30:00Z'), '2026-12-15'],
    ['on the day the clock goes forward', at('2026-03-29T05:30:00Z'), '2026-03-28'],
    [
      'a time that the clock skips that day is the first after it',
      at('2026-03-29T01:00:00Z', { digestAt: { hour: 2, minute: 30 } }),
      '2026-03-28',
    ],
    [
      'until then the day before',
      at('2026-03-29T00:59:59Z', { digestAt: { hour: 2, minute: 30 } }),
      '2026-03-27',
    ],
    [
      'on a Saturday what was due on Friday, where only weekdays count',
      at('2026-06-13T05:29:59Z', { digestOn: WEEKDAYS }),
      '2026-06-11',
    ],
    ['but no longer than a day', at('2026-06-13T05:30:00Z', { digestOn: WEEKDAYS }), undefined],
    ['and none on a Sunday', at('2026-06-14T12:00:00Z', { digestOn: WEEKDAYS }), undefined],
    ['nor on Monday before its time', at('2026-06-15T05:29:59Z', { digestOn: WEEKDAYS }), undefined],
    ['Sunday is told on Monday', at('2026-06-15T12:00:00Z', { digestOn: WEEKDAYS }), '2026-06-14'],
    ['the last day of a year on the first of the next', at('2027-01-01T12:00:00Z'), '2026-12-31'],
  ])('%s', (_, options, expected) => {
    const due = digestDays(options).filter(({ until }) => options.now < until);
    expect(due.map(({ day }) => day)).toEqual(expected === undefined ? [] : [expected]);
  });

  it.each<[rule: string, options: SendOptions, expected: string[]]>([
    [
      'it and the two before it, oldest first',
      at('2026-06-16T05:30:00Z'),
      ['2026-06-13', '2026-06-14', '2026-06-15'],
    ],
    ['past midnight the same ones', at('2026-06-17T05:29:59Z'), ['2026-06-13', '2026-06-14', '2026-06-15']],
    [
      'of those only what had a digest: on Monday Sunday alone',
      at('2026-06-15T12:00:00Z', { digestOn: WEEKDAYS }),
      ['2026-06-14'],
    ],
    ['none on a day without digests', at('2026-06-13T12:00:00Z', { digestOn: WEEKDAYS }), []],
    [
      'there only one whose wait of 24 h is over just then',
      at('2026-06-13T05:35:00Z', { digestOn: WEEKDAYS, digestWaitHours: 24 }),
      ['2026-06-11'],
    ],
    ['and that for an hour', at('2026-06-13T06:30:00Z', { digestOn: WEEKDAYS, digestWaitHours: 24 }), []],
  ])('may be mailed or corrected: %s', (_, options, expected) => {
    const due = digestDays(options).filter(({ until, mayCorrect }) => mayCorrect || options.now < until);
    expect(due.map(({ day }) => day)).toEqual(expected);
  });

  it('on a day without digests also those whose mail may hang', () => {
    const saturday = digestDays(at('2026-06-13T12:00:00Z', { digestOn: WEEKDAYS }));
    expect(saturday).toMatchObject([
      { day: '2026-06-10', mayCorrect: false },
      { day: '2026-06-11', mayCorrect: false },
    ]);
  });

  it.each<[rule: string, options: SendOptions, expected: string]>([
    ['the one that is due', at('2026-06-16T05:30:00Z'), '2026-06-15'],
    ['past midnight, too', at('2026-06-17T05:29:59Z'), '2026-06-15'],
    [
      'the one before it while its wait of 24 h ends',
      at('2026-06-16T05:35:00Z', { digestWaitHours: 24 }),
      '2026-06-14',
    ],
    ['but not after', at('2026-06-16T06:30:00Z', { digestWaitHours: 24 }), '2026-06-15'],
  ])('is the oldest of which a daily mail may come: %s', (_, options, expected) => {
    expect(oldestDue(options)).toBe(expected);
  });
});

describe('what a channel is owed', () => {
  const SEND_AT = Date.parse('2026-06-16T05:30:00Z');
  const until = Date.parse('2026-06-17T05:30:00Z');
  const due = { day: '2026-06-15', sendAt: SEND_AT, until, mayCorrect: true };
  const open = storedDay({ state: 'open' });
  const sealed = storedDay({ state: 'sealed' });
  const partial = storedDay({ state: 'partial' });
  const NOW = '2026-06-16T05:35:00Z';
  const WAITED = '2026-06-16T09:30:00Z';
  const LAST = '2026-06-17T05:29:59Z';
  const OVER = '2026-06-17T05:30:00Z';
  const sent = (kind: Sent['kind'], state: string, given: Partial<Sent> = {}): Sent =>
    buildSent({ kind, state, ...given });

  it.each<
    [rule: string, now: string, day: StoredDay | undefined, rows: Sent[], expected: Sent['kind'] | undefined]
  >([
    ['a whole day at once', NOW, open, [], 'daily'],
    ['a sealed day at once', NOW, sealed, [], 'daily'],
    ['a partial day is waited for', NOW, partial, [], undefined],
    ['a day that is missing is waited for', NOW, undefined, [], undefined],
    ['not a moment too early', '2026-06-16T09:29:59Z', partial, [], undefined],
    ['a partial day as it is, once the wait is over', WAITED, partial, [], 'daily'],
    ['a missing day likewise', WAITED, undefined, [], 'daily'],
    ['a whole day until the next digest is due', LAST, open, [], 'daily'],
    ['and no longer', OVER, open, [], undefined],
    ['a partial day no longer, either', OVER, partial, [], undefined],
    ['nothing twice', NOW, open, [sent('daily', 'open')], undefined],
    [
      'what another channel got does not count',
      NOW,
      open,
      [sent('daily', 'open', { channel: 'teams' })],
      'daily',
    ],
    ['nothing more while the day is still partial', WAITED, partial, [sent('daily', 'partial')], undefined],
    ['a correction once it is whole', WAITED, open, [sent('daily', 'partial')], 'correction'],
    ['a correction where the day had been missing', WAITED, sealed, [sent('daily', 'missing')], 'correction'],
    ['a correction also when the next digest is due', OVER, open, [sent('daily', 'partial')], 'correction'],
    [
      'then also where the digest hangs, since it may have gone out',
      OVER,
      open,
      [sent('daily', 'partial', { status: 'sending' })],
      'correction',
    ],
    [
      'then nothing where the digest never went out',
      OVER,
      open,
      [sent('daily', 'partial', { status: 'failed' })],
      undefined,
    ],
    [
      'one correction and no more',
      WAITED,
      sealed,
      [sent('daily', 'partial'), sent('correction', 'open')],
      undefined,
    ],
    ['no correction of a digest that was whole', WAITED, sealed, [sent('daily', 'open')], undefined],
    [
      'no correction of a digest that never went out: it is tried again itself',
      WAITED,
      sealed,
      [sent('daily', 'partial', { status: 'failed' })],
      'daily',
    ],
    [
      'no correction of a digest that failed for good',
      WAITED,
      sealed,
      [sent('daily', 'partial', { status: 'failed', tries: 4 })],
      undefined,
    ],
    [
      'a correction where the digest was given up, since it may have gone out',
      WAITED,
      sealed,
      [givenUp(sent('daily', 'partial', { status: 'sending', tries: 2, repeat: true }))],
      'correction',
    ],
  ])('%s', (_, now, day, rows, expected) => {
    const next = owed('smtp', due, day, rows, at(now));
    const key = next?.action === 'send' ? next.key : undefined;
    expect(key).toEqual(expected && { day: '2026-06-15', kind: expected, channel: 'smtp' });
  });

  const EARLY = '2026-06-16T05:39:59Z';
  const SILENT = '2026-06-16T05:40:00Z';
  /** What the row of the next attempt says; `gives up` where there is none ever again. */
  const ATTEMPTS: readonly [
    rule: string,
    now: string,
    row: Partial<Sent>,
    expected: { tries: number; repeat: boolean } | 'gives up' | undefined,
  ][] = [
    ['F22 an attempt is left in peace for 10 minutes', EARLY, { status: 'sending' }, undefined],
    [
      'F22 an attempt left hanging is made once more, marked as a repeat',
      SILENT,
      { status: 'sending' },
      { tries: 2, repeat: true },
    ],
    [
      'F23 one that a clock ahead of ours began a minute from now, likewise in peace',
      EARLY,
      { status: 'sending', at: '2026-06-16T05:40:59Z' },
      undefined,
    ],
    [
      'F23 one that a wrong clock began in hours to come is made once more, too',
      EARLY,
      { status: 'sending', at: '2026-06-16T21:40:00Z' },
      { tries: 2, repeat: true },
    ],
    [
      'F22 also where it was the last of many that failed',
      SILENT,
      { status: 'sending', tries: 4 },
      { tries: 5, repeat: true },
    ],
    [
      'F22 hanging twice it is given up: a third mail would be one too many',
      SILENT,
      { status: 'sending', tries: 2, repeat: true },
      'gives up',
    ],
    [
      'an attempt that failed is made again, unmarked: nothing went out',
      EARLY,
      { status: 'failed', tries: 2 },
      { tries: 3, repeat: false },
    ],
    [
      'but marked where an earlier one may have gone out',
      EARLY,
      { status: 'failed', tries: 2, repeat: true },
      { tries: 3, repeat: true },
    ],
    ['four attempts in all', EARLY, { status: 'failed', tries: 3 }, { tries: 4, repeat: false }],
    ['and no fifth', EARLY, { status: 'failed', tries: 4 }, undefined],
    ['a quiet day that was skipped stays skipped', SILENT, { status: 'skipped' }, undefined],
    [
      'F22 one that hangs when its time is over is made once more, as no mail of it may be out',
      OVER,
      { status: 'sending' },
      { tries: 2, repeat: true },
    ],
    [
      'F22 and given up where it hangs twice',
      OVER,
      { status: 'sending', tries: 2, repeat: true },
      'gives up',
    ],
    [
      'but one that failed is not: its readers are told of a newer day',
      OVER,
      { status: 'failed' },
      undefined,
    ],
  ];
  it.each(ATTEMPTS)('%s', (_, now, row, expected) => {
    const next = owed('smtp', due, open, [sent('daily', 'open', row)], at(now));
    if (next?.action === 'send') expect(attempt(next, buildSent())).toMatchObject(expected ?? {});
    expect(next?.action).toBe(
      expected === undefined ? undefined : expected === 'gives up' ? 'giveUp' : 'send',
    );
  });

  it.each<[when: string, mayCorrect: boolean]>([
    ['', true],
    [', also on a day without digests', false],
  ])('F22 a correction left hanging is made once more, too%s', (_, mayCorrect) => {
    const rows = [sent('daily', 'partial'), sent('correction', 'open', { status: 'sending' })];
    expect(owed('smtp', { ...due, mayCorrect }, open, rows, at(SILENT))).toMatchObject({
      action: 'send',
      key: { kind: 'correction' },
      after: rows[1],
    });
  });
});

describe('a repeat of what went out, on request', () => {
  const NOW = '2026-06-16T09:00:00Z';
  const before = buildSent({ state: 'partial', revision: 1 });
  const mail: MailTold = { at: NOW, revision: 2, state: 'open', told: [] };
  const key = { day: before.day, kind: before.kind, channel: before.channel };
  const row = attempt({ action: 'send', key, after: before }, mail);

  it('tells of the mail before it till it is out itself', () => {
    expect(row).toMatchObject({
      status: 'sending',
      at: NOW,
      wentOut: before.at,
      revision: 1,
      state: 'partial',
    });
    expect(delivered(row, mail)).toMatchObject({ status: 'sent', ...mail, wentOut: undefined });
  });

  it('leaves that on record where it fails, is skipped or given up, also when it is made a second time', () => {
    const second = attempt({ action: 'send', key, after: row }, mail);
    for (const each of [row, second]) {
      for (const ended of [notDelivered(each, 'failed'), notDelivered(each, 'skipped'), givenUp(each)])
        expect(ended).toMatchObject({ status: 'sent', at: before.at, revision: 1, wentOut: undefined });
    }
  });

  it('of what may be out and may not, claims nothing', () => {
    const hung = buildSent({ status: 'sending' });
    const made = attempt({ action: 'send', key, after: hung }, mail);
    expect(made).toMatchObject({ repeat: true, revision: 2, wentOut: undefined });
    expect(givenUp(made)).toMatchObject({ status: 'failed' });
  });
});

describe('ticks of 15 minutes over five days', () => {
  const CHANNELS = ['smtp', 'teams'];
  /** When a day is whole: so many hours after its end; `undefined`: never. */
  type Whole = number | undefined;

  /** Every mail of two channels; each is recorded as sent at the tick at which it is owed. */
  function walk(from: string, settings: Partial<SendOptions>, whole: Whole) {
    const rows: Sent[] = [];
    const start = Date.parse(from);
    const end = start + 5 * 24 * HOUR;
    for (let now = start; now < end; now += 15 * 60_000) {
      const options = at(instantText(now), settings);
      for (const due of digestDays(options)) {
        const { to } = options.calendar.window(due.day);
        const isWhole = whole !== undefined && now >= to + whole * HOUR;
        const state = isWhole ? 'open' : 'partial';
        for (const channel of CHANNELS) {
          const next = owed(channel, due, storedDay({ day: due.day, state }), rows, options);
          if (next?.action !== 'send') continue;
          const row = attempt(next, { at: instantText(now), revision: 1, state, told: [] });
          rows.push({ ...row, status: 'sent' });
        }
      }
    }
    return rows;
  }

  const SUMMER = '2026-06-15T00:05:00Z';
  const THURSDAY = '2026-06-11T00:05:00Z';
  const CLOCK_FORWARD = '2026-03-27T00:05:00Z';
  const CLOCK_BACK = '2026-10-23T00:05:00Z';
  const MIDNIGHT = { digestAt: { hour: 0, minute: 0 } };
  const NIGHT = { digestAt: { hour: 2, minute: 30 } };
  const EVENING = { digestAt: { hour: 21, minute: 0 } };
  const LATE = { digestAt: { hour: 23, minute: 55 } };
  const WAITING = { digestWaitHours: 24 };
  const IN_WEEK = { digestOn: WEEKDAYS };

  /** `daily`, `corrections`: the days of the month that each channel had one of. */
  it.each<
    [
      rule: string,
      from: string,
      settings: Partial<SendOptions>,
      whole: Whole,
      daily: string,
      corrections: string,
    ]
  >([
    ['in the morning', SUMMER, {}, 3, '13 14 15 16 17 18', ''],
    ['just before midnight', SUMMER, LATE, 3, '13 14 15 16 17 18', ''],
    ['at midnight, before the day is read', SUMMER, MIDNIGHT, 3, '14 15 16 17 18', ''],
    ['of days that never are whole', SUMMER, {}, undefined, '13 14 15 16 17 18', ''],
    ['with a wait that ends past midnight', SUMMER, EVENING, undefined, '13 14 15 16 17 18', ''],
    ['whole just before that', SUMMER, EVENING, 24.5, '13 14 15 16 17 18', ''],
    ['and after it, past midnight', SUMMER, EVENING, 27, '13 14 15 16 17 18', '13 14 15 16 17'],
    ['corrected in the night', SUMMER, {}, 24.5, '13 14 15 16 17 18', '14 15 16 17 18'],
    ['when the next is due', SUMMER, {}, 31.6, '13 14 15 16 17 18', '13 14 15 16 17'],
    ['on the third day', SUMMER, {}, 75, '13 14 15 16 17 18', '13 14 15'],
    ['and no later', SUMMER, {}, 80, '13 14 15 16 17 18', ''],
    ['with a wait of 24 hours', SUMMER, WAITING, undefined, '13 14 15 16 17', ''],
    ['whole as that ends', SUMMER, WAITING, 31.55, '13 14 15 16 17', ''],
    ['whole just after', SUMMER, WAITING, 31.7, '13 14 15 16 17', '13 14 15 16 17'],
    ['on weekdays only', THURSDAY, IN_WEEK, 24.5, '09 10 11 14', '10 11 14'],
    ['none on days without digests', THURSDAY, IN_WEEK, 40, '09 10 11 14', '09 10'],
    ['then with a wait of 24 hours', THURSDAY, { ...IN_WEEK, ...WAITING }, undefined, '09 10 11', ''],
    ['at a time that the clock skips', CLOCK_FORWARD, NIGHT, 3, '25 26 27 28 29 30', ''],
    [
      'with a wait as long as that day',
      CLOCK_FORWARD,
      { digestWaitHours: 23 },
      undefined,
      '25 26 27 28 29',
      '',
    ],
    ['at a time that the clock shows twice', CLOCK_BACK, NIGHT, 3, '21 22 23 24 25 26', ''],
  ])(
    'bring one daily mail and at most one correction: %s',
    (_, from, settings, whole, daily, corrections) => {
      const rows = walk(from, settings, whole);
      const days = (channel: string, kind: Sent['kind']) =>
        rows.filter((row) => row.channel === channel && row.kind === kind).map(({ day }) => day.slice(8));
      for (const channel of ['smtp', 'teams']) {
        expect(days(channel, 'daily').join(' ')).toBe(daily);
        expect(days(channel, 'correction').join(' ')).toBe(corrections);
      }
    },
  );
});

describe('when a digest should last have gone out', () => {
  it.each<[rule: string, options: SendOptions, expected: string | undefined]>([
    ['today, from its time on', at('2026-06-16T05:30:00Z'), '2026-06-16T05:30:00Z'],
    ['yesterday, before it', at('2026-06-16T05:29:59Z'), '2026-06-15T05:30:00Z'],
    [
      'last Friday, on a Sunday where only weekdays count',
      at('2026-06-14T12:00:00Z', { digestOn: WEEKDAYS }),
      '2026-06-12T05:30:00Z',
    ],
    [
      'a week ago, on the day of a weekly digest before its time',
      at('2026-06-15T05:00:00Z', { digestOn: [1] }),
      '2026-06-08T05:30:00Z',
    ],
    ['never, where no day is named', at('2026-06-16T12:00:00Z', { digestOn: [] }), undefined],
  ])('%s', (_, options, expected) => {
    const time = newestSendTime(options);
    expect(time === undefined ? undefined : instantText(time)).toBe(expected);
  });
});

describe('what a channel is owed of a day that somebody asks for', () => {
  const NIGHT = '2026-06-20T01:00:00Z';
  const open = storedDay({ state: 'open' });
  const partial = storedDay({ state: 'partial' });
  const row = (given: Partial<Sent>) => buildSent({ at: '2026-06-16T05:30:00Z', ...given });

  it.each<
    [
      rule: string,
      day: StoredDay,
      rows: Sent[],
      once: { kind: Sent['kind']; repeat: boolean } | undefined,
      again: { kind: Sent['kind']; repeat: boolean } | undefined,
    ]
  >([
    [
      'its mail, at any hour of any day',
      open,
      [],
      { kind: 'daily', repeat: false },
      { kind: 'daily', repeat: false },
    ],
    [
      'also of a day that is partial',
      partial,
      [],
      { kind: 'daily', repeat: false },
      { kind: 'daily', repeat: false },
    ],
    ['nothing twice, unless it is to be', open, [row({})], undefined, { kind: 'daily', repeat: true }],
    [
      'what failed for good and never went out',
      open,
      [row({ status: 'failed', tries: 4 })],
      { kind: 'daily', repeat: false },
      { kind: 'daily', repeat: false },
    ],
    [
      'what was given up and may be out only where it is to be repeated',
      open,
      [row({ status: 'failed', tries: 4, repeat: true })],
      undefined,
      { kind: 'daily', repeat: true },
    ],
    [
      'what hangs, marked',
      open,
      [row({ status: 'sending' })],
      { kind: 'daily', repeat: true },
      { kind: 'daily', repeat: true },
    ],
    ['nothing while another is at it', open, [row({ status: 'sending', at: NIGHT })], undefined, undefined],
    [
      'a quiet day that was skipped',
      open,
      [row({ status: 'skipped' })],
      { kind: 'daily', repeat: false },
      { kind: 'daily', repeat: false },
    ],
    [
      'the correction of a day that was told incomplete',
      open,
      [row({ state: 'partial' })],
      { kind: 'correction', repeat: false },
      { kind: 'correction', repeat: false },
    ],
    [
      'of a day with both, the correction again',
      open,
      [row({ state: 'partial' }), row({ kind: 'correction' })],
      undefined,
      { kind: 'correction', repeat: true },
    ],
    [
      'what another channel got does not count',
      open,
      [row({ channel: 'teams' })],
      { kind: 'daily', repeat: false },
      { kind: 'daily', repeat: false },
    ],
  ])('%s', (_, day, rows, once, again) => {
    const asked = (isAgain: boolean) => {
      const next = owedByHand('smtp', { day: '2026-06-15', again: isAgain }, day, rows, at(NIGHT));
      if (next?.action !== 'send') return undefined;
      const { kind, repeat } = attempt(next, { at: NIGHT, revision: 1, state: 'open', told: [] });
      return { kind, repeat };
    };
    expect([asked(false), asked(true)]).toEqual([once, again]);
  });
});

describe('the days that the mail about a day stands for', () => {
  it.each<[rule: string, day: string, digestOn: readonly number[], expected: string[]]>([
    ['itself', '2026-06-15', DAILY, ['2026-06-15']],
    [
      'on Monday the weekend too, where only weekdays count',
      '2026-06-14',
      WEEKDAYS,
      ['2026-06-12', '2026-06-13', '2026-06-14'],
    ],
    ['on Tuesday Monday alone', '2026-06-15', WEEKDAYS, ['2026-06-15']],
    [
      'of a mail a week, the week',
      '2026-06-14',
      [1],
      ['2026-06-08', '2026-06-09', '2026-06-10', '2026-06-11', '2026-06-12', '2026-06-13', '2026-06-14'],
    ],
    ['over the end of a month', '2026-03-01', WEEKDAYS, ['2026-02-27', '2026-02-28', '2026-03-01']],
  ])('%s', (_, day, digestOn, expected) => {
    expect(daysCovered(day, digestOn)).toEqual(expected);
  });
});

import { describe, expect, it } from 'vitest';
import { createCalendar, instantText } from '../../src/core/day.ts';
import {
  attempt,
  digestDay,
  givenUp,
  newestSendTime,
  owed,
  type SendOptions,
} from '../../src/core/due-digest.ts';
import type { Sent } from '../../src/core/ports.ts';
import type { StoredDay } from '../../src/core/stored-day.ts';
import { buildSent } from '../build-sent.ts';
import { storedDay } from '../store/builders.ts';

const DAILY = [0, 1, 2, 3, 4, 5, 6];
const WEEKDAYS = [1, 2, 3, 4, 5];

/** At 7:30 in Berlin, every day, waiting four hours at most. 16 June 2026 is a Tuesday. */
function at(now: string, given: Partial<SendOptions> = {}): SendOptions {
  return {
    digestAt: { hour: 7, minute: 30 },
    digestOn: DAILY,
    digestWaitHours: 4,
    calendar: createCalendar('Europe/Berlin'),
    now: Date.parse(now),
    ...given,
  };
}

describe('the day whose digest may be sent', () => {
  it.each<[rule: string, options: SendOptions, expected: string | undefined]>([
    ['none before the time of the day', at('2026-06-16T05:29:59Z'), undefined],
    ['yesterday from that time on', at('2026-06-16T05:30:00Z'), '2026-06-15'],
    ['still in the last minute of the day', at('2026-06-16T21:59:59Z'), '2026-06-15'],
    ['none after midnight, until it is time again', at('2026-06-16T22:00:00Z'), undefined],
    ['the clock of the zone, not UTC: in winter an hour later', at('2026-12-16T05:45:00Z'), undefined],
    ['the clock of the zone, in winter', at('2026-12-16T06:30:00Z'), '2026-12-15'],
    ['on the day the clock goes forward', at('2026-03-29T05:30:00Z'), '2026-03-28'],
    [
      'a time that the clock skips that day is the first after it',
      at('2026-03-29T01:00:00Z', { digestAt: { hour: 2, minute: 30 } }),
      '2026-03-28',
    ],
    [
      'none on a Sunday where only weekdays count',
      at('2026-06-14T12:00:00Z', { digestOn: WEEKDAYS }),
      undefined,
    ],
    ['Sunday is told on Monday', at('2026-06-15T12:00:00Z', { digestOn: WEEKDAYS }), '2026-06-14'],
    ['the last day of a year on the first of the next', at('2027-01-01T12:00:00Z'), '2026-12-31'],
  ])('%s', (_, options, expected) => {
    expect(digestDay(options)?.day).toBe(expected);
  });
});

describe('what a channel is owed', () => {
  const SEND_AT = Date.parse('2026-06-16T05:30:00Z');
  const due = { day: '2026-06-15', sendAt: SEND_AT };
  const open = storedDay({ state: 'open' });
  const sealed = storedDay({ state: 'sealed' });
  const partial = storedDay({ state: 'partial' });
  const NOW = '2026-06-16T05:35:00Z';
  const WAITED = '2026-06-16T09:30:00Z';
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
      [sent('daily', 'partial', { status: 'failed', tries: 8 })],
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

  const EARLY = '2026-06-16T05:44:59Z';
  const SILENT = '2026-06-16T05:45:00Z';
  /** What the row of the next attempt says; `gives up` where there is none ever again. */
  const ATTEMPTS: readonly [
    rule: string,
    now: string,
    row: Partial<Sent>,
    expected: { tries: number; repeat: boolean } | 'gives up' | undefined,
  ][] = [
    ['F22 an attempt is left in peace for 15 minutes', EARLY, { status: 'sending' }, undefined],
    [
      'F22 an attempt left hanging is made once more, marked as a repeat',
      SILENT,
      { status: 'sending' },
      { tries: 2, repeat: true },
    ],
    [
      'F22 also where it was the last of many that failed',
      SILENT,
      { status: 'sending', tries: 8 },
      { tries: 9, repeat: true },
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
      { status: 'failed', tries: 3 },
      { tries: 4, repeat: false },
    ],
    [
      'but marked where an earlier one may have gone out',
      EARLY,
      { status: 'failed', tries: 2, repeat: true },
      { tries: 3, repeat: true },
    ],
    ['eight attempts in all', EARLY, { status: 'failed', tries: 7 }, { tries: 8, repeat: false }],
    ['and no ninth', EARLY, { status: 'failed', tries: 8 }, undefined],
    ['a quiet day that was skipped stays skipped', SILENT, { status: 'skipped' }, undefined],
  ];
  it.each(ATTEMPTS)('%s', (_, now, row, expected) => {
    const next = owed('smtp', due, open, [sent('daily', 'open', row)], at(now));
    if (next?.action === 'send') expect(attempt(next, buildSent())).toMatchObject(expected ?? {});
    expect(next?.action).toBe(
      expected === undefined ? undefined : expected === 'gives up' ? 'giveUp' : 'send',
    );
  });

  it('F22 a correction left hanging is made once more, too', () => {
    const rows = [sent('daily', 'partial'), sent('correction', 'open', { status: 'sending' })];
    expect(owed('smtp', due, open, rows, at(SILENT))).toMatchObject({
      action: 'send',
      key: { kind: 'correction' },
      after: rows[1],
    });
  });
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

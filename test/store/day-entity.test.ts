import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Folds } from '../../src/core/breakdowns.ts';
import type { Row } from '../../src/core/report.ts';
import { SettingsError } from '../../src/errors.ts';
import { DamagedRow } from '../../src/store/damaged-row.ts';
import { fromEntity, HEADLINE_SELECT, toEntity, toHeadline } from '../../src/store/day-entity.ts';
import { fitting } from '../../src/store/row.ts';
import { au, coverage, figures, randomTexts, reasonOf, storedDay } from './builders.ts';

const FOLDS: Folds = {
  app: {
    rows: [0, 2],
    other: {
      id: null,
      name: 'other',
      attempts: 4,
      users: 3,
      challenged: au(4, 3),
      completed: au(3),
      denied: au(1),
      abandoned: au(),
      unableUsers: 1,
      singleFactor: 0,
    },
  },
};

describe('the row of a day', () => {
  it.each([
    ['an ordinary day', storedDay()],
    [
      'a day on which nothing happened',
      storedDay({ figures: figures(), coverage: coverage({ agreement: null }) }),
    ],
    [
      'a day with the count of Microsoft',
      storedDay({ counters: { counter: 'signInEventsSummary', signIns: 12 } }),
    ],
    ['a partial day', storedDay({ state: 'partial', coverage: coverage({ complete: false }) })],
    ['a day of the largest tally', storedDay({ figures: figures({ breakdowns: fullBreakdowns() }) })],
    ['a day on which some were few', storedDay({ folds: FOLDS })],
    ['a day on which nobody was', storedDay({ folds: {} })],
  ])('gives back %s', (_, day) => {
    expect(fromEntity(toEntity('contoso', day))).toStrictEqual(day);
  });

  it.each([
    ['cut', JSON.stringify(FOLDS).slice(0, 40)],
    ['of another shape', '{"app":{"rows":[]}}'],
    ['nothing', 'null'],
  ])('whose folds are %s is read as from before they were kept', (_, folds) => {
    const stored = { ...toEntity('contoso', storedDay({ folds: FOLDS })), folds };
    expect(fromEntity(stored)).toStrictEqual(storedDay());
  });

  it('written before some figures were counted is read without them', () => {
    const [row, other] = fullBreakdowns().app.rows;
    if (row === undefined || other === undefined) throw new Error('There are many rows.');
    const singleFactor = 0;
    const app = { rows: [{ ...row, singleFactor }], other: { ...other, singleFactor } };
    const passkey = {
      method: 'passkey',
      strength: 'phishingResistant',
      denied: au(),
      abandoned: au(),
    } as const;
    const quietHour = { signIns: 0, attempts: 0, completed: 0, denied: 0, abandoned: 0 };
    const now = figures({
      methods: [{ ...passkey, completed: au(5, 4), afterRetry: au() }],
      reasons: [reasonOf('noResponse', 2, { unableUsers: 0, hours: [0, 0] })],
      breakdowns: { ...figures().breakdowns, app },
      hours: ['00', '01'].map((hour) => ({ from: `2026-06-15T${hour}:00:00Z`, ...quietHour })),
      friction: { promptsMedian: null, promptsP95: null, phishingResistant: 5 },
    });
    const then = {
      ...without(now, 'found', 'friction'),
      methods: now.methods.map((one) => without(one, 'afterRetry')),
      reasons: now.reasons.map((one) => without(one, 'unableUsers', 'most', 'hours')),
      breakdowns: {
        ...now.breakdowns,
        app: { rows: [without(row, 'singleFactor')], other: without(other, 'singleFactor') },
      },
    };
    const stored = { ...toEntity('contoso', storedDay()), tally: deflateRawSync(JSON.stringify(then)) };
    expect(fromEntity(stored).figures).toEqual(now);
  });

  it.each([
    ['absent, as in older rows', undefined],
    ['empty', ''],
    ['null', null],
    ['no JSON', '{"counter":'],
    ['of another shape', '{"counter":"signInEventsSummary","signIns":"12"}'],
    ['a list', '[1]'],
  ])('is read all the same where the count of Microsoft is %s', (_, counters) => {
    const row = { ...toEntity('contoso', storedDay()), ...(counters !== undefined && { counters }) };
    expect(fromEntity(row)).toStrictEqual(storedDay());
  });

  it('has the columns of the contract, zeros left out', () => {
    const { coverage: text, tally, ...columns } = toEntity('contoso', storedDay());
    expect(columns).toEqual({
      partitionKey: 'contoso',
      rowKey: '2026-06-15',
      schema: 1,
      classifier: 1,
      state: 'open',
      revision: 1,
      zone: 'UTC',
      windowFrom: '2026-06-15T00:00:00.000Z',
      windowTo: '2026-06-15T24:00:00.000Z',
      collectedAt: '2026-06-16T03:00:00.000Z',
      source: 'sample',
      passes: 1,
      complete: true,
      signIns: 10,
      attempts: 9,
      users: 6,
      challengedAttempts: 8,
      challengedUsers: 6,
      outcome_completed: 5,
      outcome_denied: 2,
      outcome_interrupted: 2,
      interrupted_abandoned: 1,
      interrupted_handedOff: 1,
      cause_noAnswer_users: 3,
      reason_noResponse: 2,
      reason_noResponse_users: 2,
      method_push_completed: 5,
      method_push_denied: 2,
    });
    expect(text).toContain('"complete":true');
    expect(tally).toBeInstanceOf(Uint8Array);
  });

  it('gives its headline from the headline columns alone, absent ones and nulls being 0', () => {
    const entity = toEntity('contoso', storedDay());
    const selected = Object.fromEntries(HEADLINE_SELECT.map((column) => [column, entity[column] ?? null]));
    expect(toHeadline(selected)).toEqual({
      day: '2026-06-15',
      zone: 'UTC',
      state: 'open',
      revision: 1,
      signIns: 10,
      attempts: 9,
      users: 6,
      challengedAttempts: 8,
      challengedUsers: 6,
      completed: 5,
      denied: 2,
      abandoned: 1,
      unableUsers: 0,
      rate: 5 / 8,
    });
  });

  it('has no rate without a challenge', () => {
    expect(toHeadline(toEntity('contoso', storedDay({ figures: figures() })))).toMatchObject({
      signIns: 0,
      rate: null,
    });
  });

  it('splits a tally that outgrows one column, and refuses one that outgrows the row', () => {
    const large = storedDay({ figures: figures({ unlisted: randomTexts(2000) }) });
    const entity = toEntity('contoso', large);
    expect(Object.keys(entity).filter((name) => name.startsWith('tally'))).toEqual(['tally', 'tally1']);
    expect(fromEntity(entity)).toStrictEqual(large);
    const larger = storedDay({ figures: figures({ unlisted: randomTexts(60_000) }) });
    expect(() => fitting(toEntity('contoso', larger), 'Publishing day 2026-06-15')).toThrow(
      /^Publishing day 2026-06-15 failed: the row is too large/,
    );
  });

  const written = toEntity('contoso', storedDay());
  const packed = (json: string) => deflateRawSync(json);
  it.each([
    [
      'of a newer schema',
      { ...written, schema: 2 },
      SettingsError,
      /^TABLES: Day 2026-06-15 .*schema 2.*later one/,
    ],
    ['of no schema', { ...written, schema: null }, DamagedRow, /column schema should hold a whole number/],
    ['of a schema before the first', { ...written, schema: 0 }, DamagedRow, /schema 0/],
    ['of a key that is none of ours', { ...written, rowKey: '2026_06' }, DamagedRow, /not a key/],
    [
      'without its zone',
      { ...written, zone: undefined },
      DamagedRow,
      /Day 2026-06-15 .*zone .*holds nothing/,
    ],
    [
      'of an unknown state',
      { ...written, state: 'done' },
      DamagedRow,
      /state .*partial, open, sealed.*"done"/,
    ],
    [
      'with coverage that is no JSON',
      { ...written, coverage: '{' },
      DamagedRow,
      /column coverage is no JSON/,
    ],
    ['with coverage that lacks parts', { ...written, coverage: '{}' }, DamagedRow, /coverage lacks parts/],
    ['with coverage that is null', { ...written, coverage: 'null' }, DamagedRow, /coverage lacks parts/],
    ['with a tally that is cut', { ...written, tally: new Uint8Array(9) }, DamagedRow, /tally is no JSON/],
    [
      'with a tally of something else',
      { ...written, tally: packed('{"totals":7}') },
      DamagedRow,
      /tally lacks parts/,
    ],
    ['without a tally', { ...written, tally: undefined }, DamagedRow, /tally/],
  ])('F27 %s is refused by name', (_, row, kind, message) => {
    expect(() => fromEntity(row)).toThrow(kind);
    expect(() => fromEntity(row)).toThrow(message);
  });
});

function without(value: object, ...names: readonly string[]): object {
  return Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name)));
}

function fullBreakdowns() {
  const rows = (many: number): Row[] =>
    Array.from({ length: many }, (_, row) => ({
      id: `00000000-0000-4000-8000-${String(row * 7919).padStart(12, '0')}`,
      name: `Invented application number ${row}`,
      attempts: row * 13,
      users: row * 7,
      challenged: au(row * 5, row * 3),
      completed: au(row * 4, row * 3),
      denied: au(row, row),
      abandoned: au(row % 17),
      unableUsers: row % 5,
      singleFactor: row % 3,
    }));
  const folded = { rows: rows(60), other: null };
  const app = { rows: rows(200), other: rows(1)[0] ?? null };
  return { app, country: folded, os: folded, client: folded, userType: folded, requiredBy: folded };
}

/** Late, changed and vanishing records: what the source shows over time, and what is published of it. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Source } from '../../src/core/ports.ts';
import type { StoredDay } from '../../src/core/stored-day.ts';
import { SourceError } from '../../src/errors.ts';
import { collect } from '../../src/run.ts';
import { type Azurite, startAzurite } from '../azurite.ts';
import { type GraphRecord, inventedSignIns } from '../loopback-graph.ts';
import { invented, startCollector } from './collector.ts';

const DAY = '2026-11-23';
/** First pass, a later day's, the sealing one. */
const [FIRST, DAILY, SEALING] = ['2026-11-24T03:00:00Z', '2026-11-25T03:00:00Z', '2026-11-26T00:00:00Z'];

let azurite: Azurite;
beforeAll(async () => {
  azurite = await startAzurite();
});
afterAll(() => azurite.close());

const ORDINARY = inventedSignIns({ count: 400, from: `${DAY}T00:00:00Z`, everyMs: 200_000 });

/** Three ticks; before each the records may have changed. The day after each of them. */
async function readings(...shown: readonly (readonly GraphRecord[])[]) {
  const records: GraphRecord[] = [];
  const { app, log, setClock } = await startCollector({
    tables: azurite.connectionString,
    tenant: randomUUID(),
    at: FIRST,
    source: invented(records),
  });
  const days: (StoredDay | undefined)[] = [];
  for (const [index, at] of [FIRST, DAILY, SEALING, '2026-11-27T00:00:00Z'].entries()) {
    records.splice(0, records.length, ...(shown[index] ?? shown.at(-1) ?? []));
    setClock(at);
    await collect(app);
    days.push(await app.store.day(DAY));
  }
  return { days, log };
}

const late = (createdDateTime: string, n: number): GraphRecord => ({
  ...inventedSignIns({ count: 1, from: createdDateTime, everyMs: 1 })[0],
  id: `99999999-0000-4000-8000-${String(n).padStart(12, '0')}`,
  createdDateTime,
});

describe('F14 records that appear late', () => {
  const [one, two] = [late(`${DAY}T10:00:00Z`, 1), late(`${DAY}T23:59:59.9999999Z`, 2)];

  it.each<[when: string, shown: GraphRecord[][], signIns: number[], late: number[], revisions: number]>([
    ['one hour after: in the first pass', [[...ORDINARY, one]], [401, 401, 401], [0, 0, 0], 3],
    [
      'some hours after the first pass: in the revision of the next day',
      [ORDINARY, [...ORDINARY, one]],
      [400, 401, 401],
      [0, 1, 1],
      3,
    ],
    [
      '30 hours after: with the sealing pass',
      [ORDINARY, [...ORDINARY, one], [...ORDINARY, one, two]],
      [400, 401, 402],
      [0, 1, 2],
      3,
    ],
    [
      'five days after: not at all, the day is final',
      [ORDINARY, ORDINARY, ORDINARY, [...ORDINARY, one]],
      [400, 400, 400, 400],
      [0, 0, 0, 0],
      3,
    ],
  ])('%s', async (_, shown, signIns, lates, revisions) => {
    const { days } = await readings(...shown);
    const covered = days.map((day) => day?.coverage);
    expect(covered.slice(0, signIns.length).map((coverage) => coverage?.signIns)).toEqual(signIns);
    expect(covered.slice(0, lates.length).map((coverage) => coverage?.late)).toEqual(lates);
    expect(days.map((day) => day?.state)).toEqual(['open', 'open', 'sealed', 'sealed']);
    expect(days.at(-1)?.revision).toBe(revisions);
  });
});

describe('F15 details that are complete only later', () => {
  it('move the sign-in from interrupted to completed', async () => {
    const asked = {
      ...late(`${DAY}T23:30:00Z`, 3),
      status: { errorCode: 50074, failureReason: 'Other.', additionalDetails: 'Authentication in progress' },
    };
    const answered = {
      ...asked,
      status: { errorCode: 0, failureReason: 'Other.', additionalDetails: 'MFA completed in Azure AD' },
    };
    const { days } = await readings([asked], [answered], [answered]);
    const outcomes = days.map((day) => day?.figures.outcomes);
    expect(outcomes[0]).toMatchObject({ interrupted: { signIns: 1 }, completed: { signIns: 0 } });
    expect(outcomes[1]).toMatchObject({ interrupted: { signIns: 0 }, completed: { signIns: 1 } });
    // The richer version stays, also where a later reading shows the poorer one again.
    const { days: back } = await readings([answered], [asked], [asked]);
    expect(back.map((day) => day?.figures.outcomes.completed.signIns)).toEqual([1, 1, 1, 1]);
  });
});

describe('F15 a prompt that nobody has answered yet', () => {
  it('is not called abandoned by a later reading that read nothing', async () => {
    const status = {
      errorCode: 50074,
      failureReason: 'Other.',
      additionalDetails: 'Authentication in progress',
    };
    const asked = { ...late(`${DAY}T11:30:00Z`, 4), status };
    let isDown = false;
    const source: Source = {
      ...invented([asked]),
      async *read(window, cursor) {
        if (isDown) throw new SourceError('unavailable', 'The invented source is down.');
        yield* invented([asked]).read(window, cursor);
      },
    };
    const tables = azurite.connectionString;
    const { app, setClock } = await startCollector({
      tables,
      tenant: randomUUID(),
      at: `${DAY}T12:00:00Z`,
      source,
    });
    const interrupted = async (at: string) => {
      setClock(at);
      await collect(app, { days: [DAY] });
      const { pending, abandoned } = (await app.store.day(DAY))?.figures.interrupted ?? {};
      return [pending?.attempts, abandoned?.attempts];
    };
    expect(await interrupted(`${DAY}T12:00:00Z`)).toEqual([1, 0]);
    isDown = true;
    expect(await interrupted(`${DAY}T15:00:00Z`)).toEqual([1, 0]);
    isDown = false;
    expect(await interrupted(`${DAY}T15:15:00Z`)).toEqual([0, 1]);
  });
});

describe('F12 a record that is there twice', () => {
  it('counts once, whichever version comes first', async () => {
    const repeated = [...ORDINARY, ...ORDINARY.slice(100, 300)];
    const { days } = await readings(repeated);
    expect(days[0]?.coverage).toMatchObject({ records: 600, signIns: 400, duplicates: 200 });
    expect(days[2]?.coverage).toMatchObject({ signIns: 400, agreement: 1 });
  });
});

describe('F33 a source that does not show again what it showed', () => {
  it('leaves the day open, what was shown once counted, and says so', async () => {
    const fewer = ORDINARY.slice(0, 390);
    const { days, log } = await readings(ORDINARY, fewer, fewer);
    expect(days.map((day) => day?.state)).toEqual(['open', 'open', 'open', 'open']);
    expect(days.map((day) => day?.coverage.signIns)).toEqual([400, 400, 400, 400]);
    expect(days.map((day) => day?.coverage.agreement)).toEqual([1, 0.975, 0.975, 0.975]);
    expect(log).toContain('sourceUnstable');
  });

  it('is forgiven two sign-ins in a thousand', async () => {
    const { days } = await readings(ORDINARY, ORDINARY.slice(0, 399));
    expect(days.map((day) => day?.state)).toEqual(['open', 'open', 'sealed', 'sealed']);
    expect(days.at(-1)?.coverage).toMatchObject({ signIns: 400, agreement: 0.9975 });
  });

  it('is read daily until it agrees with itself', async () => {
    const { days } = await readings(ORDINARY, ORDINARY.slice(0, 390), ORDINARY.slice(0, 390), ORDINARY);
    expect(days.map((day) => day?.state)).toEqual(['open', 'open', 'open', 'sealed']);
  });
});

describe('F30 days that are nothing special', () => {
  const without = { errorCode: 50074, additionalDetails: 'MFA denied; user declined the authentication' };
  it.each<[what: string, records: GraphRecord[], signIns: number, rate: number | null]>([
    ['no sign-in at all', [], 0, null],
    ['all denied', ORDINARY.map((record) => ({ ...record, status: without })), 400, 0],
    ['only guests', ORDINARY.map((record) => ({ ...record, userType: 'guest' })), 400, 1],
    ['one user', ORDINARY.filter(({ userId }) => userId === ORDINARY[0]?.userId), 58, 1],
  ])('%s', async (_, records, signIns, rate) => {
    const { days } = await readings(records);
    expect(days[2]).toMatchObject({ state: 'sealed', figures: { totals: { signIns }, rate } });
    expect(JSON.stringify(days)).not.toMatch(/NaN|Infinity/);
  });
});

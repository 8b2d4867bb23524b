/** Records that nobody has seen yet: counted and shown, never guessed, never a reason to stop. */
import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StoredChunk } from '../../src/core/ports.ts';
import { digestReport } from '../../src/digest-report.ts';
import { renderDigest } from '../../src/forms.ts';
import { collect } from '../../src/run.ts';
import { type Azurite, startAzurite } from '../azurite.ts';
import { type GraphRecord, inventedSignIns, startLoopbackGraph } from '../loopback-graph.ts';
import { contosoSignIns, figuresOf, graphSource, invented, startCollector } from './collector.ts';
import { lifeOf } from './mortal.ts';

const DAY = '2026-11-23';

let azurite: Azurite;
beforeAll(async () => {
  azurite = await startAzurite();
});
afterAll(() => azurite.close());

/** The reported day, and the mail's text, of what Graph shows. */
async function collected(signIns: readonly GraphRecord[]) {
  const graph = await startLoopbackGraph({ signIns });
  const { app } = await startCollector({
    tables: azurite.connectionString,
    tenant: randomUUID(),
    at: '2026-11-24T06:00:00Z',
    source: graphSource(graph.endpoint),
  });
  const { days } = await collect(app);
  expect(days).toMatchObject([{ state: 'open', problem: undefined }]);
  const report = await digestReport(app, DAY);
  await graph.close();
  const text = String((await renderDigest(report, 'text', app.settings)).body);
  return { day: report.days[0], text };
}

/** The record once for each of its values, with that one changed. */
function* variants(record: object, change: (value: unknown) => unknown): Generator<Record<string, unknown>> {
  for (const [name, value] of Object.entries(record)) {
    yield { ...record, [name]: change(value) };
    const [inner, wrap] = Array.isArray(value)
      ? [value[0], (one: unknown) => [one, ...value.slice(1)]]
      : [value, (one: unknown) => one];
    if (typeof inner !== 'object' || inner === null) continue;
    for (const variant of variants(inner, change)) yield { ...record, [name]: wrap(variant) };
  }
}

const ODD = { toHTML: '<b>', __proto__: { polluted: true }, constructor: 1 };
const CHANGES = [
  ['missing', () => undefined],
  ['null', () => null],
  ['a number', () => 20_261_123],
  ['a text', () => 'not seen before'],
  ['a list', () => [ODD]],
  ['an object', () => ODD],
  ['too long', (value: unknown) => (typeof value === 'string' ? value.repeat(1000) : value)],
] as const satisfies readonly (readonly [string, (value: unknown) => unknown])[];

describe('F16 any value of a sign-in may be', () => {
  it.each(CHANGES)('%s: nothing stops, and every record is accounted for', async (_, change) => {
    const [model] = contosoSignIns(DAY, 1).filter(
      ({ authenticationDetails: steps }) => Array.isArray(steps) && steps.length > 1,
    );
    if (model === undefined) throw new Error('No sign-in of the sample has two steps.');
    const changed = [...variants(model, change)].map((record, index) => ({
      ...record,
      // The server finds and sorts its records by these two; without them they are tested by file (bad-input).
      id: `${model.id.slice(0, 24)}${String(index).padStart(12, '0')}`,
      createdDateTime: `${DAY}T12:00:00Z`,
    }));
    expect(changed.length).toBeGreaterThan(40);
    const { day } = await collected(changed);
    expect(day?.coverage).toMatchObject({ records: changed.length, rejected: { total: 0 } });
    const { signIns, outOfScope, nonInteractive } = day?.coverage ?? {};
    expect(Number(signIns) + Number(outOfScope) + Number(nonInteractive)).toBe(changed.length);
    expect(Number(signIns)).toBeGreaterThan(changed.length - 5);
    expect(Object.prototype).not.toHaveProperty('polluted');
  });

  it('a text, a code or a method that no table has: counted as unknown, shown with its wording', async () => {
    const [model] = inventedSignIns({ count: 1, from: `${DAY}T10:00:00Z`, everyMs: 1 });
    const status = { errorCode: 987_654, additionalDetails: 'MFA denied; the moon was full' };
    const step = { authenticationMethod: 'Telepathy', authenticationStepResultDetail: 'Thought transferred' };
    const { day, text } = await collected([
      { ...model, id: 'a', status, createdDateTime: `${DAY}T10:00:00Z` },
      {
        ...model,
        id: 'b',
        correlationId: null,
        status: { errorCode: 987_655 },
        authenticationDetails: [step],
        createdDateTime: `${DAY}T11:00:00Z`,
      },
    ]);
    expect(day).toMatchObject({
      outcomes: { denied: { signIns: 1 }, unclassified: { signIns: 1 } },
      reasons: [{ reason: 'unlisted', cause: 'unknown' }],
      unlisted: {
        texts: [
          { text: 'MFA denied; the moon was full', signIns: 1 },
          { text: 'Thought transferred', signIns: 1 },
        ],
        methods: [{ text: 'Telepathy', signIns: 1 }],
      },
    });
    for (const wording of ['the moon was full', 'Thought transferred', 'Telepathy', '987655'])
      expect(text.replace(/\s+/g, ' ')).toContain(wording);
  });
});

describe('F17 records that cannot be used', () => {
  it('are rejected with their cause, the digest says so, and the others are intact', async () => {
    const good = inventedSignIns({ count: 5, from: `${DAY}T10:00:00Z`, everyMs: 60_000 });
    const broken = good.map((record, index) => ({ ...record, id: `broken-${index}` }));
    const { id: _id, ...nameless } = { ...broken[0] };
    const page = [
      { ...nameless, createdDateTime: `${DAY}T10:30:00Z` },
      { ...broken[1], userDisplayName: 'x'.repeat(5_000_000) },
    ];
    const graph = await startLoopbackGraph({ signIns: good });
    graph.script([
      {
        page: (honest) => ({
          ...honest,
          value: [...page, null, 'text', ...honest.value, { ...broken[2], createdDateTime: 'soon' }],
        }),
      },
    ]);
    const { app } = await startCollector({
      tables: azurite.connectionString,
      tenant: randomUUID(),
      at: '2026-11-24T06:00:00Z',
      source: graphSource(graph.endpoint),
    });
    await collect(app);
    const report = await digestReport(app, DAY);
    await graph.close();
    expect(report.days[0]?.coverage).toMatchObject({
      records: 10,
      signIns: 5,
      rejected: { total: 5, byCause: { noId: 1, notAnObject: 2, badTime: 1, tooLarge: 1 } },
    });
    const text = String((await renderDigest(report, 'text', app.settings)).body);
    expect(text.replace(/\s+/g, ' ')).toMatch(/5 (records )?rejected|rejected[^.]*5/i);
  });
});

describe('F18 names so long and many that their chunk does not fit into a row', () => {
  /** 200 characters, the most that is kept of a name, which no packing makes shorter. */
  const longName = (n: number, of: string): string =>
    [0, 1, 2, 3, 4]
      .map((part) => createHash('sha256').update(`${of} ${n} ${part}`).digest('base64url'))
      .join('')
      .slice(0, 200);
  /** A password spray: names typed at random, each denied. */
  const spray = inventedSignIns({ count: 4_500, from: `${DAY}T08:00:00Z`, everyMs: 1_000 }).map(
    (record, n) => ({
      ...record,
      userId: null,
      userPrincipalName: longName(n, 'address'),
      userDisplayName: longName(n, 'name'),
      status: { errorCode: 50034 },
    }),
  );
  const start = (at: string, tenant: string) =>
    startCollector({
      tables: azurite.connectionString,
      tenant,
      at,
      source: invented(spray, { batch: 1_000 }),
    });

  /** The day after a first collector that dies as told, and a second one that finds it silent. */
  async function published(storing: number) {
    const tenant = randomUUID();
    const { app } = await start('2026-11-24T03:00:00Z', tenant);
    const life = lifeOf(storing);
    const mortal = life.lead({
      store: (day: string, chunk: StoredChunk) => app.store.insertChunk(day, chunk),
    });
    const end = await Promise.race([
      collect({ ...app, store: { ...app.store, insertChunk: mortal.store } }).then(() => 'lived'),
      life.died,
    ]);
    const next = await start('2026-11-24T03:15:00Z', tenant);
    await collect(next.app);
    return { end, stored: life.calls, day: await next.app.store.day(DAY), app: next.app };
  }

  it('are kept in two, and nothing is lost by a death between the two', async () => {
    const clean = await published(Number.POSITIVE_INFINITY);
    expect(clean).toMatchObject({ end: 'lived', day: { state: 'open', coverage: { signIns: 4_500 } } });
    const headers = await clean.app.store.chunkHeaders(DAY);
    expect(headers.map(({ chunk, done, cursor }) => [chunk, done, cursor])).toEqual([
      [0, false, undefined],
      [1, false, undefined],
      [2, true, '4500'],
    ]);
    for (let storing = 1; storing <= clean.stored; storing += 1) {
      const { end, day } = await published(storing);
      expect(end).toBe('died');
      expect(figuresOf(day), `died after storing ${storing}`).toBe(figuresOf(clean.day));
    }
  });
});

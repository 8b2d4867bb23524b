import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type App, openApp } from '../../src/app.ts';
import { createFacts } from '../../src/core/facts.ts';
import { collect } from '../../src/run.ts';
import { startAzurite } from '../azurite.ts';

/** As of it the sample tenant's 23 November is due, and 20 November is sealed. */
const TUESDAY = '2026-11-24T08:00:00Z';

let azurite: Awaited<ReturnType<typeof startAzurite>>;
beforeAll(async () => {
  azurite = await startAzurite();
});
afterAll(async () => {
  await azurite.close();
});

/** An app of its own tenant, whose clock can be set; `log` has the names of what it logged. */
async function appAt(time: string) {
  let now = Date.parse(time);
  const log: string[] = [];
  const app = await openApp(
    { TABLES: azurite.connectionString, TENANT_ID: crypto.randomUUID(), BACKFILL_DAYS: '1' },
    { clock: () => now, log: (event) => log.push(event) },
  );
  return {
    app,
    log,
    setClock: (later: string) => {
      now = Date.parse(later);
    },
  };
}

/** Time for so many batches, of 500 records each. */
function timeFor(batches: number): () => number {
  let left = batches;
  return () => {
    left -= 1;
    return left < 0 ? 0 : 1;
  };
}

const headersOf = (app: App) => app.store.chunkHeaders('2026-11-23');

describe('a tick whose time is used up', () => {
  it('publishes what it has as partial, and the next one goes on at once, to the same figures', async () => {
    const { app, setClock } = await appAt(TUESDAY);
    const first = await collect(app, { timeLeft: timeFor(2) });
    expect(first.days).toMatchObject([{ day: '2026-11-23', state: 'partial', isRead: false }]);
    setClock('2026-11-24T08:01:00Z');
    const second = await collect(app);
    expect(second.days).toMatchObject([{ state: 'open', isRead: true, problem: undefined }]);
    expect((await headersOf(app)).every(({ pass }) => pass === 1)).toBe(true);

    const other = await appAt(TUESDAY);
    await collect(other.app);
    const whole = await other.app.store.day('2026-11-23');
    expect((await app.store.day('2026-11-23'))?.figures).toEqual(whole?.figures);
  });

  it('leaves a reading alone that someone is at, until it has been silent for 15 minutes', async () => {
    const { app, setClock } = await appAt(TUESDAY);
    // As after a kill: begun, and nothing since.
    const now = Date.parse(TUESDAY);
    const begun = { pass: 1, chunk: 0, cursor: undefined, done: false, startedAt: now, writtenAt: now };
    const read = {
      zone: 'UTC',
      readTo: undefined,
      source: undefined,
      problem: undefined,
      notBefore: undefined,
    };
    await app.store.insertChunk('2026-11-23', { ...begun, ...read, facts: createFacts().toChunk() });
    setClock('2026-11-24T08:14:59Z');
    expect((await collect(app)).days).toMatchObject([
      { state: 'missing', problem: 'someone else is reading it' },
    ]);
    setClock('2026-11-24T08:15:00Z');
    expect((await collect(app)).days).toMatchObject([{ state: 'open', problem: undefined }]);
  });
});

describe('a sealed day that is requested again', () => {
  it('stays requested and sealed until it is read to its end', async () => {
    const { app } = await appAt('2026-11-26T08:00:00Z');
    const day = '2026-11-23';
    await collect(app, { days: [day] });
    const sealed = await app.store.day(day);
    expect(sealed?.state).toBe('sealed');

    await app.store.request({ day, force: true, requestedAt: TUESDAY });
    const stopped = await collect(app, { days: [day], force: true, timeLeft: timeFor(2) });
    expect(stopped.days).toMatchObject([{ state: 'sealed', isRead: false }]);
    expect(await app.store.day(day)).toEqual(sealed);
    expect(await app.store.requests()).toHaveLength(1);

    await collect(app, { timeLeft: timeFor(99) });
    expect(await app.store.requests()).toEqual([]);
    const again = await app.store.day(day);
    expect(again).toMatchObject({ state: 'sealed', revision: 2 });
    expect(again?.figures).toEqual(sealed?.figures);
    expect(await headersOf(app)).toEqual([]);
  });
});

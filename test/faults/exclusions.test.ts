/** Exclusions that change: open days are counted again from their facts, and nothing that was shown is lost by it. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Source } from '../../src/core/ports.ts';
import { SourceError } from '../../src/errors.ts';
import { collect } from '../../src/run.ts';
import { type Azurite, startAzurite } from '../azurite.ts';
import { inventedSignIns } from '../loopback-graph.ts';
import { invented, startCollector } from './collector.ts';
import { counted } from './counted.ts';

const DAY = '2026-11-23';
const records = inventedSignIns({ count: 700, from: `${DAY}T00:00:00Z`, everyMs: 100_000 });

let azurite: Azurite;
beforeAll(async () => {
  azurite = await startAzurite();
});
afterAll(() => azurite.close());

function start(at: string, given: Partial<Parameters<typeof startCollector>[0]> = {}) {
  const { source = invented(records), tenant = randomUUID(), ...rest } = given;
  return startCollector({ tables: azurite.connectionString, tenant, at, source, ...rest });
}

describe('exclusions', () => {
  it('that change are applied to an open day without a request to the source', async () => {
    const tenant = randomUUID();
    const { source, readings } = counted(invented(records));
    const before = await start('2026-11-24T03:00:00Z', { tenant, source });
    await collect(before.app);
    expect(await before.app.store.day(DAY)).toMatchObject({ coverage: { signIns: 700, excluded: 0 } });

    const settings = { EXCLUDE_USERS: 'USER1@contoso.example', EXCLUDE_APPS: 'No such application' };
    const after = await start('2026-11-24T03:15:00Z', { tenant, source, settings });
    await collect(after.app);
    const day = await after.app.store.day(DAY);
    expect(day).toMatchObject({ revision: 2, state: 'open', figures: { totals: { users: 6 } } });
    expect(day?.coverage).toMatchObject({ signIns: 600, excluded: 100, late: 0, passes: 1 });
    await collect(after.app);
    expect(await after.app.store.day(DAY)).toEqual(day);

    const back = await start('2026-11-24T03:30:00Z', { tenant, source });
    await collect(back.app);
    expect((await back.app.store.day(DAY))?.coverage).toMatchObject({ signIns: 700, excluded: 0, late: 0 });
    expect(readings).toHaveLength(1);
  });

  it('leave a final day as it is: its facts are gone', async () => {
    const tenant = randomUUID();
    const { app } = await start('2026-11-26T03:00:00Z', { tenant, settings: { BACKFILL_DAYS: '3' } });
    await collect(app);
    const sealed = await app.store.day(DAY);
    expect(sealed).toMatchObject({ state: 'sealed' });
    const settings = { BACKFILL_DAYS: '3', EXCLUDE_USERS: 'user1@contoso.example' };
    const after = await start('2026-11-26T03:15:00Z', { tenant, settings });
    await collect(after.app);
    expect(await after.app.store.day(DAY)).toEqual(sealed);
  });
});

/** Changes what is counted of nobody. */
const NOBODY = { EXCLUDE_APPS: 'No such application' };

describe('exclusions that change when facts are gone', () => {
  const shown = (coverage: { readonly signIns: number; readonly excluded: number } | undefined) =>
    (coverage?.signIns ?? 0) + (coverage?.excluded ?? 0);

  it('do not un-count what only the facts that are gone had shown', async () => {
    const tenant = randomUUID();
    const shrinking = [...records];
    const { app, setClock } = await start('2026-11-24T03:00:00Z', { tenant, source: invented(shrinking) });
    await collect(app);
    shrinking.splice(680);
    // The facts of the first reading go after 70 hours, those of the later ones are still there.
    for (const at of ['2026-11-25T03:00:00Z', '2026-11-26T03:00:00Z', '2026-11-27T02:00:00Z']) {
      setClock(at);
      await collect(app);
    }
    expect(await app.store.day(DAY)).toMatchObject({ state: 'open', coverage: { signIns: 700 } });
    const readings = new Set((await app.store.chunkHeaders(DAY)).map(({ pass }) => pass));
    expect(readings).toEqual(new Set([2, 3]));

    const source = invented(shrinking);
    const after = await start('2026-11-27T02:15:00Z', { tenant, source, settings: NOBODY });
    await collect(after.app);
    const day = await after.app.store.day(DAY);
    expect(day).toMatchObject({ state: 'open', coverage: { agreement: 680 / 700 } });
    expect(shown(day?.coverage)).toBe(700);
  });

  it('do not un-count a part of a day of which even less can be read by now', async () => {
    const tenant = randomUUID();
    let most = 500;
    const failing: Source = {
      ...invented(records),
      async *read(window, cursor) {
        for await (const batch of invented(records).read(window, cursor)) {
          if (Number(batch.cursor) > most)
            throw new SourceError('unavailable', 'The invented source is down.');
          yield batch;
        }
      },
    };
    const before = await start('2026-11-24T03:00:00Z', { tenant, source: failing });
    await collect(before.app);
    most = 100;
    before.setClock('2026-11-27T03:00:00Z');
    await collect(before.app);
    const after = await start('2026-11-27T03:15:00Z', { tenant, source: failing, settings: NOBODY });
    await collect(after.app);
    const day = await after.app.store.day(DAY);
    expect(day).toMatchObject({ state: 'partial' });
    expect(shown(day?.coverage)).toBe(500);
  });
});

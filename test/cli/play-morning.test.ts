/** The morning that `demo` plays, on Azurite: what it leaves in the store, and what it makes good. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type App, openApp } from '../../src/app.ts';
import { playMorning, type StagedClock, stagedClock } from '../../src/cli/play-morning.ts';
import { collect } from '../../src/run.ts';
import { storyDay } from '../../src/story-day.ts';
import { type Azurite, startAzurite } from '../azurite.ts';
import { buildSent } from '../build-sent.ts';

const NOW = Date.parse('2026-11-24T08:00:00Z');
const NEWEST = '2026-11-23';

let azurite: Azurite;
beforeAll(async () => {
  azurite = await startAzurite();
});
afterAll(() => azurite.close());

async function open(): Promise<{ app: App; stage: StagedClock }> {
  const stage = stagedClock(() => NOW);
  const environment = {
    SOURCE: 'sample',
    TABLES: azurite.connectionString,
    TENANT_ID: crypto.randomUUID(),
    BACKFILL_DAYS: '2',
  };
  const app = await openApp(environment, { clock: stage.clock, log: () => {} });
  await storyDay(app.store, { ...app.settings, clock: app.clock });
  return { app, stage };
}

async function mails(app: App) {
  const sent = await app.store.sent('2026-11-01', '2026-11-30');
  return sent.map(({ day, channel, status, at, repeat }) => ({ day, channel, status, at, repeat }));
}

describe('the morning of the newest day', () => {
  it('collects and tells the days before it, by its own clock, and nothing of the day itself', async () => {
    const { app, stage } = await open();
    await playMorning(app, NEWEST, stage);
    expect(await mails(app)).toEqual([
      { day: '2026-11-22', channel: 'demo', status: 'sent', at: '2026-11-23T07:30:00Z', repeat: false },
    ]);
    const days = await app.store.days('2026-11-01', '2026-11-30');
    expect(days.map(({ day, state, collectedAt }) => [day, state, collectedAt])).toEqual([
      ['2026-11-21', 'open', '2026-11-23T07:30:00Z'],
      ['2026-11-22', 'open', '2026-11-23T07:30:00Z'],
    ]);
    expect(app.clock()).toBe(NOW);
  });

  it('is over once it was told: played again, nothing is read or told', async () => {
    const { app, stage } = await open();
    await playMorning(app, NEWEST, stage);
    const before = await app.store.days('2026-11-01', '2026-11-30');
    await playMorning(app, NEWEST, stage);
    expect(await app.store.days('2026-11-01', '2026-11-30')).toEqual(before);
    expect(await mails(app)).toHaveLength(1);
  });

  it('removes nothing that was read later by the real clock', async () => {
    const { app, stage } = await open();
    await collect(app, { days: [NEWEST], byHand: true });
    const headers = await app.store.chunkHeaders(NEWEST);
    await playMorning(app, NEWEST, stage);
    expect(await app.store.chunkHeaders(NEWEST)).toEqual(headers);
    expect(headers.length).toBeGreaterThan(0);
  });

  it('is told by a later tick where a process was killed while it sent', async () => {
    const { app, stage } = await open();
    const at = '2026-11-23T07:30:00Z';
    await app.store.claimSent(buildSent({ day: '2026-11-22', channel: 'demo', status: 'sending', at }));
    await playMorning(app, NEWEST, stage);
    expect(await mails(app)).toEqual([
      { day: '2026-11-22', channel: 'demo', status: 'sent', at: '2026-11-23T08:00:00Z', repeat: true },
    ]);
  });
});

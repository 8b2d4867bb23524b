import { describe, expect, it } from 'vitest';
import { createPacer, PACE } from '../../src/sources/graph-pacing.ts';
import { fakeTime } from '../fake-time.ts';

describe('the pace of requests', () => {
  it.each([
    { title: 'answered at once', lasting: 0 },
    { title: 'answered after 700 ms', lasting: 700 },
    { title: 'answered after 4 s', lasting: 4_000 },
  ])('never starts more than 4 in any 10 seconds: $title', async ({ lasting }) => {
    const time = fakeTime('2026-11-23T03:00:00Z');
    const pace = createPacer(time);
    const starts: number[] = [];
    for (let request = 0; request < 25; request++) {
      await pace(async () => {
        starts.push(time.clock());
        if (lasting > 0) await time.sleep(lasting);
      });
    }
    for (const start of starts) {
      const within = starts.filter((other) => other >= start && other <= start + PACE.perMs);
      expect(within.length).toBeLessThanOrEqual(4);
    }
  });

  it('lets the first four go without a pause', async () => {
    const time = fakeTime('2026-11-23T03:00:00Z');
    const pace = createPacer(time);
    for (let request = 0; request < 4; request++) await pace(async () => undefined);
    expect(time.sleeps).toEqual([]);
    await pace(async () => undefined);
    expect(time.sleeps).toEqual([PACE.perMs + PACE.marginMs]);
  });

  it('makes one request at a time, in the order asked, also after one that failed', async () => {
    const pace = createPacer(fakeTime('2026-11-23T03:00:00Z'));
    const events: string[] = [];
    const request = (name: string, fails: boolean) =>
      pace(async () => {
        events.push(`${name} starts`);
        await Promise.resolve();
        events.push(`${name} ends`);
        if (fails) throw new Error(name);
      });
    await Promise.allSettled([request('first', true), request('second', false)]);
    expect(events).toEqual(['first starts', 'first ends', 'second starts', 'second ends']);
  });

  it('waits seconds and not hours when the clock is set back', async () => {
    let now = Date.parse('2026-11-23T03:00:00Z');
    const sleeps: number[] = [];
    const pace = createPacer({ clock: () => now, sleep: async (ms) => void sleeps.push(ms) });
    for (let request = 0; request < 4; request++) await pace(async () => undefined);
    now -= 2 * 3_600_000;
    await pace(async () => undefined);
    expect(sleeps).toEqual([PACE.perMs + PACE.marginMs]);
  });
});

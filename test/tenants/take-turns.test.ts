import { describe, expect, it } from 'vitest';
import { inTurn, nextNumber, type Turn } from '../../src/core/turns.ts';
import { takeTurns } from '../../src/tenants/take-turns.ts';

/** What each tenant could use of a run, s; the time of the test passes only while they do. */
async function run(
  needs: Readonly<Record<string, number>>,
  budget: number,
  overrun: Readonly<Record<string, number>> = {},
  leastMs = 0,
) {
  let now = 0;
  const left = new Map(Object.entries(needs));
  const turns: string[] = [];
  const taken = await takeTurns(
    Object.keys(needs),
    async (name, timeLeft) => {
      const used = Math.min(left.get(name) ?? 0, timeLeft()) + (overrun[name] ?? 0);
      now += used;
      left.set(name, (left.get(name) ?? 0) - used);
      turns.push(`${name} ${Math.round(used)}`);
      return (left.get(name) ?? 0) <= 0;
    },
    { timeLeft: () => budget - now, patienceMs: 1_000_000, leastMs },
  );
  return { turns, ...taken };
}

describe('the time of a run', () => {
  it.each<[string, Readonly<Record<string, number>>, number, readonly string[]]>([
    ['is parted evenly among the greedy', { a: 1000, b: 1000, c: 1000 }, 300, ['a 100', 'b 100', 'c 100']],
    ['that one leaves goes to those after it', { a: 20, b: 1000, c: 1000 }, 300, ['a 20', 'b 140', 'c 140']],
    [
      'that the last leaves goes to whoever was stopped',
      { a: 1000, b: 10, c: 10 },
      300,
      ['a 100', 'b 10', 'c 10', 'a 180'],
    ],
    ['is all one tenant’s where the others need none', { a: 1000, b: 0 }, 300, ['a 150', 'b 0', 'a 150']],
    [
      'is parted again among those who were stopped',
      { a: 120, b: 1000, c: 0 },
      300,
      ['a 100', 'b 100', 'c 0', 'a 20', 'b 80'],
    ],
    ['that nobody needs is not used', { a: 1, b: 2 }, 300, ['a 1', 'b 2']],
  ])('%s', async (_, needs, budget, turns) => {
    expect((await run(needs, budget)).turns).toEqual(turns);
  });

  it('that one overruns is missing to those after it, who are named', async () => {
    const { turns, served, unserved } = await run({ a: 100, b: 100, c: 100, d: 100 }, 100, { b: 90 });
    expect(turns).toEqual(['a 25', 'b 115']);
    expect(served).toEqual(['a', 'b']);
    expect(unserved).toEqual(['c', 'd']);
  });
});

it('is parted into no shares that are too small to get on with: who has none comes first in the next run', async () => {
  const { turns, unserved } = await run({ a: 1000, b: 10, c: 1000, d: 1000 }, 100, {}, 40);
  expect(turns).toEqual(['a 40', 'b 10', 'c 40', 'd 10']);
  expect(unserved).toEqual([]);
  expect((await run({ a: 1000, b: 1000, c: 1000 }, 80, {}, 40)).unserved).toEqual(['c']);
});

it('a turn that hangs is waited for no longer than its share, and the others go on beside it', async () => {
  const { promise: hung, resolve: end } = Promise.withResolvers<boolean>();
  const turns: string[] = [];
  const { served } = await takeTurns(
    ['hangs', 'b', 'c'],
    async (name) => {
      turns.push(name);
      if (name === 'hangs') return await hung;
      if (name === 'c') end(true);
      return true;
    },
    { timeLeft: () => 30, patienceMs: 0, leastMs: 0 },
  );
  expect(turns).toEqual(['hangs', 'b', 'c']);
  expect(served).toEqual(['hangs', 'b', 'c']);
});

it('where a run has time for three of ten, each has had as many turns as any other after ten runs', async () => {
  const all = Array.from({ length: 10 }, (_, index) => ({ id: `tenant ${index}` }));
  const kept = new Map<string, Turn>();
  const had = new Map<string, number>();
  const order: string[][] = [];
  for (let tick = 0; tick < 10; tick++) {
    let left = 3;
    const turns = [...kept.values()];
    let number = nextNumber(turns);
    const { served } = await takeTurns(
      inTurn(all, turns),
      async ({ id }) => {
        left -= 1;
        had.set(id, (had.get(id) ?? 0) + 1);
        kept.set(id, {
          work: 'collect',
          tenant: id,
          number: number++,
          beganAt: '',
          endedAt: '',
          trouble: undefined,
        });
        return true;
      },
      { timeLeft: () => left, patienceMs: 1_000, leastMs: 0 },
    );
    order.push(served.map(({ id }) => id));
  }
  expect([...had.values()]).toEqual(Array(10).fill(3));
  expect(order[0]).toEqual(['tenant 0', 'tenant 1', 'tenant 2']);
  expect(order[3]).toEqual(['tenant 9', 'tenant 0', 'tenant 1']);
});

/** Which days are divided, and into how many shards. */
import { expect, it } from 'vitest';
import { shardsFor } from '../../src/collect/shards-for.ts';

const ABOVE = 5_000_000;

it.each([
  ['a day without rows', 0, undefined, undefined],
  ['a day of as many as may be', ABOVE, undefined, undefined],
  ['one more', ABOVE + 1, undefined, 10],
  ['twice as many', 2 * ABOVE, undefined, 20],
  ['a hundred million', 100_000_000, undefined, 200],
  ['more than anybody has', 10_000_000_000, undefined, 1_000],
  ['a day divided before, which has grown', 1.5 * ABOVE, 10, 10],
  ['a day divided before, which has shrunk', 1_000, 10, 10],
  ['a day divided before, which is more than twice as large', 2.2 * ABOVE, 10, 22],
])('%s', (_, rows, before, shards) => {
  expect(shardsFor(rows, ABOVE, before)).toBe(shards);
});

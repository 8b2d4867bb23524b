import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const page = readFileSync(new URL('../docs/security.md', import.meta.url), 'utf8');
const rows = [...page.matchAll(/^\| (S\d+) \|.*\| ([^|]+) \|$/gm)].map(([, attack = '', tests = '']) => ({
  attack,
  tests: [...tests.matchAll(/`([\w/-]+)`/g)].map(([, name]) => name),
}));

it('the page has a row for each attack', () => {
  expect(rows.map(({ attack }) => attack)).toEqual(Array.from({ length: 25 }, (_, index) => `S${index + 1}`));
});

it.each(rows)('$attack is tried where the page says', ({ attack, tests }) => {
  expect(tests.length).toBeGreaterThan(0);
  for (const name of tests) {
    const source = readFileSync(new URL(`${name}.test.ts`, import.meta.url), 'utf8');
    // In the name of a test or a group, or in the words at the head of a file that is all about it.
    expect(source, name).toMatch(new RegExp(`['"\`/ *]${attack}\\b`));
  }
});

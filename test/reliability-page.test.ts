import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const page = readFileSync(new URL('../docs/reliability.md', import.meta.url), 'utf8');
const rows = [...page.matchAll(/^\| (F\d+) \|.*\| ([^|]+) \|$/gm)].map(([, fault = '', tests = '']) => ({
  fault,
  tests: [...tests.matchAll(/`([\w/-]+)`/g)].map(([, name]) => name),
}));

it('the page has a row for each fault', () => {
  const faults = Array.from({ length: 34 }, (_, index) => `F${index + 1}`);
  expect(rows.map(({ fault }) => fault)).toEqual(faults);
});

it.each(rows)('$fault is injected where the page says', ({ fault, tests }) => {
  expect(tests.length).toBeGreaterThan(0);
  for (const name of tests) {
    const source = readFileSync(new URL(`${name}.test.ts`, import.meta.url), 'utf8');
    expect(source, name).toMatch(new RegExp(`['"\`]${fault}\\b`));
  }
});

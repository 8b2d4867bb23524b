import { expect, it } from 'vitest';
import host from '../host.json' with { type: 'json' };
import { timeBudget } from '../src/time-budget.ts';

const MINUTE = 60_000;

it.each<[limit: string | undefined, setting: string | undefined, minutes: number]>([
  ['00:10:00', undefined, 8],
  ['00:05:00', undefined, 4],
  ['1.00:00:00', undefined, 1152],
  ['00:10:00', '00:30:00', 24],
  ['-1', undefined, 24],
  [undefined, undefined, 24],
  ['ten minutes', undefined, 24],
])('a function of %s, by setting %s, reads for %i minutes: four fifths', (limit, setting, minutes) => {
  const functionTimeout = limit === undefined ? {} : { functionTimeout: limit };
  const environment = { AzureFunctionsJobHost__functionTimeout: setting };
  expect(timeBudget(functionTimeout, environment)).toBe(minutes * MINUTE);
});

it('host.json sets a limit that a run can keep', () => {
  expect(timeBudget(host, {})).toBe(8 * MINUTE);
});

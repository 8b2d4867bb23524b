import { expect, it } from 'vitest';
import { HISTORY_COLUMNS, historyFigures } from '../../../src/core/history/history-figures.ts';
import { METHOD_NAMES, METHODS } from '../../../src/core/methods.ts';
import { dayColumns, headlineOf } from '../../../src/core/metrics.ts';
import { REASON_NAMES } from '../../../src/core/reasons.ts';
import { OUTCOMES } from '../../../src/core/report.ts';
import { toEntity, toWideHeadline } from '../../../src/store/day-entity.ts';
import { au, figures, reasonOf, storedDay } from '../../store/builders.ts';

/** Every reason and every method, each with a count of its own. */
const full = figures({
  reasons: REASON_NAMES.map((name, index) => reasonOf(name, index + 1)),
  methods: METHOD_NAMES.map((name, index) => ({
    method: name,
    strength: METHODS[name].strength,
    completed: au(100 + index),
    denied: au(),
    abandoned: au(),
    afterRetry: au(index + 1),
  })),
  friction: { promptsMedian: 2, promptsP95: 5, phishingResistant: 0 },
});

it('each column that a page draws is one that a day has', () => {
  const columns = Object.keys(dayColumns(full));
  expect(HISTORY_COLUMNS.filter((name) => !columns.includes(name))).toEqual([]);
});

it.each([
  ['a day with everything', storedDay({ figures: full })],
  ['an ordinary day', storedDay()],
  ['a day on which nothing happened', storedDay({ figures: figures() })],
])('%s is drawn the same from its row and from its figures', (_, day) => {
  const { columns, ...headline } = toWideHeadline(toEntity('contoso', day));
  expect(headline).toEqual(headlineOf(day));
  const [stored, counted] = [historyFigures(columns), historyFigures(dayColumns(day.figures))];
  for (const name of OUTCOMES) expect(stored.outcome(name)).toBe(counted.outcome(name));
  for (const name of REASON_NAMES) expect(stored.reason(name)).toBe(counted.reason(name));
  for (const name of METHOD_NAMES) {
    expect(stored.completed(name)).toBe(counted.completed(name));
    expect(stored.retried(name)).toBe(counted.retried(name));
  }
  expect([stored.promptsMedian, stored.promptsP95]).toEqual([counted.promptsMedian, counted.promptsP95]);
});

it('what is read is what was counted', () => {
  const { reason, completed, retried, promptsP95 } = historyFigures(dayColumns(full));
  expect(REASON_NAMES.map(reason)).toEqual(REASON_NAMES.map((_, index) => index + 1));
  expect(METHOD_NAMES.map(completed)).toEqual(METHOD_NAMES.map((_, index) => 100 + index));
  expect(METHOD_NAMES.map(retried)).toEqual(METHOD_NAMES.map((_, index) => index + 1));
  expect(promptsP95).toBe(5);
});

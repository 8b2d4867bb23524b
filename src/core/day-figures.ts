/** Counts → figures: a day's numbers listed in the contract's order, and cut where a list grows too long. */
import type { Breakdowns } from './breakdowns.ts';
import { compareText } from './compare-text.ts';
import { auOf } from './counter.ts';
import { instantText, startedHours } from './day.ts';
import type { DayCounts } from './day-counters.ts';
import { FINDING_KIND_NAMES } from './finding-kinds.ts';
import { mapValues } from './map-values.ts';
import { METHOD_NAMES, METHODS, type MethodName, type Strength } from './methods.ts';
import type { Window } from './ports.ts';
import { promptFigures } from './prompts.ts';
import { reasonFigures } from './reason-figures.ts';
import { type Figures, HOWS, OUTCOMES } from './report.ts';
import type { UserCounts } from './user-counters.ts';
import { readWordKey } from './word-key.ts';

export function dayFigures(
  counts: DayCounts,
  users: UserCounts,
  { breakdowns, nameOf }: Breakdowns,
  window: Window,
): Figures {
  const { totals, outcomes, interrupted, challenged, tries, hows, methods, hours } = counts;
  return {
    totals: { ...totals },
    required: { ...counts.required },
    results: { ...counts.results },
    outcomes: { ...outcomes },
    interrupted: mapValues(interrupted, auOf),
    challenged: auOf(challenged),
    completed: mapValues(tries, auOf),
    rate: challenged.attempts === 0 ? null : outcomes.completed.attempts / challenged.attempts,
    ...reasonFigures(counts.reasons, nameOf),
    satisfied: HOWS.map((how) => ({ how, ...hows[how] }))
      .filter(({ signIns, attempts }) => signIns + attempts > 0)
      .sort((a, b) => b.attempts - a.attempts || compareText(a.how, b.how)),
    methods: methodFigures(methods),
    breakdowns,
    hours: startedHours(window).map((from, hour) => ({
      from: instantText(from),
      ...(hours[hour] ?? { signIns: 0, attempts: 0, completed: 0, denied: 0, abandoned: 0 }),
    })),
    unlisted: unlistedFigures(counts.unlisted),
    found: FINDING_KIND_NAMES.map((kind) => ({ kind, users: users.found[kind] })).filter(
      (row) => row.users > 0,
    ),
    friction: {
      ...promptFigures(users.prompted),
      phishingResistant: completedBy(methods, 'phishingResistant'),
    },
  };
}

function methodFigures({
  completed,
  denied,
  abandoned,
  afterRetry,
}: DayCounts['methods']): Figures['methods'] {
  const challenges = ({ method }: { method: MethodName }) =>
    completed[method].attempts + denied[method].attempts + abandoned[method].attempts;
  return METHOD_NAMES.map((method) => ({
    method,
    strength: METHODS[method].strength,
    completed: auOf(completed[method]),
    denied: auOf(denied[method]),
    abandoned: auOf(abandoned[method]),
    afterRetry: auOf(afterRetry[method]),
  }))
    .filter((row) => challenges(row) > 0)
    .sort((a, b) => challenges(b) - challenges(a) || compareText(a.method, b.method));
}

function completedBy({ completed }: DayCounts['methods'], strength: Strength): number {
  return METHOD_NAMES.filter((method) => METHODS[method].strength === strength).reduce(
    (sum, method) => sum + completed[method].attempts,
    0,
  );
}

const UNLISTED_SHOWN = 50;

function unlistedFigures(unlisted: DayCounts['unlisted']): Figures['unlisted'] {
  const texts = Object.entries(unlisted.texts)
    .map(([key, signIns]) => {
      const { before, word } = readWordKey(key);
      return { text: word, outcome: OUTCOMES.find((name) => name === before) ?? 'unclassified', signIns };
    })
    .sort(
      (a, b) => b.signIns - a.signIns || compareText(a.text, b.text) || compareText(a.outcome, b.outcome),
    );
  const codes = Object.entries(unlisted.codes)
    .map(([code, signIns]) => ({ code: Number(code), signIns }))
    .sort((a, b) => b.signIns - a.signIns || a.code - b.code);
  const methods = Object.entries(unlisted.methods)
    .map(([key, signIns]) => ({ text: readWordKey(key).word, signIns }))
    .sort((a, b) => b.signIns - a.signIns || compareText(a.text, b.text));
  const more = [texts, codes, methods].reduce(
    (cut, list) => cut + Math.max(0, list.length - UNLISTED_SHOWN),
    0,
  );
  return {
    texts: texts.slice(0, UNLISTED_SHOWN),
    codes: codes.slice(0, UNLISTED_SHOWN),
    methods: methods.slice(0, UNLISTED_SHOWN),
    more,
  };
}

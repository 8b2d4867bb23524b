/** Invariants 1 to 7 of contract §2, told in sentences: what is broken in one day of a report. */
import {
  type AU,
  type Count,
  type Day,
  DIMENSIONS,
  isMeasured,
  type MeasuredDay,
} from '../../src/core/report.ts';

/** One sentence per broken invariant; none for a day without figures. */
export function brokenInvariants(day: Day): string[] {
  if (!isMeasured(day)) return [];
  return INVARIANTS.flatMap((invariant) => {
    const pairs = invariant.of(day);
    return pairs
      .filter(([, left, right]) => !invariant.holds(left, right))
      .map(
        ([what, left, right]) =>
          `${day.day}: invariant ${invariant.number}: ${what}: ${left} against ${right}`,
      );
  });
}

/** Two numbers, and what they are. */
type Pair = readonly [what: string, left: number, right: number];

type Invariant = {
  /** Its number in contract §2; 0 for what follows from the shape: one hour per started hour, whole counts. */
  readonly number: number;
  readonly holds: (left: number, right: number) => boolean;
  readonly of: (day: MeasuredDay) => readonly Pair[];
};

const equal = (left: number, right: number): boolean => left === right;
const atMost = (left: number, right: number): boolean => left <= right;

const INVARIANTS: readonly Invariant[] = [
  {
    number: 1,
    holds: equal,
    of: ({ totals, outcomes, required, results }) =>
      Object.entries({ outcomes, required, results }).flatMap(([name, parts]): Pair[] => {
        const counts: Count[] = Object.values(parts);
        return [
          [`totals.signIns = ${name}`, totals.signIns, sum(counts.map(({ signIns }) => signIns))],
          [`totals.attempts = ${name}`, totals.attempts, sum(counts.map(({ attempts }) => attempts))],
        ];
      }),
  },
  {
    number: 2,
    holds: equal,
    of: (day) => [
      ['challenged.attempts = its three outcomes', day.challenged.attempts, challengedOf(day)],
      [
        'challenged.attempts = its three outcomes over hours',
        day.challenged.attempts,
        sum(day.hours.map((hour) => hour.completed + hour.denied + hour.abandoned)),
      ],
    ],
  },
  {
    number: 3,
    holds: equal,
    of: ({ outcomes, interrupted, completed }) => [
      [
        'outcomes.interrupted = its four kinds',
        outcomes.interrupted.attempts,
        attemptsOf(Object.values(interrupted)),
      ],
      [
        'outcomes.completed = firstTry + afterRetry',
        outcomes.completed.attempts,
        attemptsOf([completed.firstTry, completed.afterRetry]),
      ],
    ],
  },
  {
    number: 4,
    holds: equal,
    of: (day) => {
      const failed = day.outcomes.denied.attempts + day.interrupted.abandoned.attempts;
      return [
        ['denied + abandoned = causes', failed, attemptsOf(day.causes)],
        ['denied + abandoned = reasons', failed, attemptsOf(day.reasons)],
      ];
    },
  },
  {
    number: 5,
    holds: atMost,
    of: ({ unable, challenged, totals }) => [
      ['unable.users ≤ challenged.users', unable.users, challenged.users],
      ['challenged.users ≤ totals.users', challenged.users, totals.users],
    ],
  },
  {
    number: 5,
    holds: equal,
    of: ({ unable }) => [['unable.users = byCause', unable.users, sum(Object.values(unable.byCause))]],
  },
  {
    number: 6,
    holds: equal,
    of: ({ totals, hours, breakdowns }) => [
      ['totals.attempts = hours', totals.attempts, attemptsOf(hours)],
      ['totals.signIns = hours', totals.signIns, sum(hours.map(({ signIns }) => signIns))],
      ...DIMENSIONS.map((dimension): Pair => {
        const { rows, other } = breakdowns[dimension];
        return [
          `totals.attempts = breakdowns.${dimension}`,
          totals.attempts,
          attemptsOf(rows) + (other?.attempts ?? 0),
        ];
      }),
    ],
  },
  {
    number: 7,
    holds: equal,
    of: ({ coverage, totals }) => [
      ['coverage.signIns = totals.signIns', coverage.signIns, totals.signIns],
      ['records = its parts', coverage.records, partsOf(coverage)],
      [
        'rejected.total = byCause',
        coverage.rejected.total,
        sum(Object.values(coverage.rejected.byCause).filter((count) => count !== undefined)),
      ],
    ],
  },
  {
    number: 0,
    holds: equal,
    of: ({ hours, window }) => [['one row per started hour', hours.length, Math.ceil(window.hours)]],
  },
  {
    number: 0,
    holds: equal,
    of: ({ reasons, unable, methods, completed, breakdowns, outcomes }) => [
      ['unable.users = reasons', unable.users, sum(reasons.map(({ unableUsers }) => unableUsers))],
      ...reasons.map(({ reason, attempts, hours }): Pair => [`${reason} = its hours`, attempts, sum(hours)]),
      [
        'completed.afterRetry = methods',
        completed.afterRetry.attempts,
        attemptsOf(methods.map(({ afterRetry }) => afterRetry)),
      ],
      ...DIMENSIONS.map((dimension): Pair => {
        const { rows, other } = breakdowns[dimension];
        const inRows = sum(rows.map(({ singleFactor }) => singleFactor));
        return [
          `outcomes.singleFactor = breakdowns.${dimension}`,
          outcomes.singleFactor.attempts,
          inRows + (other?.singleFactor ?? 0),
        ];
      }),
    ],
  },
  {
    number: 0,
    holds: atMost,
    of: ({ reasons, friction, outcomes }) => [
      ['phishingResistant ≤ outcomes.completed', friction.phishingResistant, outcomes.completed.attempts],
      ['promptsMedian ≤ promptsP95', friction.promptsMedian ?? 0, friction.promptsP95 ?? 0],
      ...reasons.flatMap(({ reason, users, most }) =>
        Object.entries(most).map(
          ([of, value]): Pair => [`${reason}: most ${of} ≤ users`, value?.users ?? 0, users],
        ),
      ),
    ],
  },
  {
    number: 0,
    holds: atMost,
    of: ({ coverage }) =>
      Object.entries(coverage).flatMap(([name, count]): Pair[] =>
        typeof count === 'number' ? [[`0 ≤ coverage.${name}`, 0, count]] : [],
      ),
  },
];

function challengedOf({ outcomes, interrupted }: MeasuredDay): number {
  return outcomes.completed.attempts + outcomes.denied.attempts + interrupted.abandoned.attempts;
}

function partsOf(coverage: MeasuredDay['coverage']): number {
  const { signIns, duplicates, outsideWindow, nonInteractive, outOfScope, excluded, rejected } = coverage;
  return signIns + duplicates + outsideWindow + nonInteractive + outOfScope + excluded + rejected.total;
}

function attemptsOf(parts: readonly Pick<AU, 'attempts'>[]): number {
  return sum(parts.map(({ attempts }) => attempts));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

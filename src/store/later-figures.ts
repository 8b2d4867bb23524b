/** Days stored before some figures were counted: read as days on which there was none of it. */
import { METHODS } from '../core/methods.ts';
import { DIMENSIONS, type Figures, type Row } from '../core/report.ts';

/** Figures that a stored tally may lack altogether. */
export const LATER_FIGURES = {
  found: [],
  friction: { promptsMedian: null, promptsP95: null, phishingResistant: 0 },
} as const satisfies Partial<Figures>;

/** What rows of a stored tally may lack. */
const LATER_IN_REASON = { unableUsers: 0, most: { method: null, app: null, os: null, country: null } };
const LATER_IN_METHOD = { afterRetry: { attempts: 0, users: 0 } };
const LATER_IN_ROW = { singleFactor: 0 };

/** Fills in what was not counted yet; how many attempts resisted phishing, the methods have always told. */
export function withLaterFigures(figures: Figures): Figures {
  const laterInReason = { ...LATER_IN_REASON, hours: figures.hours.map(() => 0) };
  const phishingResistant = figures.methods
    .filter(({ method }) => METHODS[method].strength === 'phishingResistant')
    .reduce((sum, { completed }) => sum + completed.attempts, 0);
  const toRow = (row: Row): Row => ({ ...LATER_IN_ROW, ...row });
  const breakdowns = DIMENSIONS.map((dimension) => {
    const { rows, other } = figures.breakdowns[dimension];
    return [dimension, { rows: rows.map(toRow), other: other === null ? null : toRow(other) }] as const;
  });
  return {
    ...figures,
    friction: { ...figures.friction, phishingResistant },
    reasons: figures.reasons.map((row) => ({ ...laterInReason, ...row })),
    methods: figures.methods.map((row) => ({ ...LATER_IN_METHOD, ...row })),
    breakdowns: { ...figures.breakdowns, ...Object.fromEntries(breakdowns) },
  };
}

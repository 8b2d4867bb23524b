/** As much of a day's figures as a setting of PRIVACY lets be shown: docs/decisions/0013. */
import type { Fold } from './breakdowns.ts';
import { FEWEST_USERS } from './counted-line.ts';
import { DIMENSIONS, type Dimension, type Figures, type Privacy, type Row } from './report.ts';
import type { StoredDay } from './stored-day.ts';

type DayFigures = Pick<StoredDay, 'figures' | 'folds'>;

/** `aggregate`: no row of a breakdown, and no application, system or country of a reason, stands for fewer than 3 users. */
export function figuresShown(day: DayFigures, privacy: Privacy): Figures {
  return privacy === 'aggregate'
    ? { ...traitsShown(day.figures, privacy), breakdowns: foldedBreakdowns(day) }
    : day.figures;
}

/** What the users of a reason have in common, of few users only the method: the methods are listed in full anyway. */
export function traitsShown(figures: Figures, privacy: Privacy): Figures {
  if (privacy !== 'aggregate') return figures;
  const reasons = figures.reasons.map((reason) => {
    // Nor may the rest be so few: "32 of 34" tells of two.
    const isOfFew = (users: number) => users > 0 && users < FEWEST_USERS;
    const shown = <Value extends { users: number }>(value: Value | null) =>
      value === null || isOfFew(value.users) || isOfFew(reason.users - value.users) ? null : value;
    const { method, app, os, country } = reason.most;
    return { ...reason, most: { method, app: shown(app), os: shown(os), country: shown(country) } };
  });
  return { ...figures, reasons };
}

function foldedBreakdowns(day: DayFigures): Figures['breakdowns'] {
  const breakdowns = { ...day.figures.breakdowns };
  for (const dimension of DIMENSIONS) {
    const { rows } = breakdowns[dimension];
    const fold = foldOf(dimension, day);
    if (fold === undefined) continue;
    breakdowns[dimension] = {
      rows: rows.filter((_, number) => fold.rows.includes(number)),
      other: fold.other,
    };
  }
  return breakdowns;
}

/** A day from before folds were kept cannot tell the users of some rows together, but those of all. */
function foldOf(dimension: Dimension, { figures, folds }: DayFigures): Fold | undefined {
  if (folds !== undefined) return folds[dimension];
  const { rows, other } = figures.breakdowns[dimension];
  const isSmall = [...rows, ...(other === null ? [] : [other])].some(({ users }) => users < FEWEST_USERS);
  return isSmall ? { rows: [], other: wholeDay(figures) } : undefined;
}

function wholeDay({ totals, challenged, outcomes, interrupted, unable }: Figures): Row {
  const { completed, denied, singleFactor } = outcomes;
  return {
    id: null,
    name: 'other',
    attempts: totals.attempts,
    users: totals.users,
    challenged,
    completed: { attempts: completed.attempts, users: completed.users },
    denied: { attempts: denied.attempts, users: denied.users },
    abandoned: interrupted.abandoned,
    unableUsers: unable.users,
    singleFactor: singleFactor.attempts,
  };
}

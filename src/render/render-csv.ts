/** The report as CSV, one line per figure; the same columns for a digest and for a history (contract §6). */
import { METHODS } from '../core/methods.ts';
import { CAUSE_NAMES, CAUSES } from '../core/reasons.ts';
import {
  type Count,
  type Day,
  DIMENSIONS,
  type Headline,
  INTERRUPTS,
  isMeasured,
  type MeasuredDay,
  OUTCOMES,
  REQUIRED,
  RESULT_LISTS,
  type Report,
  type Row,
} from '../core/report.ts';
import {
  HOW_TITLES,
  INTERRUPT_TITLES,
  OUTCOME_TITLES,
  REQUIRED_TITLES,
  RESULT_TITLES,
} from '../core/titles.ts';
import { trendOf } from '../core/trend-of.ts';
import { type Cell, csvRow, UTF8_BOM } from './csv-row.ts';

/** @returns BOM, header and lines, each ending in CRLF */
export function renderCsv(report: Report): string {
  const lines =
    report.days.length > 0
      ? report.days.flatMap(dayLines)
      : trendOf(report).flatMap((day) => headlineLines(day));
  return UTF8_BOM + [COLUMNS, ...lines].map(csvRow).join('');
}

const COLUMNS = [
  'day',
  'zone',
  'state',
  'revision',
  'dimension',
  'key',
  'name',
  'outcome',
  'signIns',
  'attempts',
  'users',
] as const;

/** One figure; what it does not know stays an empty cell. */
type Figure = {
  readonly dimension: string;
  readonly key: string;
  readonly name: string;
  readonly outcome?: 'completed' | 'denied' | 'abandoned';
  readonly signIns?: number | null;
  readonly attempts?: number | null;
  readonly users?: number | null;
};

const TOTAL = { dimension: 'total', key: 'all', name: 'All sign-ins' } as const;

function dayLines(day: Day): Cell[][] {
  const figures = isMeasured(day) ? figuresOf(day) : [TOTAL];
  return figures.map((figure) => line([day.day, day.zone, day.state, day.revision], figure));
}

/** Without whole days only the headline is known. */
function headlineLines(headline: Headline): Cell[][] {
  const { completed, denied, abandoned, unableUsers, signIns, attempts, users } = headline;
  const figures: Figure[] =
    signIns === null
      ? [TOTAL]
      : [
          { ...TOTAL, signIns, attempts, users },
          { dimension: 'outcome', key: 'completed', name: OUTCOME_TITLES.completed, attempts: completed },
          { dimension: 'outcome', key: 'denied', name: OUTCOME_TITLES.denied, attempts: denied },
          {
            dimension: 'interrupted',
            key: 'abandoned',
            name: INTERRUPT_TITLES.abandoned,
            attempts: abandoned,
          },
          { dimension: 'unable', key: 'all', name: 'Unable users', users: unableUsers },
        ];
  return figures.map((figure) =>
    line([headline.day, headline.zone, headline.state, headline.revision], figure),
  );
}

/** What a figure may leave out is looked for in the figure alone, whatever objects inherit. */
const UNSAID = { outcome: undefined, signIns: undefined, attempts: undefined, users: undefined };

function line(day: Cell[], figure: Figure): Cell[] {
  const { dimension, key, name, outcome, signIns, attempts, users } = { ...UNSAID, ...figure };
  return [...day, dimension, key, name, outcome, signIns, attempts, users];
}

/** In the contract's order of dimensions. */
function figuresOf(day: MeasuredDay): Figure[] {
  return [
    { ...TOTAL, ...day.totals },
    ...named('required', REQUIRED, REQUIRED_TITLES, day.required),
    ...named('result', RESULT_LISTS, RESULT_TITLES, day.results),
    ...named('outcome', OUTCOMES, OUTCOME_TITLES, day.outcomes),
    ...named('interrupted', INTERRUPTS, INTERRUPT_TITLES, day.interrupted),
    ...day.causes.map(({ cause, attempts, users }) => ({
      dimension: 'cause',
      key: cause,
      name: CAUSES[cause].title,
      attempts,
      users,
    })),
    ...day.reasons.map(({ reason, title, attempts, users }) => ({
      dimension: 'reason',
      key: reason,
      name: title,
      attempts,
      users,
    })),
    ...day.satisfied.map(({ how, signIns, attempts, users }) => ({
      dimension: 'satisfied',
      key: how,
      name: HOW_TITLES[how],
      signIns,
      attempts,
      users,
    })),
    ...day.methods.flatMap(({ method, ...byOutcome }) =>
      challenges('method', method, METHODS[method].title, byOutcome),
    ),
    ...DIMENSIONS.flatMap((dimension) => breakdown(dimension, day.breakdowns[dimension])),
    ...day.hours.flatMap(hour),
    { dimension: 'unable', key: 'all', name: 'Unable users', users: day.unable.users },
    ...CAUSE_NAMES.map((cause) => ({
      dimension: 'unable',
      key: cause,
      name: CAUSES[cause].title,
      users: day.unable.byCause[cause],
    })),
  ];
}

function named<Name extends string>(
  dimension: string,
  names: readonly Name[],
  titles: Readonly<Record<Name, string>>,
  figures: Readonly<Record<Name, Partial<Count>>>,
): Figure[] {
  return names.map((key) => ({ dimension, key, name: titles[key], ...figures[key] }));
}

function breakdown(dimension: string, { rows, other }: { rows: Row[]; other: Row | null }): Figure[] {
  return [
    ...rows.flatMap((row) => breakdownRow(dimension, row.id ?? row.name, row.name, row)),
    ...(other === null ? [] : breakdownRow(dimension, 'other', other.name, other)),
  ];
}

function breakdownRow(dimension: string, key: string, name: string, row: Row): Figure[] {
  const { attempts, users } = row;
  return [{ dimension, key, name, attempts, users }, ...challenges(dimension, key, name, row)];
}

const CHALLENGES = ['completed', 'denied', 'abandoned'] as const;

function challenges(
  dimension: string,
  key: string,
  name: string,
  figures: Pick<Row, (typeof CHALLENGES)[number]>,
): Figure[] {
  return CHALLENGES.map((outcome) => ({ dimension, key, name, outcome, ...figures[outcome] }));
}

function hour({ from, signIns, attempts, ...byOutcome }: MeasuredDay['hours'][number]): Figure[] {
  const key = { dimension: 'hour', key: from, name: from };
  return [
    { ...key, signIns, attempts },
    ...CHALLENGES.map((outcome) => ({ ...key, outcome, attempts: byOutcome[outcome] })),
  ];
}

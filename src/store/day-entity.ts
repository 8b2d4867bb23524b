/** A published day ↔ its row in `MfaDays`. Columns named in contract §7 may be read by others. */
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Fold, Folds } from '../core/breakdowns.ts';
import { HISTORY_COLUMNS, type WideHeadline } from '../core/history/history-figures.ts';
import { dayColumns, headlineColumns, headlineFigures } from '../core/metrics.ts';
import type { MicrosoftCounters } from '../core/ports.ts';
import type { Coverage, Figures, Row as FoldedRow, Headline } from '../core/report.ts';
import { STORED_SCHEMA, type StoredDay } from '../core/stored-day.ts';
import { DamagedRow } from './damaged-row.ts';
import { hasShape, type JsonShape } from './json-shape.ts';
import { fromKey, toKey } from './keys.ts';
import { LATER_FIGURES, withLaterFigures } from './later-figures.ts';
import { integer, joinBytes, optionalText, type Row, splitBytes, text, word } from './row.ts';
import { upgrade } from './upgrade.ts';

export type DayEntity = { partitionKey: string; rowKey: string } & Record<
  string,
  string | number | boolean | Uint8Array
>;

export function toEntity(tenant: string, day: StoredDay): DayEntity {
  const counted = Object.entries(dayColumns(day.figures)).filter(([, count]) => count !== 0);
  return {
    partitionKey: toKey(tenant),
    rowKey: toKey(day.day),
    schema: STORED_SCHEMA,
    classifier: day.classifier,
    state: day.state,
    revision: day.revision,
    zone: day.zone,
    windowFrom: day.windowFrom,
    windowTo: day.windowTo,
    collectedAt: day.collectedAt,
    ...(day.lastReadAt !== undefined && { lastReadAt: day.lastReadAt }),
    ...(day.exclusions !== undefined && { exclusions: day.exclusions }),
    source: day.source,
    passes: day.coverage.passes,
    complete: day.coverage.complete,
    ...Object.fromEntries(counted),
    coverage: JSON.stringify(day.coverage),
    ...(day.counters !== undefined && { counters: JSON.stringify(day.counters) }),
    ...(day.folds !== undefined && { folds: JSON.stringify(day.folds) }),
    ...splitBytes('tally', deflateRawSync(JSON.stringify(day.figures), { level: 9 })),
  };
}

/** @throws DamagedRow if a column is missing or broken; SettingsError if a newer version wrote the row */
export function fromEntity(row: Row): StoredDay {
  const day = dayOf(row);
  const what = `Day ${day}`;
  const current = upgrade(row, what);
  return {
    schema: STORED_SCHEMA,
    day,
    zone: text(current, 'zone', what),
    windowFrom: text(current, 'windowFrom', what),
    windowTo: text(current, 'windowTo', what),
    state: word(current, 'state', STATES, what),
    revision: integer(current, 'revision', what),
    collectedAt: text(current, 'collectedAt', what),
    source: text(current, 'source', what),
    classifier: integer(current, 'classifier', what),
    lastReadAt: optionalText(current, 'lastReadAt', what),
    exclusions: optionalText(current, 'exclusions', what),
    coverage: parsed<Coverage>(() => text(current, 'coverage', what), COVERAGE, `${what}, column coverage`),
    figures: withLaterFigures(
      parsed<Figures>(
        () => inflateRawSync(joinBytes(current, 'tally', what)).toString(),
        FIGURES,
        `${what}, column tally`,
        LATER_FIGURES,
      ),
    ),
    folds: foldsOf(current.folds),
    ...countersOf(current.counters),
    etag: optionalText(current, 'etag', what),
  };
}

/** Absent in older rows; what cannot be read is as if never told, for no figure rests on it. */
function countersOf(column: unknown): Pick<StoredDay, 'counters'> {
  try {
    const counters: unknown = JSON.parse(String(column));
    return hasShape<MicrosoftCounters>(counters, COUNTERS) ? { counters } : {};
  } catch {
    return {};
  }
}

/** Likewise: a day of which they are not known shows less where PRIVACY is aggregate, never more. */
function foldsOf(column: unknown): Folds | undefined {
  try {
    const folds: unknown = JSON.parse(String(column));
    return isFolds(folds) ? folds : undefined;
  } catch {
    return undefined;
  }
}

function isFolds(folds: unknown): folds is Folds {
  return (
    typeof folds === 'object' &&
    folds !== null &&
    Object.values(folds).every(
      (fold) => hasShape<Fold>(fold, FOLD) && hasShape<FoldedRow>(fold.other, FOLDED),
    )
  );
}

/** All that a headline is read from: nothing else travels over a range of 400 days. */
export const HEADLINE_SELECT = [
  'rowKey',
  'schema',
  'zone',
  'state',
  'revision',
  ...Object.values(headlineColumns),
];

/** The same with the columns that the page of a long range draws. */
export const WIDE_HEADLINE_SELECT: readonly string[] = [...new Set([...HEADLINE_SELECT, ...HISTORY_COLUMNS])];

/** Headline of a published day: a column left out is 0. @throws as `fromEntity`, of these columns alone */
export function toHeadline(row: Row): Headline {
  const { columns, ...headline } = readColumns(row, Object.values(headlineColumns));
  return { ...headline, ...headlineFigures(columns) };
}

/** As `toHeadline`, with the columns beside it. */
export function toWideHeadline(row: Row): WideHeadline {
  const { columns, ...headline } = readColumns(row, [...Object.values(headlineColumns), ...HISTORY_COLUMNS]);
  return { ...headline, ...headlineFigures(columns), columns };
}

function readColumns(row: Row, names: readonly string[]) {
  const day = dayOf(row);
  const what = `Day ${day}`;
  const current = upgrade(row, what);
  const columns: Record<string, number> = {};
  for (const column of names) {
    // With $select, the service answers null for a column the row lacks.
    if (current[column] !== undefined && current[column] !== null) {
      columns[column] = integer(current, column, what);
    }
  }
  return {
    day,
    zone: text(current, 'zone', what),
    state: word(current, 'state', STATES, what),
    revision: integer(current, 'revision', what),
    columns,
  };
}

const STATES = ['partial', 'open', 'sealed'] as const satisfies readonly StoredDay['state'][];

function dayOf(row: Row): string {
  const [day = ''] = fromKey(text(row, 'rowKey', 'A row of MfaDays'));
  return day;
}

/** `later`: what older rows lack. */
function parsed<Value>(
  read: () => string,
  shape: JsonShape<Value>,
  what: string,
  later: Partial<Value> = {},
): Value {
  let value: unknown;
  try {
    value = JSON.parse(read());
  } catch (cause) {
    throw new DamagedRow(`${what} is no JSON.`, { cause });
  }
  const whole: unknown = typeof value === 'object' ? { ...later, ...value } : value;
  if (!hasShape(whole, shape)) throw new DamagedRow(`${what} lacks parts, or they are of another kind.`);
  return whole;
}

const COVERAGE = {
  readFrom: 'text',
  readTo: 'text',
  complete: 'flag',
  passes: 'number',
  agreement: 'numberOrNull',
  records: 'number',
  signIns: 'number',
  duplicates: 'number',
  outsideWindow: 'number',
  nonInteractive: 'number',
  outOfScope: 'number',
  excluded: 'number',
  late: 'number',
  rejected: 'object',
} as const satisfies JsonShape<Coverage>;

const COUNTERS = { counter: 'text', signIns: 'number' } as const satisfies JsonShape<MicrosoftCounters>;

const FOLDED = {
  id: 'textOrNull',
  name: 'text',
  attempts: 'number',
  users: 'number',
  challenged: 'object',
  completed: 'object',
  denied: 'object',
  abandoned: 'object',
  unableUsers: 'number',
  singleFactor: 'number',
} as const satisfies JsonShape<FoldedRow>;

const FOLD = { rows: 'list', other: 'object' } as const satisfies JsonShape<Fold>;

const FIGURES = {
  totals: 'object',
  required: 'object',
  results: 'object',
  outcomes: 'object',
  interrupted: 'object',
  challenged: 'object',
  completed: 'object',
  unable: 'object',
  rate: 'numberOrNull',
  causes: 'list',
  reasons: 'list',
  satisfied: 'list',
  methods: 'list',
  breakdowns: 'object',
  hours: 'list',
  unlisted: 'object',
  found: 'list',
  friction: 'object',
} as const satisfies JsonShape<Figures>;

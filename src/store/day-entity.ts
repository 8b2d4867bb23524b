/** A published day ↔ its row in `MfaDays`. Columns named in contract §7 may be read by others. */
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { dayColumns, headlineColumns, headlineFigures } from '../core/metrics.ts';
import type { Coverage, Figures, Headline } from '../core/report.ts';
import { STORED_SCHEMA, type StoredDay } from '../core/stored-day.ts';
import { fromKey, toKey } from './keys.ts';
import { fitting, integer, joinBytes, optionalText, type Row, splitBytes, text, word } from './row.ts';
import { upgrade } from './upgrade.ts';

export type DayEntity = { partitionKey: string; rowKey: string } & Record<
  string,
  string | number | boolean | Uint8Array
>;

/** @throws Error if the day is too large for one row, which capped breakdowns never are */
export function toEntity(tenant: string, day: StoredDay): DayEntity {
  const counted = Object.entries(dayColumns(day.figures)).filter(([, count]) => count !== 0);
  const entity: DayEntity = {
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
    source: day.source,
    passes: day.coverage.passes,
    complete: day.coverage.complete,
    ...Object.fromEntries(counted),
    coverage: JSON.stringify(day.coverage),
    ...splitBytes('tally', deflateRawSync(JSON.stringify(day.figures), { level: 9 })),
  };
  return fitting(entity, `Day ${day.day}`);
}

/** @throws Error if a newer version wrote the row, or a column is missing or broken */
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
    coverage: parsed(() => text(current, 'coverage', what), isCoverage, `${what}, column coverage`),
    figures: parsed(
      () => inflateRawSync(joinBytes(current, 'tally', what)).toString(),
      isFigures,
      `${what}, column tally`,
    ),
    etag: optionalText(current, 'etag', what),
  };
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

/** Headline of a published day: a column left out is 0. @throws Error as `fromEntity` */
export function toHeadline(row: Row): Headline {
  const day = dayOf(row);
  const what = `Day ${day}`;
  const current = upgrade(row, what);
  const columns: Record<string, number> = {};
  for (const column of Object.values(headlineColumns)) {
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
    ...headlineFigures(columns),
  };
}

const STATES = ['partial', 'open', 'sealed'] as const satisfies readonly StoredDay['state'][];

function dayOf(row: Row): string {
  const [day = ''] = fromKey(text(row, 'rowKey', 'A row of MfaDays'));
  return day;
}

function parsed<Value>(read: () => string, is: (value: unknown) => value is Value, what: string): Value {
  let value: unknown;
  try {
    value = JSON.parse(read());
  } catch (cause) {
    throw new Error(`${what} is corrupt. Collect the day again with --force.`, { cause });
  }
  if (!is(value)) throw new Error(`${what} is corrupt: it lacks parts. Collect the day again with --force.`);
  return value;
}

// Rows of this schema were written by `toEntity`, so their outline is checked, not every number.
function isCoverage(value: unknown): value is Coverage {
  return holds(value, ['readFrom', 'readTo', 'complete', 'passes', 'records', 'signIns', 'rejected']);
}

function isFigures(value: unknown): value is Figures {
  return holds(value, [
    'totals',
    'outcomes',
    'challenged',
    'unable',
    'reasons',
    'methods',
    'breakdowns',
    'hours',
  ]);
}

function holds(value: unknown, names: readonly string[]): boolean {
  return typeof value === 'object' && value !== null && names.every((name) => Object.hasOwn(value, name));
}

/** The queries, all of them made from the description of the columns. */
import type { Shard, Window } from '../core/ports.ts';
import { ADFS_TABLE, BACKGROUND_TABLE, LOG_COLUMNS, LOG_TABLE, type LogColumn } from './log-columns.ts';

/** What one query asks for: a stretch of time, and of the users in it one part. */
export type LogPart = {
  readonly slice: Window;
  /** Into so many parts the users are divided. */
  readonly parts: number;
  /** Which of them, from 0 on. */
  readonly part: number;
};

const HOUR_MS = 3_600_000;
/**
 * `TimeGenerated` is when the workspace received a row. It only spares the engine from looking at other
 * days: rows were seen up to 13 h late, documented are up to 48 h (domain facts §6), and clocks differ.
 */
const RECEIVED = { earlierMs: HOUR_MS, laterMs: 72 * HOUR_MS } as const;

const COLUMNS: readonly (readonly [string, LogColumn])[] = Object.entries(LOG_COLUMNS);
const NAMES = COLUMNS.map(([name]) => name);
const OBJECTS = COLUMNS.filter(([, { members }]) => members !== undefined);

/** Which tables sign-ins are read from. A union of tables one of which is not there is an error. */
export type LogTables = readonly [typeof LOG_TABLE] | readonly [typeof LOG_TABLE, typeof ADFS_TABLE];

/** How many rows of the window, or of a shard of it, there are, repeats included: one row with the column `rows`. */
export function countQuery(window: Window, tables: LogTables, shard?: Shard): string {
  return pipe([allOf(tables), ...within(window), ...ofShard(shard), 'summarize rows = count()']);
}

/** How many sign-ins of a day are not interactive, each once: one row with the column `rows`. */
export function backgroundQuery(day: Window): string {
  return pipe([BACKGROUND_TABLE, ...within(day), 'summarize rows = count_distinct(Id)']);
}

/** One row, if AD FS had a sign-in in the window. */
export function adfsQuery(window: Window): string {
  return pipe([ADFS_TABLE, ...within(window), 'take 1', 'project TimeGenerated']);
}

/** One row, if the table holds any that is older than the window. */
export function olderQuery({ from }: Window): string {
  return pipe([
    LOG_TABLE,
    `where TimeGenerated < ${datetime(from - RECEIVED.earlierMs)}`,
    'take 1',
    'project TimeGenerated',
  ]);
}

/** One row, if the table holds any at all. */
export function anyQuery(): string {
  return pipe([LOG_TABLE, 'take 1', 'project TimeGenerated']);
}

/**
 * The rows of a part, each once: those that differ in nothing but when they were received are one, as
 * received last. Which of two versions of a sign-in counts is not decided here.
 */
export function logRowsQuery({ slice, parts, part }: LogPart, tables: LogTables, shard?: Shard): string {
  const variants = tables.length === 1 ? AS_NAMED : VARIANTS;
  // The hashes of a shard's users are alike: divided by them once more, most parts would be empty.
  const divided = shard === undefined ? 'UserId' : 'Id';
  return pipe([
    allOf(tables),
    ...within(slice),
    ...ofShard(shard),
    ...(parts === 1 ? [] : [`where hash(${divided}, ${parts}) == ${part}`]),
    // Read as an object once, whichever form the column has.
    `extend ${OBJECTS.map(([name]) => `${name} = parse_json(${textOf(name, VARIANTS)})`).join(', ')}`,
    `project ${COLUMNS.map((column) => projected(column, variants)).join(', ')}`,
    `summarize TimeGenerated = max(TimeGenerated) by ${NAMES.filter((name) => name !== 'TimeGenerated').join(', ')}`,
  ]);
}

/** What stands in `UserId` of a row without a user: these are one shard, since a correlation joins them. */
const NO_ID = `('', '00000000-0000-0000-0000-000000000000')`;

/** All rows of a user lie in one shard, in whatever case the id is written. */
function ofShard(shard: Shard | undefined): readonly string[] {
  if (shard === undefined) return [];
  if (shard.number === 0) return [`where UserId in ${NO_ID}`];
  return [`where UserId !in ${NO_ID}`, `where hash(tolower(UserId), ${shard.of}) == ${shard.number - 1}`];
}

function within({ from, to }: Window): readonly string[] {
  return [
    `where TimeGenerated >= ${datetime(from - RECEIVED.earlierMs)} and TimeGenerated < ${datetime(to + RECEIVED.laterMs)}`,
    `where CreatedDateTime >= ${datetime(from)} and CreatedDateTime < ${datetime(to)}`,
  ];
}

function projected(
  [name, { type, members }]: readonly [string, LogColumn],
  variants: readonly string[],
): string {
  if (type === 'datetime') return name;
  if (members === undefined) return `${name} = ${textOf(name, variants)}`;
  const slim = members.map((member) => `'${member}', ${name}.${member}`).join(', ');
  return `${name} = tostring(bag_pack(${slim}))`;
}

/** What unions make of a column that is an object in one table and a text in the other. */
const VARIANTS = ['', '_dynamic', '_string'] as const;
const AS_NAMED = [''] as const;

/** A column as text, of whatever type it is, and empty where there is none of that name. */
function textOf(name: string, variants: readonly string[]): string {
  const texts = variants.map((variant) => `tostring(column_ifexists('${name}${variant}', ''))`);
  return texts.length === 1 ? texts.join() : `coalesce(${texts.join(', ')})`;
}

function allOf(tables: LogTables): string {
  return tables.length === 1 ? LOG_TABLE : `union ${tables.join(', ')}`;
}

function datetime(ms: number): string {
  return `datetime(${new Date(ms).toISOString()})`;
}

function pipe(steps: readonly string[]): string {
  return steps.join('\n| ');
}

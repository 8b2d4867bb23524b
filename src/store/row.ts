/** Rows of Table Storage: checked reading of their columns, and the sizes the service allows. */
import type { TableEntity } from '@azure/data-tables';
import { RowTooLarge } from '../errors.ts';
import { DamagedRow } from './damaged-row.ts';

/** A row as read: nothing is known of its columns until they are checked. */
export type Row = Readonly<Record<string, unknown>>;

/** @throws DamagedRow if the column is absent or no text; likewise below */
export function text(row: Row, column: string, what: string): string {
  const value = row[column];
  if (typeof value !== 'string') throw unreadable(what, column, 'a text', value);
  return value;
}

export function optionalText(row: Row, column: string, what: string): string | undefined {
  return row[column] === undefined || row[column] === null ? undefined : text(row, column, what);
}

export function integer(row: Row, column: string, what: string): number {
  const value = row[column];
  if (typeof value !== 'number' || !Number.isInteger(value)) {
    throw unreadable(what, column, 'a whole number', value);
  }
  return value;
}

export function flag(row: Row, column: string, what: string): boolean {
  const value = row[column];
  if (typeof value !== 'boolean') throw unreadable(what, column, 'true or false', value);
  return value;
}

/** An instant in milliseconds since 1970, stored as RFC 3339 text. */
export function instant(row: Row, column: string, what: string): number {
  const ms = Date.parse(text(row, column, what));
  if (Number.isNaN(ms)) throw unreadable(what, column, 'a time', row[column]);
  return ms;
}

export function optionalInstant(row: Row, column: string, what: string): number | undefined {
  return row[column] === undefined || row[column] === null ? undefined : instant(row, column, what);
}

/** One of the words given. */
export function word<const W extends string>(row: Row, column: string, words: readonly W[], what: string): W {
  const value = row[column];
  const found = words.find((known) => known === value);
  if (found === undefined) throw unreadable(what, column, words.join(', '), value);
  return found;
}

/** What a binary column may hold. */
export const LARGEST_COLUMN = 65_536;
const LARGEST_ROW = 1_048_576;
const MOST_COLUMNS = 252;

/** Bytes as columns `name`, `name1`, `name2` … of at most 64 KiB each. */
export function splitBytes(name: string, bytes: Uint8Array): Record<string, Uint8Array> {
  const columns: Record<string, Uint8Array> = {};
  for (let part = 0; part === 0 || part * LARGEST_COLUMN < bytes.length; part++) {
    columns[partName(name, part)] = bytes.subarray(part * LARGEST_COLUMN, (part + 1) * LARGEST_COLUMN);
  }
  return columns;
}

/** The bytes that were split. @throws DamagedRow if the first column is absent or one holds no bytes */
export function joinBytes(row: Row, name: string, what: string): Uint8Array {
  const parts: Uint8Array[] = [];
  for (let part = 0; part === 0 || row[partName(name, part)] !== undefined; part++) {
    const value = row[partName(name, part)];
    if (!(value instanceof Uint8Array)) throw unreadable(what, partName(name, part), 'bytes', value);
    parts.push(value);
  }
  return Buffer.concat(parts);
}

function partName(name: string, part: number): string {
  return part === 0 ? name : `${name}${part}`;
}

/**
 * The row itself, if the service takes it. Asserted here because the emulator is laxer than the
 * service; the sum is the documented one for the size of an entity.
 * @throws Error naming what was to be done, the size and the limit
 */
export function fitting<E extends TableEntity>(entity: E, action: string): E {
  let bytes = 4;
  let columns = 0;
  for (const [name, value] of Object.entries(entity)) {
    const size = valueSize(value);
    if (name === 'partitionKey' || name === 'rowKey') {
      bytes += size - 4;
      continue;
    }
    if (size - 4 > LARGEST_COLUMN) {
      throw new Error(
        `${action} failed: its ${name} is too large for Table Storage: ${size - 4} bytes, ` +
          `at most ${LARGEST_COLUMN} fit in a column.`,
      );
    }
    bytes += 8 + 2 * name.length + size;
    columns++;
  }
  if (bytes > LARGEST_ROW || columns > MOST_COLUMNS) {
    throw new RowTooLarge(
      `${action} failed: the row is too large for Table Storage: ${bytes} bytes in ${columns} columns, ` +
        `at most ${LARGEST_ROW} bytes in ${MOST_COLUMNS} columns fit.`,
    );
  }
  return entity;
}

/** Texts count two bytes a character and, like bytes, four for their length; no other type exceeds 8. */
function valueSize(value: unknown): number {
  if (typeof value === 'string') return 4 + 2 * value.length;
  if (value instanceof Uint8Array) return 4 + value.length;
  return 8;
}

function unreadable(what: string, column: string, expected: string, got: unknown): DamagedRow {
  const plain = typeof got === 'string' || typeof got === 'number' || typeof got === 'boolean';
  const found = plain ? JSON.stringify(got).slice(0, 60) : got === undefined ? 'nothing' : typeof got;
  return new DamagedRow(`${what} cannot be read: column ${column} should hold ${expected}, holds ${found}.`);
}

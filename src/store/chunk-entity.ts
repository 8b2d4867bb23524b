/** A chunk of facts, with the cursor after it ↔ its row in `MfaFacts`. */
import type { ChunkHeader, StoredChunk } from '../core/ports.ts';
import { STORED_SCHEMA } from '../core/stored-day.ts';
import { decodeChunk, encodeChunk } from './chunk-codec.ts';
import { chunkKey, toKey } from './keys.ts';
import { fitting, flag, instant, integer, joinBytes, optionalText, type Row, splitBytes } from './row.ts';
import { upgrade } from './upgrade.ts';

export type ChunkEntity = { partitionKey: string; rowKey: string } & Record<
  string,
  string | number | boolean | Uint8Array
>;

/** Partition of the chunks of a day. */
export function chunkPartition(tenant: string, day: string): string {
  return toKey(tenant, day);
}

/** @throws Error if the chunk is too large for one row: then fewer sign-ins belong in a chunk */
export function toEntity(tenant: string, day: string, stored: StoredChunk): ChunkEntity {
  const entity: ChunkEntity = {
    partitionKey: chunkPartition(tenant, day),
    rowKey: chunkKey(stored.pass, stored.chunk),
    schema: STORED_SCHEMA,
    pass: stored.pass,
    chunk: stored.chunk,
    ...(stored.cursor !== undefined && { cursor: stored.cursor }),
    done: stored.done,
    startedAt: new Date(stored.startedAt).toISOString(),
    writtenAt: new Date(stored.writtenAt).toISOString(),
    rows: stored.facts.rows,
    ...splitBytes('facts', encodeChunk(stored.facts)),
  };
  return fitting(entity, nameOf(day, stored.pass, stored.chunk, stored.facts));
}

/** All that a header is read from. */
export const HEADER_SELECT = [
  'rowKey',
  'schema',
  'pass',
  'chunk',
  'cursor',
  'done',
  'startedAt',
  'writtenAt',
] as const;

/** @throws Error if a newer version wrote the row, or a column is missing */
export function toHeader(day: string, row: Row): ChunkHeader {
  const what = `A chunk of ${day}`;
  const current = upgrade(row, what);
  return {
    pass: integer(current, 'pass', what),
    chunk: integer(current, 'chunk', what),
    cursor: optionalText(current, 'cursor', what),
    done: flag(current, 'done', what),
    startedAt: instant(current, 'startedAt', what),
    writtenAt: instant(current, 'writtenAt', what),
  };
}

/** @throws Error as `toHeader`, and if the facts are damaged */
export function fromEntity(day: string, row: Row): StoredChunk {
  const header = toHeader(day, row);
  const what = nameOf(day, header.pass, header.chunk);
  const bytes = joinBytes(upgrade(row, what), 'facts', what);
  try {
    return { ...header, facts: decodeChunk(bytes) };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`${what} cannot be read: ${reason} Collect the day again with --force.`, { cause });
  }
}

function nameOf(day: string, pass: number, chunk: number, facts?: StoredChunk['facts']): string {
  const size = facts === undefined ? '' : ` (${facts.rows} sign-ins of ${facts.users.length} users)`;
  return `Chunk ${chunk} of pass ${pass} of ${day}${size}`;
}

/** A chunk of facts, with the cursor after it ↔ its row in `MfaFacts`. */
import type { ChunkHeader, StoredChunk } from '../core/ports.ts';
import { STORED_SCHEMA } from '../core/stored-day.ts';
import { decodeChunk, encodeChunk } from './chunk-codec.ts';
import { chunkKey, toKey } from './keys.ts';
import {
  flag,
  instant,
  integer,
  joinBytes,
  optionalInstant,
  optionalText,
  type Row,
  splitBytes,
} from './row.ts';
import { upgrade } from './upgrade.ts';

export type ChunkEntity = { partitionKey: string; rowKey: string } & Record<
  string,
  string | number | boolean | Uint8Array
>;

/** Partition of the chunks of a day. */
export function chunkPartition(tenant: string, day: string): string {
  return toKey(tenant, day);
}

export function toEntity(tenant: string, day: string, stored: StoredChunk): ChunkEntity {
  return {
    partitionKey: chunkPartition(tenant, day),
    rowKey: chunkKey(stored.pass, stored.chunk),
    schema: STORED_SCHEMA,
    pass: stored.pass,
    chunk: stored.chunk,
    ...(stored.cursor !== undefined && { cursor: stored.cursor }),
    done: stored.done,
    startedAt: new Date(stored.startedAt).toISOString(),
    writtenAt: new Date(stored.writtenAt).toISOString(),
    ...(stored.zone !== undefined && { zone: stored.zone }),
    ...(stored.readTo !== undefined && { readTo: new Date(stored.readTo).toISOString() }),
    ...(stored.source !== undefined && { source: stored.source }),
    ...(stored.problem !== undefined && { problem: stored.problem }),
    ...(stored.notBefore !== undefined && { notBefore: new Date(stored.notBefore).toISOString() }),
    ...(stored.shards !== undefined && { shards: stored.shards }),
    ...(stored.handedOver !== undefined && { handedOver: new Date(stored.handedOver).toISOString() }),
    rows: stored.facts.rows,
    ...splitBytes('facts', encodeChunk(stored.facts)),
  };
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
  'zone',
  'readTo',
  'source',
  'problem',
  'notBefore',
  'shards',
  'handedOver',
] as const;

/** @throws DamagedRow if a column is missing or broken; SettingsError if a newer version wrote the row */
export function toHeader(day: string, row: Row): ChunkHeader {
  return headerOf(upgrade(row, unnamed(day)), unnamed(day));
}

/** @throws DamagedRow as `toHeader`, and if the facts are damaged; SettingsError likewise */
export function fromEntity(day: string, row: Row): StoredChunk {
  const current = upgrade(row, unnamed(day));
  const header = headerOf(current, unnamed(day));
  const what = `Chunk ${header.chunk} of pass ${header.pass} of ${day}`;
  return { ...header, facts: decodeChunk(joinBytes(current, 'facts', what), what) };
}

function headerOf(row: Row, what: string): ChunkHeader {
  return {
    pass: integer(row, 'pass', what),
    chunk: integer(row, 'chunk', what),
    cursor: optionalText(row, 'cursor', what),
    done: flag(row, 'done', what),
    startedAt: instant(row, 'startedAt', what),
    writtenAt: instant(row, 'writtenAt', what),
    zone: optionalText(row, 'zone', what),
    readTo: optionalInstant(row, 'readTo', what),
    source: optionalText(row, 'source', what),
    problem: optionalText(row, 'problem', what),
    notBefore: optionalInstant(row, 'notBefore', what),
    // Left out where there is none, as in chunks written before readings were divided.
    ...(typeof row.shards === 'number' && { shards: integer(row, 'shards', what) }),
    ...(typeof row.handedOver === 'string' && { handedOver: instant(row, 'handedOver', what) }),
  };
}

/** A chunk whose numbers are not read yet, or cannot be. */
function unnamed(day: string): string {
  return `A chunk of ${day}`;
}

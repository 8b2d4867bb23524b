/**
 * A counted shard ↔ its rows in `MfaFacts`: one that tells what was counted, and under a name of the
 * writer's own the tally, in pieces that fit into rows, and the people. The first is written last: who
 * inserts it has stored the shard, and nobody's pieces are taken for another's.
 */
import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';
import type { ShardCounts, ShardHeader, StoredShard } from '../core/ports.ts';
import type { Person } from '../core/report.ts';
import type { ShardTally } from '../core/shard-tally.ts';
import { STORED_SCHEMA } from '../core/stored-day.ts';
import { chunkPartition } from './chunk-entity.ts';
import { DamagedRow } from './damaged-row.ts';
import { hasShape, type JsonShape } from './json-shape.ts';
import { shardKey, toKey } from './keys.ts';
import { instant, integer, joinBytes, LARGEST_COLUMN, type Row, splitBytes, text } from './row.ts';
import { upgrade } from './upgrade.ts';

/** Of a tally in one row: a request, in which bytes take a third more, stays below a megabyte. */
const PIECE_BYTES = 10 * LARGEST_COLUMN;

/** Where the rest of a shard stands. */
type ShardPlace = {
  /** The name under which its writer put it. */
  readonly set: string;
  readonly pieces: number;
  /** CRC-32 of the whole tally. */
  readonly check: number;
};

/** `set`: a random text. Rows in the order in which they are to be written. */
export function shardEntity(tenant: string, day: string, { tally, ...header }: StoredShard, set: string) {
  const { people, ...counted } = tally;
  const bytes = deflateRawSync(JSON.stringify(counted), { level: 3 });
  const pieces = Math.ceil(bytes.length / PIECE_BYTES);
  const startedAt = new Date(header.startedAt).toISOString();
  const common = { partitionKey: chunkPartition(tenant, day), schema: STORED_SCHEMA, startedAt };
  const cut = (piece: number) => bytes.subarray(piece * PIECE_BYTES, (piece + 1) * PIECE_BYTES);
  return {
    pieces: Array.from({ length: pieces }, (_, piece) => ({
      ...common,
      rowKey: pieceKey(set, piece),
      ...splitBytes('tally', cut(piece)),
    })),
    people: { ...common, rowKey: shardPeopleKey(set), day, ...peopleColumns(people) },
    head: {
      ...common,
      rowKey: shardKey(header),
      pass: header.pass,
      mark: header.mark,
      of: header.of,
      number: header.number,
      counts: JSON.stringify(header.counts),
      set,
      pieces,
      // As a signed number: the service has no other of that width.
      check: crc32(bytes) | 0,
    },
  };
}

export function peopleColumns(people: readonly Person[]): Record<string, Uint8Array> {
  return splitBytes('people', deflateRawSync(JSON.stringify(people), { level: 9 }));
}

/** Keys of people of shards begin so. */
export const SHARD_PEOPLE = 'shardpeople';

export function shardPeopleKey(set: string): string {
  return toKey(SHARD_PEOPLE, set);
}

export function pieceKey(set: string, piece: number): string {
  return toKey('shardpiece', set, String(piece));
}

const COUNTS = {
  records: 'number',
  rows: 'number',
  rejected: 'object',
  unkeyed: 'number',
  placed: 'object',
} as const satisfies JsonShape<ShardCounts>;

/** @throws DamagedRow if a column is missing or broken; SettingsError if a newer version wrote the row */
export function toShardHeader(day: string, row: Row): ShardHeader & ShardPlace {
  const what = `A shard of ${day}`;
  const current = upgrade(row, what);
  const counts = parsed(text(current, 'counts', what));
  if (!hasShape<ShardCounts>(counts, COUNTS))
    throw new DamagedRow(`${what} cannot be read: column counts should hold counts.`);
  return {
    pass: integer(current, 'pass', what),
    startedAt: instant(current, 'startedAt', what),
    mark: text(current, 'mark', what),
    of: integer(current, 'of', what),
    number: integer(current, 'number', what),
    counts,
    set: text(current, 'set', what),
    pieces: integer(current, 'pieces', what),
    check: integer(current, 'check', what),
  };
}

type Counted = Omit<ShardTally, 'people'>;
const COUNTED = {
  of: 'object',
  day: 'object',
  users: 'object',
  breakdowns: 'object',
} as const satisfies JsonShape<Counted>;

/** `rows`: of its pieces, in order. @throws DamagedRow */
export function toCounted(day: string, rows: readonly Row[], { check }: Pick<ShardPlace, 'check'>): Counted {
  const what = `A shard of ${day}`;
  const bytes = Buffer.concat(rows.map((row) => joinBytes(upgrade(row, what), 'tally', what)));
  if ((crc32(bytes) | 0) !== check) throw new DamagedRow(`${what} cannot be read: its checksum differs.`);
  const counted = parsed(inflateRawSync(bytes).toString());
  if (!hasShape<Counted>(counted, COUNTED))
    throw new DamagedRow(`${what} cannot be read: its tally lacks parts.`);
  return counted;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

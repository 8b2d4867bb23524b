/** A shard handed over to another instance: what it needs to know to read, count and store it. */
import type { ChunkHeader, Shard } from '../core/ports.ts';
import type { TurnMessage } from '../core/turns.ts';
import { isObject } from '../sources/read-fields.ts';

export type ShardMessage = Shard &
  Pick<ChunkHeader, 'pass' | 'startedAt'> & {
    /** Of several; left out where there is one. */
    readonly tenant?: string | undefined;
    readonly day: string;
    readonly zone: string;
  };

/** Puts shards and turns where other instances take them from. They may come twice, late or never. */
export type HandOver = (messages: readonly (ShardMessage | TurnMessage)[]) => void;

/** `undefined` for what is none. */
export function toShardMessage(value: unknown): ShardMessage | undefined {
  if (!isObject(value)) return undefined;
  const { tenant, day, zone, pass, startedAt, of, number } = value;
  if (typeof day !== 'string' || typeof zone !== 'string') return undefined;
  if (tenant !== undefined && typeof tenant !== 'string') return undefined;
  if (!isCount(pass) || !isCount(startedAt) || !isCount(of) || !isCount(number)) return undefined;
  return { ...(tenant !== undefined && { tenant }), day, zone, pass, startedAt, of, number };
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

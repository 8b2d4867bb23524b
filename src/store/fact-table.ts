/**
 * `MfaFacts`: the chunks of the days that are not sealed yet. Inserted, never upserted: the keys are the
 * lock. Changed only to remove a person, in a row that stays whose it is.
 */
import { odata, type TableClient } from '@azure/data-tables';
import type { ChunkHeader, Store, StoredChunk } from '../core/ports.ts';
import { DamagedChunk } from '../errors.ts';
import { changeRows } from './change-rows.ts';
import { chunkPartition, fromEntity, HEADER_SELECT, toEntity, toHeader } from './chunk-entity.ts';
import { DamagedRow, type TellDamaged, unlessDamaged } from './damaged-row.ts';
import { dropRows } from './drop-rows.ts';
import { insertOnce } from './insert-once.ts';
import { AFTER_CHUNKS, fromKey, prefixRange } from './keys.ts';
import { queryRows, readRows } from './query-rows.ts';
import { optionalText, type Row, text } from './row.ts';

type FactTable = Pick<
  Store,
  'insertChunk' | 'changeFacts' | 'chunkHeaders' | 'chunks' | 'progress' | 'dropChunks' | 'dropFactsBeyond'
>;

/** Shards of divided readings stand beside the chunks, and go with them. */
const CHUNKS_ALONE = odata`RowKey lt ${AFTER_CHUNKS}`;

/** Chunks read in one reply: each may be near a megabyte, and only one reply is held at a time. */
const CHUNKS_A_PAGE = 4;

/**
 * A chunk whose header is damaged is left out of the headers and may be written anew, so that the key
 * it stands under locks nobody out. Facts are never left out: `chunks` throws DamagedChunk.
 */
export function factTable(table: TableClient, tenant: string, tell: TellDamaged): FactTable {
  const allOfDay = (day: string): string => odata`PartitionKey eq ${chunkPartition(tenant, day)}`;
  const ofDay = (day: string): string => `${allOfDay(day)} and ${CHUNKS_ALONE}`;
  const headerOf = (day: string) => (row: Row) => unlessDamaged(() => toHeader(day, row), tell);

  return {
    async insertChunk(day, chunk) {
      const { pass, facts } = chunk;
      const size = `${facts.rows} sign-ins of ${facts.users.length} users`;
      const action = `Storing chunk ${chunk.chunk} of pass ${pass} of ${day} (${size})`;
      const entity = toEntity(tenant, day, chunk);
      return await insertOnce({ table, action, entity }, headerOf(day), HEADER_SELECT);
    },

    async chunkHeaders(day) {
      const query = { filter: ofDay(day), select: HEADER_SELECT };
      return readRows(table, `Reading the progress of ${day}`, query, headerOf(day));
    },

    async *chunks(day) {
      const query = { filter: ofDay(day), pageSize: CHUNKS_A_PAGE };
      for await (const row of queryRows(table, `Reading the facts of ${day}`, query))
        yield wholeChunk(day, row);
    },

    async progress() {
      const { from, to } = prefixRange(tenant);
      const filter = `${odata`PartitionKey ge ${from} and PartitionKey lt ${to}`} and ${CHUNKS_ALONE}`;
      const select = ['partitionKey', ...HEADER_SELECT];
      const headers = new Map<string, ChunkHeader[]>();
      for await (const row of queryRows(table, 'Reading the progress of all days', { filter, select })) {
        const day = unlessDamaged(() => fromKey(text(row, 'partitionKey', 'A chunk'))[1], tell);
        if (day === undefined) continue;
        // A day of damaged headers alone is listed, too: its facts are still there to be removed.
        const ofTheDay = headers.get(day) ?? [];
        headers.set(day, ofTheDay);
        const header = headerOf(day)(row);
        if (header !== undefined) ofTheDay.push(header);
      }
      return headers;
    },

    async dropChunks(day, startedBefore) {
      // One whose start cannot be read is old: nobody can go on from it.
      const isOld = ({ startedAt }: Row) =>
        startedBefore === undefined || !(Date.parse(String(startedAt)) >= startedBefore);
      const query = { filter: allOfDay(day), select: ['startedAt'] };
      await dropRows(table, `Removing the facts of ${day}`, query, isOld);
    },

    async changeFacts(change) {
      const { from, to } = prefixRange(tenant);
      const filter = `${odata`PartitionKey ge ${from} and PartitionKey lt ${to}`} and ${CHUNKS_ALONE}`;
      let unread = 0;
      await changeRows(table, 'Changing facts', { filter, pageSize: CHUNKS_A_PAGE }, (row) => {
        const stored = unlessDamaged(() => {
          const [, day = ''] = fromKey(text(row, 'partitionKey', 'A chunk'));
          return { day, ...fromEntity(day, row) };
        }, tell);
        if (stored === undefined) {
          unread += 1;
          return undefined;
        }
        const { day, ...chunk } = stored;
        const facts = change(day, chunk.facts);
        if (facts === undefined) return undefined;
        // Whoever wrote it may still ask whether it is theirs.
        const writer = optionalText(row, 'writer', 'A chunk');
        return { ...toEntity(tenant, day, { ...chunk, facts }), ...(writer !== undefined && { writer }) };
      });
      return unread;
    },

    async dropFactsBeyond({ from, to }) {
      // A tenant may have been renamed since: nobody would look under its old name again.
      const [first, last] = [new Date(from).toISOString(), new Date(to).toISOString()];
      const filter = odata`startedAt lt ${first} or startedAt ge ${last}`;
      await dropRows(table, 'Removing facts whose time is up', { filter });
    },
  };
}

function wholeChunk(day: string, row: Row): StoredChunk {
  try {
    return fromEntity(day, row);
  } catch (error) {
    if (!(error instanceof DamagedRow)) throw error;
    throw new DamagedChunk(error.message, { cause: error });
  }
}

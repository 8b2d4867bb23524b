/** A chunk that is too large to be stored, as two that hold the same facts. */

import { createFacts } from '../facts.ts';
import type { Chunk, FactColumns } from './chunk.ts';

/** @throws Error for a chunk of one fact, which cannot be halved */
export function halveChunk(chunk: Chunk): [Chunk, Chunk] {
  if (chunk.rows < 2) throw new Error('A single fact is too large to be stored.');
  const middle = Math.floor(chunk.rows / 2);
  // What was counted, but is no fact, stands in the first.
  const uncounted = { ...chunk, records: chunk.records - (chunk.rows - middle) };
  const second = { ...chunk, records: chunk.rows - middle, rejected: {}, unkeyed: 0 };
  return [part(uncounted, 0, middle), part(second, middle, chunk.rows)];
}

function part(chunk: Chunk, from: number, to: number): Chunk {
  const facts = createFacts();
  const within = (list: Chunk['oddIds']) =>
    list.flatMap(([row, text]) => (row >= from && row < to ? [[row - from, text] as const] : []));
  facts.merge({
    ...chunk,
    oddIds: within(chunk.oddIds),
    oddGroups: within(chunk.oddGroups),
    details: within(chunk.details),
    rows: to - from,
    columns: rowsOf(chunk.columns, from, to),
  });
  return facts.toChunk();
}

function rowsOf(columns: FactColumns, from: number, to: number): FactColumns {
  return {
    id: columns.id.subarray(from * 4, to * 4),
    group: columns.group.subarray(from * 4, to * 4),
    ms: columns.ms.subarray(from, to),
    ns: columns.ns.subarray(from, to),
    readAt: columns.readAt.subarray(from, to),
    user: columns.user.subarray(from, to),
    evidence: columns.evidence.subarray(from, to),
    app: columns.app.subarray(from, to),
    context: columns.context.subarray(from, to),
    scope: columns.scope.subarray(from, to),
  };
}

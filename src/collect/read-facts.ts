/** All facts of a day from its chunks, as one set, with what the same chunks tell of its readings. */
import type { App } from '../app.ts';
import { createFacts, type Facts } from '../core/facts.ts';
import { passesOf } from '../core/passes.ts';
import type { ChunkHeader } from '../core/ports.ts';

export type DayFacts = {
  readonly facts: Facts;
  readonly headers: readonly ChunkHeader[];
  /** Distinct rows that the newest whole reading showed, to see whether the source agrees with itself. */
  readonly rowsOfLastPass: number;
};

/**
 * Undefined where chunks came or went while they were read: what was read then fits no moment.
 * @throws DamagedChunk, where a stored chunk cannot be read
 */
export async function readFacts(
  app: App,
  day: string,
  /** As they are before the facts are read. */
  known: readonly ChunkHeader[],
): Promise<DayFacts | undefined> {
  const lastWhole = newestWhole(known);
  const headers: ChunkHeader[] = [];
  const facts = createFacts();
  /** Of the rows known before that reading began, those that it showed again. */
  let shown: Uint8Array | undefined;
  let rowsOfLastPass = 0;
  for await (const { facts: chunk, ...header } of app.store.chunks(day)) {
    headers.push(header);
    if (header.pass !== lastWhole) {
      facts.merge(chunk);
      continue;
    }
    const rows = facts.rows;
    shown ??= new Uint8Array(rows);
    const known = shown;
    facts.merge(chunk, (row) => {
      if (known[row] !== 0) return;
      known[row] = 1;
      rowsOfLastPass += 1;
    });
    rowsOfLastPass += facts.rows - rows;
  }
  if (newestWhole(headers) !== lastWhole) return undefined;
  return { facts, headers, rowsOfLastPass };
}

function newestWhole(headers: readonly ChunkHeader[]): number | undefined {
  return passesOf(headers).findLast(({ isWhole }) => isWhole)?.number;
}

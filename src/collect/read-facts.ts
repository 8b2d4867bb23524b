/** All facts of a day from its chunks, as one set. */
import type { App } from '../app.ts';
import { createFacts, type Facts } from '../core/facts.ts';

export type DayFacts = {
  readonly facts: Facts;
  /** Distinct rows that the reading asked about showed, to see whether the source agrees with itself. */
  readonly rowsOfPass: number;
};

/** @throws DamagedChunk, where a stored chunk cannot be read */
export async function readFacts(app: App, day: string, pass: number | undefined): Promise<DayFacts> {
  const facts = createFacts();
  /** Of the rows known before the pass began, those that it showed again. */
  let shown: Uint8Array | undefined;
  let rowsOfPass = 0;
  for await (const chunk of app.store.chunks(day)) {
    if (chunk.pass !== pass) {
      facts.merge(chunk.facts);
      continue;
    }
    const rows = facts.rows;
    shown ??= new Uint8Array(rows);
    const known = shown;
    facts.merge(chunk.facts, (row) => {
      if (known[row] !== 0) return;
      known[row] = 1;
      rowsOfPass += 1;
    });
    rowsOfPass += facts.rows - rows;
  }
  return { facts, rowsOfPass };
}

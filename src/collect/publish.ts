/** Tallies all facts of a day and publishes it: one conditional write is the only publication. */
import type { App } from '../app.ts';
import { createFacts } from '../core/facts.ts';
import type { ChunkHeader } from '../core/ports.ts';
import { publishedDay } from '../core/published-day.ts';
import type { StoredDay } from '../core/stored-day.ts';
import { exclusions } from '../exclusions.ts';

export type Publication = {
  /** The day as it now stands in the store; `undefined` where nothing of it is known. */
  readonly day: StoredDay | undefined;
  /** Why it is not what this run would have published. */
  readonly problem: string | undefined;
};

export async function publish(
  app: App,
  day: string,
  { acceptFewer }: { acceptFewer: boolean },
): Promise<Publication> {
  // Read only now: whoever published while this run was reading is built upon, not lost against.
  const before = await app.store.day(day);
  const headers = await app.store.chunkHeaders(day);
  const facts = createFacts();
  for await (const chunk of app.store.chunks(day)) facts.merge(chunk.facts);
  // Nothing was read, and no reading came to its end: that is no day of zeros.
  if (facts.records === 0 && !headers.some((header) => header.done))
    return { day: before, problem: undefined };
  const fresh = publishedDay(facts, {
    day,
    calendar: app.calendar,
    source: app.source.name,
    sealHours: app.settings.sealHours,
    now: app.clock(),
    exclude: exclusions(app.settings),
    headers,
    rowsOfLastPass: await rowsOfLastPass(app, day, headers, facts.rows),
    before,
  });
  const worse = before === undefined ? undefined : whyWorse(fresh, before, acceptFewer);
  if (worse !== undefined) return { day: before, problem: `${worse}; kept as it was` };
  const won = await app.store.publish(fresh, before);
  app.log('dayPublished', {
    day,
    state: fresh.state,
    revision: fresh.revision,
    signIns: fresh.coverage.signIns,
    won,
  });
  if (won) return { day: fresh, problem: undefined };
  return { day: await app.store.day(day), problem: 'someone else published it first' };
}

/** Why a reading is not to take the place of the one published before it. */
function whyWorse(fresh: StoredDay, before: StoredDay, acceptFewer: boolean): string | undefined {
  // Of a sealed day the facts are gone: a second reading starts from nothing, and may have stopped early.
  if (before.coverage.complete && !fresh.coverage.complete) return 'only a part of it could be read again';
  if (acceptFewer || fresh.coverage.signIns >= before.coverage.signIns) return undefined;
  const shown = `${fresh.coverage.signIns} sign-ins, fewer than the ${before.coverage.signIns} published`;
  return `the source now shows ${shown} (--accept-fewer takes the new figures)`;
}

/** Rows that the newest complete reading showed, to see whether the source still agrees with itself. */
async function rowsOfLastPass(
  app: App,
  day: string,
  headers: readonly ChunkHeader[],
  rows: number,
): Promise<number> {
  const last = headers.filter((header) => header.done).at(-1)?.pass;
  if (headers.every((header) => header.pass === last)) return rows;
  const facts = createFacts();
  for await (const chunk of app.store.chunks(day)) if (chunk.pass === last) facts.merge(chunk.facts);
  return facts.rows;
}

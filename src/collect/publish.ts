/** Tallies all facts of a day and publishes it: one conditional write is the only publication. */
import type { App } from '../app.ts';
import { passesOf } from '../core/passes.ts';
import { isUnstable, publishedDay } from '../core/published-day.ts';
import type { StoredDay } from '../core/stored-day.ts';
import { DamagedChunk } from '../errors.ts';
import { exclusions, exclusionsMark } from '../exclusions.ts';
import { dayCalendar } from './day-calendar.ts';
import { type DayFacts, readFacts } from './read-facts.ts';

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
  const whole = passesOf(headers).filter((pass) => pass.isWhole);
  const known = await factsOf(app, day, whole.at(-1)?.number);
  if (known === undefined)
    return { day: before, problem: 'its stored facts are damaged; the next run reads it anew' };
  const { facts, rowsOfPass } = known;
  // Nothing was read, and no reading came to its end: that is no day of zeros.
  if (facts.records === 0 && whole.length === 0) return { day: before, problem: undefined };
  const fresh = publishedDay(facts, {
    day,
    calendar: dayCalendar(app, before, headers),
    source: app.source.name,
    sealHours: app.settings.sealHours,
    now: app.clock(),
    exclude: exclusions(app.settings),
    exclusions: exclusionsMark(app.settings),
    headers,
    rowsOfLastPass: rowsOfPass,
    before,
  });
  const worse = before === undefined ? undefined : whyWorse(fresh, before, acceptFewer);
  if (worse !== undefined) return { day: before, problem: `${worse}; kept as it was` };
  const won = await app.store.publish(fresh, before);
  const { state, revision, coverage } = fresh;
  app.log('dayPublished', { day, state, revision, signIns: coverage.signIns, won });
  if (!won) return { day: await app.store.day(day), problem: 'someone else published it first' };
  if (isUnstable(coverage)) app.log('sourceUnstable', { day, agreement: coverage.agreement });
  return { day: fresh, problem: undefined };
}

/** Undefined: a chunk is damaged. All are removed then, so that the next reading starts from nothing. */
async function factsOf(app: App, day: string, lastPass: number | undefined): Promise<DayFacts | undefined> {
  try {
    return await readFacts(app, day, lastPass);
  } catch (error) {
    if (!(error instanceof DamagedChunk)) throw error;
    app.log('rowDamaged', { day, reason: error.message });
    await app.store.dropChunks(day);
    return undefined;
  }
}

/** Why a reading is not to take the place of the one published before it. */
function whyWorse(fresh: StoredDay, before: StoredDay, acceptFewer: boolean): string | undefined {
  // Of a sealed day the facts are gone: a second reading starts from nothing, and may have stopped early.
  if (before.coverage.complete && !fresh.coverage.complete) return 'only a part of it could be read again';
  // What is left out on purpose was shown all the same.
  const [now, then] = [fresh, before].map(({ coverage }) => coverage.signIns + coverage.excluded);
  if (acceptFewer || now === undefined || then === undefined || now >= then) return undefined;
  return `the source now shows ${now} sign-ins, fewer than the ${then} published (--accept-fewer takes the new figures)`;
}

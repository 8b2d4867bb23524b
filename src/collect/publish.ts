/** Tallies all facts of a day and publishes it: one conditional write is the only publication. */
import type { App } from '../app.ts';
import { passesOf } from '../core/passes.ts';
import { peopleShown } from '../core/people-shown.ts';
import { isUnstable, publishedCounts, publishedDay } from '../core/published-day.ts';
import type { Coverage } from '../core/report.ts';
import type { StoredDay } from '../core/stored-day.ts';
import { withNonInteractive } from '../core/with-non-interactive.ts';
import { DamagedChunk } from '../errors.ts';
import { exclusions, exclusionsMark } from '../exclusions.ts';
import { dayCalendar } from './day-calendar.ts';
import { type DayFacts, readFacts } from './read-facts.ts';
import { dividedPass, type SummedShards, sumShards } from './sum-shards.ts';

export type Publication = {
  /** The day as it now stands in the store; `undefined` where nothing of it is known. */
  readonly day: StoredDay | undefined;
  /** Why it is not what this run would have published. */
  readonly problem: string | undefined;
  /** False: what was read is not to be seen yet, and the next run is to try again. */
  readonly isDone: boolean;
};

export async function publish(
  app: App,
  day: string,
  { acceptFewer }: { acceptFewer: boolean },
): Promise<Publication> {
  // Read only now: whoever published while this run was reading is built upon, not lost against.
  const before = await app.store.day(day);
  const forgetting = await app.store.lastForgetting();
  const known = await knownOf(app, day, before);
  if (typeof known === 'string') return { day: before, problem: known, isDone: false };
  const passes = passesOf(known.headers);
  // Nothing was read, and no reading came to its end: that is no day of zeros.
  if ('facts' in known && known.facts.records === 0 && !passes.some(({ isWhole }) => isWhole))
    return { day: before, problem: undefined, isDone: true };
  const { stored, people } = tallyOf(app, day, known, before);
  const tallied = acceptFewer ? stored : withCountedBefore(app, stored, before);
  const worse = before === undefined || acceptFewer ? undefined : whyWorse(tallied, before);
  if (before !== undefined && worse !== undefined) return await keep(app, before, tallied, worse);
  const fresh = await withCounters(app, await withCounted(app, tallied));
  const { state, revision, coverage } = fresh;
  const list = peopleShown(people, app.settings.privacy);
  // The people first: whoever finds the revision finds them, too. Where others stand there, a rival is
  // at it or was cut off: whoever wins the publication puts its own in their place, and nobody else.
  const isKept = await app.store.keepPeople(day, revision, list);
  const won = await app.store.publish(fresh, before);
  app.log('dayPublished', { day, state, revision, signIns: coverage.signIns, won });
  if (!won)
    return { day: await app.store.day(day), problem: 'someone else published it first', isDone: false };
  if (!isKept) await app.store.replacePeople(day, revision, list);
  await takeOffForgotten(app, fresh, before, forgetting);
  await app.store.dropPeople(day, revision);
  if (isUnstable(coverage)) app.log('sourceUnstable', { day, agreement: coverage.agreement });
  // Chunks of the reading were removed while it lasted: it is to be made again.
  const isDone = passes.at(-1)?.isBroken !== true;
  return { day: fresh, problem: undefined, isDone };
}

/** The day as its facts say, or the shards that stand for them, and its people. */
function tallyOf(app: App, day: string, known: DayFacts | SummedShards, before: StoredDay | undefined) {
  const options = {
    day,
    calendar: dayCalendar(app, before, known.headers),
    source: app.source.name,
    retentionDays: app.source.retentionDays,
    sealHours: app.settings.sealHours,
    now: app.clock(),
    exclude: exclusions(app.settings),
    exclusions: exclusionsMark(app.settings),
    headers: known.headers,
    before,
  };
  if ('counted' in known) return publishedCounts(known.counted, options);
  return publishedDay(known.facts, { ...options, rowsOfLastPass: known.rowsOfLastPass });
}

/**
 * Who was forgotten since the facts were read may have been put back on the list: it is written anew
 * from the facts of now, and the figures stay. Where these are gone it is left empty.
 */
async function takeOffForgotten(
  app: App,
  published: Pick<StoredDay, 'day' | 'revision'>,
  before: StoredDay | undefined,
  readAfter: string | undefined,
): Promise<void> {
  const { day, revision } = published;
  const newest = await app.store.lastForgetting();
  if (newest === readAfter) return;
  const known = await knownOf(app, day, before);
  const people = typeof known === 'string' ? [] : tallyOf(app, day, known, before).people;
  await app.store.replacePeople(day, revision, peopleShown(people, app.settings.privacy));
  await takeOffForgotten(app, published, before, newest);
}

/** With what the source counts and does not hand over, where all else is read: of a part of a day it would be too much. */
async function withCounted(app: App, day: StoredDay): Promise<StoredDay> {
  if (!day.coverage.complete) return day;
  const window = { from: Date.parse(day.windowFrom), to: Date.parse(day.windowTo) };
  return withNonInteractive(day, (await app.source.nonInteractive?.(window)) ?? 0);
}

/** So that a reading is compared with the one before it by what both have read, and a count that fails takes nothing back. */
function withCountedBefore(app: App, day: StoredDay, before: StoredDay | undefined): StoredDay {
  if (before === undefined || app.source.nonInteractive === undefined) return day;
  return withNonInteractive(day, before.coverage.nonInteractive);
}

/** With what Microsoft itself counts, where the settings ask for it and it speaks of the same hours. */
async function withCounters(app: App, day: StoredDay): Promise<StoredDay> {
  const { zone, windowFrom, windowTo, coverage } = day;
  if (app.settings.microsoftCounters === 'off' || zone !== 'UTC' || !coverage.complete) return day;
  const window = { from: Date.parse(windowFrom), to: Date.parse(windowTo) };
  return { ...day, counters: await app.source.counters?.(window) };
}

/** In words: a chunk is damaged, or chunks came and went. Damaged ones are removed, so that the next reading starts from nothing. */
async function knownOf(
  app: App,
  day: string,
  before: StoredDay | undefined,
): Promise<DayFacts | SummedShards | string> {
  try {
    const headers = await app.store.chunkHeaders(day);
    const passes = passesOf(headers);
    // A day that was divided once is too large for a set of facts: whatever there is of them is left alone.
    if (dividedPass(passes) !== undefined)
      return (await sumShards(app, day, { headers, passes, before })) ?? COUNTED_OTHERWISE;
    return (
      (await readFacts(app, day, headers)) ??
      'its facts changed while they were read; the next run looks again'
    );
  } catch (error) {
    if (!(error instanceof DamagedChunk)) throw error;
    app.log('rowDamaged', { day, reason: error.message });
    await app.store.dropChunks(day);
    return 'its stored facts are damaged; the next run reads it anew';
  }
}

/** What was counted of its shards cannot be counted again. */
const COUNTED_OTHERWISE =
  'it was counted in shards with other exclusions or rules; its next reading counts it anew';

/** Leaves the figures as they were. That the day was read is written down, or it would be due at every tick. */
async function keep(app: App, before: StoredDay, fresh: StoredDay, worse: string): Promise<Publication> {
  const { lastReadAt = before.lastReadAt } = fresh;
  if (lastReadAt !== before.lastReadAt) await app.store.publish({ ...before, lastReadAt }, before);
  return { day: before, problem: `${worse}; kept as it was`, isDone: true };
}

/** Why a reading is not to take the place of the one published before it; --accept-fewer takes it all the same. */
function whyWorse(fresh: StoredDay, before: StoredDay): string | undefined {
  // Of a sealed day the facts are gone: a second reading starts from nothing, and may have stopped early.
  if (before.coverage.complete && !fresh.coverage.complete) return 'only a part of it could be read again';
  if (fresh.source !== before.source && fresh.source.startsWith(before.source))
    return `it could only be read by ${fresh.source}, which shows less`;
  const [now, then] = [shown(fresh.coverage), shown(before.coverage)];
  if (now >= then) return undefined;
  return `the source now shows ${now} sign-ins, fewer than the ${then} published (--accept-fewer takes the new figures)`;
}

/** Records of the day, whatever became of them: one that is judged or left out otherwise now is not gone. */
function shown({ signIns, excluded, nonInteractive, outOfScope }: Coverage): number {
  return signIns + excluded + nonInteractive + outOfScope;
}

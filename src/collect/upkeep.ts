/** What a run does before it reads anything: removes what is old, and counts again what is counted otherwise now. */
import type { App } from '../app.ts';
import { CLASSIFIER } from '../core/classify.ts';
import { exclusionsMark } from '../exclusions.ts';
import { type CollectRequest, recentDays } from './days-to-collect.ts';
import { publish } from './publish.ts';
import { lifeOfFacts, purgeDays, purgeLeftovers } from './purge.ts';

/** Until when the source asked to be left alone, ms; `undefined` where it may be asked. */
export async function upkeep(app: App, request: CollectRequest): Promise<number | undefined> {
  const published = await recentDays(app);
  const progress = await app.store.progress();
  // A clock that is not the world's must not say of anybody's rows that their time is up.
  if (request.isAsOf !== true) await app.store.dropFactsBeyond(lifeOfFacts(app.clock()));
  await purgeLeftovers(app, published, progress);
  if (request.days === undefined) {
    if (request.isAsOf !== true) await purgeDays(app, published);
    const mark = exclusionsMark(app.settings);
    for (const { day, state, classifier, exclusions } of published) {
      // The facts of a sealed day are gone: it stays as it was counted.
      if (state === 'sealed' || (classifier === CLASSIFIER && exclusions === mark)) continue;
      await publish(app, day, { acceptFewer: false });
    }
  }
  const now = app.clock();
  const waits = [...progress.values()].map((headers) => headers.at(-1)?.notBefore ?? 0);
  const until = Math.max(0, ...waits.filter((at) => at < now + LONGEST_WAIT));
  return until > now ? until : undefined;
}

/** Longer than any source asks for: such a time was written by a clock that was ahead. */
const LONGEST_WAIT = 25 * 3_600_000;

/** What a tick does before it reads anything: removes what is old, and counts again what is counted otherwise now. */
import type { App } from '../app.ts';
import { CLASSIFIER } from '../core/classify.ts';
import { exclusionsMark } from '../exclusions.ts';
import { recentDays } from './days-to-collect.ts';
import { publish } from './publish.ts';
import { purge } from './purge.ts';

export async function upkeep(app: App): Promise<void> {
  const published = await recentDays(app);
  await purge(app, published);
  const mark = exclusionsMark(app.settings);
  for (const { day, state, classifier, exclusions } of published) {
    // The facts of a sealed day are gone: it stays as it was counted.
    if (state === 'sealed' || (classifier === CLASSIFIER && exclusions === mark)) continue;
    await publish(app, day, { acceptFewer: true });
  }
}

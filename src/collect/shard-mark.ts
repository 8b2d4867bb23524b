/** What stands for all that decides how the shards of a reading are counted. */
import { createHash } from 'node:crypto';
import type { App } from '../app.ts';
import { CLASSIFIER } from '../core/classify.ts';
import { exclusionsMark } from '../exclusions.ts';

/** Another one where the reading, its division, the zone, the exclusions or the classifier is another. */
export function shardMark(
  app: App,
  reading: { readonly startedAt: number; readonly shards: number; readonly zone: string },
): string {
  const { startedAt, shards, zone } = reading;
  const text = JSON.stringify([startedAt, shards, zone, CLASSIFIER, exclusionsMark(app.settings)]);
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

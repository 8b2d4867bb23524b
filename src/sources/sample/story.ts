import { type SampleDay, sampleDay } from './sample-day.ts';

/**
 * Contoso has a story of 120 days that ends on its *story day*, on which much can be seen at once; then
 * it begins anew. A place in it is a number of days from there, -119 to 0.
 */
const ROUND = 120;

/** The story day of whoever names none; a Monday. */
export const STORY_DAY = '2026-11-23';

/** What befalls the reading, once, that many days from the story day itself. */
export const MISSING_PLACE = -8;
export const PARTIAL_PLACE = -4;
export const LATE_PLACE = -2;

/** Of the partial day nothing can be read from that hour on, UTC. */
export const PARTIAL_UNTIL_HOUR = 17;
/** So many records of the late day, the last before that hour UTC, are shown from noon of the story day on. */
export const LATE = { records: 14, beforeHour: 16, shownFromHour: 12 } as const;

/** @param storyDay `YYYY-MM-DD` */
export function storyPlace(day: SampleDay, storyDay: string): number {
  const place = (day.number - sampleDay(storyDay).number) % ROUND;
  return place > 0 ? place - ROUND : place;
}

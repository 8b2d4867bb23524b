/** The days of a tick, or those asked for by name. */
import type { App } from '../app.ts';
import { addDays } from '../core/day.ts';
import { type DueDay, dueDays } from '../core/due.ts';
import type { Publishing, TimeLeft } from '../core/ports.ts';

export type CollectRequest = {
  /** Days asked for by name; left out: what is due. */
  readonly days?: readonly string[];
  /**
   * A person asks, and looks on: a reading that somebody left is continued at once, and one that is
   * stopped is kept, but published only when it is continued.
   */
  readonly byHand?: boolean;
  /** Reads sealed days again, too. */
  readonly force?: boolean;
  /** Publishes a re-reading even where it shows fewer sign-ins than are published. */
  readonly acceptFewer?: boolean;
  /** The clock is not the world's: it tells what to read, and not what is old enough to be removed. */
  readonly isAsOf?: boolean;
  /** Left out: as long as it takes. */
  readonly timeLeft?: TimeLeft;
};

/** Days before those that the source holds: which of them it lost is named for a week, and a day is an hour longer. */
const SEEN_LOST = 14;

export async function daysToCollect(app: App, request: CollectRequest): Promise<readonly DueDay[]> {
  if (request.days !== undefined) return request.days.map((day) => ({ day, force: request.force ?? false }));
  return dueDays({
    ...app.settings,
    now: app.clock(),
    calendar: app.calendar,
    retentionDays: app.source.retentionDays,
    stored: await recentDays(app),
    requests: await app.store.requests(),
  });
}

/** The published days that the source may still tell something about, and some before, to see what it lost. */
export function recentDays(app: App): Promise<readonly Publishing[]> {
  const days = Math.max(app.settings.backfillDays, app.source.retentionDays) + SEEN_LOST;
  return app.store.publishings(addDays(app.calendar.dayOf(app.clock()), -days));
}

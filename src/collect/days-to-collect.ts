/** The days of a tick, or those asked for by name. */
import type { App } from '../app.ts';
import { addDays } from '../core/day.ts';
import { type DueDay, dueDays } from '../core/due.ts';

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
  /** Asked between batches: true = stop cleanly, the next tick goes on from there. */
  readonly isTimeUp?: () => boolean;
};

export async function daysToCollect(app: App, request: CollectRequest): Promise<readonly DueDay[]> {
  if (request.days !== undefined) return request.days.map((day) => ({ day, force: request.force ?? false }));
  const now = app.clock();
  const today = app.calendar.dayOf(now);
  return dueDays({
    ...app.settings,
    now,
    calendar: app.calendar,
    retentionDays: app.source.retentionDays,
    stored: await app.store.days(addDays(today, -app.settings.backfillDays), today),
    requests: await app.store.requests(),
  });
}

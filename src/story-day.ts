/** On which day the story of the sample tenant ends (docs/decisions/0012). */
import { addDays, createCalendar } from './core/day.ts';
import { firstDue } from './core/due.ts';
import type { Clock, Store } from './core/ports.ts';

/**
 * The newest UTC day that had settled when the tenant was first read. It is kept in the store before
 * anything is read, so that its records are the same for ever, whoever reads them and when.
 */
export async function storyDay(
  store: Pick<Store, 'remember'>,
  { clock, settleHours }: { readonly clock: Clock; readonly settleHours: number },
): Promise<string> {
  const calendar = createCalendar('UTC');
  const yesterday = addDays(calendar.dayOf(clock()), -1);
  const settled = clock() >= firstDue(yesterday, { calendar, settleHours });
  return await store.remember('storyDay', settled ? yesterday : addDays(yesterday, -1));
}

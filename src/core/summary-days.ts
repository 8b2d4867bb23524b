/** When the summary of a day is due: a pure function of the clock and of what the tenants are told when. */
import { addDays, type Calendar, daysBetween, HOUR } from './day.ts';
import { type DigestDay, isSendDay, type SendSettings } from './due-digest.ts';

/** When one tenant is told of its days. */
export type TenantTime = SendSettings & { readonly calendar: Calendar };

/** `waitUntil`: whoever is not told by then is summed up as it is, ms. */
export type SummaryDay = DigestDay & { readonly waitUntil: number };

/** A summary that hangs is made once more within so many days. */
const DAYS_BACK = 4;

/**
 * The days of which a summary may go out now, oldest first. Each is due when the time of sending of the
 * last tenant has come, and until the next is; it waits as long as that tenant's own digest may.
 */
export function summaryDays(
  tenants: readonly TenantTime[],
  { own, now }: { readonly own: TenantTime; readonly now: number },
): readonly SummaryDay[] {
  // Where every tenant lies far to the east, the day that is over there is the deployment's today.
  const today = own.calendar.dayOf(now);
  return daysBetween(addDays(today, -DAYS_BACK), today)
    .filter((day) => isSendDay(addDays(day, 1), own.digestOn))
    .map((day) => {
      const sendAt = timeOf(day, tenants, own, false);
      const waitUntil = timeOf(day, tenants, own, true);
      const next = timeOf(addDays(day, 1), tenants, own, false);
      return { day, sendAt, waitUntil, until: Math.max(next, waitUntil + HOUR), mayCorrect: false };
    })
    .filter(({ sendAt }) => now >= sendAt);
}

/** Of the last of those that are told of that day; where none is, the deployment's own time. */
function timeOf(day: string, tenants: readonly TenantTime[], own: TenantTime, waited: boolean): number {
  const date = addDays(day, 1);
  const told = tenants.filter(({ digestOn }) => isSendDay(date, digestOn));
  const times = (told.length === 0 ? [own] : told).map(
    ({ calendar, digestAt, digestWaitHours }) =>
      calendar.at(date, digestAt.hour * HOUR + digestAt.minute * 60_000) +
      (waited ? digestWaitHours * HOUR : 0),
  );
  return Math.max(...times);
}

import { addDays, daysBetween, HOUR, instantText } from '../core/day.ts';
import { isSendDay } from '../core/due-digest.ts';
import { localTime } from '../core/format.ts';
import type { Context } from './context.ts';
import { type Line, ok } from './line.ts';

/** What the zone makes of the present, and of the time of sending. */
export async function checkZone({ app }: Context): Promise<readonly Line[]> {
  const { calendar, clock, settings } = app;
  const local = (ms: number) => localTime(instantText(ms), calendar.zone);
  const { hour, minute } = settings.digestAt;
  const today = calendar.dayOf(clock());
  const next = daysBetween(today, addDays(today, 7))
    .filter((day) => isSendDay(day, settings.digestOn))
    .map((day) => calendar.at(day, hour * HOUR + minute * 60_000))
    .find((at) => at > clock());
  const sending = next === undefined ? '' : ` The next digest is due ${local(next)}.`;
  return [ok(`In ${calendar.zone} it is ${local(clock())}.${sending}`)];
}

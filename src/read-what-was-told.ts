/** The mails that may have told of a range of days: one range query. */
import type { App } from './app.ts';
import { TREND_DAYS } from './core/compose-report.ts';
import { addDays } from './core/day.ts';
import { oldestDue } from './core/due-digest.ts';
import { type WhatWasTold, whatWasTold } from './core/what-was-told.ts';

/** An outage longer than this is not told day by day; days before it are past most sources' retention. */
const LONGEST_OUTAGE = 30;

/** `channel`: what its readers alone were told; left out: what anybody was. */
export async function readWhatWasTold(
  app: App,
  { from, to }: { readonly from: string; readonly to: string },
  channel?: string,
): Promise<WhatWasTold> {
  const sent = await app.store.sent(addDays(from, -LONGEST_OUTAGE), addDays(to, TREND_DAYS - 1));
  const read = channel === undefined ? sent : sent.filter((row) => row.channel === channel);
  const { settings, calendar } = app;
  const due = oldestDue({ ...settings, calendar, now: app.clock() });
  return whatWasTold(read, { oldestDue: due, digestOn: settings.digestOn });
}

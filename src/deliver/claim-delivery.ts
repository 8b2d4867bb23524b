/** Claims a delivery before it is tried, so that of two instances one sends. */
import type { App } from '../app.ts';
import { instantText } from '../core/day.ts';
import {
  attempt,
  type DigestDay,
  givenUp,
  type MailTold,
  type Owed,
  owed,
  owedByHand,
} from '../core/due-digest.ts';
import type { Sent } from '../core/ports.ts';
import type { Report } from '../core/report.ts';
import { asHeadline } from '../core/what-was-told.ts';
import { digestReport } from '../digest-report.ts';

/** Why a day is delivered: its time has come, or somebody asks for it, `again` though it went out. */
export type Occasion = DigestDay | { readonly day: string; readonly again: boolean };

/** What this instance, and no other, is to send now: the row as written, and the report it speaks of. */
export type Claim = {
  readonly row: Sent;
  /** What the row says once the mail is out. */
  readonly mail: MailTold;
  readonly report: Report;
};

/** Undefined where the channel is owed nothing, or someone else has claimed it. */
export async function claimDelivery(app: App, channel: string, due: Occasion): Promise<Claim | undefined> {
  const { store, settings, calendar } = app;
  const options = { ...settings, calendar, now: app.clock() };
  const stored = await store.day(due.day);
  const sent = await store.sent(due.day, due.day);
  const next =
    'again' in due
      ? owedByHand(channel, due, stored, sent, options)
      : owed(channel, due, stored, sent, options);
  return await claimOwed(app, next, async () => {
    const report = await digestReport(app, due.day, channel);
    const [day] = report.days;
    const mail: MailTold = {
      at: instantText(options.now),
      revision: day?.revision ?? 0,
      state: day?.state ?? 'missing',
      told: report.trend.map(asHeadline),
    };
    return { report, mail };
  });
}

/** Claims what is owed, with what it tells: made only where something is to be sent. Undefined as above. */
export async function claimOwed<Told extends { readonly mail: MailTold }>(
  app: Pick<App, 'store' | 'log'>,
  next: Owed | undefined,
  tell: () => Promise<Told>,
): Promise<(Told & { readonly row: Sent }) | undefined> {
  if (next === undefined) return undefined;
  if (next.action === 'giveUp') {
    await giveUp(app, next.row);
    return undefined;
  }
  const told = await tell();
  const row = attempt(next, told.mail);
  return (await app.store.claimSent(row, next.after)) ? { ...told, row } : undefined;
}

async function giveUp(app: Pick<App, 'store' | 'log'>, row: Sent): Promise<void> {
  if (!(await app.store.claimSent(givenUp(row), row))) return;
  const { day, kind, channel } = row;
  const reason =
    row.wentOut === undefined
      ? 'Two attempts ended before they were recorded. Each may have gone out, so there is no third.'
      : `A repeat of what went out at ${row.wentOut} ended before it was recorded. It may have gone out, so there is no other.`;
  app.log('digestFailed', { day, kind, channel, reason });
}

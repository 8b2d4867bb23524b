/** One mail a day about all tenants, through each channel of the deployment once. */
import { addDays, createCalendar, instantText } from '../core/day.ts';
import { isSendDay, type MailTold, MOST_TRIES, owed } from '../core/due-digest.ts';
import type { Channel, Sent, TimeLeft } from '../core/ports.ts';
import { composeSummary, type TenantTold } from '../core/summary.ts';
import { type SummaryDay, summaryDays, type TenantTime } from '../core/summary-days.ts';
import { claimOwed } from '../deliver/claim-delivery.ts';
import { recordDelivery } from '../deliver/record-delivery.ts';
import { type Outcome, sendMessage } from '../deliver/send.ts';
import { digestReport } from '../digest-report.ts';
import { withoutSecrets } from '../logger.ts';
import type { Settings } from '../settings.ts';
import { cleanId } from '../sources/clean-text.ts';
import { VERSION } from '../version.ts';
import type { Ledger, Several, Tenant } from './open-tenants.ts';
import { summaryMessage } from './summary-message.ts';
import { within } from './take-turns.ts';
import { troubleSentence, troublesOf } from './tenants-health.ts';

export type SummaryDelivered = Outcome & { readonly day: string; readonly channel: string };

/** Deliveries are what a repeat is known by; as those of digests, they are kept so many days. */
const SENT_DAYS = 90;

/**
 * Goes out once every tenant is told of the day, or when the last of them need not be waited for any more.
 * Claimed and written down as each digest is, in rows of its own.
 */
export async function deliverSummary(
  several: Several,
  timeLeft: TimeLeft,
): Promise<readonly SummaryDelivered[]> {
  if (several.summary === undefined) return [];
  const { settings } = several.summary;
  const ledger = await several.ledger();
  const times = several.all.flatMap((tenant) =>
    tenant.settings === undefined ? [] : [timeOf(tenant.settings)],
  );
  const delivered: SummaryDelivered[] = [];
  for (const due of summaryDays(times, { own: timeOf(settings), now: several.clock() })) {
    const leftMs = timeLeft();
    if (leftMs <= 0) break;
    const channels = await several.summary.channels();
    // As with digests: side by side, so that one that fails or hangs silences no other, nor outlasts the run.
    const ended = await Promise.allSettled(
      channels.map((channel) => deliverInTime(several, ledger, settings, { channel, due, leftMs })),
    );
    for (const each of ended) {
      if (each.status === 'rejected') throw each.reason;
      if (each.value !== undefined) delivered.push(each.value);
    }
  }
  return delivered;
}

/** One that ends after all, while this process lives, writes down itself how it ended. */
async function deliverInTime(
  several: Several,
  ledger: Ledger,
  settings: Settings,
  { channel, due, leftMs }: { readonly channel: Channel; readonly due: SummaryDay; readonly leftMs: number },
): Promise<SummaryDelivered | undefined> {
  const about = { day: due.day, channel: channel.name };
  const delivering = deliverOne(several, ledger, settings, { channel, due });
  const ended = await within(
    leftMs,
    delivering.then((outcome) => ({ outcome })),
  );
  if (ended !== undefined) return ended.outcome && { ...about, ...ended.outcome };
  several.log('digestFailed', { ...about, kind: 'summary', reason: OVERTIME });
  return { ...about, status: 'unknown', reason: OVERTIME };
}

const OVERTIME =
  'It did not end within the time of this run. If it began it may be out, and is sent once more, marked.';

function timeOf(settings: Settings): TenantTime {
  return { ...settings, calendar: createCalendar(settings.zone) };
}

async function deliverOne(
  several: Several,
  ledger: Ledger,
  settings: Settings,
  { channel, due }: { readonly channel: Channel; readonly due: SummaryDay },
): Promise<Outcome | undefined> {
  if ((channel.waitMs?.() ?? 0) > 0) return undefined;
  const sent = await ledger.sent(due.day, due.day);
  const now = several.clock();
  const digestWaitHours = (due.waitUntil - due.sendAt) / 3_600_000;
  const options = { ...timeOf(settings), digestWaitHours, now };
  const owedAs = (state: 'sealed' | 'partial') => owed(channel.name, due, { state }, sent, options);
  // Most ticks have nothing to send, whoever is told: then nobody is asked.
  if (owedAs('sealed') === undefined) return undefined;
  const state = (await areAllTold(several, due.day)) ? 'sealed' : 'partial';
  const at = instantText(now);
  const mail: MailTold = { at, revision: 0, state, told: [] };
  const store = { store: ledger, log: several.log };
  const claim = await claimOwed(store, owedAs(state), async () => ({
    mail,
    tenants: await tenantsTold(several, due.day),
  }));
  if (claim === undefined) return undefined;
  const repeat = claim.row.repeat ? 'hung' : undefined;
  const message = () => {
    const digest = composeSummary(claim.tenants, { ...settings, day: due.day, version: VERSION, repeat });
    return summaryMessage(settings, digest, at);
  };
  const about = { day: due.day, kind: 'summary', channel: channel.name };
  const outcome = await sendMessage(several.log, channel, message, about);
  await recordDelivery(store, claim, outcome.status);
  if (outcome.status === 'sent') await ledger.dropSent(addDays(due.day, -SENT_DAYS));
  return outcome;
}

/** Whether every tenant that is told of the day has been, or will not be any more. One whose settings are wrong is not waited for. */
async function areAllTold(several: Several, day: string): Promise<boolean> {
  for (const tenant of several.all) {
    const { settings } = tenant;
    if (settings === undefined || !isSendDay(addDays(day, 1), settings.digestOn)) continue;
    try {
      const { store, channels } = await tenant.open();
      const rows = await store.sent(day, day);
      if (!channels.every(({ name }) => rows.some((row) => row.channel === name && isOver(row))))
        return false;
    } catch {
      // Its own turns tell what is wrong; here it is one that is not told.
      return false;
    }
  }
  return true;
}

function isOver({ status, tries }: Sent): boolean {
  return status === 'sent' || status === 'skipped' || (status === 'failed' && tries >= MOST_TRIES);
}

async function tenantsTold(several: Several, day: string): Promise<readonly TenantTold[]> {
  const troubles = await troublesOf(several);
  const told: TenantTold[] = [];
  for (const tenant of several.all) {
    const known = troubles(tenant.id).map(troubleSentence);
    told.push(await tenantTold(tenant, day, known));
  }
  return told;
}

async function tenantTold(tenant: Tenant, day: string, known: readonly string[]): Promise<TenantTold> {
  const { id, name, problems } = tenant;
  const toldOf = (troubles: readonly string[]) =>
    troubles.flatMap((each) => cleanId(withoutSecrets(each)) ?? []);
  if (problems.length > 0) {
    const wrong = `Its settings are wrong: ${problems.join('; ')}.`;
    return { id, name, report: undefined, troubles: toldOf([wrong]) };
  }
  try {
    const report = await digestReport(await tenant.open(), day);
    return { id, name, report, troubles: toldOf(known) };
  } catch (error) {
    const why = `Its figures could not be read: ${error instanceof Error ? error.message : typeof error}`;
    return { id, name, report: undefined, troubles: toldOf([why, ...known]) };
  }
}

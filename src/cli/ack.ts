/** `ack`: takes a known issue out of the headline until a day, withdraws that, or lists what is acknowledged. */
import { userInfo } from 'node:os';
import type { App } from '../app.ts';
import { addDays } from '../core/day.ts';
import type { Ack } from '../core/ports.ts';
import { REASON_NAMES, REASONS, type ReasonName } from '../core/reasons.ts';
import { UsageError } from '../errors.ts';
import { nearestName } from '../nearest-name.ts';
import { cleanText } from '../sources/clean-text.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { dayFlag, type Session } from './session.ts';

export type AckFlags = { readonly until?: string; readonly note?: string; readonly withdraw?: boolean };

/** Without `--until`: this day and so many more. */
const DEFAULT_DAYS = 14;

export async function ackCommand(
  session: Session,
  issue: string | undefined,
  flags: AckFlags,
): Promise<ExitCode> {
  const reason = issue === undefined ? undefined : reasonCalled(issue);
  checkFlags(reason, flags);
  const { until, note, withdraw = false } = flags;
  return await session.withApp(async (app) => {
    if (reason === undefined) await list(session, app);
    else if (withdraw) await withdrawn(session, app, reason);
    else
      await acknowledge(session, app, {
        reason,
        until: lastDay(app, until),
        by: cleanText(userName(session)) ?? 'unknown',
        note: cleanText(note) ?? '',
      });
    return EXIT.done;
  });
}

/** What the flags alone tell, before anything is opened. */
function checkFlags(reason: ReasonName | undefined, { until, note, withdraw }: AckFlags): void {
  const says = until !== undefined || note !== undefined;
  if (reason === undefined && (says || withdraw === true))
    throw new UsageError('noIssue', 'issue: expected the name of a reason; got none.', { field: 'issue' });
  if (says && withdraw === true)
    throw new UsageError('badFlags', '--withdraw: expected alone; got --until or --note beside it.', {
      field: '--withdraw',
    });
  if (until !== undefined) dayFlag('--until', until);
}

/** @throws UsageError `badIssue` with the nearest name */
function reasonCalled(given: string): ReasonName {
  const known = REASON_NAMES.find((name) => name === given);
  if (known !== undefined) return known;
  const nearest = nearestName(given, REASON_NAMES);
  const hint = nearest === undefined ? `one of ${REASON_NAMES.join(', ')}` : `perhaps ${nearest}`;
  throw new UsageError(
    'badIssue',
    `issue: expected the name of a reason, ${hint}; got ${JSON.stringify(given)}.`,
    { field: 'issue' },
  );
}

/** @throws UsageError `badDay` for a day that is over: nothing would be acknowledged */
function lastDay(app: App, until: string | undefined): string {
  const today = app.calendar.dayOf(app.clock());
  if (until === undefined) return addDays(today, DEFAULT_DAYS);
  if (until >= today) return until;
  throw new UsageError('badDay', `--until: expected a day from today (${today}) on; got ${until}.`, {
    field: '--until',
  });
}

/** A container may run as a user that the system has no name for. */
function userName({ environment }: Session): string {
  try {
    return userInfo().username;
  } catch {
    return environment.USER ?? 'unknown';
  }
}

async function acknowledge(session: Session, app: App, ack: Ack): Promise<void> {
  await app.store.acknowledge(ack);
  session.tell(
    `“${REASONS[ack.reason].title}” is acknowledged until ${ack.until}: out of the headline, still counted.`,
  );
}

async function withdrawn(session: Session, app: App, reason: ReasonName): Promise<void> {
  const wasThere = await app.store.withdrawAck(reason);
  session.tell(`“${REASONS[reason].title}” ${wasThere ? 'is no longer' : 'was not'} acknowledged.`);
}

/** One line each on stdout: reason, last day, who, note. */
async function list(session: Session, app: App): Promise<void> {
  const today = app.calendar.dayOf(app.clock());
  const acks = await app.store.acks();
  for (const { reason, until, by, note } of acks) {
    const parts = [reason, until < today ? `ended ${until}` : `until ${until}`, `by ${by}`, note];
    await session.terminal.print(`${parts.filter((part) => part !== '').join('  ')}\n`);
  }
  if (acks.length === 0) session.tell('Nothing is acknowledged.');
}

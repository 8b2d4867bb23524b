/** `send`: delivers a stored day through the configured channels, once; or one mail to one address, as a test. */
import type { App } from '../app.ts';
import { openChannels } from '../channels/index.ts';
import type { Channel, Sent } from '../core/ports.ts';
import type { Report } from '../core/report.ts';
import { deliverOnce } from '../deliver/deliver-once.ts';
import { type Outcome, send } from '../deliver/send.ts';
import { digestReport } from '../digest-report.ts';
import { UsageError } from '../errors.ts';
import { address } from '../setting-forms.ts';
import { domainsTold, foreignDomains, MAIL_CHANNELS, type Settings } from '../settings.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { begunDay, dayFlag, type Session } from './session.ts';

export type SendFlags = { readonly day: string; readonly to?: string; readonly again?: boolean };

export async function sendCommand(session: Session, flags: SendFlags): Promise<ExitCode> {
  const asked = flags.day === 'latest' ? flags.day : dayFlag('--day', flags.day);
  const { to, again = false } = flags;
  if (to !== undefined && again)
    throw badFlag('badChoice', '--again', 'either --to, which is never recorded, or --again; got both');
  return await session.withApp(async (app) => {
    if (asked !== 'latest') begunDay(app, '--day', asked);
    const channels = to === undefined ? app.channels : await testChannels(app.settings, to);
    const report = await digestReport(app, asked);
    const day = report.days[0]?.day ?? asked;
    if ((await app.store.day(day)) === undefined) {
      session.warn(
        `${day} is not stored, so nothing was sent; collect it first: mfa-digest collect --day ${day}`,
      );
      return EXIT.incomplete;
    }
    const tried = await Promise.allSettled(
      channels.map((channel) =>
        to === undefined ? delivered(app, channel, { day, again }) : sentAsTest(app, channel, report),
      ),
    );
    let exit: ExitCode = EXIT.done;
    if (report.days[0]?.state === 'partial') {
      session.warn(`${day} is partial; its digest says so.`);
      exit = EXIT.incomplete;
    }
    // What went out is told, also where another channel breaks.
    for (const { isDone, line } of tried.flatMap((each) => (each.status === 'fulfilled' ? each.value : []))) {
      if (isDone) await session.terminal.print(`${day}  ${line}\n`);
      else {
        session.warn(`${day}  ${line}`);
        exit = EXIT.undelivered;
      }
    }
    for (const each of tried) if (each.status === 'rejected') throw each.reason;
    return exit;
  });
}

type Told = { readonly isDone: boolean; readonly line: string };

async function delivered(
  app: App,
  channel: Channel,
  occasion: { readonly day: string; readonly again: boolean },
): Promise<Told> {
  const outcome = await deliverOnce(app, channel, occasion);
  if (outcome !== undefined) return toldOf(channel, outcome);
  const rows = await app.store.sent(occasion.day, occasion.day);
  const mine = rows.filter((row) => row.channel === channel.name);
  return standing(channel, mine.find(({ kind }) => kind === 'correction') ?? mine[0]);
}

async function sentAsTest(app: App, channel: Channel, report: Report): Promise<Told> {
  return toldOf(channel, await send(app, channel, { report, kind: 'test', repeat: undefined, byHand: true }));
}

function toldOf({ name }: Channel, { status, reason = '', refused }: Outcome): Told {
  if (status !== 'sent') return { isDone: false, line: `${name}: not delivered. ${reason}` };
  const some = refused === undefined ? '' : `; ${refused} of its recipients were refused`;
  return { isDone: true, line: `${name}: sent${some}` };
}

/** Why nothing was owed to the channel. */
function standing({ name }: Channel, row: Sent | undefined): Told {
  if (row?.status === 'sent')
    return { isDone: true, line: `${name}: was sent already, at ${row.at}; --again repeats it, marked` };
  if (row?.status === 'sending')
    return {
      isDone: false,
      line: `${name}: not delivered. An attempt of ${row.at} is under way, or how it ended is not known; run it again after 15 minutes.`,
    };
  return {
    isDone: false,
    line: `${name}: not delivered. Two attempts may each have gone out; --again makes one more, marked.`,
  };
}

/**
 * The configured channels of mail, with that address in place of each list.
 * @throws UsageError `badTo`, `noMail`
 */
async function testChannels(settings: Settings, given: string): Promise<readonly Channel[]> {
  const to = address.read(given.trim());
  // The address itself is a person's, and is not repeated.
  if (to === undefined) throw badFlag('badTo', '--to', `${address.expects}; got something else`);
  const foreign = foreignDomains([to], settings.mailDomains);
  if (foreign.length > 0)
    throw badFlag(
      'badTo',
      '--to',
      `an address in ${domainsTold(settings.mailDomains)}; got one in ${foreign.join(', ')}`,
    );
  const mail = settings.channels.filter((name) => MAIL_CHANNELS.some((one) => one === name));
  if (mail.length === 0)
    throw badFlag(
      'noMail',
      '--to',
      `one of ${MAIL_CHANNELS.join(', ')} in CHANNELS; got ${settings.channels.join(', ')}`,
    );
  const { mailTo, mailToSecurity, mailToHelpdesk } = settings;
  const instead = (list: readonly string[] | undefined) => list && [to];
  return await openChannels({
    settings: {
      ...settings,
      channels: mail,
      mailTo: instead(mailTo),
      mailToSecurity: instead(mailToSecurity),
      mailToHelpdesk: instead(mailToHelpdesk),
    },
    passing: Date.now,
  });
}

function badFlag(code: string, field: string, expected: string): UsageError {
  return new UsageError(code, `${field}: expected ${expected}.`, { field });
}

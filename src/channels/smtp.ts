/** Mails through a mail server of the settings' choice (SMTP_URL). */
import type { Channel, Message } from '../core/ports.ts';
import { DeliveryError } from '../errors.ts';
import { isLoopback } from '../setting-forms.ts';
import { type HandedOver, handOver, type MailServer, type SmtpLimits } from './hand-over.ts';
import { allowedRecipients, type MailList } from './mail-lists.ts';

const LIMITS: SmtpLimits = { silenceMs: 60_000, wholeMs: 240_000 };

/** Somebody waits for the answer. */
const LOOK_LIMITS: SmtpLimits = { silenceMs: 10_000, wholeMs: 20_000 };

/** `limits`: time limits of one conversation. */
export function openSmtp(list: MailList, server: MailServer, limits: SmtpLimits = LIMITS): Channel {
  const { name, audience, from } = list;
  return {
    name,
    audience,
    async send(message) {
      const to = allowedRecipients(list);
      let mail: Message = message;
      for (;;) {
        const bytes = await mail.eml({ channel: name, to });
        const outcome = await handOver(server, { from, to, bytes }, limits);
        if (outcome.isTaken) return { refused: outcome.refused };
        const smaller = outcome.isTooLarge ? mail.smaller() : undefined;
        if (smaller === undefined) throw notTaken(list, server, outcome);
        mail = smaller;
      }
    },
    async check() {
      allowedRecipients(list);
      const outcome = await handOver(server, undefined, LOOK_LIMITS);
      if (!outcome.isTaken) throw notLetIn(list, server, outcome);
    },
  };
}

/** `url`: the setting, checked. Ports where it has none: those of submission (RFC 8314). */
export function mailServer(url: string): MailServer {
  const { protocol, hostname, port, username, password } = new URL(url);
  const isSecure = protocol === 'smtps:';
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? (isSecure ? 465 : 587) : Number(port),
    tls: isSecure ? 'fromTheStart' : isLoopback(url) ? 'never' : 'starttls',
    user: username === '' ? undefined : decodeURIComponent(username),
    password: password === '' ? undefined : decodeURIComponent(password),
  };
}

/** What to do, by where the conversation ended. */
const ADVICE: Readonly<Record<string, string>> = {
  connect:
    'Check host and port of SMTP_URL, its certificate, and that the network lets this out (Azure blocks port 25). A server on smtp:// must offer STARTTLS; use smtps:// for one that speaks TLS from the start.',
  login: 'Check user and password of SMTP_URL, percent-encoded where they hold special characters.',
  'MAIL FROM': 'Check that the server lets this sender (MAIL_FROM) send.',
  'RCPT TO': 'No recipient was taken. Check MAIL_TO and its kin, and that the server relays to them.',
};

type NotTaken = Extract<HandedOver, { isTaken: false }>;

function notLetIn({ name }: MailList, { host, port }: MailServer, { at, what }: NotTaken): DeliveryError {
  const advice = ADVICE[at] ?? ADVICE.connect;
  return new DeliveryError(
    name,
    `The mail server ${host}:${port} does not let us in, at ${at}: ${what}. ${advice}`,
  );
}

function notTaken(
  { name, to }: MailList,
  { host, port }: MailServer,
  { mayBeOut, isTooLarge, at, what }: NotTaken,
): DeliveryError {
  const where = `the mail server ${host}:${port}, at ${at} (${to.length === 1 ? '1 recipient' : `${to.length} recipients`})`;
  if (mayBeOut)
    return new DeliveryError(
      name,
      `It is not known whether the mail was taken by ${where}: ${what}. It is sent once more later, marked, under the same Message-ID.`,
      undefined,
      'unknown',
    );
  const advice = isTooLarge
    ? 'Its smallest form, without CSV and tables, is too large as well: raise the limit of the server.'
    : (ADVICE[at] ?? 'A later run tries again.');
  return new DeliveryError(name, `The mail was not taken by ${where}: ${what}. ${advice}`);
}

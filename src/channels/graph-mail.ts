/** Mails from the mailbox of MAIL_FROM, through Microsoft Graph `sendMail`. */
import { authPolicy } from '../ask/auth-policy.ts';
import { errorCodes } from '../ask/error-codes.ts';
import type { Channel, Message } from '../core/ports.ts';
import type { TokenProvider } from '../credential.ts';
import { DeliveryError, SourceError } from '../errors.ts';
import { checkHost } from './check-host.ts';
import { allowedRecipients, type MailList } from './mail-lists.ts';
import { notPosted, type Whom } from './not-posted.ts';
import { createPost, type Posted, type Posting, type PostOptions } from './post.ts';

export type GraphMailOptions = Omit<PostOptions, 'url' | 'sign'> & {
  /** Scheme, host and port, checked: https, or http on loopback. The token goes nowhere else. */
  readonly origin: string;
  /** `undefined`: no credential is sent. */
  readonly tokens: TokenProvider | undefined;
};

/** Bytes of a request: Graph takes 4 MB, encoding and all (learn.microsoft.com/graph/api/user-sendmail). */
const LARGEST = 3 * 1024 * 1024;

export function openGraphMail(list: MailList, options: GraphMailOptions): Channel {
  const { origin, tokens, clock } = options;
  const sign = tokens && authPolicy({ origin, tokens, clock });
  const { name, audience, from } = list;
  const url = `${origin}/v1.0/users/${encodeURIComponent(from)}/sendMail`;
  const { post, waitMs } = createPost({ ...options, url, sign });
  const whom: Whom = { name, service: `Microsoft Graph at ${origin}`, advice: (status) => ADVICE[status] };
  return {
    name,
    audience,
    waitMs,
    async send(message) {
      const to = allowedRecipients(list);
      let mail: Message | undefined = message;
      let posted: Posted = { status: 413, body: '', isBegun: true };
      while (mail !== undefined) {
        const request: Posting | undefined = (await asMime(mail, name, to)) ?? asJson(mail, name, to);
        if (request !== undefined) posted = await signedIn(name, () => post(request));
        if (posted.isBegun && 'status' in posted && posted.status === 202) return undefined;
        mail = isTooLarge(posted) ? mail.smaller() : undefined;
      }
      throw notPosted(whom, posted, codeIn(posted));
    },
    // Whether the mailbox may be sent from, nothing but a mail tells: asking for it needs rights that nobody grants.
    async check() {
      allowedRecipients(list);
      await signedIn(name, async () => tokens?.({ renew: false, claims: undefined, signal: undefined }));
      await checkHost(name, origin, `Microsoft Graph at ${origin}`);
    },
  };
}

/** Where there is nobody to sign in as, or who signs in is turned away, nothing was sent. */
async function signedIn<Reply>(name: string, ask: () => Promise<Reply>): Promise<Reply> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof SourceError) throw new DeliveryError(name, error.message, error);
    throw error;
  }
}

/** Both parts and all headers survive; `undefined` where it is too large. */
async function asMime(mail: Message, channel: string, to: readonly string[]): Promise<Posting | undefined> {
  const body = Buffer.from(await mail.eml({ channel, to })).toString('base64');
  return body.length <= LARGEST ? { contentType: 'text/plain', body } : undefined;
}

/** A quarter smaller, as nothing is encoded twice; without the text part, and of the headers it takes those with X- alone. */
function asJson(mail: Message, channel: string, to: readonly string[]): Posting | undefined {
  const { subject, html, csv, day, severity, repeat } = mail;
  const body = JSON.stringify({
    message: {
      subject,
      internetMessageId: mail.id(channel),
      body: { contentType: 'html', content: html },
      toRecipients: to.map((address) => ({ emailAddress: { address } })),
      internetMessageHeaders: [
        { name: 'X-MFA-Digest-Severity', value: severity },
        ...(repeat ? [{ name: 'X-MFA-Digest-Repeat', value: 'true' }] : []),
      ],
      attachments:
        csv === undefined
          ? []
          : [
              {
                '@odata.type': '#microsoft.graph.fileAttachment',
                name: `mfa-digest-${day}.csv`,
                contentType: 'text/csv',
                contentBytes: Buffer.from(csv).toString('base64'),
              },
            ],
    },
  });
  return Buffer.byteLength(body) <= LARGEST ? { contentType: 'application/json', body } : undefined;
}

function isTooLarge(posted: Posted): boolean {
  return 'status' in posted && (posted.status === 413 || codeIn(posted) === 'ErrorMessageSizeExceeded');
}

const ADVICE: Readonly<Record<number, string>> = {
  400: 'Check that MAIL_FROM and all recipients are addresses that exist.',
  401: 'Check that the identity belongs to the tenant of MAIL_FROM, that TENANT_ID and CLOUD are right and, if GRAPH_TOKEN is set, that it has not run out.',
  403: 'The identity may not send from the mailbox of MAIL_FROM. Give it the application role Mail.Send, best in Exchange Online and for this mailbox alone (RBAC for Applications); where it has that, the mailbox is outside its scope.',
  404: 'No mailbox of MAIL_FROM was found in this tenant; a shared mailbox will do.',
  413: 'Its smallest form, without CSV and tables, is too large as well.',
};

function codeIn(posted: Posted): string | undefined {
  return 'status' in posted ? errorCodes(posted.body)[0] : undefined;
}

/** The whole mail as RFC 5322 bytes: text and HTML, the CSV beside them; the same bytes for the same report. */
import MailComposer from 'nodemailer/lib/mail-composer';
import type { Digest } from '../core/digest.ts';
import { mailSubject } from '../core/mail-subject.ts';
import { listId, messageId } from '../core/message-id.ts';
import type { Message } from '../core/ports.ts';
import type { Report } from '../core/report.ts';

export type Mail = {
  readonly digest: Digest;
  readonly report: Report;
  readonly html: string;
  readonly text: string;
  /** Left out: the mail has no attachment. */
  readonly csv?: string | undefined;
  /** One address, with or without a name. */
  readonly from: string;
  readonly to: readonly string[];
  readonly channel: string;
  readonly kind: Message['kind'];
};

/** A mail that no single report is behind: it says whose it is, and when it was made. */
export type MailOfSeveral = Omit<Mail, 'report'> & {
  readonly report: Pick<Report, 'tenant' | 'generatedAt'>;
};

/** Composes the mail; its id, date and boundaries come from the report. */
export async function renderEml(mail: Mail | MailOfSeveral): Promise<Uint8Array> {
  const { digest, report, kind, channel, from, csv } = mail;
  const { id: tenant } = report.tenant;
  const composer = new MailComposer({
    from,
    to: [...mail.to],
    subject: mailSubject(digest.subject, kind),
    date: new Date(report.generatedAt),
    messageId: messageId({ day: digest.day, kind, channel, tenant, from }),
    headers: {
      [SEVERITY]: digest.level,
      ...(digest.repeat ? { [REPEAT]: 'true' } : {}),
      'Auto-Submitted': 'auto-generated',
      'List-Id': listId({ tenant, from }),
    },
    text: mail.text,
    html: mail.html,
    attachments:
      csv === undefined
        ? []
        : [
            {
              filename: `mfa-digest-${digest.day}.csv`,
              content: csv,
              contentType: 'text/csv; charset=utf-8',
            },
          ],
    // With what the library adds it must stay below 70 characters (RFC 2046).
    baseBoundary: `${digest.day}-${kind}`,
    // The library would write X-Mfa-Digest-Severity; the names are promises of ours.
    normalizeHeaderKey: (key: string) =>
      [SEVERITY, REPEAT].find((name) => name.toLowerCase() === key.toLowerCase()) ?? key,
    // Else the parts keep the line ends of their text, and RFC 5322 knows CRLF only.
    newline: 'windows',
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return new Uint8Array(await composer.compile().build());
}

const SEVERITY = 'X-MFA-Digest-Severity';
const REPEAT = 'X-MFA-Digest-Repeat';

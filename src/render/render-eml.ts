/** The whole mail as RFC 5322 bytes: text and HTML, the CSV beside them; the same bytes for the same report. */
import MailComposer from 'nodemailer/lib/mail-composer';
import type { Digest } from '../core/digest.ts';
import type { Report } from '../core/report.ts';

export type MailKind = 'daily' | 'correction' | 'test';

export type Mail = {
  readonly digest: Digest;
  readonly report: Report;
  readonly html: string;
  readonly text: string;
  readonly csv: string;
  /** One address, with or without a name. */
  readonly from: string;
  readonly to: readonly string[];
  readonly channel: string;
  readonly kind: MailKind;
};

/**
 * Composes the mail. Its Message-ID is `<day.kind.channel.tenant@domain>`, the same over repeats, so
 * that a repeat after a crash lands on the first one; date and boundaries come from the report.
 */
export async function renderEml(mail: Mail): Promise<Uint8Array> {
  const { digest, report } = mail;
  const domain = domainOf(mail.from);
  const identity = [digest.day, mail.kind, mail.channel, report.tenant.id].map(atom).join('.');
  const composer = new MailComposer({
    from: mail.from,
    to: [...mail.to],
    subject: subjectFor(digest, mail.kind),
    date: new Date(report.generatedAt),
    messageId: `<${identity}@${domain}>`,
    headers: {
      [SEVERITY]: digest.level,
      ...(digest.repeat ? { [REPEAT]: 'true' } : {}),
      'Auto-Submitted': 'auto-generated',
      'List-Id': `MFA Digest <mfa-digest.${atom(report.tenant.id)}.${domain}>`,
    },
    text: mail.text,
    html: mail.html,
    attachments: [
      {
        filename: `mfa-digest-${digest.day}.csv`,
        content: mail.csv,
        contentType: 'text/csv; charset=utf-8',
      },
    ],
    baseBoundary: identity,
    // The library would write X-Mfa-Digest-Severity; the names are promises of ours.
    normalizeHeaderKey: (key: string) =>
      [SEVERITY, REPEAT].find((name) => name.toLowerCase() === key.toLowerCase()) ?? key,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return new Uint8Array(await composer.compile().build());
}

const SEVERITY = 'X-MFA-Digest-Severity';
const REPEAT = 'X-MFA-Digest-Repeat';

const SUBJECT_PREFIXES = { daily: '', correction: 'Corrected: ', test: '[Test] ' } as const satisfies Record<
  MailKind,
  string
>;

/** The subject as it is sent: the digest's own, marked where it is a correction or a test. */
export function subjectFor(digest: Digest, kind: MailKind): string {
  return SUBJECT_PREFIXES[kind] + digest.subject;
}

/** Only what may stand in an id, whatever a tenant or channel is called. */
function atom(part: string): string {
  return part.replace(/[^A-Za-z0-9-]+/g, '-').replace(/^-+|-+$/g, '') || 'none';
}

function domainOf(address: string): string {
  const domain = /@([A-Za-z0-9.-]+)>?\s*$/.exec(address)?.[1];
  return domain ?? 'localhost';
}

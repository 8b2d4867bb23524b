import type { Digest } from '../core/digest.ts';
import { mailSubject } from '../core/mail-subject.ts';
import { messageId } from '../core/message-id.ts';
import type { Message } from '../core/ports.ts';
import { renderHtml } from '../render/render-html.ts';
import { renderText } from '../render/render-text.ts';
import type { Settings } from '../settings.ts';
import { LEDGER } from './open-tenants.ts';

/** The summary as channels of mail need it. `generatedAt`: RFC 3339, the date of the mail. */
export function summaryMessage(
  { mailFrom: from = 'mfa-digest@localhost' }: Settings,
  digest: Digest,
  generatedAt: string,
): Message {
  const [kind, html, text] = ['daily' as const, renderHtml(digest), renderText(digest)];
  return {
    day: digest.day,
    kind,
    repeat: digest.repeat !== undefined,
    subject: mailSubject(digest.subject, kind),
    severity: digest.level,
    html,
    text,
    csv: undefined,
    id: (channel) => messageId({ day: digest.day, kind, channel, tenant: LEDGER, from }),
    eml: async ({ channel, to }) => {
      const { renderEml } = await import('../render/render-eml.ts');
      const report = { tenant: { id: LEDGER, name: null }, generatedAt };
      return await renderEml({ digest, report, html, text, from, to, channel, kind });
    },
    card: () => {
      throw new Error('A summary goes by mail only.');
    },
    smaller: () => undefined,
  };
}

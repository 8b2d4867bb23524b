/** A report as a channel needs it: every form from the one value. */
import type { App } from '../app.ts';
import { composeDigest } from '../core/digest.ts';
import type { Message } from '../core/ports.ts';
import type { Report } from '../core/report.ts';
import { renderCsv } from '../render/render-csv.ts';
import { renderHtml } from '../render/render-html.ts';
import { renderText } from '../render/render-text.ts';

/** For people who have not said who sends and who reads, as with the channel `file`. */
const NOBODY = 'mfa-digest@localhost';

export function messageOf(
  app: App,
  report: Report,
  { kind, repeat }: Pick<Message, 'kind' | 'repeat'>,
): Message {
  const digest = composeDigest(report, { ...app.settings, repeat });
  const html = renderHtml(digest);
  const text = renderText(digest);
  const csv = renderCsv(report);
  const { mailFrom: from = NOBODY, mailTo: to = [] } = app.settings;
  return {
    day: digest.day,
    kind,
    repeat,
    subject: digest.subject,
    severity: digest.level,
    html,
    text,
    csv,
    // Loaded when a mail is made: what composes it is the largest piece of the bundle.
    eml: async (channel) => {
      const { renderEml } = await import('../render/render-eml.ts');
      return await renderEml({ digest, report, html, text, csv, from, to, channel, kind });
    },
  };
}

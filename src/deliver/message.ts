/** A report as a channel needs it: every form from the one value. */
import type { Audience } from '../core/audiences.ts';
import { composeDigest, type Repeat } from '../core/digest.ts';
import { mailSubject } from '../core/mail-subject.ts';
import { messageId } from '../core/message-id.ts';
import type { Message } from '../core/ports.ts';
import type { Report } from '../core/report.ts';
import { renderCard } from '../render/render-card.ts';
import { renderCsv } from '../render/render-csv.ts';
import { renderHtml } from '../render/render-html.ts';
import { renderText } from '../render/render-text.ts';
import type { Settings } from '../settings.ts';
import { MAIL_FORMS, smallerDigest } from './smaller-digest.ts';

/** For people who have not said who sends, as with the channel `file`. */
const NOBODY = 'mfa-digest@localhost';

type Telling = {
  readonly kind: Message['kind'];
  readonly repeat: Repeat | undefined;
  readonly audience?: Audience | undefined;
};

export function messageOf(settings: Settings, report: Report, telling: Telling): Message {
  return inForm(0, settings, report, telling);
}

function inForm(form: number, settings: Settings, report: Report, telling: Telling): Message {
  const shape = MAIL_FORMS[form];
  if (shape === undefined) throw new Error(`There is no form ${form} of a mail.`);
  const { kind, repeat, audience } = telling;
  const options = { ...settings, repeat, audience };
  const digest = smallerDigest(composeDigest(report, options), shape);
  const html = renderHtml(digest);
  const text = renderText(digest);
  const csv = shape.hasCsv ? renderCsv(report) : undefined;
  const { mailFrom: from = NOBODY } = settings;
  return {
    day: digest.day,
    kind,
    repeat: repeat !== undefined,
    subject: mailSubject(digest.subject, kind),
    severity: digest.level,
    html,
    text,
    csv,
    id: (channel) => messageId({ day: digest.day, kind, channel, tenant: report.tenant.id, from }),
    // Loaded when a mail is made: what composes it is the largest piece of the bundle.
    eml: async ({ channel, to }) => {
      const { renderEml } = await import('../render/render-eml.ts');
      return await renderEml({ digest, report, html, text, csv, from, to, channel, kind });
    },
    card: () => renderCard(report, options),
    smaller: () => (form + 1 < MAIL_FORMS.length ? inForm(form + 1, settings, report, telling) : undefined),
  };
}

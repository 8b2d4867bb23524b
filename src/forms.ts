/** The forms a report can take: one table, used over HTTP, on the command line and for files alike. */
import { composeDigest, type DigestOptions } from './core/digest.ts';
import { composeHistory } from './core/history.ts';
import type { Report } from './core/report.ts';
import type { DigestFormat, HistoryFormat } from './form-names.ts';
import { renderCard } from './render/render-card.ts';
import { renderCsv } from './render/render-csv.ts';
import { renderHistoryHtml, renderHistoryText } from './render/render-history.ts';
import { renderHtml } from './render/render-html.ts';
import { renderJson } from './render/render-json.ts';
import { renderText } from './render/render-text.ts';

/** What a form may say beyond the report; the settings of an app are such options. */
export type FormOptions = DigestOptions & {
  readonly mailFrom?: string | undefined;
  readonly mailTo?: readonly string[] | undefined;
};

type Body = string | Uint8Array;
type Form = {
  readonly contentType: string;
  /** Of a file's name, without the dot. */
  readonly extension: string;
  readonly render: (report: Report, options: FormOptions) => Body | Promise<Body>;
};

export type Rendered = { readonly body: Body; readonly contentType: string; readonly extension: string };

const JSON_FORM = {
  contentType: 'application/json; charset=utf-8',
  extension: 'json',
  render: renderJson,
} as const satisfies Form;
const CSV_FORM = {
  contentType: 'text/csv; charset=utf-8',
  extension: 'csv',
  render: renderCsv,
} as const satisfies Form;

const DIGEST_FORMS = {
  html: {
    contentType: 'text/html; charset=utf-8',
    extension: 'html',
    render: (report, options) => renderHtml(composeDigest(report, options)),
  },
  text: {
    contentType: 'text/plain; charset=utf-8',
    extension: 'txt',
    render: (report, options) => renderText(composeDigest(report, options)),
  },
  json: JSON_FORM,
  csv: CSV_FORM,
  card: {
    contentType: 'application/vnd.microsoft.card.adaptive+json; charset=utf-8',
    extension: 'card.json',
    render: renderCard,
  },
  eml: { contentType: 'message/rfc822', extension: 'eml', render: mailOf },
} as const satisfies Record<DigestFormat, Form>;

const HISTORY_FORMS = {
  html: {
    contentType: 'text/html; charset=utf-8',
    extension: 'html',
    render: (report, options) => renderHistoryHtml(composeHistory(report, options)),
  },
  json: JSON_FORM,
  csv: CSV_FORM,
  text: {
    contentType: 'text/plain; charset=utf-8',
    extension: 'txt',
    render: (report, options) => renderHistoryText(composeHistory(report, options)),
  },
} as const satisfies Record<HistoryFormat, Form>;

/** A report of exactly one day in the form asked for. */
export function renderDigest(report: Report, format: DigestFormat, options: FormOptions): Promise<Rendered> {
  return rendered(DIGEST_FORMS[format], report, options);
}

/** A report of a range in the form asked for. */
export function renderHistory(
  report: Report,
  format: HistoryFormat,
  options: FormOptions,
): Promise<Rendered> {
  return rendered(HISTORY_FORMS[format], report, options);
}

async function rendered(form: Form, report: Report, options: FormOptions): Promise<Rendered> {
  const { contentType, extension } = form;
  return { body: await form.render(report, options), contentType, extension };
}

/** The mail as the channel `file` would write it. The composer of mails is large, and seldom asked for: loaded here. */
async function mailOf(report: Report, options: FormOptions): Promise<Uint8Array> {
  const { renderEml } = await import('./render/render-eml.ts');
  const digest = composeDigest(report, options);
  return await renderEml({
    digest,
    report,
    html: renderHtml(digest),
    text: renderText(digest),
    csv: renderCsv(report),
    from: options.mailFrom ?? 'mfa-digest@localhost',
    to: options.mailTo ?? [],
    channel: 'file',
    kind: 'daily',
  });
}

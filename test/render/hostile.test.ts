/** S1, S3, S4, S5, S16, S22: names and texts come from outside. Whatever they hold, every form keeps its structure. */
import { simpleParser } from 'mailparser';
import { describe, expect, it } from 'vitest';
import { composeDigest } from '../../src/core/digest.ts';
import { composeHistory } from '../../src/core/history.ts';
import type { Privacy, Report } from '../../src/core/report.ts';
import { DIGEST_FORMATS, HISTORY_FORMATS } from '../../src/form-names.ts';
import { renderDigest, renderHistory } from '../../src/forms.ts';
import { FORMAT_NAMES, readTemplates } from '../../src/render/compile-templates.ts';
import { renderCard } from '../../src/render/render-card.ts';
import { renderCsv } from '../../src/render/render-csv.ts';
import { renderHistoryHtml } from '../../src/render/render-history.ts';
import { renderHtml } from '../../src/render/render-html.ts';
import { renderJson } from '../../src/render/render-json.ts';
import { renderText } from '../../src/render/render-text.ts';
import { displayWidth } from './display-width.ts';
import { benignLike, HOSTILE, type HostileText, reportHolding } from './hostile-corpus.ts';
import { parseCsv } from './parse-csv.ts';
import { report } from './report-builder.ts';
import { rawRecord, reportOfRecords } from './report-of-records.ts';
import { BASE_URL, SAMPLE_REPORTS } from './sample-pages.ts';

const OPTIONS = {
  baseUrl: BASE_URL,
  mailFrom: 'MFA Digest <mfa@contoso.example>',
  mailTo: ['helpdesk@contoso.example'],
} as const;
const PRIVACIES: readonly Privacy[] = ['named', 'masked', 'aggregate'];

it('the corpus is large, and no two of it are alike', () => {
  expect(HOSTILE.length).toBeGreaterThanOrEqual(60);
  expect(new Set(HOSTILE.map(({ text }) => text)).size).toBe(HOSTILE.length);
});

/** What a form makes of `Plain`, and of nothing: reckoned once, and compared with each hostile text. */
const LIKE = new Map<unknown, Map<string, unknown>>();
async function like<Made>(
  hostile: HostileText,
  make: (of: Report) => Made | Promise<Made>,
  privacy: Privacy = 'named',
) {
  const made = LIKE.get(make) ?? new Map<string, unknown>();
  LIKE.set(make, made);
  const key = `${hostile.hidden ?? false} ${privacy}`;
  if (!made.has(key)) made.set(key, await make(benignLike(hostile, privacy)));
  return made.get(key);
}

describe.each(HOSTILE)('$about in every field', (hostile) => {
  const named = reportHolding(hostile.text);

  it.each(PRIVACIES)(
    'leaves the %s HTML with the same elements, attributes, styles and links',
    async (privacy) => {
      expect(digestSkeleton(reportHolding(hostile.text, privacy))).toBe(
        await like(hostile, digestSkeleton, privacy),
      );
    },
  );

  it('leaves the history with the same elements, attributes, styles and links', async () => {
    expect(historySkeleton(named)).toBe(await like(hostile, historySkeleton));
  });

  it('leaves the text within its columns, its headings in place, and nothing in it that does not print', async () => {
    const lines = text(named).split('\n');
    expect(lines.filter((line) => displayWidth(line) > 78 && !/https:\S+$/.test(line))).toEqual([]);
    expect(headings(named)).toEqual(await like(hostile, headings));
    expect(text(named).replaceAll('\n', '')).not.toMatch(UNPRINTABLE);
  });

  it('leaves the CSV with the same figures, and no cell that a spreadsheet would run', async () => {
    expect(csvFigures(named)).toEqual(await like(hostile, csvFigures));
    expect(
      parseCsv(renderCsv(named))
        .flat()
        .filter((cell) => /^[=+\-@\t\r\n]/.test(cell)),
    ).toEqual([]);
  });

  it('leaves the JSON with the same keys', async () => {
    expect(jsonKeys(named)).toEqual(await like(hostile, jsonKeys));
  });

  it('leaves the subject on one line, with nothing in it that does not print', () => {
    const { subject, preheader } = composeDigest(named, OPTIONS);
    expect(subject).not.toMatch(UNPRINTABLE);
    expect(preheader).not.toMatch(UNPRINTABLE);
  });

  it('leaves the mail with the same headers, parts and file name', async () => {
    expect(await envelope(named)).toEqual(await like(hostile, envelope));
  });

  it('leaves the card with the same elements and links, and nothing that formats, links or mentions', async () => {
    expect(cardShape(named)).toEqual(await like(hostile, cardShape));
    for (const written of markdownOf(JSON.parse(renderCard(named, OPTIONS)))) {
      const unescaped = written.replace(/\*\*\w[\w ,-]*:?\*\*/g, '').replace(/\\./g, '');
      expect(unescaped).not.toMatch(/[*_~`[\]<>|\\]|\{\{/);
      expect(written).not.toMatch(/\w:\/\/|javascript:|mailto:|www\.\w|\S@\w|^\s*(?:[-+#]|\d+[.)]) /i);
      expect(written.replaceAll('\u200b', '')).not.toMatch(UNPRINTABLE);
    }
  });
});

describe('a hostile text is shown as what it is: text', () => {
  it.each([
    [
      '<b>Payroll</b> & "co"',
      '&lt;b&gt;Payroll&lt;/b&gt; &amp; &quot;co&quot;',
      '\\<b\\>Payroll\\</b\\> \\& "co"',
    ],
    ['{{this}} `x` =1', '{{this}} &#x60;x&#x60; &#x3D;1', '\\{\\{this\\}\\} \\`x\\` =1'],
  ])('%s', (name, inHtml, inCard) => {
    const shown = reportHolding(name);
    expect(html(shown)).toContain(inHtml);
    expect(markdownOf(JSON.parse(renderCard(shown, OPTIONS))).join('\n')).toContain(inCard);
    expect(text(shown)).toContain(name);
    expect(shown.days[0]?.breakdowns.app.rows.some((row) => row.name === name)).toBe(true);
    expect(parseCsv(renderCsv(shown)).some((cells) => cells[6]?.replace(/^'/, '') === name)).toBe(true);
  });
});

describe('S3 keys of an object that JavaScript itself looks up', () => {
  const KEYS = [
    'toHTML',
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'valueOf',
    'hasOwnProperty',
    'then',
  ];
  const records = Array.from({ length: 5 }, (_, n) =>
    rawRecord({ n, text: `MFA denied; odd ${n}`, code: 500121 }),
  );
  const clean = reportOfRecords({ records });

  it.each(KEYS)('%s in a record and in each object of it changes nothing', async (key) => {
    const poison = `{"polluted":true,"toHTML":"<script>","length":9}`;
    // As text, so that __proto__ is a key of its own, as it comes from a parser.
    const poisoned = records.map((record) =>
      JSON.parse(JSON.stringify(record).replaceAll('{', `{${JSON.stringify(key)}:${poison},`)),
    );
    const dirty = reportOfRecords({ records: poisoned });
    for (const format of DIGEST_FORMATS)
      expect(await digestAs(format, dirty)).toBe(await digestAs(format, clean));
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });

  it.each(KEYS)('%s as the name of everything is a name', (key) => {
    expect(digestSkeleton(reportHolding(key))).toBe(digestSkeleton(reportHolding('Plain')));
  });
});

describe('S16 a polluted Object.prototype', () => {
  // The composer of mails is not ours: it asks its own options for a path and an address, and refuses both.
  const OURS = DIGEST_FORMATS.filter((format) => format !== 'eml');

  it('alters no form', async () => {
    const history = report({ trend: SAMPLE_REPORTS.trouble.trend, days: [] });
    const all = async () => [
      ...(await Promise.all(OURS.map((format) => digestAs(format, SAMPLE_REPORTS.trouble)))),
      ...(await Promise.all(OURS.map((format) => digestAs(format, SAMPLE_REPORTS.missing)))),
      ...(await Promise.all(
        HISTORY_FORMATS.map(async (format) => bytes((await renderHistory(history, format, OPTIONS)).body)),
      )),
    ];
    const before = await all();
    const polluted = [
      ...namesInTemplates(),
      'toHTML',
      'escape',
      'noEscape',
      'helpers',
      'partials',
      'polluted',
    ];
    for (const name of polluted) {
      Object.defineProperty(Object.prototype, name, {
        value: '<script>polluted</script>',
        configurable: true,
        writable: true,
        enumerable: false,
      });
    }
    try {
      expect(await all()).toEqual(before);
    } finally {
      for (const name of polluted) Reflect.deleteProperty(Object.prototype, name);
    }
  });
});

/** Every name that a template asks its context for: what a polluted prototype could answer. */
function namesInTemplates(): string[] {
  const names = FORMAT_NAMES.flatMap((format) =>
    [...readTemplates(format).values()].flatMap((source) =>
      [...source.matchAll(/\{\{[#~]*\s*(?:if|each|with|unless)?\s*(?:\.\.\/)*([a-zA-Z]\w*)/g)].map(
        ([, name]) => name ?? '',
      ),
    ),
  );
  return [...new Set(names)].filter(
    (name) => !['if', 'each', 'with', 'unless', 'else', 'this'].includes(name),
  );
}

/** Control, bidi, zero-width, soft hyphen, line and paragraph separators, half a pair. */
const UNPRINTABLE = /[\p{Cc}\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\p{Cs}]/u;

function html(of: Report): string {
  return renderHtml(composeDigest(of, OPTIONS));
}

function digestSkeleton(of: Report): string {
  return skeleton(html(of)).join('\n');
}

function historySkeleton(of: Report): string {
  return skeleton(renderHistoryHtml(composeHistory(of, OPTIONS))).join('\n');
}

/** Lines that are underlined. */
function headings(of: Report): string[] {
  const lines = text(of).split('\n');
  return lines.filter((_, index) => /^-+$/.test(lines[index + 1] ?? ''));
}

/** Every column but those that hold a name. */
function csvFigures(of: Report): (string | undefined)[][] {
  return parseCsv(renderCsv(of)).map((cells) => [cells[4], ...cells.slice(7)]);
}

function jsonKeys(of: Report): unknown {
  return keysOf(JSON.parse(renderJson(of)));
}

function cardShape(of: Report): unknown {
  return cardSkeleton(JSON.parse(renderCard(of, OPTIONS)));
}

function text(of: Report): string {
  return renderText(composeDigest(of, OPTIONS));
}

async function digestAs(format: (typeof DIGEST_FORMATS)[number], of: Report): Promise<string> {
  return bytes((await renderDigest(of, format, OPTIONS)).body);
}

function bytes(body: string | Uint8Array): string {
  return typeof body === 'string' ? body : Buffer.from(body).toString();
}

/** Attributes that hold words; of all others the value is structure. */
const WORDS = new Set(['aria-label', 'title', 'content', 'alt']);

/** Tags with their attributes, in order; of attributes that hold words only the name. Comments as they stand. */
function skeleton(page: string): string[] {
  const tags =
    /<!--[\s\S]*?-->|<!doctype[^>]*>|<\/?([a-z][a-z0-9]*)((?:\s+[\w:-]+(?:="[^"]*")?)*)\s*\/?>|</gi;
  return [...page.matchAll(tags)].map(([tag, name, attributes]) =>
    name === undefined
      ? tag
      : `${name} ${[...(attributes ?? '').matchAll(/([\w:-]+)(?:="([^"]*)")?/g)]
          .map(([, key = '', value]) => (WORDS.has(key) ? key : `${key}=${value}`))
          .join(' ')}`,
  );
}

function keysOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(keysOf);
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.entries(value).map(([key, inner]) => [key, keysOf(inner)]);
}

/** Names of the headers, and of those that hold nothing from outside the values too; what parts there are. */
async function envelope(of: Report) {
  const source = await digestAs('eml', of);
  const head = source.slice(0, source.indexOf('\r\n\r\n'));
  const headers = head
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n')
    .map((line) => {
      const [name = '', value] = line.split(/: (.*)/s);
      return name === 'Subject' ? name : `${name}: ${value}`;
    });
  const { attachments, html: page, text: plainText, from, to, cc, bcc } = await simpleParser(source);
  expect(page).toBe(html(of));
  expect(plainText?.trim()).toBe(text(of).trim());
  expect([from?.text, cc, bcc]).toEqual(['"MFA Digest" <mfa@contoso.example>', undefined, undefined]);
  expect(Array.isArray(to) ? to.length : to?.text).toBe('helpdesk@contoso.example');
  return { headers, files: attachments.map(({ filename, contentType }) => [filename, contentType]) };
}

const SHOWN = new Set(['text', 'title', 'value', 'fallbackText', 'speak']);

/** The card without its words: every key, every look, every address. */
function cardSkeleton(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(cardSkeleton);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value).map(([key, inner]) => [
    key,
    SHOWN.has(key) ? typeof inner : cardSkeleton(inner),
  ]);
}

/** What a card says in fields that read markdown: texts of TextBlocks, titles and values of facts. */
function markdownOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(markdownOf);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    if (typeof inner !== 'string') return markdownOf(inner);
    const isAction = 'type' in value && String(value.type).startsWith('Action.');
    return ['text', 'title', 'value'].includes(key) && !isAction ? [inner] : [];
  });
}

/** What people receive, as files that can be read in a review. `UPDATE_GOLDEN=1` writes them anew (test/golden/README.md). */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { simpleParser } from 'mailparser';
import { describe, expect, it } from 'vitest';
import { DIGEST_FORMATS, type DigestFormat } from '../../src/form-names.ts';
import { renderDigest } from '../../src/forms.ts';
import { renderHistoryHtml, renderHistoryText } from '../../src/render/render-history.ts';
import { DAY_NAMES, type DayName, EVERY_DAY } from './every-day.ts';
import { parseCsv } from './parse-csv.ts';
import { BASE_URL, sampleHistory } from './sample-pages.ts';

const FOLDER = new URL('../golden/', import.meta.url);
const UPDATING = process.env.UPDATE_GOLDEN === '1';

/** How each form is laid open; the bytes that are sent are tested elsewhere. */
const READABLE = {
  html: { extension: 'html', lay: oneTagALine },
  text: { extension: 'txt', lay: (body) => body },
  json: { extension: 'json', lay: (body, name) => (name === 'worst' ? shortLists(body) : body) },
  csv: { extension: 'csv', lay: (body, name) => (name === 'worst' ? fewRows(body) : body) },
  card: { extension: 'card.json', lay: (body) => `${JSON.stringify(JSON.parse(body), null, 1)}\n` },
  eml: { extension: 'eml', lay: headersAndParts },
} as const satisfies Record<
  DigestFormat,
  { extension: string; lay: (body: string, name: DayName) => string | Promise<string> }
>;

const files: [file: string, render: () => string | Promise<string>][] = [
  ...DAY_NAMES.flatMap((name) =>
    DIGEST_FORMATS.map((format): [string, () => Promise<string>] => [
      `${name}.${READABLE[format].extension}`,
      async () => shortRuns(await READABLE[format].lay(await bodyOf(name, format), name)),
    ]),
  ),
  ['history.html', () => oneTagALine(renderHistoryHtml(sampleHistory()))],
  ['history.txt', () => renderHistoryText(sampleHistory())],
];

it.each(files)('%s is what a reader was last shown', async (file, render) => {
  const golden = new URL(file, FOLDER);
  const rendered = await render();
  if (UPDATING) {
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(golden, rendered);
  }
  expect(rendered).toBe(readFileSync(golden, 'utf8'));
});

it('every golden file is of something that is still shown', () => {
  const known = new Set([...files.map(([file]) => file), 'README.md']);
  const stray = readdirSync(FOLDER).filter((file) => !known.has(file));
  if (UPDATING) for (const file of stray) rmSync(new URL(file, FOLDER));
  expect(UPDATING ? [] : stray).toEqual([]);
});

describe('a golden file', () => {
  it.each(DAY_NAMES)('of the %s day is short enough to be read', (name) => {
    for (const { extension } of Object.values(READABLE))
      expect(readFileSync(new URL(`${name}.${extension}`, FOLDER)).byteLength).toBeLessThan(150_000);
  });
});

async function bodyOf(name: DayName, format: DigestFormat): Promise<string> {
  const options = {
    baseUrl: BASE_URL,
    mailFrom: 'MFA Digest <mfa@contoso.example>',
    mailTo: ['it@contoso.example'],
  };
  return Buffer.from((await renderDigest(EVERY_DAY[name](), format, options)).body).toString();
}

function oneTagALine(html: string): string {
  return html.replaceAll('><', '>\n<');
}

/** `=` two hundred times says no more than that it is there two hundred times. */
function shortRuns(text: string): string {
  return text.replace(
    /([^\s#.-])\1{19,}/gu,
    (run, letter: string) => `${letter}{${Array.from(run).length} times}`,
  );
}

const LISTED = 3;

function shortLists(body: string): string {
  const short = (value: unknown): unknown => {
    if (Array.isArray(value)) {
      const rest = value.length - LISTED;
      return [...value.slice(0, LISTED).map(short), ...(rest > 0 ? [`… and ${rest} more`] : [])];
    }
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, short(inner)]));
  };
  return `${JSON.stringify(short(JSON.parse(body)), null, 2)}\n`;
}

/** The first rows of each dimension, and how many follow. */
function fewRows(body: string): string {
  const lines = body.split('\r\n');
  const rows = parseCsv(body);
  const seen = new Map<string, number>();
  const kept = rows.flatMap((cells, index) => {
    const dimension = cells[4] ?? '';
    const before = seen.get(dimension) ?? 0;
    seen.set(dimension, before + 1);
    return before < 2 * LISTED ? [lines[index] ?? ''] : [];
  });
  const more = [...seen].flatMap(([dimension, all]) =>
    all > 2 * LISTED ? [`… ${all - 2 * LISTED} more of ${dimension}`] : [],
  );
  return `${[...kept, ...more].join('\r\n')}\r\n`;
}

/** The mail's headers and those of its parts; what the parts say stands in the other files of the day. */
async function headersAndParts(source: string, name: DayName): Promise<string> {
  const { attachments, subject } = await simpleParser(source);
  const heads = source
    .split(/\r\n(?=--)/)
    .map((part) => part.slice(0, part.indexOf('\r\n\r\n') < 0 ? undefined : part.indexOf('\r\n\r\n')))
    .map((head) => head.replaceAll('\r\n', '\n'));
  const files = attachments.map(({ filename }) => `${filename}: as ${name}.csv`);
  return `${[...heads, `Subject, as read: ${subject}`, ...files, `Text: as ${name}.txt. HTML: as ${name}.html.`].join('\n\n')}\n`;
}

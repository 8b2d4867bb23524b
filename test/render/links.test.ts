/** S21: wherever a form can hold a link, it leads to ourselves, to Microsoft's documentation or to the portal of the cloud. */
import { simpleParser } from 'mailparser';
import { describe, expect, it } from 'vitest';
import { AUDIENCES } from '../../src/core/audiences.ts';
import { CLOUDS, type CloudName, isCloudName } from '../../src/core/clouds.ts';
import { DIGEST_FORMATS, type DigestFormat, HISTORY_FORMATS } from '../../src/form-names.ts';
import { renderDigest, renderHistory } from '../../src/forms.ts';
import { cardLinks } from './adaptive-card.ts';
import { DAY_NAMES, EVERY_DAY } from './every-day.ts';
import { reportHolding } from './hostile-corpus.ts';
import { report } from './report-builder.ts';
import { BASE_URL, SAMPLE_REPORTS } from './sample-pages.ts';

const CLOUD_NAMES = Object.keys(CLOUDS).filter(isCloudName);

const allowed = (cloud: CloudName) =>
  new Set([BASE_URL, 'https://learn.microsoft.com', CLOUDS[cloud].entraPortal, CLOUDS[cloud].azurePortal]);

/** Addresses that a client would open from each form; JSON and CSV hold data, which nothing opens. */
const LINKS_OF = {
  html: (body) =>
    [...body.matchAll(/\s(?:href|src|action|background|cite|poster)="([^"]*)"/g)].map(([, href]) =>
      unescaped(href),
    ),
  text: (body) => [...body.matchAll(/\bhttps?:\/\/\S+/g)].map(([url]) => url),
  json: () => [],
  csv: () => [],
  card: (body) => cardLinks(JSON.parse(body)),
  eml: () => [],
} as const satisfies Record<DigestFormat, (body: string) => string[]>;

function unescaped(href = ''): string {
  return href.replaceAll('&#x3D;', '=').replaceAll('&amp;', '&');
}

async function linksIn(format: DigestFormat, body: string): Promise<string[]> {
  if (format !== 'eml') return LINKS_OF[format](body);
  const { html, text } = await simpleParser(body);
  return [...LINKS_OF.html(String(html)), ...LINKS_OF.text(text ?? '')];
}

/** Of links that do not begin with `#`: a place on the same page. */
function origins(links: readonly string[]): Set<string> {
  return new Set(links.filter((href) => !href.startsWith('#')).map((href) => new URL(href).origin));
}

async function bodyOf(...[of, format, options]: Parameters<typeof renderDigest>): Promise<string> {
  return Buffer.from((await renderDigest(of, format, options)).body).toString();
}

describe.each(CLOUD_NAMES)('in the %s cloud', (cloud) => {
  const days = DAY_NAMES.filter((name) => name !== 'worst').map((name) => EVERY_DAY[name]());
  const hostile = ['javascript:alert(1)', 'https://evil.example/', '"><a href="https://evil.example">'].map(
    (name) => reportHolding(name),
  );

  // The mail holds the HTML and the text: once is enough.
  it.each(DIGEST_FORMATS.filter((format) => format !== 'eml' || cloud === 'global'))(
    'every link of a digest as %s is on the list',
    async (format) => {
      for (const of of [...days, ...hostile]) {
        for (const audience of AUDIENCES) {
          const body = await bodyOf(of, format, { baseUrl: BASE_URL, cloud, audience });
          const links = await linksIn(format, body);
          // A text shows names, which are no links of ours: those are told apart by where they stand.
          const ours =
            format === 'text' || format === 'eml'
              ? links.filter((url) => !url.includes('evil.example'))
              : links;
          expect([...origins(ours)].filter((origin) => !allowed(cloud).has(origin))).toEqual([]);
        }
      }
    },
  );
});

it('the digest as HTML has links to ourselves and to the portal, so that the list has something to say', async () => {
  const body = await bodyOf(SAMPLE_REPORTS.trouble, 'html', { baseUrl: BASE_URL, cloud: 'global' });
  expect(origins(await linksIn('html', body))).toContain(BASE_URL);
});

it.each(['javascript:alert(1)//', 'ftp://x.example', ' data:text/html,x', 'https://a.example/"><script>'])(
  'a base URL of %j is none',
  async (baseUrl) => {
    for (const format of DIGEST_FORMATS) {
      const links = await linksIn(format, await bodyOf(SAMPLE_REPORTS.trouble, format, { baseUrl }));
      expect([...origins(links)].filter((origin) => !allowed('global').has(origin))).toEqual([]);
      expect(links.filter((href) => !href.startsWith('https://') && !href.startsWith('#'))).toEqual([]);
    }
  },
);

it.each(HISTORY_FORMATS.filter((format) => format === 'html' || format === 'text'))(
  'every link of a history as %s leads to ourselves',
  async (format) => {
    const history = report({ trend: SAMPLE_REPORTS.trouble.trend });
    const body = Buffer.from((await renderHistory(history, format, { baseUrl: BASE_URL })).body).toString();
    expect(origins(LINKS_OF[format](body))).toEqual(new Set([BASE_URL]));
  },
);

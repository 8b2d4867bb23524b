/** Names and texts come from outside. Whatever they hold, the digest keeps its structure. */
import { describe, expect, it } from 'vitest';
import { composeDigest } from '../../src/core/digest.ts';
import { composeHistory } from '../../src/core/history.ts';
import { METHOD_NAMES } from '../../src/core/methods.ts';
import { CAUSE_NAMES, REASON_NAMES } from '../../src/core/reasons.ts';
import type { MeasuredDay, Report } from '../../src/core/report.ts';
import { renderCard } from '../../src/render/render-card.ts';
import { renderCsv } from '../../src/render/render-csv.ts';
import { renderHistoryHtml } from '../../src/render/render-history.ts';
import { renderHtml } from '../../src/render/render-html.ts';
import { renderText } from '../../src/render/render-text.ts';
import { parseCsv } from './parse-csv.ts';
import { method, reason, report, row, trend, troubleDay } from './report-builder.ts';

const HOSTILE = [
  ['markup', '</td></tr></table><script>alert(1)</script><img src=x onerror=alert(1)>'],
  ['an attribute', '" onmouseover="alert(1)" style="position:fixed'],
  ['a comment', '--><!--[if mso]><b>'],
  ['template braces', '{{#each rows}}{{{constructor}}}{{/each}}{{> verdict}}'],
  ['a formula', '=HYPERLINK("https://evil.example","x")'],
  ['another formula', '@SUM(1+1)*cmd|calc'],
  ['a line break', 'name\r\nBcc: someone@evil.example\r\n\r\nbody'],
  ['a direction override', 'invoice\u202egpj.exe'],
  ['two hundred wide letters', 'W'.repeat(200)],
  ['entities', '&lt;script&gt;&amp;&#0;'],
  ['a prototype', '__proto__'],
] as const;

describe.each(HOSTILE)('%s as tenant, app, and text', (_, text) => {
  const [hostile, plain] = [reportNaming(text), reportNaming('Plain')];

  it('leaves the HTML with the same elements and the same attributes', () => {
    expect(skeleton(renderHtml(composeDigest(hostile)))).toEqual(skeleton(renderHtml(composeDigest(plain))));
    expect(skeleton(renderHistoryHtml(composeHistory(hostile)))).toEqual(
      skeleton(renderHistoryHtml(composeHistory(plain))),
    );
  });

  it('leaves the text within its columns, and its headings in place', () => {
    const lines = renderText(composeDigest(hostile)).split('\n');
    expect(lines.filter((line) => Array.from(line).length > 78)).toEqual([]);
    const headings = (of: string[]) => of.filter((_line, index) => /^-+$/.test(of[index + 1] ?? ''));
    expect(headings(lines)).toEqual(headings(renderText(composeDigest(plain)).split('\n')));
  });

  it('leaves the CSV with the same rows, and no cell that a spreadsheet would run', () => {
    const rows = parseCsv(renderCsv(hostile));
    expect(rows.length).toBe(parseCsv(renderCsv(plain)).length);
    for (const cells of rows) {
      expect(cells).toHaveLength(11);
      for (const cell of cells) expect(cell).not.toMatch(/^[=+\-@\t\r]/);
    }
  });

  it('leaves the subject on one line and the card within 24 KB', () => {
    expect(composeDigest(hostile).subject).not.toMatch(/[\r\n]/);
    const card = renderCard(hostile);
    expect(Buffer.byteLength(card)).toBeLessThan(24 * 1024);
    expect(Object.keys(JSON.parse(card))).toEqual(Object.keys(JSON.parse(renderCard(plain))));
  });
});

it('a day full of the longest names still makes a mail under 80,000 bytes', () => {
  const name = '<&"'.repeat(67).slice(0, 200);
  const day = troubleDay();
  const rows = Array.from({ length: 50 }, (_, index) =>
    row(String(index), `${index}${name}`.slice(0, 200), 100, 50, [40, 30, 8, 2], 5),
  );
  const texts = Array.from({ length: 50 }, () => ({ text: name, outcome: 'denied' as const, signIns: 3 }));
  const methods = texts.map(({ text, signIns }) => ({ text, signIns }));
  const unable = CAUSE_NAMES.length;
  const full: MeasuredDay = {
    ...day,
    unable: {
      users: unable,
      byCause: { ...day.unable.byCause, ...Object.fromEntries(CAUSE_NAMES.map((cause) => [cause, 1])) },
    },
    reasons: REASON_NAMES.map((name) => reason(name, 2, 1, 1)),
    methods: METHOD_NAMES.map((name) => method(name, 5, 1, 1)),
    breakdowns: { ...day.breakdowns, app: { rows, other: null } },
    unlisted: { ...day.unlisted, texts, methods },
  };
  const html = renderHtml(
    composeDigest(report({ days: [full], trend: trend(full, 14), tenant: { id: name, name } }), {
      baseUrl: 'https://mfa.contoso.example',
    }),
  );
  expect(Buffer.byteLength(html)).toBeLessThan(80_000);
});

function reportNaming(name: string): Report {
  const day = troubleDay();
  const [app] = day.breakdowns.app.rows;
  return report({
    tenant: { id: '11111111-2222-4333-8444-555555555555', name },
    days: [
      {
        ...day,
        source: name,
        breakdowns: {
          ...day.breakdowns,
          app: { rows: app === undefined ? [] : [{ ...app, name, id: null }], other: null },
        },
        unlisted: {
          texts: [{ text: name, outcome: 'denied', signIns: 1 }],
          codes: [],
          methods: [{ text: name, signIns: 1 }],
          more: 0,
        },
      },
    ],
    trend: trend(day, 14),
    verdict: { level: 'act', text: '64 of 1,386 users could not get through MFA.' },
  });
}

/** Tags with the names of their attributes, in order; conditional comments as they stand. */
function skeleton(html: string): string[] {
  return [...html.matchAll(/<!--|-->|<\/?([a-z][a-z0-9]*)((?:\s+[\w:-]+(?:="[^"]*")?)*)\s*\/?>/gi)].map(
    ([tag, name, attributes]) =>
      name === undefined
        ? tag
        : `${name} ${[...(attributes ?? '').matchAll(/([\w:-]+)(?:="[^"]*")?/g)].map(([, key]) => key).join(' ')}`,
  );
}

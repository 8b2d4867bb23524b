/** Names and texts come from outside. Whatever they hold, the digest keeps its structure. */
import { describe, expect, it } from 'vitest';
import { composeDigest } from '../../src/core/digest.ts';
import { FINDING_KIND_NAMES } from '../../src/core/finding-kinds.ts';
import { composeHistory } from '../../src/core/history.ts';
import { METHOD_NAMES } from '../../src/core/methods.ts';
import { CAUSE_NAMES, REASON_NAMES } from '../../src/core/reasons.ts';
import type { MeasuredDay, Report } from '../../src/core/report.ts';
import { renderCard } from '../../src/render/render-card.ts';
import { renderCsv } from '../../src/render/render-csv.ts';
import { renderHistoryHtml } from '../../src/render/render-history.ts';
import { renderHtml } from '../../src/render/render-html.ts';
import { renderText } from '../../src/render/render-text.ts';
import { issue, judgedDay, person } from './judged-day.ts';
import { parseCsv } from './parse-csv.ts';
import { method, reason, report, row, trend } from './report-builder.ts';

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

describe('a day full of the longest names', () => {
  const name = '<&"'.repeat(67).slice(0, 200);
  const day = judgedDay();
  const rows = Array.from({ length: 50 }, (_, index) =>
    row(String(index), `${index}${name}`.slice(0, 200), 100, 50, [40, 30, 8, 2], 5),
  );
  const texts = Array.from({ length: 50 }, () => ({ text: name, outcome: 'denied' as const, signIns: 3 }));
  const methods = texts.map(({ text, signIns }) => ({ text, signIns }));
  const ack = { until: '2026-12-01', by: name, note: name };
  const full: MeasuredDay = {
    ...day,
    unable: {
      users: CAUSE_NAMES.length,
      byCause: { ...day.unable.byCause, ...Object.fromEntries(CAUSE_NAMES.map((cause) => [cause, 1])) },
    },
    reasons: REASON_NAMES.map((id) => reason(id, 2, 1, 1)),
    issues: REASON_NAMES.map((id, index) =>
      issue(id, 'worse', [12_345, 12_345, 12_345], {
        shape: day.issues[0]?.shape ?? '',
        acknowledged: index % 3 === 0 ? ack : null,
      }),
    ),
    findings: FINDING_KIND_NAMES.map((kind) => ({
      kind,
      severity: 'high',
      users: 12_345,
      people: Array.from({ length: 20 }, () => name),
    })),
    people: Array.from({ length: 500 }, () =>
      person(name, { app: name, detail: name, admin: true, findings: [...FINDING_KIND_NAMES] }),
    ),
    methods: METHOD_NAMES.map((id) => method(id, 5, 1, 1)),
    breakdowns: { ...day.breakdowns, app: { rows, other: null } },
    unlisted: { ...day.unlisted, texts, methods },
  };
  const whole = report({ days: [full], trend: trend(full, 14), tenant: { id: name, name } });
  const html = renderHtml(composeDigest(whole, { baseUrl: 'https://mfa.contoso.example' }));

  it('still makes a mail under 80,000 bytes, which says what it left out, and never the figures', () => {
    expect(Buffer.byteLength(html)).toBeLessThan(80_000);
    expect(html).toContain('Left out, as this page would be too large: ');
    for (const kept of ['Challenged users', 'What is new', 'Needs a look', 'What was counted'])
      expect(html).toContain(kept);
  });

  it('still makes a card within 24 KB', () => {
    expect(Buffer.byteLength(renderCard(whole))).toBeLessThan(24 * 1024);
  });

  it('leaves nothing out of an ordinary day of trouble', () => {
    const ordinary = renderHtml(composeDigest(report({ days: [day], trend: trend(day, 14) })));
    expect(ordinary).not.toContain('Left out, as this page');
  });
});

function reportNaming(name: string): Report {
  const day = judgedDay();
  const [app] = day.breakdowns.app.rows;
  return report({
    tenant: { id: '11111111-2222-4333-8444-555555555555', name },
    days: [
      {
        ...day,
        source: name,
        issues: day.issues.map((each) => ({
          ...each,
          shape: each.shape === null ? null : `All 58 users in ${name}.`,
          acknowledged: each.acknowledged && { ...each.acknowledged, by: name, note: name },
        })),
        findings: day.findings.map((finding) => ({ ...finding, people: [name] })),
        people: [person(name, { app: name, detail: name, admin: true })],
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

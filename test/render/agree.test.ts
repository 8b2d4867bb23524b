/** HTML, text, CSV and card of one report show the same numbers (contract §2, invariant 9). */
import { describe, expect, it } from 'vitest';
import { composeDigest } from '../../src/core/digest.ts';
import { count, percent } from '../../src/core/format.ts';
import type { MeasuredDay } from '../../src/core/report.ts';
import { renderCard } from '../../src/render/render-card.ts';
import { renderCsv } from '../../src/render/render-csv.ts';
import { renderHtml } from '../../src/render/render-html.ts';
import { renderJson } from '../../src/render/render-json.ts';
import { renderText } from '../../src/render/render-text.ts';
import { parseCsv } from './parse-csv.ts';
import { quietDay, report, trend, troubleDay } from './report-builder.ts';

describe.each([
  ['a day of trouble', troubleDay()],
  ['a quiet day', quietDay()],
])('%s', (_, day) => {
  const it_ = report({
    days: [day],
    trend: trend(day, 14),
    verdict: { level: 'watch', text: 'Something happened.' },
  });
  const html = renderHtml(composeDigest(it_))
    .replace(/<style[\s\S]*?<\/style>/g, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/&nbsp;/g, ' ')
    .replace(/\s+/g, ' ');
  const text = renderText(composeDigest(it_)).replace(/\s+/g, ' ');
  const card = renderCard(it_).replaceAll('\\\\', '');

  it.each(minimum(day))('shows %s as %s in HTML, text and card', (label, value) => {
    expect(html).toContain(`${label} ${value}`);
    expect(text).toContain(`${label} ${value}`);
    expect(card).toContain(value);
  });

  it('shows every method with its outcomes, and sums that add up, in HTML, text and CSV', () => {
    const csv = parseCsv(renderCsv(it_));
    for (const { method, completed, denied, abandoned } of day.methods) {
      const cells = [completed, denied, abandoned].map(({ attempts }) => count(attempts)).join(' ');
      expect(html).toContain(cells);
      expect(text).toContain(cells);
      const rows = csv.filter((row) => row[4] === 'method' && row[5] === method);
      expect(rows.map((row) => [row[7], row[9]])).toEqual([
        ['completed', String(completed.attempts)],
        ['denied', String(denied.attempts)],
        ['abandoned', String(abandoned.attempts)],
      ]);
    }
  });

  it('carries every count of the report in the CSV, in the order of the contract', () => {
    const csv = parseCsv(renderCsv(it_)).slice(1);
    const dimensions = [...new Set(csv.map((row) => row[4]))];
    const order =
      'total required result outcome interrupted cause reason satisfied method app country os client userType requiredBy hour unable';
    expect(dimensions).toEqual(order.split(' ').filter((name) => dimensions.includes(name)));
    expect(csv[0]?.slice(4)).toEqual([
      'total',
      'all',
      'All sign-ins',
      '',
      ...Object.values(day.totals).map(String),
    ]);
    const sum = (dimension: string, outcome: string) =>
      csv
        .filter((row) => row[4] === dimension && row[7] === outcome)
        .reduce((total, row) => total + Number(row[9]), 0);
    expect(sum('outcome', '')).toBe(day.totals.attempts);
    expect(sum('hour', '')).toBe(day.totals.attempts);
    expect(sum('app', 'completed')).toBe(day.outcomes.completed.attempts);
    expect(sum('hour', 'denied')).toBe(day.outcomes.denied.attempts);
    expect(sum('reason', '')).toBe(day.outcomes.denied.attempts + day.interrupted.abandoned.attempts);
    const unable = csv.filter((row) => row[4] === 'unable');
    expect(unable.find((row) => row[5] === 'all')?.[10]).toBe(String(day.unable.users));
    expect(unable.filter((row) => row[5] !== 'all').reduce((total, row) => total + Number(row[10]), 0)).toBe(
      day.unable.users,
    );
  });

  it('is the report itself in JSON', () => {
    expect(JSON.parse(renderJson(it_))).toEqual(JSON.parse(JSON.stringify(it_)));
  });
});

function minimum(day: MeasuredDay): [label: string, value: string][] {
  return [
    ['Challenged users', count(day.challenged.users)],
    ['First try', count(day.completed.firstTry.users)],
    ['After a retry', count(day.completed.afterRetry.users)],
    ['Unable users', count(day.unable.users)],
    ['Challenge success', percent(day.rate)],
  ];
}

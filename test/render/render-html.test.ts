/** What the mail draws, and what it keeps from mail programs. All figures are invented, tenant Contoso. */
import { describe, expect, it } from 'vitest';
import { composeDigest } from '../../src/core/digest.ts';
import type { Issue, MeasuredDay, Report } from '../../src/core/report.ts';
import { renderHtml } from '../../src/render/render-html.ts';
import { unlinked } from '../../src/render/unlinked.ts';
import { issue, judgedDay, person } from './judged-day.ts';
import { report, row, trend, troubleDay } from './report-builder.ts';
import { SAMPLE_REPORTS } from './sample-pages.ts';

const htmlOf = (of: Report): string =>
  renderHtml(composeDigest(of, { baseUrl: 'https://mfa.contoso.example' }));

/** Cells of the seven days of an issue: what is written, and the height of the bar below, if there is one. */
function weekOf(week: Issue['week'], state: Issue['state'] = 'worse'): [text: string, bar: string][] {
  const day = judgedDay({ issues: [issue('noResponse', state, [week.at(-1) ?? 0, 1, 9], { week })] });
  const cells = htmlOf(report({ days: [day] })).matchAll(
    /<td width="20" aria-label="[^"]+: ([^"]+)"[^>]*>[^<]+(?:<table[^>]*><tr><td height="(\d+)" bgcolor="(#\w+)")?/g,
  );
  return [...cells].map(([, text = '', height = '', colour = '']) => [text, `${height}${colour}`]);
}

describe('the seven days of an issue', () => {
  it('are bars from zero on: nobody is no bar, a gap neither bar nor zero', () => {
    expect(weekOf([null, 8, 0, 16, 4, 2, 16])).toEqual([
      ['–', ''],
      ['8', '16#8a93a3'],
      ['0', ''],
      ['16', '32#8a93a3'],
      ['4', '8#c3c9d3'],
      ['2', '4#c3c9d3'],
      ['16', '32#d9503f'],
    ]);
  });

  it('end red only where the issue is news', () => {
    expect(weekOf([1, 1, 1, 1, 1, 1, 4], 'steady').at(-1)).toEqual(['4', '32#6b80e6']);
  });

  it('are left out while no other day is known', () => {
    expect(weekOf([null, null, null, null, null, null, 9])).toEqual([]);
  });
});

describe('the strip', () => {
  const strip = (change: Partial<MeasuredDay['restated']>, day = '2026-11-20') =>
    htmlOf(
      report({
        days: [troubleDay()],
        trend: trend(troubleDay(), 14).map((each) =>
          each.day === day
            ? { ...each, restated: { from: 1, why: 'lateRecords' as const, figures: {}, ...change } }
            : each,
        ),
      }),
    );

  it('marks a restated day, and says what it was', () => {
    const html = strip({ figures: { unableUsers: [16, 17] } });
    expect(html).toContain('aria-label="Fri 20 Nov, restated, was 16"');
    expect(html).toContain('restated: Fri 20 Nov, was 16.');
    expect(strip({}, '2026-11-20')).toContain('aria-label="Fri 20 Nov, restated"');
  });

  it('of a day that is partial and restated carries both signs', () => {
    expect(strip({}, '2026-11-19')).toMatch(/aria-label="Thu 19 Nov, partial, restated"[^>]*>T<br>19<br>◐Δ</);
  });
});

describe('a masked address, and a name that is one', () => {
  const plain = (text: string) => text.replaceAll('\u2060', '');

  it.each([
    ['a…r@contoso.example', 'a\u2060…\u2060r\u2060@\u2060contoso\u2060.\u2060example'],
    ['(a…r@contoso.example),', '(a\u2060…\u2060r\u2060@\u2060contoso\u2060.\u2060example),'],
    ['…@x', '\u2060…\u2060\u2060@\u2060x'],
    [
      'https://evil.example/x',
      'https\u2060:\u2060\u2060/\u2060\u2060/\u2060evil\u2060.\u2060example\u2060/\u2060x',
    ],
    ['call www.evil.example', 'call www\u2060.\u2060evil\u2060.\u2060example'],
    // Whole names lead somewhere, and an ellipsis alone is an ellipsis.
    ['anna@contoso.example', 'anna@contoso.example'],
    ['and so on… at 1.5', 'and so on… at 1.5'],
  ])('%s holds nothing that a mail program makes a link of', (written, drawn) => {
    expect(unlinked(written)).toBe(drawn);
    expect(plain(unlinked(written))).toBe(written);
  });

  it('but what is a link stays one', () => {
    expect(unlinked({ href: 'https://mfa.contoso.example/api/history' })).toEqual({
      href: 'https://mfa.contoso.example/api/history',
    });
  });

  it('is so wherever it stands in the page', () => {
    const html = htmlOf(report({ days: [judgedDay()] }));
    expect(html.match(/\w…\w@/g)).toBeNull();
    expect(plain(html)).toContain('a…r@contoso.example (admin)');
  });
});

describe('the page stays under 80,000 bytes', () => {
  const long = 'Ω'.repeat(256);
  const worst = judgedDay({
    issues: judgedDay().issues.map((each) => ({ ...each, week: [1, 2, 3, 4, 5, 6, 7], shape: long })),
    people: Array.from({ length: 500 }, (_, n) => person(`${n}${long}`, { app: long, detail: long })),
    breakdowns: {
      ...judgedDay().breakdowns,
      app: {
        rows: Array.from({ length: 50 }, (_, n) => row(null, `${n}${long}`, 9, 9, [9, 5, 2, 2], 1)),
        other: null,
      },
    },
    unlisted: {
      texts: Array.from({ length: 50 }, (_, n) => ({
        text: `${n}${long}`,
        outcome: 'denied' as const,
        signIns: 1,
      })),
      codes: [],
      methods: Array.from({ length: 50 }, (_, n) => ({ text: `${n}${long}`, signIns: 1 })),
      more: 9,
    },
  });
  it.each([
    ['on the day of trouble', SAMPLE_REPORTS.trouble, 66_000],
    ['on a quiet day', SAMPLE_REPORTS.quiet, 25_000],
    [
      'on the worst of days',
      report({ days: [worst], trend: trend(troubleDay(), 14), tenant: { id: 't', name: long } }),
      80_000,
    ],
  ])('%s', (_, of, most) => {
    expect(Buffer.byteLength(htmlOf(of))).toBeLessThan(most);
  });
});

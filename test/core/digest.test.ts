import { describe, expect, it } from 'vitest';
import { composeDigest, type Digest } from '../../src/core/digest.ts';
import { compactCount, count, percent, wholePercent } from '../../src/core/format.ts';
import { composeHistory } from '../../src/core/history.ts';
import type { Block } from '../../src/core/sections/block.ts';
import { renderText } from '../../src/render/render-text.ts';
import { emptyDay, gapDay, quietDay, report, trend, troubleDay } from '../render/report-builder.ts';
import { SAMPLE_NAMES, sampleDigest } from '../render/sample-pages.ts';

describe('the subject', () => {
  it.each([
    [
      'names the unable users first',
      troubleDay(),
      '64 of 1,386 users could not get through MFA · Contoso, Mon 23 Nov',
    ],
    [
      'says when everybody got through',
      quietDay({ unable: { ...emptyDay().unable } }),
      'All 81 challenged users got through MFA · Contoso, Tue 17 Nov',
    ],
    ['says when nobody signed in', emptyDay(), 'No sign-ins were recorded · Contoso, Mon 23 Nov'],
    [
      'says when nobody was challenged',
      emptyDay({ totals: { signIns: 1, attempts: 1, users: 1 } }),
      'No MFA challenge in 1 sign-in · Contoso, Mon 23 Nov',
    ],
    [
      'says Incomplete on a partial day',
      troubleDay({ state: 'partial' }),
      'Incomplete: 64 of 1,386 users unable so far · Contoso, Mon 23 Nov',
    ],
    [
      'says that a missing day has no figures',
      gapDay('missing'),
      'No figures: the day is not collected yet · Contoso, Mon 23 Nov',
    ],
    [
      'says that a lost day is lost',
      gapDay('lost'),
      'No figures: the day was never collected and is lost · Contoso, Mon 23 Nov',
    ],
  ])('%s', (_, day, subject) => {
    expect(composeDigest(report({ days: [day] })).subject).toBe(subject);
    expect(subject.split(' · ')[0]?.length).toBeLessThanOrEqual(60);
  });

  it('falls back on the tenant id where there is no name', () => {
    const digest = composeDigest(report({ days: [emptyDay()], tenant: { id: 'tenant-id', name: null } }));
    expect(digest.subject).toContain('tenant-id, Mon 23 Nov');
  });
});

describe('the sections', () => {
  it('stand in one order: what to know, what to do, the evidence', () => {
    expect(kinds(sampleDigest('trouble'))).toEqual([
      'verdict',
      'figures',
      'strip',
      'heading',
      'reason',
      'reason',
      'reason',
      'reason',
      'reason',
      'note',
      'table causes',
      'action',
      'table methods',
      'table apps',
      'shares',
      'list',
    ]);
  });

  it('of a quiet day give the reasons as a table instead of cards', () => {
    expect(kinds(sampleDigest('quiet'))).not.toContain('reason');
    expect(kinds(sampleDigest('quiet'))).toContain('table reasons');
  });

  it.each(['missing', 'lost'] as const)(
    'of a %s day say that nothing was collected, and what to do',
    (name) => {
      expect(kinds(sampleDigest(name))).toEqual(['verdict', 'figures', 'list', 'strip']);
      expect(renderText(sampleDigest(name))).toMatch(/Challenged users +–/);
      expect(renderText(sampleDigest(name))).not.toMatch(/users +0/);
    },
  );

  it('leave the strip out while there is only one day to draw', () => {
    expect(kinds(composeDigest(report({ days: [troubleDay()] })))).not.toContain('strip');
  });

  it('link nowhere without a base URL, or with one that is not an address', () => {
    for (const baseUrl of [undefined, '', 'javascript:alert(1)', 'ftp://contoso.example']) {
      const digest = composeDigest(report({ days: [troubleDay()] }), { baseUrl });
      expect(kinds(digest)).not.toContain('action');
      expect(digest.footer.links).toEqual([]);
    }
  });

  it('show unlisted texts, codes and methods with their wording', () => {
    const text = renderText(sampleDigest('trouble')).replace(/\s+/g, ' ');
    expect(text).toContain('“MFA denied; passkey provider timed out”, 3 times: counted as denied.');
    expect(text).toContain('1 unlisted code 987654, 2 times.');
    expect(text).toContain('“Ring of power”, once.');
  });
});

describe('a day without sign-ins', () => {
  it.each(SAMPLE_NAMES)('%s: no sentence holds NaN, Infinity, undefined or null', (name) => {
    expect(renderText(sampleDigest(name))).not.toMatch(/NaN|Infinity|undefined|\bnull\b/);
  });

  it('has no rate, and says why', () => {
    expect(renderText(sampleDigest('zero'))).toContain('Challenge success –, as no attempt was challenged.');
  });
});

it('a partial day says how far it was read', () => {
  expect(renderText(sampleDigest('partial')).replace(/\s+/g, ' ')).toContain(
    'Incomplete: 17.2 of 24 hours read, up to Mon 23 Nov, 17:12 (UTC).',
  );
});

it('a digest of several days is refused: a range has its own page', () => {
  expect(() => composeDigest(report({ days: [troubleDay(), quietDay()] }))).toThrow('composeHistory');
});

describe('the history', () => {
  it('counts whole, partial and empty days, and never a gap as zero', () => {
    const page = composeHistory(report({ trend: trend(troubleDay(), 30) }));
    expect(page.paragraphs.at(-1)).toContain('28 whole days, 1 partial, 1 without figures');
    expect(page.days.find(({ gap }) => gap)?.text).toMatchObject({ unable: '–', rate: '–', signIns: '–' });
  });

  it('stands on the days themselves where the trend does not cover them', () => {
    const page = composeHistory(report({ days: [quietDay(), troubleDay()], trend: [] }));
    expect(page.days.map(({ day }) => day)).toEqual(['2026-11-17', '2026-11-23']);
    expect(page.outcomes?.rows.at(-1)?.cells[0]).toBe('9,599');
  });

  it('of no day at all says so', () => {
    expect(composeHistory(report()).sentence).toBe('No figures in 0 days.');
  });
});

describe('numbers for people', () => {
  it.each([
    [0, '0'],
    [999, '999'],
    [1000, '1,000'],
    [1234567, '1,234,567'],
    [null, '–'],
  ])('%s reads %s', (value, written) => {
    expect(count(value)).toBe(written);
  });

  it.each([
    [0, '0.0%', '0'],
    [0.0001, '<0.1%', '1'],
    [0.916, '91.6%', '92'],
    [0.9999, '>99.9%', '99'],
    [1, '100.0%', '100'],
    [null, '–', '–'],
  ])('a rate of %s reads %s, and %s where there is little room', (rate, long, short) => {
    expect(percent(rate)).toBe(long);
    expect(wholePercent(rate)).toBe(short);
  });

  it.each([
    [999, '999'],
    [1234, '1.2k'],
    [12_345, '12k'],
    [999_499, '999k'],
    [1_234_567, '1.2M'],
  ])('%s takes at most four signs in a strip: %s', (value, written) => {
    expect(compactCount(value)).toBe(written);
  });
});

function kinds(digest: Digest): string[] {
  return digest.blocks.map((block: Block) => (block.kind === 'table' ? `table ${block.id}` : block.kind));
}

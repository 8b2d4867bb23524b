import { describe, expect, it } from 'vitest';
import { composeDigest } from '../../src/core/digest.ts';
import type { Day } from '../../src/core/report.ts';
import { emptyDay, gapDay, report, trend } from '../render/report-builder.ts';

const EVERY_DAY = [0, 1, 2, 3, 4, 5, 6];
const WEEKDAYS = [1, 2, 3, 4, 5];
const MONDAYS = [1];

/** The mail of Monday 23 November is about Sunday the 22nd. */
const SUNDAY = '2026-11-22';

function told(day: Day, digestOn: readonly number[] | undefined): string | undefined {
  const shown = report({ days: [day], trend: trend(emptyDay({ day: SUNDAY }), 14) });
  const [opening] = composeDigest(shown, { digestOn }).blocks;
  const paragraphs = opening?.kind === 'verdict' ? opening.paragraphs : [];
  return paragraphs.find((paragraph) => paragraph.startsWith('This mail also covers'));
}

describe('a mail whose days before have none of their own', () => {
  it.each<[rule: string, digestOn: readonly number[] | undefined, days: readonly string[]]>([
    ['on Monday covers the weekend', WEEKDAYS, ['Fri 20 Nov', 'Sat 21 Nov']],
    ['once a week covers the week', MONDAYS, ['Mon 16 Nov', 'Tue 17 Nov', 'Sat 21 Nov']],
    ['covers nothing else where each day has its mail', EVERY_DAY, []],
    ['covers nothing else where nobody says when mails go out', undefined, []],
  ])('%s', (_, digestOn, days) => {
    const sentence = told(emptyDay({ day: SUNDAY }), digestOn);
    if (days.length === 0) expect(sentence).toBeUndefined();
    for (const day of days) expect(sentence).toContain(day);
    expect(sentence ?? '').not.toContain('22 Nov');
  });

  it('says how many were unable, and what is no whole day', () => {
    expect(told(emptyDay({ day: SUNDAY }), WEEKDAYS)).toMatch(/Fri 20 Nov \(\d+ unable users?(, partial)?\)/);
  });

  it('covers them where its own day is a gap, too', () => {
    expect(told(gapDay('missing', { day: SUNDAY }), WEEKDAYS)).toContain('Sat 21 Nov');
  });
});

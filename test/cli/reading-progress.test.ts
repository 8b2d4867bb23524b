import { describe, expect, it } from 'vitest';
import { progressLine, readingProgress, summaryLine } from '../../src/cli/reading-progress.ts';

const GB = 1_000_000_000;

describe('how reading goes', () => {
  it.each([
    [
      { bytes: 1.2 * GB, of: 4 * GB, records: 300_000 },
      2,
      '1.2 GB of 4.0 GB · 300,000 records · 150,000 a second · 5 s left',
    ],
    [{ bytes: 0, of: 4 * GB, records: 0 }, 1, '0.0 MB of 4.0 GB · 0 records · 0 a second'],
    [{ bytes: 25_000_000, of: undefined, records: 7 }, 1, '25.0 MB · 7 records · 7 a second'],
  ])('%j after %d s', (reading, seconds, line) => {
    expect(progressLine(reading, seconds)).toBe(line);
  });

  it.each([
    [
      { bytes: 4 * GB, of: 4 * GB, records: 1_000_000 },
      4,
      'Read 1,000,000 records, 4.0 GB, in 4.0 s: 1,000 MB/s.',
    ],
    [{ bytes: 2_000_000, of: undefined, records: 1 }, 0, 'Read 1 record, 2.0 MB, in 0.0 s: 2,000 MB/s.'],
  ])('%j, read in %d s', (reading, seconds, line) => {
    expect(summaryLine(reading, seconds)).toBe(line);
  });
});

it('a line every tenth of a second while it goes, and one that stays where it took a while', () => {
  let now = 0;
  const shown: string[] = [];
  const told: string[] = [];
  const reading = readingProgress({
    progress: (line) => shown.push(line),
    tell: (line) => told.push(line),
    terminal: { now: () => now },
  });
  for (const at of [10, 50, 120, 180, 230]) {
    now = at;
    reading.onProgress({ bytes: at * 1_000_000, of: 300_000_000, records: at });
  }
  expect(shown).toHaveLength(2);
  now = 300;
  reading.end(300);
  expect(told).toEqual(['Read 300 records, 230.0 MB, in 0.3 s: 767 MB/s.']);
});

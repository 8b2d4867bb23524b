import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LogProgress, resumeLogProgress, startLogProgress } from '../../src/sources/log-progress.ts';
import type { LogPart } from '../../src/sources/log-query.ts';

const HOUR = 3_600_000;
const window = { from: Date.parse('2026-11-21T23:30:00Z'), to: Date.parse('2026-11-23T01:00:00Z') };
const plan = { window, partRows: 1_000 };

const sizeOf = ({ left }: LogProgress) => ({
  parts: left.length,
  hours: left[0] === undefined ? 0 : (left[0].slice.to - left[0].slice.from) / HOUR,
});
/** Through the slice in hand, so many rows a part. */
function through(progress: LogProgress, rows: number): LogProgress {
  return progress.left.reduce((so, { part }) => so.after(part, rows), progress);
}

describe('a window is divided', () => {
  it.each([
    [0, { parts: 1, hours: 25.5 }],
    [1_000, { parts: 1, hours: 25.5 }],
    [1_001, { parts: 2, hours: 25.5 }],
    [5_000, { parts: 5, hours: 25.5 }],
    [10_000, { parts: 5, hours: 12.75 }],
    [510_000, { parts: 5, hours: 0.25 }],
  ])('of %i rows', (rows, size) => {
    expect(sizeOf(startLogProgress(plan, rows))).toEqual(size);
  });
});

describe('a slice that is too much', () => {
  const planned = startLogProgress(plan, 10_000);

  it('is begun afresh with half the time and twice the parts', () => {
    const narrowed = planned.after(3, 9).narrowed();
    expect(narrowed && sizeOf(narrowed)).toEqual({ parts: 10, hours: 6.375 });
    expect(narrowed?.readTo).toBe(window.from);
  });

  it('ends in slices a 256th of what was planned, in 32 parts', () => {
    let narrowed: LogProgress | undefined = planned;
    const sizes = [];
    for (; narrowed !== undefined; narrowed = narrowed.narrowed()) sizes.push(sizeOf(narrowed));
    expect(sizes).toHaveLength(9);
    expect(sizes.at(-1)).toEqual({ parts: 32, hours: expect.closeTo(12.75 / 256, 6) });
  });

  it('is followed by longer ones where its parts had few rows, and by such as it where not', () => {
    const narrowed = planned.narrowed();
    if (narrowed === undefined) throw new Error('It can be narrowed.');
    expect(sizeOf(through(narrowed, 250))).toEqual({ parts: 5, hours: 12.75 });
    expect(sizeOf(through(narrowed, 251))).toEqual({ parts: 10, hours: 6.375 });
  });
});

describe('a cursor', () => {
  it('tells what is still to be asked for', () => {
    const there = startLogProgress(plan, 5_000).after(4, 1).after(1, 1);
    const again = resumeLogProgress(plan, there.cursor);
    expect(again?.left.map(({ part }) => part)).toEqual([0, 2, 3]);
    expect(JSON.parse(again?.cursor ?? '')).toEqual(JSON.parse(there.cursor));
  });

  it('of a slice that another window cuts elsewhere says nothing of its parts', () => {
    const there = startLogProgress(plan, 5_000).after(4, 1);
    const longer = { ...plan, window: { ...window, to: window.to + HOUR } };
    const cut = { ...plan, window: { ...window, to: window.to - HOUR } };
    expect(resumeLogProgress(cut, there.cursor)?.left).toHaveLength(5);
    // The end of a slice that was planned is no end of the window.
    expect(resumeLogProgress(longer, there.cursor)?.left.map(({ part }) => part)).toEqual([0, 1, 2, 3]);
  });

  it.each([
    { from: window.from - 1 },
    { from: window.to + 1 },
    { from: '2026-11-22' },
    { parts: 0 },
    { parts: 6 },
    { parts: 1.5 },
    { cuts: 9 },
    { length: 0 },
    { most: -1 },
    { done: 1 },
    { logs: 2 },
  ])('with %j is not gone on from', (wrong) => {
    const cursor = JSON.stringify({
      ...JSON.parse(startLogProgress(plan, 5_000).cursor),
      ...wrong,
    });
    expect(resumeLogProgress(plan, cursor)).toBeUndefined();
  });
});

/** What happens next to a reading: the nth of the parts left has so many rows, or is too much; or it crashes. */
const happenings = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.record({ nth: fc.nat(40), rows: fc.nat(2_000) }) },
    { weight: 1, arbitrary: fc.constant('tooMuch' as const) },
    { weight: 1, arbitrary: fc.constant('crash' as const) },
  ),
  { maxLength: 300 },
);

it('whatever happens, each instant is read in all parts of one division, and none is passed over', () => {
  fc.assert(
    fc.property(fc.nat(40_000), happenings, (rows, happened) => {
      let progress = startLogProgress(plan, rows);
      let read: LogPart[] = [];
      for (const each of happened) {
        if (progress.left.length === 0) break;
        if (each === 'tooMuch') progress = progress.narrowed() ?? progress;
        else if (each === 'crash') progress = resumeLogProgress(plan, progress.cursor) ?? progress;
        else {
          const part = progress.left[each.nth % progress.left.length];
          if (part === undefined) throw new Error('There is one.');
          read = [...read, part];
          progress = progress.after(part.part, each.rows);
        }
        expect(isCovered(read, progress.readTo)).toBe(true);
      }
    }),
    { numRuns: 200 },
  );
});

/** Whether stretches that were read in every part of a division reach from the window's start to there. */
function isCovered(read: readonly LogPart[], to: number): boolean {
  const whole = [...Map.groupBy(read, ({ slice, parts }) => `${slice.from} ${slice.to} ${parts}`).values()]
    .filter((group) => new Set(group.map(({ part }) => part)).size === group[0]?.parts)
    .map(([first]) => first?.slice ?? window)
    .toSorted((a, b) => a.from - b.from);
  let reached = window.from;
  for (const { from, to } of whole) if (from <= reached) reached = Math.max(reached, to);
  return reached >= to;
}

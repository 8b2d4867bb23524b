/** A plan of an invented log, for tests of the scanner alone; and all that a scanner makes of lines, row by row. */
import { ownScanMemory, type ScanMemory } from '../../src/scan/assembly.ts';
import type { ScanPlan } from '../../src/scan/plan.ts';
import { createScanner, type LinesAhead, type Scanner } from '../../src/scan/scanner.ts';
import { isGap } from '../../src/sources/parse-line.ts';
import { existing } from './read-both-ways.ts';

export type Parts = { readonly who: string; readonly where: string };
type Slot = 'id' | 'at' | 'written';

/** Few are remembered, so that all are forgotten again and again; nothing must be there, so that lines may be tiny. */
export const PLAN: ScanPlan<Parts, Slot> = {
  longest: 4_000,
  envelope: 'inner',
  slots: {
    id: { name: 'id', kind: 'guid', isOptional: true },
    at: { name: 'at', kind: 'instant', isOptional: true },
    written: { name: 'written', kind: 'instant', isOfEnvelope: true, isOptional: true },
  },
  odd: ['odd'],
  filler: {},
  parts: {
    who: { wanted: [{ name: 'who' }, { name: 'role' }], most: 4, read: textOf },
    where: { wanted: [{ name: 'where', members: ['city', 'land'] }], most: 6, read: textOf },
  },
};

/** Rows that a scanner has room for: as in scanner.ts. */
const MOST_ROWS = 1024;

function textOf(part: unknown): string {
  return JSON.stringify(part);
}

/** What became of lines, in their order: a row with all it says, a line that was not taken, an end. */
export type Taken =
  | { readonly row: string; readonly says: Parts; readonly slots: Readonly<Record<Slot, unknown>> }
  | { readonly rest: string }
  | { readonly ends: string };

export type LineTaker = {
  readonly scanner: Scanner<Parts, Slot>;
  readonly taken: readonly Taken[];
  /** Takes all lines of these bytes, which lie in the scanner's window or are laid down there. */
  readonly take: (bytes: Buffer, ahead?: LinesAhead) => void;
  /** No more bytes come: what has no line end is a line. */
  readonly end: (ends: string) => void;
};

export function scannerOn(memory: ScanMemory = ownScanMemory()): Scanner<Parts, Slot> {
  const same = (text: string) => text;
  return existing(createScanner<Parts, Parts, Slot>(PLAN, { who: same, where: same }, memory));
}

/** Of one stream of bytes, by a scanner that may be at work on others too. */
export function lineTaker(scanner: Scanner<Parts, Slot>): LineTaker {
  const taken: Taken[] = [];
  /** Bytes of a line that goes on where more bytes come. */
  let begun = '';

  function rowAt(bytes: Buffer, row: number): Taken {
    const { behind, from, parts, slots } = scanner;
    const words: [number, number, number, number] = [0, 0, 0, 0];
    slots.id.words(row, words);
    return {
      row: bytes.toString('latin1', from(row), behind(row)),
      says: { who: parts.who(row) ?? '', where: parts.where(row) ?? '' },
      slots: {
        id: slots.id.isThere(row) ? [slots.id.text(row), ...words] : undefined,
        at: slots.at.isThere(row) ? [slots.at.text(row), slots.at.ms(row), slots.at.ns(row)] : undefined,
        written: slots.written.isThere(row) ? slots.written.text(row) : undefined,
      },
    };
  }

  /** Behind the lines that the scanner knows. */
  function scanFrom(at: number, bytes: Buffer, ahead?: LinesAhead): number {
    const next = scanner.scan(at, bytes.length, ahead);
    if (scanner.rows() > MOST_ROWS) throw new Error(`${scanner.rows()} rows, and room for ${MOST_ROWS}.`);
    for (let row = 0; row < scanner.rows(); row += 1) taken.push(rowAt(bytes, row));
    return next;
  }

  return {
    scanner,
    taken,
    take(bytes, ahead) {
      for (let at = 0; ; ) {
        if (begun === '') while (at < bytes.length && isGap(bytes[at] ?? 0)) at += 1;
        if (at === bytes.length) return;
        const from = at;
        if (begun === '') {
          // Where either part has no room for another one, it has when all were forgotten.
          for (let tries = 0; tries < 3 && at === from; tries += 1) at = scanFrom(at, bytes, ahead);
          if (at > from) continue;
        }
        const end = bytes.indexOf('\n', at);
        begun += bytes.toString('latin1', at, end < 0 ? bytes.length : end);
        if (end < 0) return;
        taken.push({ rest: begun });
        begun = '';
        at = end + 1;
      }
    },
    end(ends) {
      if (begun !== '') taken.push({ rest: begun });
      begun = '';
      taken.push({ ends });
    },
  };
}

/** The same bytes in one, by a scanner that has nothing else to do. */
export function takenInOne(
  files: readonly { readonly bytes: Buffer; readonly ends: string }[],
): readonly Taken[] {
  const scanner = scannerOn();
  const taker = lineTaker(scanner);
  for (const { bytes, ends } of files) {
    bytes.copy(scanner.window);
    taker.take(scanner.window.subarray(0, bytes.length));
    taker.end(ends);
  }
  return taker.taken;
}

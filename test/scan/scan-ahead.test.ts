/** Lines scanned ahead for the thread that counts: what it takes of them is what it would have taken by itself. */
import { Worker } from 'node:worker_threads';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sharedScanMemory } from '../../src/scan/assembly.ts';
import { type Ahead, aheadOn, BAYS, type Ends, newsMemory, openBays, openNews } from '../../src/scan/bays.ts';
import { createScanAhead, type ScanAhead } from '../../src/scan/scan-ahead.ts';
import { unit } from '../sources/count-in-pieces.ts';
import { existing } from './read-both-ways.ts';
import type { ThreadOrder } from './scan-on-thread.ts';
import { type LineTaker, lineTaker, PLAN, scannerOn, type Taken, takenInOne } from './take-lines.ts';

/** Bytes of a bay: as in scan-ahead.ts. */
const BAY = 1.25 * 1024 * 1024;

type File = { readonly bytes: Buffer; readonly ends: Ends };

/** A thread that scans ahead, and what the one that counts has taken of it. */
type Pair = {
  readonly ahead: Ahead;
  readonly scan: ScanAhead;
  readonly taker: LineTaker;
  /** Takes what is laid down next; false where nothing is. */
  readonly takeNext: () => boolean;
  /** Bays of which no line was scanned. */
  readonly unscanned: () => number;
};

function pairsOf(threads: number) {
  const memory = existing(sharedScanMemory(threads + 1));
  const news = newsMemory();
  const scanner = scannerOn(memory);
  const pairs = Array.from({ length: threads }, (_, nth): Pair => {
    const ahead = aheadOn(memory, nth + 1, news);
    return { ahead, scan: existing(createScanAhead(PLAN, ahead)), ...laidFor(ahead, lineTaker(scanner)) };
  });
  return { scanner, pairs, news: openNews(news) };
}

function laidFor(ahead: Ahead, taker: LineTaker) {
  const bays = openBays(ahead);
  const memory = Buffer.from(ahead.memory.buffer);
  let unscanned = 0;
  return {
    taker,
    unscanned: () => unscanned,
    takeNext(): boolean {
      const laid = bays.next();
      if (laid === undefined) return false;
      const window = memory.subarray(laid.bytes, laid.bytes + laid.length);
      taker.take(window, { ...laid, thread: ahead.thread, window });
      if (laid.ends !== 'nothing') taker.end(laid.ends);
      if (laid.rows === undefined) unscanned += 1;
      // Nothing of it may be needed any more.
      window.fill('x');
      if (laid.rows !== undefined) memory.fill('x', laid.rows.from, laid.rows.behind);
      bays.takeBack();
      return true;
    },
  };
}

/** Lays down files, a few bytes at a time. */
function writerOf({ scan }: Pair, files: readonly File[], sizeOf: () => number) {
  const left = [...files];
  let at = 0;
  /** What is not laid down yet of what was filled in. */
  let owed: Ends | undefined;
  let blocked = 0;
  return {
    isOver: () => left.length === 0,
    blocked: () => blocked,
    /** False where there is no room. */
    goOn(): boolean {
      const room = scan.room();
      if (room === undefined) {
        blocked += 1;
        return false;
      }
      const [file] = left;
      if (file === undefined) return true;
      const { bytes } = file;
      const size = owed === undefined ? Math.min(sizeOf(), room.length, bytes.length - at) : 0;
      bytes.copy(room, 0, at, at + size);
      at += size;
      // Whether these are the last bytes is known at once, or with the next ones, which are none.
      const ends =
        owed ?? (at === bytes.length && (size === 0 || sizeOf() % 2 === 0) ? file.ends : 'nothing');
      owed = scan.fill(size, ends) ? undefined : ends;
      if (owed === undefined && ends !== 'nothing') {
        left.shift();
        at = 0;
      }
      return true;
    },
  };
}

/** All of it, whenever there is room; taken as late as can be. */
function layAll(pair: Pair, files: readonly File[], size = BAY): void {
  const writer = writerOf(pair, files, () => size);
  while (!writer.isOver())
    if (!writer.goOn() && !pair.takeNext()) throw new Error('There is never any room.');
  while (pair.takeNext());
}

const GUID = '8ebc20bc-1343-4261-8325-cc86f7b75ae2';
const file = (text: string, ends: Ends = 'file'): File => ({ bytes: Buffer.from(text), ends });
const many = (count: number, line: (nth: number) => string) =>
  Array.from({ length: count }, (_, nth) => line(nth));
const tiny = (nth: number) => `{"who":${nth % 3}}\n`;
const other = (nth: number) => `{"who":${nth}}\n`;
const blanks = ' '.repeat(1.5 * BAY);

const FILES: readonly (readonly [what: string, files: readonly File[], rows: number])[] = [
  ['nothing', [file('')], 0],
  ['a line end', [file('\n')], 0],
  ['a line', [file('{"who":1}\n')], 1],
  ['a line without an end', [file('{"who":1}')], 0],
  ['a line, and one without an end', [file('{"who":1}\n{"who":2}')], 1],
  ['blanks without an end', [file('{"who":1}\n , ')], 1],
  ['files one after another', [file('{"who":1}\n{"who":2}'), file(''), file('{"who":3}\n'), file('x')], 2],
  ['pieces', [file('{"who":1}\n', 'piece'), file('{"who":2}\n', 'piece'), file('', 'piece')], 2],
  ['blank lines and commas between', [file('\n,\n{"who":1} ,\r\n\0\n ,{"who":2}\n\n\n')], 2],
  [
    'lines of another form, between and at either end',
    [file('x\n{"who":1}\n[1]\n}\n{"who":2}\n{"odd":1}\n')],
    2,
  ],
  ['more rows than a bay has room for', [file(many(10_000, tiny).join(''))], 10_000],
  ['as many rows as a bay has room for', [file(many(2_048, tiny).join(''), 'piece')], 2_048],
  ['more rows than that, and no line end', [file(`${many(5_000, tiny).join('')}{"who":1}`)], 5_000],
  ['another part in each line', [file(many(1_000, other).join(''))], 1_000],
  ['as many parts as are remembered', [file(many(4, other).join('')), file(many(4, other).join(''))], 8],
  ['a part that is too large for any', [file(`{"who":"${'w'.repeat(130)}"}\n{"who":1}\n`)], 1],
  ['a line as long as a bay', [file(`${'y'.repeat(BAY - 1)}\n{"who":1}\n`)], 1],
  ['a line longer than a bay', [file(`{"who":1}\n${'y'.repeat(3 * BAY)}\n{"who":2}\n`)], 2],
  ['a line longer than a bay, without an end', [file(`{"who":1}\n${'y'.repeat(3 * BAY)}`)], 1],
  [
    'a line of which what is cut off by a bay looks like one',
    [file(`${'y'.repeat(BAY)}{"who":1}\n{"who":2}\n`)],
    1,
  ],
  ['blanks longer than a bay before a record', [file(`{"who":1}\n${blanks}{"who":2}\n`)], 2],
  ['blanks longer than a bay behind a record', [file(`{"who":1}${blanks}\n{"who":2}\n`)], 1],
  // Were each blank line looked at again for the next one, this would take minutes.
  ['nothing but blank lines', [file('\n'.repeat(BAY / 4))], 0],
  ['blank lines before a line of another form', [file(`${',\n'.repeat(BAY / 8)}x\n{"who":1}\n`)], 1],
];

describe('what is taken of lines that were scanned ahead is what is taken of them in one', () => {
  it.each(FILES)('%s', (_what, files, rows) => {
    const expected = takenInOne(files);
    expect(expected.filter((each) => 'row' in each)).toHaveLength(rows);
    const all = files.reduce((sum, { bytes }) => sum + bytes.length, 0);
    for (const size of [BAY, 256 * 1024, ...(all < 20_000 ? [1, 7, 64] : [])]) {
      const { pairs } = pairsOf(1);
      const pair = existing(pairs[0]);
      layAll(pair, files, size);
      expectSame(pair.taker.taken, expected);
    }
  });

  it('arbitrary lines, by several threads and beside lines of its own', { timeout: 120_000 }, () => {
    const seed = Number(process.env.AHEAD_SEED ?? Date.now() % 1_000_000_000);
    console.info(`scan-ahead: AHEAD_SEED=${seed}`);
    const seen = { rows: 0, bays: 0, unscanned: 0, full: 0, blocked: 0 };
    const property = fc.property(
      fc.array(fc.array(files, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 3 }),
      fc.array(files, { maxLength: 4 }),
      fc.infiniteStream(unit),
      (work, own, stream) => {
        const random = () => stream.next().value;
        const { news, pairs, scanner } = pairsOf(work.length);
        const mine = lineTaker(scanner);
        const ownLeft = [...own];
        const takeOwn = () => {
          const next = ownLeft.shift();
          if (next === undefined) return;
          next.bytes.copy(scanner.window);
          mine.take(scanner.window.subarray(0, next.bytes.length));
          mine.end(next.ends);
        };
        // A thread reads a byte at a time, or as much as there is, or anything between.
        const writers = pairs.map((pair, nth) => {
          const mostly = work[nth]?.some(({ bytes }) => bytes.length > BAY / 2) === true ? 18 : 14 * random();
          const sizeOf = () => Math.ceil(2 ** (mostly * random()));
          return { pair, writer: writerOf(pair, work[nth] ?? [], sizeOf) };
        });
        const [taking, awaiting] = [random(), random() < 0.3 ? 0.01 : 0];
        for (let left = writers; left.length > 0; left = left.filter(({ writer }) => !writer.isOver())) {
          if (random() < awaiting) news.await();
          if (random() < 0.02) takeOwn();
          const { pair, writer } = existing(left[Math.floor(random() * left.length)]);
          const bays = openBays(pair.ahead);
          if (!writer.goOn()) {
            if (bays.laid() - bays.taken() < BAYS) seen.full += 1;
            pair.takeNext();
          } else if (random() < taking) pair.takeNext();
        }
        for (const { pair, writer } of writers) {
          while (pair.takeNext());
          seen.bays += openBays(pair.ahead).taken();
          seen.unscanned += pair.unscanned();
          seen.blocked += writer.blocked();
        }
        while (ownLeft.length > 0) takeOwn();
        for (const [nth, { taker }] of pairs.entries()) {
          expectSame(taker.taken, takenInOne(work[nth] ?? []));
          seen.rows += taker.taken.filter((each) => 'row' in each).length;
          for (const each of taker.taken) expectTrue(each);
        }
        expectSame(mine.taken, takenInOne(own));
      },
    );
    fc.assert(property, { seed, numRuns: 120 });
    expect(seen.rows).toBeGreaterThan(5_000);
    expect(seen.full).toBeGreaterThan(100);
    expect(seen.blocked - seen.full).toBeGreaterThan(50);
    expect(seen.unscanned).toBeGreaterThan(50);
  });

  it.each([
    ['which forget again and again', false],
    ['which leave lines to the one that waits for them', true],
  ])('by threads of their own, %s', async (_what, isAwaited) => {
    const work = [1, 2, 3].map((thread) =>
      [3, 500, 2_000].map((count) =>
        file(many(count, (nth) => `{"who":${(nth * thread) % 11},"where":{"city":${nth % 17}}}\n`).join('')),
      ),
    );
    const { news, pairs } = pairsOf(work.length);
    if (isAwaited) news.await();
    const running = new Set(
      pairs.map(({ ahead }, nth) => {
        const workerData: ThreadOrder = { ahead, files: work[nth] ?? [], size: 2_000 * (nth + 1) };
        return new Worker(new URL('scan-on-thread.ts', import.meta.url), { workerData });
      }),
    );
    const failures: unknown[] = [];
    for (const worker of running) {
      worker.on('error', (error) => failures.push(error));
      worker.on('exit', () => {
        running.delete(worker);
        news.tell();
      });
    }
    while (running.size > 0) {
      const seen = news.latest();
      for (const { takeNext } of pairs) while (takeNext());
      await news.wait(seen);
    }
    for (const { takeNext } of pairs) while (takeNext());
    expect(failures).toEqual([]);
    for (const [nth, { taker }] of pairs.entries()) expectSame(taker.taken, takenInOne(work[nth] ?? []));
  });
});

/** Lists may be long: the first difference is told. */
function expectSame(taken: readonly Taken[], expected: readonly Taken[]): void {
  const at = Array.from({ length: Math.max(taken.length, expected.length) }).findIndex(
    (_, nth) => JSON.stringify(taken[nth]) !== JSON.stringify(expected[nth]),
  );
  if (at >= 0) expect([at, taken[at]]).toEqual([at, expected[at]]);
}

/** A row says what stands in its line. */
function expectTrue(taken: Taken): void {
  if (!('row' in taken)) return;
  const line: unknown = JSON.parse(Buffer.from(taken.row, 'latin1').toString());
  const said: unknown[] = [JSON.parse(taken.says.who), JSON.parse(taken.says.where)];
  for (const part of said) expect(line).toMatchObject(withoutFiller(part));
}

function withoutFiller(part: unknown): object {
  const text = JSON.stringify(part, (name, value: unknown) =>
    name === '' && value === 0 ? undefined : value,
  );
  const value: unknown = JSON.parse(text);
  return typeof value === 'object' && value !== null ? value : {};
}

const pick = (...values: readonly unknown[]) => fc.constantFrom(...values);
const seldom = (value: unknown, ...others: readonly unknown[]) =>
  fc.oneof({ weight: 1, arbitrary: fc.constant(value) }, { weight: 40, arbitrary: pick(...others) });
const optional = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });

/** Few values, and more of them than are remembered; some too large for that. */
const WHO = [...Array(9).keys(), 'Ann', 'an "Ann"', 'x'.repeat(60), 'y'.repeat(140), null, { a: 1 }, [1]];
const record = fc
  .record({
    id: optional(seldom('none', GUID, GUID.replace('8', '7'))),
    at: optional(seldom('never', '2026-11-16T01:02:03Z', '2026-11-16T01:02:03.1234567Z')),
    who: optional(fc.oneof(pick(...WHO), fc.nat(30))),
    role: optional(pick('x', 'y')),
    where: optional(
      pick({}, { city: 'Essen' }, { city: 'Essen', land: 'DE' }, { street: 1 }, [], [{ land: 'FR' }], 'x', 7),
    ),
    written: optional(pick('2026-11-16T01:02:04Z')),
    unwanted: optional(
      pick(1, 'x'.repeat(100), { a: { b: 'c'.repeat(60) } }, [{ a: 'b'.repeat(60) }], '\u00e9'),
    ),
    odd: seldom(1, undefined),
  })
  .chain((fields) =>
    fc
      .boolean()
      .map((isEnveloped) =>
        JSON.stringify(isEnveloped ? { written: fields.written, inner: fields } : fields),
      ),
  );
const oddLine = fc.oneof(
  fc.constantFrom('x', '{', '}', '[', ']', '[1]', '7', '"x"', '{"who":1', '{"who":1}}', '{"who":1}{"who":2}'),
  fc.constantFrom(
    '\u{feff}{"who":1}',
    '{"who":1,"who":2}',
    '{"wh\\u006f":1}',
    `{"x":"${'y'.repeat(4_000)}"}`,
  ),
  fc.string({ maxLength: 8 }),
);
const lineEnd = fc.oneof(
  { weight: 8, arbitrary: fc.constant('\n') },
  { weight: 1, arbitrary: fc.constantFrom('\r\n', ' ,\n', '\n\n', '\n \n,\n', ',\n\0\n') },
);
const lines = fc
  .array(
    fc.tuple(
      fc.oneof({ weight: 6, arbitrary: record }, { weight: 1, arbitrary: oddLine }),
      lineEnd,
      fc.oneof(
        { weight: 20, arbitrary: fc.constant(1) },
        { weight: 1, arbitrary: fc.integer({ min: 2, max: 60 }) },
      ),
    ),
    { maxLength: 40 },
  )
  .map((all) => all.map(([line, end, times]) => (line + end).repeat(times)).join(''));
const files: fc.Arbitrary<File> = fc.record({
  bytes: fc
    .tuple(
      lines,
      fc.oneof(
        { weight: 30, arbitrary: fc.constant('') },
        { weight: 10, arbitrary: record },
        { weight: 1, arbitrary: fc.constant(many(3_000, tiny).join('')) },
        {
          weight: 1,
          arbitrary: fc.integer({ min: -9, max: 9 }).map((more) => `${'y'.repeat(BAY + more)}{"who":1}\n`),
        },
      ),
      lines,
    )
    .map((parts) => Buffer.from(parts.join(''))),
  ends: fc.constantFrom('piece', 'file'),
});

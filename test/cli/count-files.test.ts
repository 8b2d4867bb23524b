/** Files counted on several threads, real ones: the same as in one, or counted once more by one. All is invented. */
import { linkSync, rmSync, statSync } from 'node:fs';
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { crc32, deflateRawSync, gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generateLines } from '../../bench/generate.ts';
import { type CountOptions, countFiles } from '../../src/cli/count-files.ts';
import type { CountOrder } from '../../src/cli/count-share.ts';
import { handOut } from '../../src/cli/hand-out.ts';
import { openThreads, type Threads } from '../../src/cli/thread-work.ts';
import { createCalendar } from '../../src/core/day.ts';
import { type Ahead, BAYS, openBays } from '../../src/scan/bays.ts';
import { type Input, listInputs } from '../../src/sources/archive-inputs.ts';
import { NEAR, PIECE } from '../../src/sources/archive-pieces.ts';
import { arbitraryFiles } from '../scan/arbitrary-lines.ts';
import { countedInOne, told as tellDays } from '../sources/count-in-pieces.ts';

const PROGRAM = new URL('../../src/cli.ts', import.meta.url);
const SAMPLES = ['signins.csv', 'signins.json'].map((name) =>
  fileURLToPath(new URL(`../../samples/${name}`, import.meta.url)),
);
const MIB = 1024 * 1024;

let folder: string;
/** Some 90 MB: worth three threads; and the same with two parts of it as arrays over several lines. */
let lines: string;
let mixed: string;
/** The lines, packed to some 8 MB: in one file, and in three of a third each. */
let packed: string;
let thirds: string[];
/** The lines in two files, of which the first one is not packed. */
let halves: string[];
/** What the lines come to. */
let expected: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'count-files-'));
  lines = join(folder, 'lines.ndjson');
  mixed = join(folder, 'mixed.ndjson');
  const [inLines, inMixed] = await Promise.all([open(lines, 'w'), open(mixed, 'w')]);
  const all = [...generated(24_000, '3')];
  for (let from = 0; from < all.length; from += 2_000) {
    const some = all.slice(from, from + 2_000);
    await inLines.write(`${some.join('\n')}\n`);
    const isArray = from === 10_000 || from === 12_000;
    await inMixed.write(isArray ? `[\n${some.join(',\n')}\n]\n` : `${some.join('\n')}\n`);
  }
  await Promise.all([inLines.close(), inMixed.close()]);
  const write = async (name: string, from: number, to: number) => {
    const path = join(folder, name);
    const text = `${all.slice(from, to).join('\n')}\n`;
    await writeFile(path, name.endsWith('.gz') ? gzipSync(text, { level: 1 }) : text);
    return path;
  };
  packed = await write('lines.ndjson.gz', 0, 24_000);
  thirds = await Promise.all([0, 8_000, 16_000].map((from) => write(`${from}.gz`, from, from + 8_000)));
  halves = [await write('first.ndjson', 0, 14_000), await write('second.gz', 14_000, 24_000)];
  expected = await inOne([lines]);
  expect(JSON.parse(expected)).toMatchObject({ records: 24_000, unread: [0, 0, 0, 0, 0, 0] });
});

/** Started once: most of the time of a start would be theirs. */
const threads = openThreads(PROGRAM);
afterAll(async () => {
  await threads.close();
  await rm(folder, { recursive: true });
});

function generated(records: number, seed: string) {
  return generateLines({ records, flavour: 'full', from: '2026-11-16', days: 1, seed });
}

/** What a report is made of, as read in one by the ordinary reader. */
async function inOne(paths: readonly string[]): Promise<string> {
  const inputs: Input[] = [];
  for await (const input of listInputs(paths)) inputs.push(input);
  return tellDays(await countedInOne(inputs));
}

/** The same as counted here; how: who was asked, what each laid down, whether it was undone, what was told. */
async function counted(paths: readonly string[], options: Partial<CountOptions> = {}) {
  const orders: CountOrder[] = [];
  const { others = threads } = options;
  let bytes = 0;
  let times = 0;
  const days = await countFiles(paths, {
    calendar: createCalendar('Europe/Berlin'),
    ...options,
    others: {
      close: others.close,
      ask(thread, work, order) {
        if (!('shared' in order)) return others.ask(thread, work, order);
        orders.push(order);
        const before = takenOf(order);
        const answer = others.ask(thread, work, order);
        if (others === threads) waitForTaken(order, before);
        return answer;
      },
    },
    onProgress(reading) {
      bytes = reading.bytes;
      times += 1;
      options.onProgress?.(reading);
    },
  });
  return {
    told: tellDays(days),
    how: {
      asked: orders.length,
      laid: orders.map(({ ahead }) => (ahead === undefined ? 0 : openBays(ahead).laid())),
      isReadAgain: orders.some(({ shared }) => handOut(shared).isStopped()),
      bytes,
      times,
    },
  };
}

const takenOf = ({ shared }: CountOrder) => Atomics.load(new Int32Array(shared), 0);

/** That thread has a piece then, or none is left: else this one might have read all before. */
function waitForTaken({ pieces, shared }: CountOrder, before: number): void {
  for (let tries = 0; tries < 1_000 && before < pieces.length; tries += 1)
    if (Atomics.wait(new Int32Array(shared), 0, before, 10) === 'not-equal') return;
}

const sizeOf = (paths: readonly string[]) => paths.reduce((sum, path) => sum + statSync(path).size, 0);
/** All was read once, by as many others as were asked. */
const doneBy = (paths: readonly string[], asked: number) => ({
  asked,
  isReadAgain: false,
  bytes: sizeOf(paths),
});
/** So many of them laid down something. */
const laidBy = ({ laid }: { readonly laid: readonly number[] }) => laid.filter((bays) => bays > 0).length;

/** Gzip that is worth a thread however little it holds: it has a comment. */
function packedWith(content: Uint8Array): Buffer {
  const head = Buffer.from([0x1f, 0x8b, 8, 0x10, 0, 0, 0, 0, 0, 0xff]);
  const tail = Buffer.alloc(8);
  tail.writeUInt32LE(crc32(content), 0);
  tail.writeUInt32LE(content.length, 4);
  return Buffer.concat([
    head,
    Buffer.alloc(2 * MIB, 'x'),
    Buffer.alloc(1),
    deflateRawSync(content, { level: 1 }),
    tail,
  ]);
}

describe('a file of a record a line', () => {
  it.each([
    { threads: 1, scan: true },
    { threads: 2, scan: false },
    { threads: 2, scan: true },
    { threads: 3, scan: false },
    { threads: 3, scan: true },
  ])('on $threads threads with the scanner $scan: the same as in one', async (options) => {
    const { told, how } = await counted([lines], options);
    expect(told).toBe(expected);
    expect(how).toMatchObject(doneBy([lines], options.threads - 1));
    // Each other one had a part in it.
    expect(laidBy(how)).toBe(options.scan ? options.threads - 1 : 0);
  });

  it('is not worth another thread, unless one is asked for', async () => {
    for (const path of [lines, packed]) expect((await counted([path])).how).toMatchObject(doneBy([path], 0));
  });

  it('is not worth more threads than it is long, however many are allowed', async () => {
    expect((await counted([lines], { threads: 64 })).how).toMatchObject(doneBy([lines], 2));
  });
});

describe('large gzip files', () => {
  it.each([true, false])('one, unpacked by another thread, with the scanner %s: the same', async (scan) => {
    const { told, how } = await counted([packed], { threads: 2, scan });
    expect(told).toBe(expected);
    expect(how).toMatchObject(doneBy([packed], 1));
    expect(laidBy(how)).toBe(scan ? 1 : 0);
  });

  it.each([
    { threads: 2, scan: true },
    { threads: 3, scan: true },
    { threads: 3, scan: false },
    { threads: 4, scan: true },
  ])('three, on $threads threads with the scanner $scan: the same as all of it in one', async (options) => {
    const { told, how } = await counted(thirds, options);
    expect(told).toBe(expected);
    expect(how).toMatchObject(doneBy(thirds, options.threads - 1));
    expect(laidBy(how)).toBe(options.scan ? options.threads - 1 : 0);
    // All was unpacked by others.
    const bays = how.laid.reduce((sum, each) => sum + each);
    expect(bays).toBeGreaterThanOrEqual(options.scan ? sizeOf([lines]) / NEAR : 0);
  });

  it.each([
    { threads: 2, asked: 1 },
    { threads: 3, asked: 2 },
    { threads: 8, asked: 2 },
  ])('beside one that is not packed, where $threads threads are allowed: the same', async (row) => {
    const { told, how } = await counted(halves, { threads: row.threads });
    expect(told).toBe(expected);
    expect(how).toMatchObject(doneBy(halves, row.asked));
  });

  it('tell how far they have come, up to their end, however fast they are laid down', async () => {
    // Lines that take longer to count than to unpack.
    const path = join(folder, 'odd.gz');
    await writeFile(path, gzipSync(some([...generated(6_000, '4')], escaped, 1), { level: 0 }));
    let latest = 0;
    const { how } = await counted([path], {
      threads: 2,
      onProgress({ bytes, of }) {
        expect(bytes).toBeGreaterThanOrEqual(latest);
        expect(of).toBe(sizeOf([path]));
        latest = bytes;
      },
    });
    expect(how).toMatchObject(doneBy([path], 1));
    const laid = Math.max(...how.laid);
    expect(laid).toBeGreaterThan(8 * BAYS);
    expect(how.times).toBeGreaterThan(laid / BAYS);
  });

  it.each<[what: string, broken: (bytes: Buffer) => Buffer]>([
    ['ends too early', (bytes) => bytes.subarray(0, bytes.length / 2)],
    ['is damaged', (bytes) => bytes.fill(0xff, bytes.length / 2, bytes.length / 2 + 64)],
    ['has another sum than its bytes', (bytes) => bytes.fill(1, bytes.length - 8)],
    ['has rubbish behind it', (bytes) => Buffer.concat([bytes, Buffer.from('rubbish')])],
  ])('of which one %s: as one thread reads it, what is missing told', async (_what, broken) => {
    const [whole = '', other = ''] = thirds;
    const path = join(folder, 'broken.ndjson.gz');
    await writeFile(path, broken(await readFile(other)));
    const { told, how } = await counted([whole, path], { threads: 2 });
    expect(told).toBe(await inOne([whole, path]));
    expect(JSON.parse(told).unread).toContain(1);
    expect(how).toMatchObject({ asked: 1, isReadAgain: true });
  });
});

describe('files that are not a record a line', () => {
  it.each([
    { threads: 2, scan: true },
    { threads: 3, scan: true },
    { threads: 3, scan: false },
  ])('CSV and an array, packed and not, on $threads threads with the scanner $scan', async (options) => {
    const paths = [...SAMPLES, lines];
    for (const sample of SAMPLES) {
      // Only another thread takes those.
      const path = join(folder, `${basename(sample)}.gz`);
      await writeFile(path, packedWith(await readFile(sample)));
      paths.push(path);
    }
    const { told, how } = await counted(paths, options);
    expect(told).toBe(await inOne(paths));
    expect(how).toMatchObject(doneBy(paths, options.threads - 1));
  });
});

describe('one thread counts all once more', () => {
  it.each([2, 3])('where the file holds an array over several lines, on %i threads', async (count) => {
    const { told, how } = await counted([mixed], { threads: count });
    expect(told).toBe(expected);
    expect(how).toMatchObject({ ...doneBy([mixed], count - 1), isReadAgain: true });
  });

  const onOrder = (what: string) =>
    `import { parentPort } from 'node:worker_threads'; parentPort.on('message', ({ order }) => { ${what} });`;
  const take = 'Atomics.add(new Int32Array(order.shared), 0, 1);';
  it.each([
    ['does not start', 'no program'],
    ['ends at once', 'process.exit(0)'],
    ['fails at once', "throw new Error('Out of order.')"],
    ['ends when it is asked', onOrder('process.exit(0);')],
    ['takes a piece and ends', onOrder(`${take} process.exit(0);`)],
    ['takes a piece and fails', onOrder(`${take} throw new Error('Out of order.');`)],
  ])('where another thread %s', async (_what, text) => {
    const others = openThreads(new URL(`data:text/javascript,${encodeURIComponent(text)}`));
    for (const paths of [[lines], thirds]) {
      const { told, how } = await counted(paths, { threads: 3, others });
      expect(told).toBe(expected);
      expect(how).toMatchObject({ ...doneBy(paths, 2), isReadAgain: true });
    }
    await others.close();
  });

  it('where another thread fails when some of what it laid down is counted', async () => {
    const countShare = new URL('../../src/cli/count-share.ts', import.meta.url).href;
    const program = join(folder, 'fails-later.mjs');
    const text = `
      import { parentPort } from 'node:worker_threads';
      import { countShare } from ${JSON.stringify(countShare)};
      parentPort.on('message', async ({ order }) => {
        const pieces = order.pieces.with(-1, { ...order.pieces.at(-1), path: 'gone' });
        parentPort.postMessage(await countShare({ ...order, pieces }));
      });`;
    await writeFile(program, text);
    const others = openThreads(pathToFileURL(program));
    const { told, how } = await counted(thirds, { threads: 2, others });
    await others.close();
    expect(told).toBe(expected);
    expect(how).toMatchObject({ ...doneBy(thirds, 1), isReadAgain: true });
    expect(laidBy(how)).toBe(1);
  });

  it('and says what is wrong with a file that is gone half-way', async () => {
    const gone = join(folder, 'gone.ndjson');
    linkSync(lines, gone);
    const counting = counted([gone], { threads: 2, onProgress: () => rmSync(gone, { force: true }) });
    await expect(counting).rejects.toMatchObject({ name: 'UsageError', code: 'missingPath' });
  });

  it('and says so where the other thread waits for this one then', async () => {
    const gone = join(folder, 'gone.ndjson');
    linkSync(lines, gone);
    const others: Threads = {
      close: threads.close,
      ask(thread, work, order) {
        const answer = threads.ask(thread, work, order);
        if ('ahead' in order && order.ahead !== undefined) waitUntilFull(order.ahead);
        rmSync(gone);
        return answer;
      },
    };
    const counting = counted([gone], { threads: 2, others });
    await expect(counting).rejects.toMatchObject({ name: 'UsageError', code: 'missingPath' });
  });
});

function waitUntilFull(ahead: Ahead): void {
  const [news, bays] = [new Int32Array(ahead.news), openBays(ahead)];
  for (let told = 0; bays.laid() < BAYS; told = Atomics.load(news, 0)) Atomics.wait(news, 0, told, 10_000);
}

/** Lines written in another way, or spoilt. */
const FORMS: readonly (readonly [what: string, written: (lines: readonly string[]) => Buffer | string])[] = [
  ['blank lines between them', (all) => all.join('\n \n\n')],
  ['lines that end with CRLF', (all) => `${all.join('\r\n')}\r\n`],
  ['a byte order mark before them', (all) => `\ufeff${all.join('\n')}\n`],
  ['a byte order mark before some', (all) => some(all, (line) => `\ufeff${line}`)],
  ['a comma behind some', (all) => some(all, (line) => `${line},`)],
  ['UTF-16', (all) => Buffer.from(`\ufeff${all.join('\n')}\n`, 'utf16le')],
  ['no line end at the end', (all) => all.join('\n')],
  ['a last line that is cut off', (all) => all.join('\n').slice(0, -100)],
  ['some lines that are cut off', (all) => some(all, (line) => line.slice(0, -100))],
  ['some lines that are no JSON', (all) => some(all, (line) => `nothing\n}\n]\n${line}`)],
  ['names spelt with an escape', (all) => some(all, escaped)],
  ['some lines of two records', (all) => some(all, (line) => `${line} ${line}`)],
  ['some lines of an array', (all) => some(all, (line) => `[${line},${line}]`)],
  ['some lines of a page', (all) => some(all, (line) => `{"value":[${line}]}`)],
  ['some lines that are too long for a record', (all) => some(all, (line) => long(line, 1.1 * MIB), 300)],
  ['some lines that are longer than a bay', (all) => some(all, (line) => long(line, 3 * MIB), 300)],
  ['more applications than are remembered', (all) => all.map(withOtherApp).join('\n')],
];

/** Every so manyth line another one. */
function some(all: readonly string[], other: (line: string) => string, every = 7): string {
  return all.map((line, nth) => `${nth % every === every - 1 ? other(line) : line}\n`).join('');
}

function escaped(line: string): string {
  return line.replace('"userId"', '"user\\u0049d"');
}

/** Its end looks like a record by itself. */
function long(line: string, bytes: number): string {
  return `${line.slice(0, -1)},"note":"${'x'.repeat(bytes)}",${line.slice(1)}`;
}

/** One of 900, with a long name. */
function withOtherApp(line: string, nth: number): string {
  const number = String(nth % 900).padStart(4, '0');
  const app = `"appId":"00000000-0000-4000-8000-00000000${number}","appDisplayName":"${number.padEnd(3_000, 'x')}"`;
  return line.replace(/"appId":"[^"]*","appDisplayName":"[^"]*"/, app);
}

describe('packed, and in pieces of a file, on two threads the same as in one', () => {
  const [inPlain, inPacked] = [[...generated(4_700, '5')], [...generated(1_000, '6')]];

  it.each(FORMS)('%s', async (_what, written) => {
    const [plain, pack] = [join(folder, 'form.ndjson'), join(folder, 'form.gz')];
    await writeFile(plain, written(inPlain));
    await writeFile(pack, packedWith(Buffer.from(written(inPacked))));
    expect(sizeOf([plain])).toBeGreaterThan(PIECE);
    const { told, how } = await counted([plain, pack], { threads: 2 });
    expect(told).toBe(await inOne([plain, pack]));
    expect(how).toMatchObject({ asked: 1, bytes: sizeOf([plain, pack]) });
    // More than there are at a time.
    expect(how.laid).toEqual([expect.toSatisfy((bays: number) => bays > 2 * BAYS)]);
  });
});

it('arbitrary lines, most of them spoilt, packed and not, are the same as in one', async () => {
  const seed = Number(process.env.THREADS_SEED ?? Date.now() % 1_000_000_000);
  console.info(`count-files: THREADS_SEED=${seed}`);
  const [first = ''] = generated(1, '7');
  const begun = (bytes: Buffer) => Buffer.concat([Buffer.from(`${first}\n`), bytes]);
  const cases = fc.record({
    files: fc.array(fc.tuple(arbitraryFiles(8), fc.boolean()), { minLength: 1, maxLength: 4 }),
    count: fc.integer({ min: 2, max: 3 }),
  });
  const property = fc.asyncProperty(cases, async ({ files, count }) => {
    const paths = files.map((_, nth) => join(folder, `${nth}.arbitrary`));
    for (const [nth, [bytes, isPacked]] of files.entries())
      await writeFile(paths[nth] ?? '', isPacked || nth === 0 ? packedWith(begun(bytes)) : begun(bytes));
    const { told, how } = await counted(paths, { threads: count });
    expect(told).toBe(await inOne(paths));
    expect(how.isReadAgain).toBe(false);
    expect(laidBy(how)).toBeGreaterThan(0);
  });
  await fc.assert(property, { seed, numRuns: 20 });
});

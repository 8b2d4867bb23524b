/** Files counted on several threads, real ones: the same as on one, or counted once more by one. All is invented. */
import { linkSync, rmSync, statSync } from 'node:fs';
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generateLines } from '../../bench/generate.ts';
import { type CountOptions, countFiles } from '../../src/cli/count-files.ts';
import { createCalendar } from '../../src/core/day.ts';

const PROGRAM = new URL('../../src/cli.ts', import.meta.url);
const DAYS = {
  day: undefined,
  asOf: Date.parse('2026-12-01T00:00:00Z'),
  sealHours: 48,
  exclude: { users: new Set<string>(), apps: new Set<string>() },
};

let folder: string;
/** Some 90 MB each: worth three threads. */
let lines: string;
let mixed: string;
/** The lines, packed to some 8 MB. */
let packed: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'count-files-'));
  lines = join(folder, 'lines.ndjson');
  mixed = join(folder, 'mixed.ndjson');
  const [inLines, inMixed] = await Promise.all([open(lines, 'w'), open(mixed, 'w')]);
  const all = [
    ...generateLines({ records: 24_000, flavour: 'full', from: '2026-11-16', days: 1, seed: '3' }),
  ];
  for (let from = 0; from < all.length; from += 2_000) {
    const some = all.slice(from, from + 2_000);
    await inLines.write(`${some.join('\n')}\n`);
    const isArray = from === 10_000 || from === 12_000;
    await inMixed.write(isArray ? `[\n${some.join(',\n')}\n]\n` : `${some.join('\n')}\n`);
  }
  await Promise.all([inLines.close(), inMixed.close()]);
  packed = `${lines}.gz`;
  await writeFile(packed, gzipSync(await readFile(lines), { level: 1 }));
});
afterAll(() => rm(folder, { recursive: true }));

/** What a report is made of, the threads that were started for it, and whether all was read a second time. */
async function counted(path: string, options: Partial<CountOptions>) {
  let started = 0;
  let read = 0;
  let isReadAgain = false;
  const onWorker = () => {
    started += 1;
  };
  process.on('worker', onWorker);
  try {
    const days = await countFiles([path], {
      calendar: createCalendar('Europe/Amsterdam'),
      program: PROGRAM,
      onProgress({ bytes }) {
        isReadAgain ||= bytes < read;
        read = bytes;
      },
      ...options,
    });
    const found = days.days(DAYS);
    return {
      started,
      isReadAgain,
      told: JSON.stringify({
        found,
        people: found.map(({ day }) => days.people(day)),
        unread: days.unread,
        records: days.records,
      }),
    };
  } finally {
    process.off('worker', onWorker);
  }
}

describe('a file of a record a line', () => {
  it.each([
    { threads: 1, scan: true },
    { threads: 2, scan: false },
    { threads: 2, scan: true },
    { threads: 3, scan: false },
    { threads: 3, scan: true },
  ])('on $threads threads with the scanner $scan: the same as on one without', async (options) => {
    const alone = await counted(lines, { threads: 1, scan: false });
    expect(JSON.parse(alone.told)).toMatchObject({ records: 24_000, unread: {} });
    expect(await counted(lines, options)).toEqual({ ...alone, started: options.threads - 1 });
  });

  it('is not worth another thread, unless one is asked for', async () => {
    expect(await counted(lines, {})).toMatchObject({ started: 0 });
    expect(await counted(packed, {})).toMatchObject({ started: 0 });
  });

  it('is not worth more threads than it is long, however many are allowed', async () => {
    expect(await counted(lines, { threads: 64 })).toMatchObject({ started: 2, isReadAgain: false });
  });
});

describe('a large gzip file', () => {
  it.each([true, false])(
    'is unpacked by a thread of its own, with the scanner %s: the same',
    async (scan) => {
      const alone = await counted(packed, { threads: 1, scan });
      expect(JSON.parse(alone.told)).toMatchObject({ records: 24_000, unread: {} });
      expect(await counted(packed, { threads: 2, scan })).toEqual({ ...alone, started: 1 });
    },
  );

  it.each<[what: string, broken: (bytes: Buffer) => Buffer]>([
    ['ends too early', (bytes) => bytes.subarray(0, bytes.length / 2)],
    ['is damaged', (bytes) => bytes.fill(0xff, bytes.length / 2, bytes.length / 2 + 64)],
    ['has another sum than its bytes', (bytes) => bytes.fill(1, bytes.length - 8)],
    ['has rubbish behind it', (bytes) => Buffer.concat([bytes, Buffer.from('rubbish')])],
  ])('that %s: as one thread reads it, what is missing told', async (_what, broken) => {
    const path = join(folder, 'broken.ndjson.gz');
    await writeFile(path, broken(await readFile(packed)));
    const alone = await counted(path, { threads: 1 });
    expect(JSON.parse(alone.told).unread.notJson).toBeGreaterThan(0);
    expect(await counted(path, { threads: 2 })).toEqual({ ...alone, started: 1, isReadAgain: true });
  });

  it('tells how far it has come, up to its end', async () => {
    let latest = 0;
    let times = 0;
    await counted(packed, {
      threads: 2,
      onProgress({ bytes, of }) {
        expect(bytes).toBeGreaterThanOrEqual(latest);
        expect(of).toBe(statSync(packed).size);
        latest = bytes;
        times += 1;
      },
    });
    expect(latest).toBe(statSync(packed).size);
    expect(times).toBeGreaterThan(10);
  });

  it.each([
    ['does not start', 'no program'],
    ['ends at once', 'process.exit(0)'],
    ['fails at once', "throw new Error('Out of order.')"],
  ])('where the other thread %s, this one reads it', async (_what, text) => {
    const alone = await counted(packed, { threads: 1 });
    const program = new URL(`data:text/javascript,${encodeURIComponent(text)}`);
    const { told } = await counted(packed, { threads: 2, program });
    expect(told).toBe(alone.told);
  });
});

describe('one thread counts all once more', () => {
  it.each([2, 3])('where the file holds an array over several lines, on %i threads', async (threads) => {
    const alone = await counted(mixed, { threads: 1 });
    expect(JSON.parse(alone.told)).toMatchObject({ records: 24_000, unread: {} });
    expect(await counted(mixed, { threads })).toEqual({ ...alone, started: threads - 1, isReadAgain: true });
  });

  const takes =
    "import { workerData } from 'node:worker_threads'; Atomics.add(new Int32Array(workerData.order.shared), 0, 1);";
  it.each([
    ['does not start', 'no program'],
    ['ends at once', 'process.exit(0)'],
    ['fails at once', "throw new Error('Out of order.')"],
    ['takes a piece and ends', `${takes} process.exit(0);`],
    ['takes a piece and fails', `${takes} throw new Error('Out of order.');`],
  ])('where another thread %s', async (_what, text) => {
    const alone = await counted(lines, { threads: 1 });
    const program = new URL(`data:text/javascript,${encodeURIComponent(text)}`);
    const dead = await counted(lines, { threads: 3, program });
    expect(dead).toEqual({ ...alone, started: 2, isReadAgain: true });
  });

  it('and says what is wrong with a file that is gone half-way', async () => {
    const gone = join(folder, 'gone.ndjson');
    linkSync(lines, gone);
    const counting = counted(gone, { threads: 3, onProgress: () => rmSync(gone, { force: true }) });
    await expect(counting).rejects.toMatchObject({ name: 'UsageError', code: 'missingPath' });
  });
});

/** Files counted on several threads, real ones: the same as on one, or counted once more by one. All is invented. */
import { linkSync, rmSync } from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
});
afterAll(() => rm(folder, { recursive: true }));

/** What a report is made of, the threads that were started for it, and whether all was read a second time. */
async function counted(path: string, options: Pick<CountOptions, 'threads'> & Partial<CountOptions>) {
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

  it('is not worth more threads than it is long, however many are allowed', async () => {
    expect(await counted(lines, { threads: 64 })).toMatchObject({ started: 2, isReadAgain: false });
  });
});

describe('one thread counts all once more', () => {
  it.each([2, 3])('where the file holds an array over several lines, on %i threads', async (threads) => {
    const alone = await counted(mixed, { threads: 1 });
    expect(JSON.parse(alone.told)).toMatchObject({ records: 24_000, unread: {} });
    expect(await counted(mixed, { threads })).toEqual({ ...alone, started: threads - 1, isReadAgain: true });
  });

  const takes =
    "import { workerData } from 'node:worker_threads'; Atomics.add(new Int32Array(workerData.shared), 0, 1);";
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

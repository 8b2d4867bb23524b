/**
 * Collecting from Microsoft Graph, next to a bare loop of `fetch` and `JSON.parse` over the same pages.
 * By itself, and with sizes of your own:
 *
 *   node bench/measure-collecting.ts [--runs 3] [--records 100000] [--large 1000000] [--keep FOLDER]
 */
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { collectingBars } from './bars.ts';
import { checkCollected } from './check-counts.ts';
import { computeRequests, countRequests, type DayOfRequests } from './count-requests.ts';
import { GENERATED, generatedInput, type Input, type Size } from './generated-input.ts';
import { secondsOf, type Taken, told } from './measure-command.ts';
import { collectingSection } from './results-page.ts';
import { startServer } from './server-process.ts';
import { wholeNumber } from './whole-number.ts';

/** Graph compresses for whoever asks, as both the loop and we do; plain, there is less to hide behind. */
export type Packing = 'plain' | 'gzip';

/** One collection of the day. Time is that of collecting alone, without the start of its process. */
export type Collection = Taken & {
  /** What the pace of requests asked it to pause; the pauses themselves took no time. */
  readonly pausedSeconds: number;
  readonly coverage: Coverage;
  /** All figures of the day as published. */
  readonly figures: string;
};
/** Collections of one file, each into an empty store. */
export type Collected = {
  readonly flavour: string;
  /** Of the pages on their way. */
  readonly packing: Packing;
  readonly records: number;
  /** Distinct ids among the records. */
  readonly ids: number;
  /** That one reading asked for. */
  readonly pages: number;
  /** The bare loop, and our collection as the Functions host runs it, in turn. */
  readonly loops: readonly Taken[];
  readonly runs: readonly Collection[];
  /** As the command line runs it: slower, with less memory. */
  readonly smallHeap: readonly Collection[];
};
export type Collecting = {
  readonly collected: readonly Collected[];
  readonly requests: readonly DayOfRequests[];
};

export type CollectingOptions = {
  /** Of the loop and of ours, for the speed. */
  readonly runs: number;
  /** As Graph sends them, for the speed; and lean ones, for the memory. */
  readonly records: number;
  readonly large: number;
  readonly folder: string;
  readonly tell: (line: string) => void;
};

/** Days of so many sign-ins are collected for the count of requests; more is computed from them. */
const COUNTED = { few: 4_000, many: 200_000 } as const;
const COMPUTED = 1_000_000;

/** As src/cli.ts sets them; the Functions host runs Node as it is. */
const SMALL_HEAP = ['--optimize-for-size', '--semi-space-growth-factor=1'];

const Coverage = z.object({
  records: z.number(),
  signIns: z.number(),
  outsideWindow: z.number(),
  nonInteractive: z.number(),
  outOfScope: z.number(),
  rejected: z.object({ total: z.number() }),
});
export type Coverage = z.infer<typeof Coverage>;

const Took = { seconds: z.number(), cpuSeconds: z.number(), peakMiB: z.number() };
const Looped = z.object({ ...Took, pages: z.number() });
const Left = z.object({
  ...Took,
  pausedSeconds: z.number(),
  published: z.object({ state: z.literal('sealed'), coverage: Coverage, figures: z.unknown() }),
});

/** Measures everything. @throws Error where a process fails, or leaves the day unsealed */
export async function measureCollecting(options: CollectingOptions): Promise<Collecting> {
  const { folder, large, records, runs, tell } = options;
  const input = (size: Size) => generatedInput(folder, size, tell);
  const full = await input({ flavour: 'full', records });
  const lean = await input({ flavour: 'lean', records: large });
  const collected = [
    await collectInTurn(full, 'gzip', runs, options),
    await collectInTurn(full, 'plain', runs, options),
    await collectInTurn(lean, 'plain', 1, options),
  ];
  const count = async (size: number): Promise<DayOfRequests> => {
    const { path } = await input({ flavour: 'lean', records: size });
    const day = await countRequests(path, GENERATED.from, { records: size, folder });
    tell(`requests of a day of ${size}: ${JSON.stringify(day.all)}`);
    return day;
  };
  const [few, many] = [await count(COUNTED.few), await count(COUNTED.many)];
  return { collected, requests: [few, many, computeRequests(few, many, COMPUTED)] };
}

async function collectInTurn(
  { flavour, generated, path, records }: Input,
  packing: Packing,
  runs: number,
  { folder, tell }: CollectingOptions,
): Promise<Collected> {
  const day = GENERATED.from;
  const graph = await startServer('serve-graph.ts', [path, day, '1', packing]);
  const leftAt = join(folder, 'taken.json');

  async function left(name: string, flags: readonly string[], args: readonly string[]): Promise<unknown> {
    const script = fileURLToPath(new URL(name, import.meta.url));
    await secondsOf(folder, [...flags, script, leftAt, ...args]);
    return JSON.parse(await readFile(leftAt, 'utf8'));
  }
  async function collectOnce(flags: readonly string[]): Promise<Collection> {
    const tables = await startServer('serve-tables.ts', [await mkdtemp(join(folder, 'tables-'))]);
    try {
      const args = [graph.address, tables.address, day];
      const { published, ...took } = Left.parse(await left('collect-graph.ts', flags, args));
      return { ...took, coverage: published.coverage, figures: JSON.stringify(published.figures) };
    } finally {
      await tables.stop();
    }
  }

  const loops: Taken[] = [];
  const ours: Collection[] = [];
  let pages = 0;
  try {
    for (let run = 1; run <= runs; run += 1) {
      const { pages: asked, ...loop } = Looped.parse(await left('bare-loop.ts', [], [graph.address, day]));
      pages = asked;
      loops.push(loop);
      const one = await collectOnce([]);
      ours.push(one);
      tell(
        `run ${run}  collecting ${records} ${flavour}, ${packing}: ${told(one)}; bare loop: ${told(loop)}`,
      );
    }
    const smallHeap = await collectOnce(SMALL_HEAP);
    tell(`with a small heap: ${told(smallHeap)}`);
    return {
      flavour,
      packing,
      records,
      ids: generated.ids,
      pages,
      loops,
      runs: ours,
      smallHeap: [smallHeap],
    };
  } finally {
    await graph.stop();
  }
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      runs: { type: 'string', default: '3' },
      records: { type: 'string', default: '100000' },
      large: { type: 'string', default: '1000000' },
      keep: { type: 'string' },
    },
  });
  const folder = values.keep ?? (await mkdtemp(join(tmpdir(), 'mfa-digest-bench-')));
  await mkdir(folder, { recursive: true });
  try {
    const collecting = await measureCollecting({
      runs: wholeNumber('--runs', values.runs),
      records: wholeNumber('--records', values.records),
      large: wholeNumber('--large', values.large),
      folder,
      tell: (line) => console.error(line),
    });
    console.log(collectingSection(collecting));
    const rules = [...collectingBars(collecting), ...checkCollected(collecting.collected)];
    for (const { figure, holds, what } of rules)
      console.log(`${holds ? 'pass' : 'FAIL'}  ${what}: ${figure}`);
    process.exitCode = rules.every(({ holds }) => holds) ? 0 : 1;
  } finally {
    if (values.keep === undefined) await rm(folder, { recursive: true, force: true });
  }
}

/** Reading an archive in all ways there are, in processes of their own that take turns. */
import { createReadStream } from 'node:fs';
import { access, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type Asked,
  type Missing,
  type Packing,
  type Query,
  type Way,
  type WayRow,
  waysOf,
} from './archive-ways.ts';
import { checkAnswers } from './check-answers.ts';
import { totalsOf } from './check-counts.ts';
import type { Flavour } from './generate.ts';
import { generatedInput, type Input } from './generated-input.ts';
import { gzippedInput } from './gzipped-input.ts';
import { Left, runProcess } from './measure-command.ts';
import { literal, vocabularySql } from './vocabulary-sql.ts';

/** One run. `left`: what it took, where the program is one that leaves it behind. */
export type Ran = {
  readonly seconds: number;
  readonly printed: string;
  readonly left: { readonly cpuSeconds: number; readonly peakMiB: number } | undefined;
};

/** `missing`: why it was not run. */
export type WayRuns = {
  readonly way: Way;
  readonly runs: readonly Ran[];
  readonly missing: string | undefined;
};

/** One file, read in several ways. */
export type ArchiveRead = {
  readonly flavour: Flavour;
  readonly records: number;
  readonly packing: Packing;
  /** Unpacked. */
  readonly bytes: number;
  /** Distinct ids of all its lines. */
  readonly ids: number;
  /** As the report counts them. */
  readonly signIns: number;
  readonly ways: readonly WayRuns[];
};

export type ArchiveOptions = {
  readonly flavours: readonly Flavour[];
  readonly records: readonly number[];
  /** Of each way. */
  readonly runs: number;
  /** Holds the generated files, and finds them again. */
  readonly folder: string;
  readonly tell: (line: string) => void;
};

const BENCH = fileURLToPath(new URL('.', import.meta.url));
const INSTALL = 'npm ci --prefix bench';

/** @throws Error where a process fails, or two ways differ in what they count */
export async function measureArchive(options: ArchiveOptions): Promise<ArchiveRead[]> {
  const { flavours, folder, records: sizes, tell } = options;
  const missing = await whatIsMissing(folder);
  if (missing.duckdb !== undefined) tell(`DuckDB is not installed, its rows are left out: ${INSTALL}`);
  const reads: ArchiveRead[] = [];
  for (const flavour of flavours) {
    for (const records of sizes) {
      const input = await generatedInput(folder, { flavour, records }, tell);
      const packed = await gzippedInput(input, tell);
      reads.push(await measureFile(input, input.path, 'plain', missing, options));
      reads.push(await measureFile(input, packed.path, 'gzip', missing, options));
    }
  }
  return reads;
}

async function measureFile(
  input: Input,
  path: string,
  packing: Packing,
  missing: Missing,
  { folder, runs, tell }: ArchiveOptions,
): Promise<ArchiveRead> {
  const { flavour, generated, records } = input;
  const queries = await writeQueries(folder, path);
  const asked: Asked = { leftAt: join(folder, 'taken.json'), path, queries, missing };
  const ways = waysOf(packing, records).map(([way, row]) => ({
    row,
    reads: { way, runs: [] as Ran[], missing: row.needs && missing[row.needs] },
  }));
  // Whoever comes first must not be the only one who waits for the disk.
  for await (const _ of createReadStream(path, { highWaterMark: 1024 * 1024 }));
  const about = { flavour, records, packing, bytes: generated.bytes, ids: generated.ids };
  const measured = ways.map(({ reads }) => reads);
  for (let run = 1; run <= runs; run += 1) {
    for (const { row, reads } of ways) {
      if (reads.missing !== undefined) continue;
      const ran = await runOnce(folder, asked, row);
      reads.runs.push(ran);
      tell(`run ${run}  ${records} ${flavour} ${packing}, ${row.title}: ${ran.seconds.toFixed(2)} s`);
    }
    const wrong = checkAnswers({ ...about, ways: measured });
    if (wrong.length > 0)
      throw new Error(
        `${records} ${flavour} ${packing}: the ways differ, nothing is compared.\n${wrong.join('\n')}`,
      );
  }
  const report = measured.find(({ way }) => way === 'report')?.runs[0]?.printed ?? '';
  return { ...about, signIns: totalsOf(report).signIns, ways: measured };
}

async function runOnce(folder: string, asked: Asked, { command, leaves }: WayRow): Promise<Ran> {
  const [program, ...args] = command(asked);
  const ran = await runProcess(folder, program, args);
  const left = leaves ? Left.parse(JSON.parse(await readFile(asked.leftAt, 'utf8'))) : undefined;
  return { ...ran, left };
}

/** What the rows need and this machine, or this version, has not. */
async function whatIsMissing(folder: string): Promise<Missing> {
  const cli = fileURLToPath(new URL('../src/cli.ts', import.meta.url));
  const { printed } = await runProcess(folder, process.execPath, [cli, 'report', '--help']);
  const duckdb = access(join(BENCH, 'node_modules/@duckdb/node-api/package.json'));
  return {
    ...(!printed.includes('--threads') && { threads: 'has no `--threads`' }),
    ...(await duckdb.then(
      () => ({}),
      () => ({ duckdb: 'not installed' }),
    )),
    ...(await runProcess(folder, 'jq', ['--version']).then(
      () => ({}),
      () => ({ jq: 'not installed' }),
    )),
  };
}

/** The queries over that file, whole: what DuckDB's own command line could run too. */
async function writeQueries(folder: string, path: string): Promise<Record<Query, string>> {
  const written = async (query: Query, before: string) => {
    const sql = await readFile(join(BENCH, `${query}.sql`), 'utf8');
    const at = join(folder, `${query}.sql`);
    await writeFile(at, `set variable archive = ${literal(path)};\n${before}${sql}`);
    return at;
  };
  return { counts: await written('counts', ''), figures: await written('figures', vocabularySql()) };
}

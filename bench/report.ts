/**
 * Speed, memory and size, against what must hold of them: `npm run bench`, about five minutes.
 *
 *   node bench/report.ts [--runs 3] [--full-million] [--keep FOLDER] [--out bench/results.md]
 *
 * Invented sign-ins are written to a temporary folder once, or to the folder to keep, where they are
 * found again the next time. One process at a time is measured, and the inputs take turns, so that a
 * busy minute of the machine falls on all of them. Exit 1 where a bar or a count is missed.
 */
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { arch, availableParallelism, cpus, platform, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { bars, type Measured } from './bars.ts';
import { type CountCheck, type CountedInput, checkCounts, totalsOf } from './check-counts.ts';
import { type Flavour, type Generated, type GenerateOptions, writeRecords } from './generate.ts';
import { measureAppStart } from './measure-app-start.ts';
import { measureCommand, type Taken } from './measure-command.ts';
import { type Machine, resultsPage } from './results-page.ts';

export type ReportOptions = {
  /** Of each command. */
  readonly runs: number;
  /** Also a million records as Graph sends them, 4 GB. */
  readonly fullMillion: boolean;
  /** Holds the generated files and all that the commands write. */
  readonly folder: string;
  readonly tell: (line: string) => void;
};

/** A day long past its end, so that the report of it is whole. */
const GENERATED = { from: '2026-11-16', days: 1, seed: '1' } as const;
const AS_OF = '2026-11-30T08:00:00Z';
/** A start takes a tenth of a second: enough of them to tell the two apart on a busy machine. */
const STARTS = 15;

type Size = { readonly flavour: Flavour; readonly records: number };
/** What has been measured of one input so far. */
type Series = { readonly input: Input; readonly taken: Taken[]; readonly outputs: string[] };
type Input = Size & { readonly path: string; readonly generated: Generated };

/** Measures everything. @throws Error where a command fails */
export async function measureReport(
  options: ReportOptions,
): Promise<{ measured: Measured; checks: readonly CountCheck[] }> {
  const { folder, runs, tell } = options;
  const sizes: Size[] = [
    { flavour: 'lean', records: 100_000 },
    // Just above a power of two, so that no bar is met by luck: there doubled memory is half empty.
    { flavour: 'lean', records: 270_000 },
    { flavour: 'lean', records: 1_000_000 },
    { flavour: 'full', records: 100_000 },
    ...(options.fullMillion ? [{ flavour: 'full', records: 1_000_000 } as const] : []),
  ];
  const inputs: Input[] = [];
  for (const size of sizes) inputs.push(await generated(folder, size, tell));
  const handful = await generated(folder, { flavour: 'lean', records: 10 }, tell);

  const all: Series[] = [handful, ...inputs].map((input) => ({ input, taken: [], outputs: [] }));
  for (let run = 1; run <= runs; run += 1) {
    for (const { input, taken, outputs } of all) {
      const out = join(folder, 'report.json');
      const took = await measureCommand(folder, ['report', input.path, '--as-of', AS_OF, '--out', out]);
      taken.push(took);
      outputs.push(await readFile(out, 'utf8'));
      tell(`run ${run}  report, ${input.records} ${input.flavour}: ${told(took)}`);
    }
  }
  const demo: Taken[] = [];
  for (let run = 1; run <= runs; run += 1) {
    // The embedded store lies in the current folder: a new one each time, as after an installation.
    const fresh = await mkdtemp(join(folder, 'demo-'));
    const took = await measureCommand(fresh, ['demo', '--as-of', AS_OF]);
    demo.push(took);
    tell(`run ${run}  demo: ${told(took)}`);
  }
  const app = await measureAppStart(join(folder, 'app'), STARTS);

  const [start, ...reports] = all;
  const counted: CountedInput[] = reports.map(({ input, outputs }) => ({ ...input, outputs }));
  return {
    measured: {
      reports: reports.map(({ input, outputs, taken }) => ({
        flavour: input.flavour,
        records: input.records,
        bytes: input.generated.bytes,
        signIns: totalsOf(outputs[0] ?? '').signIns,
        runs: taken,
      })),
      start: start?.taken ?? [],
      demo,
      app,
    },
    checks: checkCounts(counted),
  };
}

const Kept = z.object({ bytes: z.number(), ids: z.number() });

/** Writes the file, or finds it again with what is known of it. */
async function generated(folder: string, size: Size, tell: ReportOptions['tell']): Promise<Input> {
  const path = join(folder, `${size.flavour}-${size.records}.ndjson`);
  const kept = await readFile(`${path}.about.json`, 'utf8').catch(() => undefined);
  if (kept !== undefined) return { ...size, path, generated: Kept.parse(JSON.parse(kept)) };
  tell(`writing ${size.records} ${size.flavour} records`);
  const options: GenerateOptions = { ...GENERATED, ...size };
  const stream = createWriteStream(`${path}.part`);
  const written = await writeRecords(stream, options);
  stream.end();
  await finished(stream);
  await rename(`${path}.part`, path);
  await writeFile(`${path}.about.json`, JSON.stringify(written));
  return { ...size, path, generated: written };
}

function told({ seconds, cpuSeconds, peakMiB }: Taken): string {
  return `${seconds.toFixed(1)} s (${cpuSeconds.toFixed(1)} of CPU), ${peakMiB.toFixed(0)} MiB`;
}

function machine(): Machine {
  return {
    cores: availableParallelism(),
    processor: cpus()[0]?.model ?? 'unknown',
    memoryGiB: totalmem() / 2 ** 30,
    system: `${platform()} ${arch()}`,
    node: process.version,
  };
}

function wholeNumber(flag: string, given: string): number {
  const number = Number(given);
  if (Number.isInteger(number) && number > 0) return number;
  throw new Error(`${flag}: expected a whole number from 1 on; got ${JSON.stringify(given)}.`);
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      runs: { type: 'string', default: '3' },
      'full-million': { type: 'boolean', default: false },
      keep: { type: 'string' },
      out: { type: 'string', default: fileURLToPath(new URL('results.md', import.meta.url)) },
    },
  });
  const runs = wholeNumber('--runs', values.runs);
  const folder = values.keep ?? (await mkdtemp(join(tmpdir(), 'mfa-digest-bench-')));
  await mkdir(folder, { recursive: true });
  try {
    const tell = (line: string) => console.error(line);
    const { measured, checks } = await measureReport({
      runs,
      fullMillion: values['full-million'],
      folder,
      tell,
    });
    const date = new Date().toISOString().slice(0, 10);
    const page = resultsPage(measured, { machine: machine(), date, checks });
    await writeFile(values.out, page);
    console.log(page);
    const missed = [...bars(measured), ...checks].filter(({ holds }) => !holds);
    for (const { what, figure } of missed) console.error(`FAIL  ${what}: ${figure}`);
    process.exitCode = missed.length === 0 ? 0 : 1;
  } finally {
    if (values.keep === undefined) await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Speed, memory and size, against what must hold of them: `npm run bench`, about twenty minutes.
 *
 *   node bench/report.ts [--runs 3] [--full-million] [--keep FOLDER] [--out bench/results.md]
 *   node bench/report.ts archive ...      the ways to read an archive alone: bench/compare-archive.ts
 *
 * Invented sign-ins are written to a temporary folder once, or to the folder to keep, where they are
 * found again the next time. One process at a time is measured, and the inputs take turns, so that a
 * busy minute of the machine falls on all of them. Exit 1 where a bar or a count is missed.
 */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { archiveBars } from './archive-bars.ts';
import { archiveSection, withArchiveSection } from './archive-section.ts';
import { bars, type Measured } from './bars.ts';
import { type CountCheck, type CountedInput, checkCollected, checkCounts, totalsOf } from './check-counts.ts';
import { ALL_OF_ARCHIVE, compareArchive } from './compare-archive.ts';
import { generatedInput, type Input, type Size } from './generated-input.ts';
import { thisMachine } from './machine.ts';
import { measureAppStart } from './measure-app-start.ts';
import { measureArchive } from './measure-archive.ts';
import { measureCollecting } from './measure-collecting.ts';
import { measureCommand, type Taken, told } from './measure-command.ts';
import { measureJudging } from './measure-judging.ts';
import { resultsPage } from './results-page.ts';
import { wholeNumber } from './whole-number.ts';

export type ReportOptions = {
  /** Of each command. */
  readonly runs: number;
  /** Also a million records as Graph sends them, 4 GB. */
  readonly fullMillion: boolean;
  /** Holds the generated files and all that the commands write. */
  readonly folder: string;
  readonly tell: (line: string) => void;
};

/** Long after the generated day, so that the report of it is whole. */
const AS_OF = '2026-11-30T08:00:00Z';
/** A start takes a tenth of a second: enough of them to tell the two apart on a busy machine. */
const STARTS = 15;

/** What has been measured of one input so far. */
type Series = { readonly input: Input; readonly taken: Taken[]; readonly outputs: string[] };

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
  for (const size of sizes) inputs.push(await generatedInput(folder, size, tell));
  const handful = await generatedInput(folder, { flavour: 'lean', records: 10 }, tell);

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
  const collecting = await measureCollecting({ runs, records: 100_000, large: 1_000_000, folder, tell });
  const judging = await measureJudging({ runs, records: 1_000_000, storedRecords: 100_000, folder, tell });

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
      collecting,
      judging,
    },
    checks: [...checkCounts(counted), ...checkCollected(collecting.collected)],
  };
}

async function reportAll(): Promise<0 | 1> {
  const { values } = parseArgs({
    options: {
      runs: { type: 'string', default: '3' },
      'full-million': { type: 'boolean', default: false },
      keep: { type: 'string' },
      out: { type: 'string', default: fileURLToPath(new URL('results.md', import.meta.url)) },
    },
  });
  const runs = wholeNumber('--runs', values.runs);
  const folder = resolve(values.keep ?? (await mkdtemp(join(tmpdir(), 'mfa-digest-bench-'))));
  await mkdir(folder, { recursive: true });
  try {
    const tell = (line: string) => console.error(line);
    // First, because it ends where two ways differ in what they count.
    const reads = await measureArchive({ ...ALL_OF_ARCHIVE, folder, tell });
    const { measured, checks } = await measureReport({
      runs,
      fullMillion: values['full-million'],
      folder,
      tell,
    });
    const [date, machine] = [new Date().toISOString().slice(0, 10), thisMachine()];
    const page = withArchiveSection(
      resultsPage(measured, { machine, date, checks }),
      archiveSection(reads, { machine, date }),
    );
    await writeFile(values.out, page);
    console.log(page);
    const all = [...bars(measured), ...checks, ...archiveBars(reads)];
    const missed = all.filter(({ holds }) => holds === false);
    for (const { what, figure } of missed) console.error(`FAIL  ${what}: ${figure}`);
    return missed.length === 0 ? 0 : 1;
  } finally {
    if (values.keep === undefined) await rm(folder, { recursive: true, force: true });
  }
}

if (import.meta.main) {
  const [part, ...args] = process.argv.slice(2);
  process.exitCode = part === 'archive' ? await compareArchive(args) : await reportAll();
}

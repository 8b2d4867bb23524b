/**
 * What it costs to tell what stands out: its share in counting a large day, and a digest that is judged
 * by 90 stored days. By itself:
 *
 *   node bench/measure-judging.ts [--runs 3] [--records 1000000] [--stored 100000] [--keep FOLDER]
 */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { judgingBars } from './bars.ts';
import { GENERATED, generatedInput } from './generated-input.ts';
import { measureCommand, secondsOf, type Taken, told } from './measure-command.ts';
import { judgingSection } from './results-page.ts';
import { startServer } from './server-process.ts';
import { wholeNumber } from './whole-number.ts';

const Tallied = z.object({ seconds: z.number(), judgingSeconds: z.number(), peakMiB: z.number() });
/** Counting one day: CPU seconds of it all, and of that the part that tells of people and reasons. */
export type Tallied = z.infer<typeof Tallied>;

export type Judging = {
  /** Sign-ins of the counted day. */
  readonly records: number;
  readonly tallies: readonly Tallied[];
  /** Stored days that a digest is judged by, its own included, and sign-ins of each. */
  readonly days: number;
  readonly storedRecords: number;
  readonly digests: readonly Taken[];
  /** Of one digest, to Table Storage; each page of a query is one. */
  readonly reads: number;
};

export type JudgingOptions = {
  readonly runs: number;
  readonly records: number;
  readonly storedRecords: number;
  readonly folder: string;
  readonly tell: (line: string) => void;
};

const DAYS = 90;

const script = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** @throws Error where a process fails */
export async function measureJudging(options: JudgingOptions): Promise<Judging> {
  const { folder, records, runs, storedRecords, tell } = options;
  const { path } = await generatedInput(folder, { flavour: 'lean', records }, tell);
  const leftAt = join(folder, 'share.json');
  const tallies: Tallied[] = [];
  for (let run = 1; run <= runs; run += 1) {
    await secondsOf(folder, [script('profile-tally.ts'), leftAt, path, GENERATED.from]);
    const tallied = Tallied.parse(JSON.parse(await readFile(leftAt, 'utf8')));
    tallies.push(tallied);
    tell(`run ${run}  counting ${records}: ${tallied.seconds} s, of it judging ${tallied.judgingSeconds} s`);
  }
  return { records, tallies, days: DAYS, storedRecords, ...(await measureDigests(options)) };
}

async function measureDigests({ folder, runs, storedRecords, tell }: JudgingOptions) {
  const { path } = await generatedInput(folder, { flavour: 'lean', records: storedRecords }, tell);
  const tables = await startServer('serve-tables.ts', [await mkdtemp(join(folder, 'tables-'))]);
  try {
    const environment = join(folder, 'digest.env');
    await writeFile(environment, `SOURCE=sample\nTABLES=${tables.address}\n`);
    await secondsOf(folder, [script('fill-days.ts'), tables.address, path, GENERATED.from, String(DAYS)]);
    const out = join(folder, 'digest.html');
    const asOf = `${GENERATED.from}T23:59:59Z`;
    const args = ['digest', '--day', GENERATED.from, '--format', 'html', '--out', out];
    const digests: Taken[] = [];
    let reads = 0;
    for (let run = 1; run <= runs; run += 1) {
      const before = (await tables.served()).requests.GET ?? 0;
      const took = await measureCommand(folder, [...args, '--env', environment, '--as-of', asOf]);
      reads = ((await tables.served()).requests.GET ?? 0) - before;
      digests.push(took);
      tell(`run ${run}  digest by ${DAYS} days: ${told(took)}, ${reads} reads`);
    }
    return { digests, reads };
  } finally {
    await tables.stop();
  }
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      runs: { type: 'string', default: '3' },
      records: { type: 'string', default: '1000000' },
      stored: { type: 'string', default: '100000' },
      keep: { type: 'string' },
    },
  });
  const folder = values.keep ?? (await mkdtemp(join(tmpdir(), 'mfa-digest-bench-')));
  await mkdir(folder, { recursive: true });
  try {
    const measured = await measureJudging({
      runs: wholeNumber('--runs', values.runs),
      records: wholeNumber('--records', values.records),
      storedRecords: wholeNumber('--stored', values.stored),
      folder,
      tell: (line) => console.error(line),
    });
    console.log(judgingSection(measured));
    const missed = judgingBars(measured).filter(({ holds }) => !holds);
    for (const { what, figure } of missed) console.error(`FAIL  ${what}: ${figure}`);
    process.exitCode = missed.length === 0 ? 0 : 1;
  } finally {
    if (values.keep === undefined) await rm(folder, { recursive: true, force: true });
  }
}

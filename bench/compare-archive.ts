/**
 * Ways to read an archive, in turns: `npm run bench -- archive`.
 *
 *   node bench/compare-archive.ts [--records 10000,100000,1000000] [--flavours full,lean] [--runs 5]
 *     [--folder FOLDER] [--out bench/results.md]
 *
 * Writes the section "Reading an archive" of the results, all else of the page stays. Exit 1 where a bar
 * is missed.
 */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { archiveBars } from './archive-bars.ts';
import { archiveSection, withArchiveSection } from './archive-section.ts';
import type { Flavour } from './generate.ts';
import { thisMachine } from './machine.ts';
import { measureArchive } from './measure-archive.ts';
import { wholeNumber } from './whole-number.ts';

const FLAVOURS: readonly Flavour[] = ['full', 'lean'];
/** What is compared unless less is asked for. */
export const ALL_OF_ARCHIVE = { flavours: FLAVOURS, records: [10_000, 100_000, 1_000_000], runs: 5 } as const;

/** The exit code. @throws Error where two ways differ in what they count, or a flag is wrong */
export async function compareArchive(args: readonly string[]): Promise<0 | 1> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      records: { type: 'string', default: ALL_OF_ARCHIVE.records.join() },
      flavours: { type: 'string', default: FLAVOURS.join() },
      runs: { type: 'string', default: String(ALL_OF_ARCHIVE.runs) },
      folder: { type: 'string' },
      out: { type: 'string', default: fileURLToPath(new URL('results.md', import.meta.url)) },
    },
  });
  const flavours = values.flavours.split(',').map((name) => {
    const flavour = FLAVOURS.find((one) => one === name);
    if (flavour === undefined)
      throw new Error(`--flavours: expected ${FLAVOURS.join(' or ')}; got ${JSON.stringify(name)}.`);
    return flavour;
  });
  const records = values.records.split(',').map((text) => wholeNumber('--records', text));
  const runs = wholeNumber('--runs', values.runs);
  const folder = resolve(values.folder ?? (await mkdtemp(join(tmpdir(), 'mfa-digest-bench-'))));
  await mkdir(folder, { recursive: true });
  try {
    const tell = (line: string) => console.error(line);
    const reads = await measureArchive({ flavours, records, runs, folder, tell });
    const date = new Date().toISOString().slice(0, 10);
    const section = archiveSection(reads, { date, machine: thisMachine() });
    const page = await readFile(values.out, 'utf8').catch(() => '');
    await writeFile(values.out, withArchiveSection(page, section));
    console.log(section);
    const missed = archiveBars(reads).filter(({ holds }) => holds === false);
    for (const { what, figure } of missed) console.error(`FAIL  ${what}: ${figure}`);
    return missed.length === 0 ? 0 : 1;
  } finally {
    if (values.folder === undefined) await rm(folder, { recursive: true, force: true });
  }
}

if (import.meta.main) process.exitCode = await compareArchive(process.argv.slice(2));

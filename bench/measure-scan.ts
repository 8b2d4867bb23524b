/**
 * `report` over an archive of one record a line, next to a bare loop of `JSON.parse` over the same lines,
 * in processes of their own that take turns.
 *
 *   node bench/measure-scan.ts [--runs 5] [--records 1000000] [--flavour lean] [--keep FOLDER]
 */
import { createReadStream, writeFileSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { readPaths } from '../src/sources/archive.ts';
import { generatedInput } from './generated-input.ts';
import { measureCommand, secondsOf, told } from './measure-command.ts';
import { median } from './median.ts';
import { wholeNumber } from './whole-number.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '5' },
    records: { type: 'string', default: '1000000' },
    flavour: { type: 'string', default: 'lean' },
    keep: { type: 'string' },
    /** What a process of its own does, where it leaves its CPU seconds, and the file. */
    loop: { type: 'string' },
    left: { type: 'string', default: '' },
    file: { type: 'string', default: '' },
  },
});

/** What is compared; each goes through all lines of the file. */
const LOOPS = {
  parse: async (path: string) => {
    let rest: Buffer = Buffer.alloc(0);
    for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 })) {
      const bytes = Buffer.concat([rest, chunk]);
      let from = 0;
      for (let end = bytes.indexOf('\n'); end >= 0; end = bytes.indexOf('\n', from)) {
        JSON.parse(bytes.toString('utf8', from, end));
        from = end + 1;
      }
      rest = bytes.subarray(from);
    }
  },
  scan: async (path: string) => {
    for await (const _ of readPaths([path]));
  },
  ordinary: async (path: string) => {
    for await (const _ of readPaths([path], { scan: false }));
  },
} as const satisfies Record<string, (path: string) => Promise<void>>;
type Loop = keyof typeof LOOPS;
const NAMES: readonly Loop[] = ['parse', 'scan', 'ordinary'];

const Left = z.object({ cpuSeconds: z.number() });
const own = NAMES.find((name) => name === values.loop);
if (own === undefined) await compare();
else await runOne(own);

async function runOne(loop: Loop): Promise<void> {
  const before = process.cpuUsage();
  await LOOPS[loop](values.file);
  const { system, user } = process.cpuUsage(before);
  writeFileSync(values.left, JSON.stringify({ cpuSeconds: (system + user) / 1e6 }));
}

async function compare(): Promise<void> {
  const folder = values.keep ?? (await mkdtemp(join(tmpdir(), 'mfa-digest-bench-')));
  await mkdir(folder, { recursive: true });
  try {
    const size = {
      flavour: values.flavour === 'full' ? 'full' : 'lean',
      records: wholeNumber('--records', values.records),
    } as const;
    const { path } = await generatedInput(folder, size, (line) => console.error(line));
    const left = join(folder, 'left.json');
    const taken: Record<Loop | 'report', number[]> = { parse: [], scan: [], ordinary: [], report: [] };
    for (let run = 1; run <= wholeNumber('--runs', values.runs); run += 1) {
      for (const loop of NAMES) {
        const script = fileURLToPath(import.meta.url);
        await secondsOf(folder, [script, '--loop', loop, '--left', left, '--file', path]);
        taken[loop].push(Left.parse(JSON.parse(await readFile(left, 'utf8'))).cpuSeconds);
      }
      const report = await measureCommand(folder, ['report', path, '--out', join(folder, 'report.json')]);
      taken.report.push(report.cpuSeconds);
      console.error(`run ${run}  report: ${told(report)}`);
    }
    const parse = median(taken.parse);
    for (const [name, seconds] of Object.entries(taken)) {
      const middle = median(seconds);
      console.log(`${name}: ${middle.toFixed(2)} s of CPU, ${(middle / parse).toFixed(2)} of JSON.parse`);
    }
  } finally {
    if (values.keep === undefined) await rm(folder, { recursive: true, force: true });
  }
}

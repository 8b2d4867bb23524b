/**
 * A generated day collected in shards from a workspace on loopback, next to the same day undivided and to
 * a day as small as one shard; and what the engine hands out.
 *
 *   node bench/measure-shards.ts [--records 200000] [--shards 10]
 *
 * The day of issue 9, which takes a quarter of an hour: node bench/measure-shards.ts --records 5000000
 */
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { secondsOf, told } from './measure-command.ts';
import { startServer } from './server-process.ts';
import { wholeNumber } from './whole-number.ts';

const DAY = '2026-11-16';

const Left = z.object({
  seconds: z.number(),
  cpuSeconds: z.number(),
  peakMiB: z.number(),
  shards: z.number(),
  published: z.looseObject({ coverage: z.looseObject({ signIns: z.number() }) }),
});
const Handed = z.object({ rows: z.number(), bytes: z.number() });

/** One collection into an empty store, from a workspace that holds so many sign-ins. */
async function measure(folder: string, records: number, above: number) {
  const logs = await startServer('serve-logs.ts', [DAY, String(records)]);
  const tables = await startServer('serve-tables.ts', [await mkdtemp(join(folder, 'tables-'))]);
  try {
    const leftAt = join(folder, 'taken.json');
    const script = fileURLToPath(new URL('collect-logs.ts', import.meta.url));
    await secondsOf(folder, [script, leftAt, logs.address, tables.address, DAY, String(above)]);
    const handed = Handed.parse(await (await fetch(`${logs.address}/served`)).json());
    return { ...Left.parse(JSON.parse(await readFile(leftAt, 'utf8'))), handed };
  } finally {
    await Promise.all([tables.stop(), logs.stop()]);
  }
}

const { values } = parseArgs({
  options: { records: { type: 'string', default: '200000' }, shards: { type: 'string', default: '10' } },
});
const records = wholeNumber('--records', values.records);
const shards = wholeNumber('--shards', values.shards);
const folder = await mkdtemp(join(tmpdir(), 'mfa-digest-bench-'));
await mkdir(folder, { recursive: true });
try {
  const NEVER = 9_999_999;
  const small = await measure(folder, Math.ceil(records / shards), NEVER);
  // A shard has about a tenth of it.
  const divided = await measure(folder, records, Math.floor((records * 10) / shards) - 1);
  const whole = await measure(folder, records, NEVER);
  const perMillion = ({ handed }: typeof whole, of: number) =>
    `${Math.round((handed.rows / of) * 1e6)} rows, ${(handed.bytes / of).toFixed(0)} MB`;
  console.log(`a day of ${Math.ceil(records / shards)}, undivided: ${told(small)}`);
  console.log(`a day of ${records}, in ${divided.shards} shards: ${told(divided)}`);
  console.log(`a day of ${records}, undivided: ${told(whole)}`);
  console.log(
    `handed out per million sign-ins: undivided ${perMillion(whole, records)}; in shards ${perMillion(divided, records)}`,
  );
  const isSame = JSON.stringify(divided.published) === JSON.stringify(whole.published);
  const { signIns } = whole.published.coverage;
  console.log(
    `${isSame ? 'pass' : 'FAIL'}  the published day of ${signIns} sign-ins and its people are the same, byte for byte`,
  );
  process.exitCode = isSame ? 0 : 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}

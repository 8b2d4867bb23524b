/**
 * Reads invented and spoilt archives with the scanner and without it, until the time is over or the two
 * differ. What the suite does with 200,000 records, for as long as you like.
 *
 *   node scripts/fuzz-scan.ts [--seconds 60] [--seed 1]
 */
import { parseArgs } from 'node:util';
import * as fc from 'fast-check';
import { arbitraryFiles } from '../test/scan/arbitrary-lines.ts';
import { firstDifference, readBothWays } from '../test/scan/read-both-ways.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string', default: String(Date.now()) },
  },
});
/** Each broken line is told with its stack, and there are many. */
Error.stackTraceLimit = 0;

let records = 0;
let taken = 0;
const agree = fc.asyncProperty(arbitraryFiles(150), async (bytes) => {
  const both = await readBothWays(bytes);
  records += both.ordinary.length;
  taken += both.taken;
  const difference = firstDifference(both);
  if (difference !== undefined) throw new Error(JSON.stringify(difference, undefined, 2));
});

const until = performance.now() + Number(values.seconds) * 1000;
for (let seed = Number(values.seed) | 0; performance.now() < until; seed += 1) {
  const run = await fc.check(agree, { seed, numRuns: 100 });
  console.log(`seed ${seed}: ${records} records so far, of which the scanner read ${taken}`);
  if (run.failed) {
    console.error(fc.defaultReportMessage(run));
    process.exitCode = 1;
    break;
  }
}

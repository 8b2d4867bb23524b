/** A file of any form, cut anywhere and counted by several threads: the report is that of one pile read in one. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleRecords } from '../../src/sources/sample.ts';
import { byChance, countedInOne, countedInPieces, inputsOf, told } from './count-in-pieces.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pieces-'));
});
afterAll(() => rm(folder, { recursive: true }));

const SAMPLE = sampleRecords('2026-11-16').slice(0, 60);
const LINES = SAMPLE.map((record) => `${JSON.stringify(record)}\n`).join('');
const ANOTHER_LOG = JSON.stringify({ category: 'AuditLogs', createdDateTime: '2026-11-16T01:00:00Z' });
const SHORT = [1, 2, 3, 4, 5, 6]
  .map((n) => `{"id":"${n}","createdDateTime":"2026-11-16T0${n}:00:00Z","x":[${'{},'.repeat(n)}{}]}\n`)
  .join('');
const long = (bytes: number) => JSON.stringify({ ...SAMPLE[0], id: 'long', filling: 'x'.repeat(bytes) });

/** Files of every form, and whether they can be cut. */
const FORMS: readonly (readonly [form: string, bytes: Uint8Array, isCut: boolean])[] = [
  ['lines', Buffer.from(LINES), true],
  ['short lines', Buffer.from(SHORT), true],
  ['lines that end in CRLF', Buffer.from(LINES.replaceAll('\n', '\r\n')), true],
  ['lines of which the last one has no end', Buffer.from(LINES.trimEnd()), true],
  [
    'lines with a comma behind each but the first',
    Buffer.from(LINES.replaceAll('\n', ',\n').replace(',\n', '\n')),
    true,
  ],
  [
    'lines, some of another log and without ids',
    Buffer.from(LINES.replaceAll('\n', `\n${ANOTHER_LOG}\n`)),
    true,
  ],
  ['lines and blank ones between', Buffer.from(LINES.replaceAll('\n', '\n\n \n')), true],
  ['lines of which one is longer than a piece', Buffer.from(`${LINES}${long(20_000)}\n${LINES}`), true],
  ['lines of which one is as long as may be', Buffer.from(`${SHORT}${long(1_044_000)}\n${SHORT}`), true],
  ['lines of which one is too large', Buffer.from(`${SHORT}${long(1_100_000)}\n${SHORT}`), false],
  ['lines with marks of byte order between', Buffer.from(LINES.replaceAll('\n', '\n\u{feff}')), true],
  ['lines of which the first is longer than is looked at', Buffer.from(`${long(70_000)}\n${LINES}`), false],
  ['one record without a line end', Buffer.from(JSON.stringify(SAMPLE[0])), false],
  ['one record and its line end', Buffer.from(`${JSON.stringify(SAMPLE[0])}\n`), true],
  ['nothing', Buffer.from(''), false],
  ['a line end', Buffer.from('\n'), false],
  ['a mark and lines', Buffer.from(`\u{feff}${LINES}`), false],
  ['UTF-16 with a mark', Buffer.from(`\u{feff}${LINES}`, 'utf16le'), false],
  ['UTF-16 without a mark', Buffer.from(LINES, 'utf16le'), false],
  ['gzip', gzipSync(LINES), false],
  ['gzip of lines of which the last one has no end', gzipSync(LINES.trimEnd()), false],
  ['gzip of lines in UTF-16', gzipSync(Buffer.from(LINES, 'utf16le')), false],
  [
    'gzip of lines, and a page behind them',
    gzipSync(`${LINES}${JSON.stringify({ value: SAMPLE }, null, 1)}`),
    false,
  ],
  ['gzip of a page', gzipSync(JSON.stringify({ value: SAMPLE })), false],
  ['gzip that is cut', gzipSync(LINES).subarray(0, -2_000), false],
  [
    'pretty-printed records',
    Buffer.from(SAMPLE.map((one) => JSON.stringify(one, null, 2)).join('\n')),
    false,
  ],
  ['a page', Buffer.from(JSON.stringify({ '@odata.context': 'x', value: SAMPLE })), false],
  ['pages, one a line', Buffer.from(`${JSON.stringify({ value: SAMPLE.slice(0, 5) })}\n`.repeat(9)), false],
  ['a page over lines', Buffer.from(JSON.stringify({ records: SAMPLE }, null, 1)), false],
  ['an array of lines', Buffer.from(`[\n${LINES.trimEnd().replaceAll('\n', ',\n')}\n]\n`), false],
  ['an array a line', Buffer.from(`${JSON.stringify(SAMPLE.slice(0, 5))}\n`.repeat(9)), false],
  [
    'a table',
    Buffer.from(
      `Date (UTC),Request ID,Username\n${'2026-11-16T01:02:03Z,r1,ann@contoso.example\n'.repeat(40)}`,
    ),
    false,
  ],
];

describe('a file of any form', () => {
  it.each(FORMS)('%s', async (_form, bytes, isCut) => {
    const inputs = await inputsOf(folder, [bytes], 'json');
    const expected = told(await countedInOne(inputs));
    const sizes = [1, 2, 3, 7, 40]
      .map((parts) => Math.max(1, Math.ceil(bytes.length / parts)))
      .concat(bytes.length < 1_000 ? [1, 2, 16, 17] : []);
    for (const [scan, seeds] of WAYS) {
      let cut = 0;
      for (const [size, seed] of sizes.flatMap((each) => seeds.map((nth) => [each, nth] as const))) {
        const split = { size, scan, threads: 1 + ((size + seed) % 3), random: byChance(7 * size + seed) };
        const counted = await countedInPieces(inputs, split);
        if (counted === undefined) continue;
        expect(told(counted.days), `pieces of ${size} bytes, by seed ${seed}`).toBe(expected);
        expect(counted.bytesRead).toBe(bytes.length);
        if (counted.pieces > 1) cut += 1;
      }
      expect(cut > 0, scan ? 'one thread counts' : 'each counts').toBe(isCut);
    }
  });
});

/** Each thread counts; or one counts what others lay down ahead of it, in several orders. */
const WAYS: readonly (readonly [scan: boolean, seeds: readonly number[]])[] = [
  [false, [0]],
  [true, [0, 1, 2]],
];

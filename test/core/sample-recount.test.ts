import { expect, it } from 'vitest';
import { addDays, createCalendar } from '../../src/core/day.ts';
import { createDaysOfFiles, type DaysOfFiles } from '../../src/core/days-of-files.ts';
import { createLineCounter } from '../../src/sources/line-counter.ts';
import type { LineReader } from '../../src/sources/line-reader.ts';
import { readRecords } from '../../src/sources/read-records.ts';
import { readSignIn } from '../../src/sources/read-sign-in.ts';
import { sampleRecords } from '../../src/sources/sample.ts';
import { recount } from '../naive/recount.ts';
import { windowOf } from '../naive/window.ts';
import { existing } from '../scan/read-both-ways.ts';

const AS_OF = Date.parse('2026-12-01T00:00:00Z');

type Records = ReturnType<typeof sampleRecords>;
type Read = (records: Records, into: DaysOfFiles) => Promise<void>;

/** How the records get into the count. */
const WAYS: readonly (readonly [way: string, read: Read])[] = [
  [
    'as records',
    async (records, files) => {
      for (const record of records.map(readSignIn)) files.add(record);
    },
  ],
  ['as lines', async (records, files) => await readAsLines(records, files)],
  [
    'as lines that are scanned',
    async (records, files) => {
      let scanned = 0;
      const reader = existing(
        createLineCounter({
          ...files.intake,
          put(draft) {
            scanned += 1;
            files.intake.put(draft);
          },
        }),
      );
      await readAsLines(records, files, reader);
      expect(scanned).toBeGreaterThan(0.95 * records.length);
    },
  ],
];

async function readAsLines(records: Records, files: DaysOfFiles, reader?: LineReader): Promise<void> {
  async function* bytes() {
    yield Buffer.from(records.map((record) => `${JSON.stringify(record)}\n`).join(''));
  }
  for await (const batch of readRecords(bytes(), { name: 'sample.ndjson', reader }))
    for (const record of batch) files.add(record);
}

/** The invented tenant, some 2,000 sign-ins a working day: counted by the product and by the naive recount. */
it.each([
  ['2026-11-23', 'UTC', 'the story day'],
  ['2026-11-18', 'UTC', 'a working day'],
  ['2026-11-22', 'UTC', 'a quiet Sunday'],
  ['2026-11-19', 'Asia/Kathmandu', 'a day of a zone a quarter of an hour off'],
  ['2026-10-25', 'Europe/Berlin', 'a day of 25 hours'],
])('%s in %s (%s) is recounted with the same figures, however it is read', async (day, zone) => {
  const records = [-1, 0, 1].flatMap((near) => sampleRecords(addDays(day, near)));
  const again = recount(records.map(readSignIn), windowOf(day, zone), { readAt: AS_OF });
  expect(again.figures.totals.signIns).toBeGreaterThan(200);
  const exclude = { users: new Set<string>(), apps: new Set<string>() };
  for (const [way, read] of WAYS) {
    const files = createDaysOfFiles(createCalendar(zone));
    await read(records, files);
    const [counted] = files.days({ day, asOf: AS_OF, sealHours: 48, exclude });
    expect(counted?.figures, way).toEqual(again.figures);
    expect(counted?.coverage, way).toMatchObject(again.coverage);
  }
});

import { expect, it } from 'vitest';
import { addDays, createCalendar } from '../../src/core/day.ts';
import { createDaysOfFiles } from '../../src/core/days-of-files.ts';
import { readSignIn } from '../../src/sources/read-sign-in.ts';
import { sampleRecords } from '../../src/sources/sample.ts';
import { recount } from '../naive/recount.ts';
import { windowOf } from '../naive/window.ts';

const AS_OF = Date.parse('2026-12-01T00:00:00Z');

/** The invented tenant, some 2,000 sign-ins a working day: counted by the product and by the naive recount. */
it.each([
  ['2026-11-23', 'UTC', 'the story day'],
  ['2026-11-18', 'UTC', 'a working day'],
  ['2026-11-22', 'UTC', 'a quiet Sunday'],
  ['2026-11-19', 'Asia/Kathmandu', 'a day of a zone a quarter of an hour off'],
  ['2026-10-25', 'Europe/Berlin', 'a day of 25 hours'],
])('%s in %s (%s) is recounted with the same figures', (day, zone) => {
  const records = [-1, 0, 1].flatMap((near) => sampleRecords(addDays(day, near)).map(readSignIn));
  const files = createDaysOfFiles(createCalendar(zone));
  for (const record of records) files.add(record);
  const exclude = { users: new Set<string>(), apps: new Set<string>() };
  const [counted] = files.days({ day, asOf: AS_OF, sealHours: 48, exclude });
  const again = recount(records, windowOf(day, zone), { readAt: AS_OF });
  expect(counted?.figures).toEqual(again.figures);
  expect(counted?.coverage).toMatchObject(again.coverage);
  expect(again.figures.totals.signIns).toBeGreaterThan(200);
});

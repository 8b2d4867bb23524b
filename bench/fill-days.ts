/**
 * Stores one generated day as so many days in a row, in a process of its own:
 *
 *   node bench/fill-days.ts TABLES lean-100000.ndjson 2026-11-16 90
 *
 * All of them hold the figures of that one day, so that none is smaller than a real one of its size.
 */
import { openApp } from '../src/app.ts';
import { addDays, createCalendar, instantText } from '../src/core/day.ts';
import { createDaysOfFiles } from '../src/core/days-of-files.ts';
import { exclusions } from '../src/exclusions.ts';
import { readPaths } from '../src/sources/archive.ts';
import { wholeNumber } from './whole-number.ts';

const [tables = '', path = '', day = '', days = '90'] = process.argv.slice(2);
const app = await openApp({ SOURCE: 'sample', TABLES: tables }, { log: () => {} });
const calendar = createCalendar('UTC');
const found = createDaysOfFiles(calendar);
for await (const batch of readPaths([path], {})) for (const record of batch) found.add(record);
const asOf = calendar.window(day).to + 14 * 86_400_000;
const [stored] = found.days({ day, asOf, sealHours: 48, exclude: exclusions(app.settings) });
if (stored === undefined) throw new Error(`${path}: expected records of ${day}, found none.`);
const people = found.people(day);
for (let back = 0; back < wholeNumber('days', days); back += 1) {
  const each = addDays(day, -back);
  const { from, to } = calendar.window(each);
  const window = { windowFrom: instantText(from), windowTo: instantText(to) };
  await app.store.keepPeople(each, 1, people);
  await app.store.publish({ ...stored, ...window, day: each, source: 'sample' }, undefined);
}
await app.close();

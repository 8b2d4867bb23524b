/** Whoever counts a day must pass the same table of rules. */
import assert from 'node:assert/strict';
import { createCalendar } from '../../src/core/day.ts';
import { createFacts, type Facts } from '../../src/core/facts.ts';
import { addRejected, placeRows } from '../../src/core/placed.ts';
import type { ReadRecord, SignIn } from '../../src/core/sign-in.ts';
import { tally } from '../../src/core/tally.ts';
import { createLineCounter } from '../../src/sources/line-counter.ts';
import { readSignIn } from '../../src/sources/read-sign-in.ts';
import { type KnownLines, splitJson } from '../../src/sources/split-json.ts';
import { guid } from '../build-sign-in.ts';
import { type Recount, type RecountedDay, recount } from '../naive/recount.ts';
import { existing } from '../scan/read-both-ways.ts';
import { writtenLine } from '../write-sign-in.ts';

export type Implementation = (
  records: readonly ReadRecord[],
  day: RecountedDay,
  options: { readonly readAt: number },
) => Recount;

export const IMPLEMENTATIONS: readonly (readonly [name: string, count: Implementation])[] = [
  ['naive', recount],
  ['core', countWithCore],
  ['core, of lines as Graph writes them', countLines],
  ['core, of lines that the scanner reads', countScannedLines],
];

/** The product's own count of a day. */
export function countWithCore(
  records: readonly ReadRecord[],
  day: RecountedDay,
  options: { readonly readAt: number },
): Recount {
  const facts = createFacts();
  for (const record of records) facts.add(record);
  return countFacts(facts, day, options);
}

/** The sign-ins as lines that are read again; what is no sign-in has no line, and is counted as it is. */
function countLines(
  records: readonly ReadRecord[],
  day: RecountedDay,
  options: { readonly readAt: number },
): Recount {
  const facts = createFacts();
  addAll(facts, records);
  return countFacts(facts, day, options);
}

/**
 * The same by the scanner, straight into facts. It leaves a sign-in without a correlation to the ordinary reader,
 * and Entra writes none: here each has one that no other has, which is an attempt of its own as well.
 */
function countScannedLines(
  records: readonly ReadRecord[],
  day: RecountedDay,
  options: { readonly readAt: number },
): Recount {
  const facts = createFacts();
  let scanned = 0;
  const reader = existing(
    createLineCounter({
      ...facts.intake,
      put(draft) {
        scanned += 1;
        facts.intake.put(draft);
      },
    }),
  );
  const ids = [...new Set(records.map(({ id }) => id))];
  const own = records.map((record) =>
    record.kind === 'signIn' && record.correlation === undefined
      ? { ...record, correlation: guid(0xa1, ids.indexOf(record.id)) }
      : record,
  );
  addAll(facts, own, {
    window: reader.window,
    take: (from, to) => reader.takeLines(from, to, facts.add),
  });
  const expected = own.filter((record) => record.kind === 'signIn' && GUID.test(record.id));
  assert.equal(scanned, expected.length, 'sign-ins that the scanner read by itself');
  return countFacts(facts, day, options);
}

const GUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

function addAll(facts: Facts, records: readonly ReadRecord[], known?: KnownLines): void {
  const splitter = splitJson((piece) => {
    assert(piece.kind === 'value', `a line is ${piece.kind}`);
    facts.add(readSignIn(piece.value));
  }, known);
  for (const record of records) {
    if (record.kind === 'signIn') splitter.push(Buffer.from(`${faithfulLine(record)}\n`));
    else facts.add(record);
  }
  splitter.end(false);
}

/** The line of a sign-in, which says all of it and nothing else. */
function faithfulLine(signIn: SignIn): string {
  const line = writtenLine(signIn);
  const read = readSignIn(JSON.parse(line));
  assert(read.kind === 'signIn', `read as ${read.kind}: ${line}`);
  // No figure is made of how the instant was written.
  assert.deepEqual({ ...read, createdDateTime: signIn.createdDateTime }, signIn);
  return line;
}

function countFacts(facts: Facts, day: RecountedDay, { readAt }: { readonly readAt: number }): Recount {
  const calendar = createCalendar(day.zone);
  const window = { ...day };
  const exclude = { users: new Set<string>(), apps: new Set<string>() };
  const dayEnd = (ms: number) => calendar.window(calendar.dayOf(ms)).to;
  const { rejected, ...placed } = placeRows(facts, window, exclude);
  const figures = tally(facts, { window, readAt, exclude, dayEnd });
  const all = addRejected(facts.rejected, rejected);
  const { excluded: _, ...counted } = placed;
  return {
    figures,
    coverage: {
      ...counted,
      records: facts.records,
      outOfScope: placed.outOfScope + facts.unkeyed,
      duplicates: facts.records - facts.rows - facts.unkeyed - addRejected(facts.rejected, {}).total,
      rejected: all,
    },
  };
}

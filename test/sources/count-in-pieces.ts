/** Files counted in pieces on several piles, as several threads would, and in one; for tests of one against the other. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createCalendar } from '../../src/core/day.ts';
import { createDaysOfFiles, type DaysOfFiles } from '../../src/core/days-of-files.ts';
import { REJECTIONS } from '../../src/core/sign-in.ts';
import { type Input, listInputs } from '../../src/sources/archive-inputs.ts';
import { type Piece, piecesOf, readPiece } from '../../src/sources/archive-pieces.ts';
import { createLineCounter } from '../../src/sources/line-counter.ts';
import { readRecords } from '../../src/sources/read-records.ts';
import { existing } from '../scan/read-both-ways.ts';

const CALENDAR = createCalendar('Europe/Berlin');
const OPTIONS = {
  day: undefined,
  asOf: Date.parse('2026-12-01T00:00:00Z'),
  sealHours: 48,
  exclude: { users: new Set<string>(), apps: new Set<string>() },
};

/** All that a report of files is made of. */
export function told(days: DaysOfFiles) {
  const found = days.days(OPTIONS);
  return JSON.stringify({
    days: found,
    people: found.map(({ day }) => days.people(day)),
    unread: REJECTIONS.map((cause) => days.unread[cause] ?? 0),
    records: days.records,
  });
}

/** One pile, read in one and without the scanner. */
export async function countedInOne(inputs: readonly Input[]): Promise<DaysOfFiles> {
  const days = createDaysOfFiles(CALENDAR);
  for (const input of inputs)
    for await (const records of readRecords(input.open(), { name: input.name }))
      for (const record of records) days.add(record);
  return days;
}

export type Split = {
  /** Bytes of a piece. */
  readonly size: number;
  readonly scan: boolean;
  readonly piles: number;
  /** Numbers between 0 and 1, as many as are asked for. */
  readonly random: () => number;
};

/** On piles side by side, put together in any order; `undefined` where the files must be read in one. */
export async function countedInPieces(
  inputs: readonly Input[],
  { piles, random, scan, size }: Split,
): Promise<{ readonly days: DaysOfFiles; readonly pieces: number } | undefined> {
  const pieces: Piece[] = [];
  for (const input of inputs) pieces.push(...((await piecesOf(input, size)) ?? []));
  const shares = Array.from({ length: piles }, () => {
    const days = createDaysOfFiles(CALENDAR);
    return { days, reader: scan ? existing(createLineCounter(days.intake)) : undefined };
  });
  const [own] = shares;
  if (own === undefined) throw new Error('There is one pile at least.');
  let isClean = true;
  for (const piece of shuffled(pieces, random)) {
    const { days, reader } = shares[Math.floor(random() * piles)] ?? own;
    const wasClean = await readPiece(piece, reader, (records) => {
      for (const record of records) days.add(record);
    });
    isClean &&= wasClean;
  }
  for (const { days } of shuffled(shares, random)) if (days !== own.days) own.days.merge(days.toShare());
  return isClean ? { days: own.days, pieces: pieces.length } : undefined;
}

export function shuffled<Value>(values: readonly Value[], random: () => number): Value[] {
  return values
    .map((value) => ({ value, at: random() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ value }) => value);
}

/** The bytes as files, named in the order they are read in. */
export async function inputsOf(
  folder: string,
  files: readonly Uint8Array[],
  ending = 'ndjson',
): Promise<Input[]> {
  const paths = files.map((_, nth) => join(folder, `${nth}.${ending}`));
  await Promise.all(files.map(async (bytes, nth) => await writeFile(paths[nth] ?? '', bytes)));
  const inputs: Input[] = [];
  for await (const input of listInputs(paths)) inputs.push(input);
  return inputs;
}

/** Halves of a chunk, on records at random. All of them are invented. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Chunk } from '../../../src/core/facts/chunk.ts';
import { halveChunk } from '../../../src/core/facts/halve-chunk.ts';
import { createFacts } from '../../../src/core/facts.ts';
import type { ReadRecord } from '../../../src/core/sign-in.ts';
import { arbitraryRecords } from '../../arbitrary-sign-ins.ts';
import { buildSignIn, guid } from '../../build-sign-in.ts';
import { windowOf } from '../../naive/window.ts';

const DAY = windowOf('2026-03-29', 'Europe/Berlin');

function chunkOf(records: readonly ReadRecord[]): Chunk {
  const facts = createFacts();
  for (const record of records) facts.add(record);
  return facts.toChunk();
}

/** What a store gives back of those chunks. */
function merged(...chunks: readonly Chunk[]): Chunk {
  const facts = createFacts();
  for (const chunk of chunks) facts.merge(chunk);
  return facts.toChunk();
}

const UNTOLD = { id: undefined, at: undefined, createdDateTime: undefined } as const;

/** Contoso's nth user signs in; odd in the id and the correlation, as neither is a GUID. */
const signIn = (n: number) =>
  buildSignIn({
    at: `2026-03-29T10:00:0${n}Z`,
    id: `contoso/${n}`,
    correlation: `attempt ${n}`,
    userId: guid(1, n),
    appName: `Application ${n}`,
    text: `Text ${n}`,
    country: `Country ${n}`,
  });

describe('the halves of a chunk', () => {
  it('hold together what the whole held: facts, names, evidence and counts', () => {
    fc.assert(
      fc.property(arbitraryRecords(DAY, { most: 30 }), (records) => {
        const whole = chunkOf(records);
        fc.pre(whole.rows > 1);
        expect(merged(...halveChunk(whole))).toEqual(merged(whole));
      }),
      { numRuns: 100 },
    );
  });

  it('can be halved again, down to single facts', () => {
    const down = (chunk: Chunk): Chunk[] => (chunk.rows < 2 ? [chunk] : halveChunk(chunk).flatMap(down));
    fc.assert(
      fc.property(arbitraryRecords(DAY), (records) => {
        const whole = chunkOf(records);
        fc.pre(whole.rows > 1);
        const single = down(whole);
        expect(single.map(({ rows }) => rows)).toEqual(single.map(() => 1));
        expect(merged(...single)).toEqual(merged(whole));
      }),
      { numRuns: 50 },
    );
  });

  it('hold half the facts each, in their order, and only the names and texts of their own', () => {
    const parts = halveChunk(chunkOf([1, 2, 3, 4, 5].map(signIn)));
    const names = parts.map(({ users, apps, contexts, evidences, oddIds, oddGroups }) => ({
      users: users.map(([id]) => id),
      apps: apps.map(([, name]) => name),
      countries: contexts.map(([country]) => country),
      texts: evidences.map(({ text }) => text),
      oddIds,
      oddGroups,
    }));
    const of = (numbers: readonly number[]) => ({
      users: numbers.map((n) => guid(1, n)),
      apps: numbers.map((n) => `Application ${n}`),
      countries: numbers.map((n) => `Country ${n}`),
      texts: numbers.map((n) => `Text ${n}`),
      oddIds: numbers.map((n, row) => [row, `contoso/${n}`]),
      oddGroups: numbers.map((n, row) => [row, `attempt ${n}`]),
    });
    expect(names).toEqual([of([1, 2]), of([3, 4, 5])]);
  });

  it('count once what is no fact: repeats, and records that nothing tells apart', () => {
    const nameless = { kind: 'rejected', cause: 'noId', ...UNTOLD } as const;
    const parts = halveChunk(chunkOf([signIn(1), nameless, signIn(2), signIn(1), nameless, signIn(3)]));
    expect(parts.map(({ records, rows, rejected }) => ({ records, rows, rejected }))).toEqual([
      { records: 4, rows: 1, rejected: { noId: 2 } },
      { records: 2, rows: 2, rejected: {} },
    ]);
  });
});

it.each([0, 1])('a chunk of %i facts has no halves', (rows) => {
  const records = [signIn(1)].slice(0, rows);
  expect(() => halveChunk(chunkOf(records))).toThrow(/too large/);
});

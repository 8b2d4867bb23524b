/** Chunks of facts of any size, as random as real ones. All names are invented (tenant Contoso). */

import type { Evidence } from '../../src/core/evidence.ts';
import type { Chunk, UserEntry } from '../../src/core/facts/chunk.ts';

/** Sizes of a chunk; what is not given is as in an ordinary tenant. */
export type ChunkSize = {
  readonly rows?: number;
  readonly users?: number;
  readonly evidences?: number;
  /** Share of rows that carry on the correlation of one before: 0 packs worst. */
  readonly sharedCorrelations?: number;
};

/**
 * Facts as random as real ones: ids and correlations that do not pack, instants in ascending order
 * over a day, users and evidence skewed. The same sizes give the same chunk.
 */
export function chunk({
  rows = 3,
  users = 2,
  evidences = 2,
  sharedCorrelations = 0.4,
}: ChunkSize = {}): Chunk {
  const random = mulberry32(rows * 31 + users);
  const below = (limit: number): number => Math.floor(random() * limit);
  const skewed = (limit: number): number => Math.floor(limit * random() ** 2);
  const word = (): number => below(2 ** 32);
  const column = (of: (row: number) => number): Uint32Array =>
    Uint32Array.from({ length: rows }, (_, row) => of(row));

  const group = Uint32Array.from({ length: rows * 4 }, word);
  for (let row = 5; row < rows; row++) {
    const earlier = row - 1 - below(5);
    if (random() < sharedCorrelations) group.copyWithin(row * 4, earlier * 4, earlier * 4 + 4);
  }
  const start = Date.parse('2026-06-15T00:00:00.000Z');
  const ms = Float64Array.from({ length: rows }, () => start + below(86_400_000)).sort();
  return {
    records: rows + 2,
    rejected: { noId: 1, badTime: 1 },
    unkeyed: 0,
    oddIds: [[0, 'adfs/é "1"']],
    oddGroups: [[1, '\ud800 lone']],
    details: [[0, '+XX XXXXXXXX17']],
    users: Array.from({ length: users }, () => user(below)),
    apps: Array.from({ length: 80 }, (_, app) => [guid(below), `Invented application ${app}`] as const),
    contexts: Array.from({ length: 300 }, (_, context) => [
      ['DE', 'FR', null][context % 3] ?? null,
      ['Windows10', 'Ios 18.2', 'MacOs'][context % 3] ?? null,
      context % 2 === 0 ? 'Browser' : 'Mobile Apps and Desktop clients',
      'member',
      context % 5 === 0 ? null : `Policy ${context}`,
    ]),
    evidences: Array.from({ length: evidences }, (_, index) => evidence(index)),
    rows,
    columns: {
      id: Uint32Array.from({ length: rows * 4 }, word),
      group,
      ms,
      ns: column(() => below(10_000) * 100),
      readAt: ms.map((at) => at + 60_000 + below(300_000)),
      user: column(() => skewed(users)),
      evidence: column(() => skewed(evidences)),
      app: column(() => skewed(80)),
      context: column(() => skewed(300)),
      scope: Uint8Array.from({ length: rows }, () => below(3)),
    },
  };
}

function evidence(index: number): Evidence {
  return {
    steps: [
      { method: 'Password', text: 'Correct password', succeeded: true },
      { method: 'Mobile app notification', text: `Invented text ${index}`, succeeded: index % 2 === 0 },
      { method: undefined, text: undefined, succeeded: undefined },
    ],
    text: index % 3 === 0 ? undefined : 'MFA completed in Azure AD',
    code: index % 4 === 0 ? undefined : 50_074 + index,
    requirement: index % 5 === 0 ? undefined : 'multiFactorAuthentication',
    mfaMethod: undefined,
    canPrompt: index % 7 !== 0,
  };
}

function user(below: (limit: number) => number): UserEntry {
  const syllable = (): string => `${'bdfghklmnprstvwz'[below(16)]}${'aeiou'[below(5)]}`;
  const name = (): string => Array.from({ length: 2 + below(3) }, syllable).join('');
  const [first, last] = [name(), name()];
  return [guid(below), `${first}.${last}@contoso.example`, `${first} ${last}`];
}

function guid(below: (limit: number) => number): string {
  const hex = Array.from({ length: 32 }, () => below(16).toString(16)).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** A small seeded generator of numbers in [0, 1). */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Stored days and chunks with sound defaults. All names and figures are invented (tenant Contoso). */

import type { Chunk, UserEntry } from '../../src/core/chunk.ts';
import type { Evidence } from '../../src/core/evidence.ts';
import type { ChunkHeader, StoredChunk } from '../../src/core/ports.ts';
import type { Count, Coverage, Figures } from '../../src/core/report.ts';
import type { StoredDay } from '../../src/core/stored-day.ts';

/** Figures of a day on which nothing happened, save for what is given. */
export function figures(given: Partial<Figures> = {}): Figures {
  return {
    totals: count(),
    required: { yes: count(), no: count(), unknown: count() },
    results: { satisfied: count(), denied: count(), none: count() },
    outcomes: outcomes({}),
    interrupted: { abandoned: au(), pending: au(), handedOff: au(), notPrompted: au() },
    challenged: au(),
    completed: { firstTry: au(), afterRetry: au() },
    unable: {
      users: 0,
      byCause: {
        noAnswer: 0,
        wrongCode: 0,
        unreachable: 0,
        declined: 0,
        notRegistered: 0,
        blocked: 0,
        configuration: 0,
        service: 0,
        external: 0,
        unknown: 0,
      },
    },
    rate: null,
    causes: [],
    reasons: [],
    satisfied: [],
    methods: [],
    breakdowns: {
      app: { rows: [], other: null },
      country: { rows: [], other: null },
      os: { rows: [], other: null },
      client: { rows: [], other: null },
      userType: { rows: [], other: null },
      requiredBy: { rows: [], other: null },
    },
    hours: [],
    unlisted: { texts: [], codes: [], methods: [], more: 0 },
    ...given,
  };
}

export function outcomes(given: Partial<Figures['outcomes']>): Figures['outcomes'] {
  return {
    completed: count(),
    denied: count(),
    satisfiedWithoutPrompt: count(),
    interrupted: count(),
    firstFactorFailed: count(),
    otherReason: count(),
    singleFactor: count(),
    unclassified: count(),
    ...given,
  };
}

export function count(signIns = 0, attempts = signIns, users = attempts): Count {
  return { signIns, attempts, users };
}

export function au(attempts = 0, users = attempts): { attempts: number; users: number } {
  return { attempts, users };
}

export function coverage(given: Partial<Coverage> = {}): Coverage {
  return {
    readFrom: '2026-06-14T23:30:00.000Z',
    readTo: '2026-06-16T01:00:00.000Z',
    complete: true,
    passes: 1,
    agreement: 1,
    records: 12,
    signIns: 10,
    duplicates: 1,
    outsideWindow: 1,
    nonInteractive: 0,
    outOfScope: 0,
    excluded: 0,
    late: 0,
    rejected: { total: 0, byCause: {} },
    ...given,
  };
}

/** 10 sign-ins, of which 8 attempts met a prompt: 5 completed, 2 denied, 1 abandoned. */
export function storedDay(given: Partial<StoredDay> = {}): StoredDay {
  const day = given.day ?? '2026-06-15';
  return {
    schema: 1,
    day,
    zone: 'UTC',
    windowFrom: `${day}T00:00:00.000Z`,
    windowTo: `${day}T24:00:00.000Z`,
    state: 'open',
    revision: 1,
    collectedAt: '2026-06-16T03:00:00.000Z',
    source: 'sample',
    classifier: 1,
    coverage: coverage(),
    figures: figures({
      totals: count(10, 9, 6),
      outcomes: outcomes({ completed: count(6, 5, 4), denied: count(2), interrupted: count(2, 2, 2) }),
      interrupted: { abandoned: au(1), pending: au(), handedOff: au(1), notPrompted: au() },
      challenged: au(8, 6),
      rate: 5 / 8,
      causes: [{ cause: 'noAnswer', attempts: 3, users: 3 }],
      reasons: [
        {
          reason: 'noResponse',
          cause: 'noAnswer',
          title: 'Did not answer',
          prompts: 4,
          attempts: 2,
          users: 2,
        },
      ],
      methods: [{ method: 'push', strength: 'strong', completed: au(5, 4), denied: au(2), abandoned: au() }],
    }),
    etag: undefined,
    ...given,
  };
}

/** The day as read back: with the store's tag, whatever it is. */
export function withoutEtag(day: StoredDay | undefined): StoredDay | undefined {
  return day && { ...day, etag: undefined };
}

export function storedChunk(given: Partial<StoredChunk> = {}): StoredChunk {
  return {
    pass: 1,
    chunk: 0,
    cursor: '2026-06-15T12:00:00.0000000Z',
    done: false,
    startedAt: Date.parse('2026-06-16T03:00:00.000Z'),
    writtenAt: Date.parse('2026-06-16T03:00:07.125Z'),
    facts: chunk(),
    ...given,
  };
}

export function headerOf({ facts: _facts, ...header }: StoredChunk): ChunkHeader {
  return header;
}

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

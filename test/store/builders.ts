/** Stored days and chunks with sound defaults. All names and figures are invented (tenant Contoso). */

import { headlineOf } from '../../src/core/metrics.ts';
import type { ChunkHeader, StoredChunk } from '../../src/core/ports.ts';
import { REASONS, type ReasonName } from '../../src/core/reasons.ts';
import type { Count, Coverage, Figures, Headline } from '../../src/core/report.ts';
import type { StoredDay } from '../../src/core/stored-day.ts';
import { chunk } from './facts-builder.ts';

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
    found: [],
    friction: { promptsMedian: null, promptsP95: null, phishingResistant: 0 },
    ...given,
  };
}

/** A reason that as many users met as attempts, all of them at different hours and in different ways. */
export function reasonOf(
  name: ReasonName,
  users: number,
  given: Partial<Figures['reasons'][number]> = {},
): Figures['reasons'][number] {
  const { cause, title } = REASONS[name];
  return {
    reason: name,
    cause,
    title,
    prompts: users,
    attempts: users,
    users,
    unableUsers: users,
    most: { method: null, app: null, os: null, country: null },
    hours: [],
    ...given,
  };
}

/** Unlisted texts that do not pack: what makes a tally large. */
export function randomTexts(many: number) {
  let state = 1;
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state.toString(36);
  };
  const texts = Array.from({ length: many }, () => ({
    text: Array.from({ length: 8 }, next).join(''),
    outcome: 'unclassified' as const,
    signIns: 1,
  }));
  return { texts, codes: [], methods: [], more: 0 };
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
    lastReadAt: undefined,
    exclusions: undefined,
    coverage: coverage(),
    figures: figures({
      totals: count(10, 9, 6),
      outcomes: outcomes({ completed: count(6, 5, 4), denied: count(2), interrupted: count(2, 2, 2) }),
      interrupted: { abandoned: au(1), pending: au(), handedOff: au(1), notPrompted: au() },
      challenged: au(8, 6),
      rate: 5 / 8,
      causes: [{ cause: 'noAnswer', attempts: 3, users: 3 }],
      reasons: [reasonOf('noResponse', 2, { title: 'Did not answer', prompts: 4, unableUsers: 0 })],
      methods: [
        {
          method: 'push',
          strength: 'strong',
          completed: au(5, 4),
          denied: au(2),
          abandoned: au(),
          afterRetry: au(),
        },
      ],
    }),
    folds: undefined,
    etag: undefined,
    ...given,
  };
}

/** What was read back, without the store's tag, whatever it is. */
export function withoutEtag<Read extends { readonly etag: string | undefined }>(read: Read | undefined) {
  return read && { ...read, etag: undefined };
}

/** A headline as it is told: of a day that was measured, or `null` throughout. */
export function headline(given: Partial<Headline> = {}): Headline {
  return { ...headlineOf(storedDay({ day: given.day ?? '2026-06-15' })), ...given };
}

export function storedChunk(given: Partial<StoredChunk> = {}): StoredChunk {
  return {
    pass: 1,
    chunk: 0,
    cursor: '2026-06-15T12:00:00.0000000Z',
    done: false,
    startedAt: Date.parse('2026-06-16T03:00:00.000Z'),
    writtenAt: Date.parse('2026-06-16T03:00:07.125Z'),
    zone: 'UTC',
    readTo: undefined,
    source: undefined,
    problem: undefined,
    notBefore: undefined,
    facts: chunk(),
    ...given,
  };
}

export function headerOf({ facts: _facts, ...header }: StoredChunk): ChunkHeader {
  return header;
}

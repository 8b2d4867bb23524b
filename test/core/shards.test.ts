/**
 * A day too large for one memory is counted shard by shard: figures made of the tallies of its shards,
 * in any order, are the day's own, every one. All records are invented.
 */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCalendar } from '../../src/core/day.ts';
import type { Chunk } from '../../src/core/facts/chunk.ts';
import { viewFacts } from '../../src/core/facts/facts-view.ts';
import { createFacts, type Facts } from '../../src/core/facts.ts';
import { finishTally } from '../../src/core/finish-tally.ts';
import { MOST_PEOPLE } from '../../src/core/people.ts';
import { addPlaced, type Exclude, placeRows } from '../../src/core/placed.ts';
import type { ShardTally } from '../../src/core/shard-tally.ts';
import type { ReadRecord } from '../../src/core/sign-in.ts';
import { tallyDay, tallyShard } from '../../src/core/tally.ts';
import { shardOf } from '../../src/core/user-identity.ts';
import { arbitraryReadAt, arbitraryRecords, INVENTED_DAYS } from '../arbitrary-sign-ins.ts';
import { buildSignIn, guid, step } from '../build-sign-in.ts';
import type { RecountedDay } from '../naive/recount.ts';
import { windowOf } from '../naive/window.ts';

const NOBODY: Exclude = { users: new Set(), apps: new Set() };
const SOMEBODY: Exclude = { users: new Set(['ann@contoso.example']), apps: new Set(['contoso portal']) };
const TUESDAY = windowOf('2026-03-10', 'UTC');
const LATER = TUESDAY.to + 48 * 3_600_000;

const DECLINED = {
  code: 500121,
  steps: [step('Mobile app notification', 'MFA denied; user declined the authentication', false)],
};

/** Most shards that a day is split into here. */
const MOST_SHARDS = 17;

describe.each(INVENTED_DAYS)('whatever is read on $day in $zone', (day) => {
  it('the shards of the day add up to it', () => {
    fc.assert(
      fc.property(
        arbitraryRecords(day, { most: 20 }).map((records) => records.map(ofMoreUsers)),
        arbitraryReadAt(day),
        fc.integer({ min: 1, max: MOST_SHARDS }),
        fc.constantFrom(NOBODY, NOBODY, SOMEBODY),
        fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
        (records, readAt, shards, exclude, random) => {
          const facts = factsOf(records);
          const options = { ...optionsOf(day, readAt), exclude };
          const parts = shuffled(shardsOf(facts, shards), random);
          const tallies = parts.map((part) => asJson(tallyShard(part, options)));
          expect(finishTally(tallies)).toEqual(tallyDay(facts, options));
          const placed = parts.map((part) => placeRows(part, options.window, exclude));
          expect(placed.reduce(addPlaced)).toEqual(placeRows(facts, options.window, exclude));
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe('parts of the users, counted side by side over the same facts', () => {
  it.each([1, 2, 3, 8])('%i of them add up to the day, and to that of facts seen by another thread', (of) => {
    const [day] = INVENTED_DAYS;
    if (day === undefined) throw new Error('There is a day.');
    fc.assert(
      fc.property(
        arbitraryRecords(day, { most: 20 }).map((records) => records.map(ofMoreUsers)),
        arbitraryReadAt(day),
        fc.constantFrom(NOBODY, SOMEBODY),
        (records, readAt, exclude) => {
          const facts = factsOf(records);
          const seen = viewFacts(structuredClone(facts.share()));
          const options = { ...optionsOf(day, readAt), exclude };
          const parts = Array.from({ length: of }, (_, number) =>
            asJson(tallyShard(number % 2 === 0 ? seen : facts, { ...options, part: { number, of } })),
          );
          expect(finishTally(parts)).toEqual(tallyDay(facts, options));
        },
      ),
      { numRuns: 30 },
    );
  });
});

describe('what only the whole day can tell', () => {
  it('which of ninety applications are shown, and the exact users of the others together', () => {
    const signIns = Array.from({ length: 300 }, (_, n) =>
      fc
        .record({
          app: n < 60 ? fc.constant(n) : fc.nat(89),
          user: fc.nat(29),
          code: fc.constantFrom(0, 50074, 500121),
        })
        .map(({ app, user, code }) =>
          buildSignIn({
            at: '2026-03-10T08:00:00Z',
            id: guid(1, n),
            userId: guid(2, user),
            appId: guid(3, app),
            appName: `Contoso application ${app % 80}`,
            code,
          }),
        ),
    );
    fc.assert(
      fc.property(fc.tuple(...signIns), fc.integer({ min: 2, max: MOST_SHARDS }), (records, shards) => {
        const facts = factsOf(records);
        const whole = tallyDay(facts, optionsOf(TUESDAY, LATER));
        expect(whole.figures.breakdowns.app.other).not.toBeNull();
        expect(whole.folds.app).toBeDefined();
        expect(talliedInShards(facts, shards)).toEqual(whole);
      }),
      { numRuns: 20 },
    );
  });

  it('which values are of too few users to stand alone', () => {
    const records = [
      ...Array.from({ length: 12 }, (_, n) => signInOf(n, n % 6, { country: 'NL' })),
      ...[0, 1].map((user) => signInOf(20 + user, user, { country: 'JP' })),
      signInOf(30, 1, { country: 'BR' }),
    ];
    const whole = tallyDay(factsOf(records), optionsOf(TUESDAY, LATER));
    expect(whole.folds.country?.other).toMatchObject({ users: 6, attempts: 15 });
    expect(talliedInShards(factsOf(records), 5)).toEqual(whole);
  });

  it('who are the five hundred worst', () => {
    const records = Array.from({ length: MOST_PEOPLE + 150 }, (_, user) =>
      Array.from({ length: 1 + (user % 7) }, (__, n) => signInOf(user * 10 + n, user, DECLINED)),
    ).flat();
    const whole = tallyDay(factsOf(records), optionsOf(TUESDAY, LATER));
    expect(whole.people).toHaveLength(MOST_PEOPLE);
    expect(talliedInShards(factsOf(records), 3)).toEqual(whole);
  });

  it('by which of its names, and under which id, an application goes', () => {
    const names = ['Contoso Mail', '__proto__', 'Contoso Mail (old)', undefined];
    const records = Array.from({ length: 40 }, (_, n) =>
      signInOf(n, n % 10, { ...DECLINED, appId: guid(3, n % 3), appName: names[n % 4] }),
    );
    // Known by its name alone, which is another one's id.
    const nameless = signInOf(50, 11, { ...DECLINED, appId: undefined, appName: guid(3, 1) });
    const whole = tallyDay(factsOf([...records, nameless]), optionsOf(TUESDAY, LATER));
    const { rows } = whole.figures.breakdowns.app;
    expect(new Set(rows.map(({ id }) => id))).toEqual(new Set([guid(3, 0), guid(3, 1), guid(3, 2)]));
    expect(tallyDay(factsOf([nameless, ...records.toReversed()]), optionsOf(TUESDAY, LATER))).toEqual(whole);
    expect(talliedInShards(factsOf([nameless, ...records.toReversed()]), 7)).toEqual(whole);
  });

  it('what has the name of something that every object knows', () => {
    const odd = { ...DECLINED, appId: undefined, appName: '__proto__', country: '__proto__' };
    const retina = [step('__proto__', 'MFA denied; user declined the authentication', false)];
    const records = [signInOf(1, 1, odd), signInOf(2, 2, odd), signInOf(3, 3, { ...odd, steps: retina })];
    const { figures } = tallyDay(factsOf(records), optionsOf(TUESDAY, LATER));
    expect(figures.reasons[0]?.most.app).toEqual({ name: '__proto__', users: 3 });
    expect(figures.unlisted.methods).toEqual([{ text: '__proto__', signIns: 1 }]);
    expect(talliedInShards(factsOf(records), 2).figures).toEqual(figures);
  });

  it('which unknown texts are the fifty most frequent', () => {
    const records = Array.from({ length: 200 }, (_, n) =>
      signInOf(n, n % 9, { text: n % 5 === 0 ? '__proto__' : `Looked away ${n % 67} times` }),
    );
    const whole = tallyDay(factsOf(records), optionsOf(TUESDAY, LATER));
    expect(whole.figures.unlisted.texts).toHaveLength(50);
    expect(whole.figures.unlisted.more).toBe(18);
    expect(whole.figures.unlisted.texts).toContainEqual(expect.objectContaining({ text: '__proto__' }));
    expect(talliedInShards(factsOf(records), 4)).toEqual(whole);
  });
});

describe('the shard of a user', () => {
  it.each([
    ['an object id', [guid(0xa, 1), 'ann@contoso.example', 'Ann Invented'], 1],
    ['the same one under another name', [guid(0xa, 1), 'ann@fabrikam.example', null], 1],
    ['a principal name', [null, 'ann@contoso.example', null], 2],
    ['somebody forgotten', ['forgotten:run.1', null, null], 5],
    ['nobody', [null, null, 'Somebody Invented'], 0],
  ] as const)('%s', (_, user, shard) => {
    expect(shardOf(user, 16)).toBe(shard);
  });

  it('is any of as many, and of about as many users each', () => {
    const users = Array.from({ length: 17_000 }, (_, n) => shardOf([guid(n % 97, n), null, null], 17));
    const sizes = Map.groupBy(users, (shard) => shard);
    expect([...sizes.keys()].toSorted((a, b) => a - b)).toEqual(Array.from({ length: 17 }, (_, n) => n + 1));
    for (const { length } of sizes.values()) expect(Math.abs(length - 1000)).toBeLessThan(200);
  });
});

it('tallies of two days, or of two readings, or none at all, make no day', () => {
  const facts = factsOf([signInOf(1, 1, {})]);
  const [one, other] = [LATER, LATER + 1].map((readAt) => tallyShard(facts, optionsOf(TUESDAY, readAt)));
  if (one === undefined || other === undefined) throw new Error('Two tallies were made.');
  expect(() => finishTally([one, other])).toThrow(RangeError);
  expect(() => finishTally([])).toThrow(RangeError);
});

function talliedInShards(facts: Facts, shards: number) {
  const options = optionsOf(TUESDAY, LATER);
  const tallies = shardsOf(facts, shards).map((part) => asJson(tallyShard(part, options)));
  return finishTally(tallies);
}

function optionsOf(day: RecountedDay, readAt: number) {
  const { window, dayOf } = createCalendar(day.zone);
  return { window: { ...day }, readAt, exclude: NOBODY, dayEnd: (ms: number) => window(dayOf(ms)).to };
}

function factsOf(records: readonly ReadRecord[]): Facts {
  const facts = createFacts();
  for (const record of records) facts.add(record);
  return facts;
}

/** An attempt of its own. */
function signInOf(n: number, user: number, parts: Partial<Parameters<typeof buildSignIn>[0]>) {
  return buildSignIn({
    at: '2026-03-10T08:00:00Z',
    id: guid(1, n),
    userId: guid(2, user),
    appId: guid(3, 1),
    ...parts,
  });
}

/**
 * The invented people are few: their sign-ins are shared out among more, all versions of one to the same,
 * and who has an object id goes by two names.
 */
function ofMoreUsers(record: ReadRecord): ReadRecord {
  if (record.kind !== 'signIn') return record;
  const { userId, userPrincipalName } = record;
  const [names = 0, more = 0] = [-2, -1].map((at) => (record.id.codePointAt(record.id.length + at) ?? 0) % 6);
  const name = userPrincipalName === undefined ? undefined : `${more}.${userPrincipalName}`;
  if (userId === undefined) return { ...record, userPrincipalName: name };
  const isRenamed = names % 2 === 1;
  return {
    ...record,
    userId: `${userId.slice(0, -2)}${more}${userId.slice(-1)}`,
    userPrincipalName: isRenamed ? `once.${name}` : name,
  };
}

/** The facts of each shard as a set of their own, with dictionaries of their own. */
function shardsOf(facts: Facts, shards: number): Facts[] {
  const chunk = facts.toChunk();
  const rows = Map.groupBy(
    Array.from({ length: chunk.rows }, (_, row) => row),
    (row) => shardOf(chunk.users[chunk.columns.user[row] ?? 0] ?? [null, null, null], shards),
  );
  return [...Array(shards + 1).keys()].map((shard) => {
    const part = createFacts();
    part.merge(chunkOf(chunk, rows.get(shard) ?? []));
    return part;
  });
}

function chunkOf(chunk: Chunk, rows: readonly number[]): Chunk {
  const place = new Map(rows.map((row, index) => [row, index]));
  const kept = <T>(of: readonly (readonly [number, T])[]) =>
    of.flatMap(([row, value]): [number, T][] => {
      const at = place.get(row);
      return at === undefined ? [] : [[at, value]];
    });
  const { columns } = chunk;
  const wide = (words: Uint32Array) =>
    Uint32Array.from(rows.flatMap((row) => [...words.subarray(row * 4, row * 4 + 4)]));
  const narrow = (words: Uint32Array) => Uint32Array.from(rows.map((row) => words[row] ?? 0));
  const times = (ms: Float64Array) => Float64Array.from(rows.map((row) => ms[row] ?? Number.NaN));
  return {
    ...chunk,
    oddIds: kept(chunk.oddIds),
    oddGroups: kept(chunk.oddGroups),
    details: kept(chunk.details),
    rows: rows.length,
    columns: {
      id: wide(columns.id),
      group: wide(columns.group),
      ms: times(columns.ms),
      ns: narrow(columns.ns),
      readAt: times(columns.readAt),
      user: narrow(columns.user),
      evidence: narrow(columns.evidence),
      app: narrow(columns.app),
      context: narrow(columns.context),
      scope: Uint8Array.from(rows.map((row) => columns.scope[row] ?? 0)),
    },
  };
}

/** As a store keeps it. */
function asJson(tally: ShardTally): ShardTally {
  return JSON.parse(JSON.stringify(tally));
}

function shuffled<T>(list: readonly T[], random: Iterator<number>): T[] {
  return list
    .map((value) => ({ value, place: random.next().value ?? 0 }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ value }) => value);
}

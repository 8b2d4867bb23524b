/** Whom `forget` takes for the person asked for, and what it leaves of them. All invented, tenant Contoso. */
import { describe, expect, it } from 'vitest';
import type { Chunk, UserEntry } from '../../src/core/facts/chunk.ts';
import { createFacts } from '../../src/core/facts.ts';
import { createForgetting } from '../../src/core/forgetting.ts';
import type { Person } from '../../src/core/report.ts';
import { buildSignIn, guid } from '../build-sign-in.ts';
import { person } from '../render/judged-day.ts';

const ID = guid(0xa, 1);
const NAME = 'canary@contoso.example';
const CANARY: UserEntry = [ID, NAME, 'Canary'];
const OTHER: UserEntry = [guid(0xa, 2), 'other@contoso.example', 'Other'];
const DAY = '2026-06-15';

/** One sign-in of each user. */
function chunkOf(users: readonly UserEntry[]): Chunk {
  const facts = createFacts();
  for (const [n, [id, name, displayed]] of users.entries())
    facts.add(
      buildSignIn({
        at: `${DAY}T10:00:00Z`,
        id: guid(1, n),
        userId: id ?? undefined,
        userPrincipalName: name ?? undefined,
        userDisplayName: displayed ?? undefined,
      }),
    );
  return facts.toChunk();
}

function forget(user: string, given: { facts?: readonly Chunk[]; people?: readonly Person[] }) {
  const { facts = [], people = [] } = given;
  const forgetting = createForgetting(user, 'random');
  for (const one of facts) forgetting.seeFacts(one);
  forgetting.seePeople(people);
  return {
    users: facts.map((one) => (forgetting.factsWithout(DAY, one) ?? one).users),
    people: (forgetting.peopleWithout(DAY, people) ?? people).map(({ user: name }) => name),
    found: forgetting.found(),
  };
}

describe('of facts', () => {
  const standIn: UserEntry = ['forgotten:random', null, null];

  it.each<[rule: string, user: string, users: readonly UserEntry[], left: readonly UserEntry[]]>([
    ['an object id is compared without case', ID, [[ID.toUpperCase(), NAME, null], OTHER], [standIn, OTHER]],
    [
      'a principal name leads to the object id',
      NAME,
      [CANARY, [ID, 'maiden@contoso.example', null]],
      [standIn, standIn],
    ],
    [
      'a name alone is theirs where it is the one asked for',
      NAME,
      [[null, NAME, null], OTHER],
      [standIn, OTHER],
    ],
    [
      'or one that their object id goes by',
      ID,
      [CANARY, [null, NAME, null]],
      [standIn, ['forgotten:random.1', null, null]],
    ],
    [
      'who has the name now is not who had it, where the object id is asked for',
      ID,
      [CANARY, [guid(0xa, 3), NAME, null]],
      [standIn, [guid(0xa, 3), NAME, null]],
    ],
    ['a display name is nobody in particular', 'canary', [CANARY], [CANARY]],
  ])('%s', (_, user, users, left) => {
    expect(forget(user, { facts: [chunkOf(users)] }).users).toEqual([left]);
  });

  it('one stand-in is the same in all of them, and a sign-in seen again is told once', () => {
    const { users, found } = forget(NAME, { facts: [chunkOf([CANARY]), chunkOf([CANARY, OTHER])] });
    expect(users).toEqual([[standIn], [standIn, OTHER]]);
    expect(found).toEqual({ listed: 0, open: [DAY], signIns: 1, alike: 0 });
  });

  it('phone and device texts of theirs go, those of others stay', () => {
    const chunk: Chunk = {
      ...chunkOf([OTHER, CANARY]),
      details: [
        [0, '+XX XX17'],
        [1, '+XX XX18'],
      ],
    };
    const changed = createForgetting(NAME, 'random');
    changed.seeFacts(chunk);
    expect(changed.factsWithout(DAY, chunk)?.details).toEqual([[0, '+XX XX17']]);
  });
});

describe('facts of several readings', () => {
  const forgotten = (of: Chunk, run: string): Chunk => {
    const forgetting = createForgetting(NAME, run);
    forgetting.seeFacts(of);
    return forgetting.factsWithout(DAY, of) ?? of;
  };
  const [early, both, late] = [
    chunkOf([CANARY, CANARY]),
    chunkOf([CANARY, CANARY, CANARY]),
    chunkOf([CANARY]),
  ];
  const ONE = forgotten(early, 'one');
  const TWO = forgotten(both, 'two');

  it.each<[order: string, chunks: readonly Chunk[], user: UserEntry]>([
    ['forgotten, and shown again', [ONE, late], CANARY],
    ['shown, and forgotten in what was read before', [late, ONE], CANARY],
    ['forgotten twice', [ONE, TWO], ['forgotten:one', null, null]],
    ['forgotten twice, and shown again', [ONE, TWO, late], CANARY],
    ['in another order', [late, TWO, ONE], CANARY],
    ['in yet another', [TWO, late, ONE], CANARY],
  ])('are of one user: %s', (_, chunks, user) => {
    const facts = createFacts();
    for (const chunk of chunks) facts.merge(chunk);
    const seen = Array.from({ length: facts.rows }, (_row, row) =>
      facts.users.at(facts.columns.user[row] ?? 0),
    );
    expect(seen).toEqual(Array.from({ length: facts.rows }, () => user));
  });

  it.each([
    ['shared by another thread', [ONE, TWO], [late]],
    ['shared, and forgotten here', [late], [ONE, TWO]],
    ['shared by two', [ONE, late], [TWO, both]],
  ])('are of one user: %s', (_, own, others) => {
    const [facts, theirs] = [createFacts(), createFacts()];
    for (const chunk of own) facts.merge(chunk);
    for (const chunk of others) theirs.merge(chunk);
    facts.mergeShare(theirs.share());
    // What was forgotten is shown once more: by then it is known for whose it is, or for nobody's.
    facts.merge(ONE);
    const { identityOf } = facts.users;
    const seen = Array.from({ length: facts.rows }, (_row, row) => facts.columns.user[row] ?? 0);
    expect(seen.map(facts.users.at)).toEqual(seen.map(() => CANARY));
    expect(new Set(seen.map((user) => identityOf[user])).size).toBe(1);
  });

  it.each(['here', 'there'])('are of one user, where whose they are is known %s alone', (place) => {
    const [facts, theirs] = [createFacts(), createFacts()];
    const [knows, other] = place === 'here' ? [facts, theirs] : [theirs, facts];
    for (const chunk of [forgotten(late, 'one'), late]) knows.merge(chunk);
    // Another sign-in, which nobody shows again.
    other.add(buildSignIn({ at: `${DAY}T10:00:00Z`, id: guid(1, 9), userId: 'forgotten:one' }));
    facts.mergeShare(theirs.share());
    const { at, identityOf } = facts.users;
    const seen = [0, 1].map((row) => facts.columns.user[row] ?? -1);
    expect(seen.map(at)).toEqual([CANARY, CANARY]);
    expect(new Set(seen.map((user) => identityOf[user])).size).toBe(1);
  });

  it('who counted as two, seen with an object id and without, still does', () => {
    const reading = (readAt: number, ids: readonly (string | undefined)[]): Chunk => {
      const facts = createFacts();
      for (const [n, userId] of ids.entries())
        facts.add(
          buildSignIn({ at: `${DAY}T10:00:00Z`, id: guid(1, n), readAt, userId, userPrincipalName: NAME }),
        );
      return facts.toChunk();
    };
    // One sign-in of which a later reading knows the object id, one that never had it.
    const chunks = [reading(1, [undefined, undefined]), reading(2, [ID, undefined])];
    const forgetting = createForgetting(NAME, 'random');
    for (const chunk of chunks) forgetting.seeFacts(chunk);
    const counted = (of: readonly Chunk[]): number => {
      const facts = createFacts();
      for (const chunk of of) facts.merge(chunk);
      const users = Array.from({ length: facts.rows }, (_, row) => facts.columns.user[row] ?? 0);
      return new Set(users.map((user) => facts.users.at(user)[0])).size;
    };
    expect(counted(chunks)).toBe(2);
    expect(counted(chunks.map((chunk) => forgetting.factsWithout(DAY, chunk) ?? chunk))).toBe(2);
  });

  it('what names nobody tells nothing of who was forgotten', () => {
    const facts = createFacts();
    for (const chunk of [ONE, chunkOf([[null, null, null]])]) facts.merge(chunk);
    expect(facts.users.at(0)).toEqual(['forgotten:one', null, null]);
  });
});

describe('of lists of people', () => {
  const masked = (given: Partial<Person> = {}) => person('c…y@contoso.example', { id: ID, ...given });

  it('they are removed by object id, whatever is shown of the name', () => {
    const people = [masked(), person(NAME, { id: ID }), masked({ id: guid(0xa, 2) })];
    expect(forget(ID, { people })).toMatchObject({ people: ['c…y@contoso.example'], found: { alike: 0 } });
  });

  it('a principal name finds masked rows where facts or a row with the name tell the object id', () => {
    const named = person(NAME, { id: ID });
    expect(forget(NAME, { facts: [chunkOf([CANARY])], people: [masked()] }).people).toEqual([]);
    expect(forget(NAME, { people: [masked(), named] }).people).toEqual([]);
  });

  it('elsewhere those who look alike are told, and stay', () => {
    const people = [
      masked(),
      masked({ id: guid(0xa, 2) }),
      person('o…r@contoso.example', { id: guid(0xa, 4) }),
    ];
    expect(forget(NAME, { people })).toEqual({
      users: [],
      people: people.map(({ user }) => user),
      found: { listed: 0, open: [], signIns: 0, alike: 2 },
    });
  });

  it('a masked row without an object id looks like many, even to who has one', () => {
    const people = [masked(), masked({ id: null })];
    expect(forget(ID, { facts: [chunkOf([CANARY])], people })).toMatchObject({
      people: ['c…y@contoso.example'],
      found: { listed: 1, alike: 1 },
    });
    expect(forget(ID, { people }).people).toEqual(['c…y@contoso.example']);
  });
});

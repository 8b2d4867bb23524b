import { describe, expect, it } from 'vitest';
import type { Evidence } from '../../src/core/evidence.ts';
import type { Chunk } from '../../src/core/facts/chunk.ts';
import { sharedMemory } from '../../src/core/facts/with-room.ts';
import { createFacts, type Facts } from '../../src/core/facts.ts';
import type { ReadRecord, SignIn } from '../../src/core/sign-in.ts';
import { buildSignIn, guid, step } from '../build-sign-in.ts';

const AT = '2026-03-10T08:00:00Z';
const COMPLETED = 'MFA successfully completed';
const DENIED = 'MFA denied; user declined the authentication';
const CLAIM = 'MFA requirement satisfied by claim in the token';

function signIn(
  parts: Partial<Omit<SignIn, 'at' | 'evidence'>> & Partial<Evidence> & { at?: string },
): SignIn {
  return buildSignIn({ at: AT, ...parts });
}

function factsOf(...records: readonly ReadRecord[]): Facts {
  const facts = createFacts();
  for (const record of records) facts.add(record);
  return facts;
}

/** What a chunk tells of one row, by its dictionaries. */
function rowOf(chunk: Chunk, row = 0) {
  const { columns } = chunk;
  const { text, code, steps } = chunk.evidences[columns.evidence[row] ?? 0] ?? {};
  return {
    text,
    code,
    steps: steps?.length,
    readAt: columns.readAt[row],
    scope: ['interactive', 'nonInteractive', 'outOfScope'][columns.scope[row] ?? 0],
    app: chunk.apps[columns.app[row] ?? 0],
    user: chunk.users[columns.user[row] ?? 0],
    context: chunk.contexts[columns.context[row] ?? 0],
  };
}

describe('a sign-in', () => {
  it('is one fact, however often it is read', () => {
    const facts = factsOf(signIn({}), signIn({}), signIn({}));
    expect([facts.rows, facts.records]).toEqual([1, 3]);
  });

  it.each([
    ['two GUIDs', guid(1, 1), guid(1, 2)],
    ['the same GUID in other letters', guid(0xab, 1), guid(0xab, 1).toUpperCase()],
    ['a GUID and a text', guid(1, 1), 'request-1'],
    ['two texts', 'request-1', 'request-2'],
    ['a text and the same with a blank', 'request-1', 'request-1 '],
  ])('is told apart by its id: %s', (_, one, other) => {
    expect(factsOf(signIn({ id: one }), signIn({ id: other })).rows).toBe(2);
  });

  it('keeps an id and a correlation that are no GUIDs as they are written', () => {
    const chunk = factsOf(
      signIn({ id: guid(1, 1) }),
      signIn({ id: 'Request 2', correlation: 'adfs-7' }),
    ).toChunk();
    expect(chunk.oddIds).toEqual([[1, 'Request 2']]);
    expect(chunk.oddGroups).toEqual([[1, 'adfs-7']]);
  });

  it('keeps its time to the nanosecond', () => {
    const facts = factsOf(signIn({ at: '2026-03-10T08:00:00.1234567Z' }));
    expect([facts.columns.ms[0], facts.columns.ns[0]]).toEqual([
      Date.parse('2026-03-10T08:00:00.123Z'),
      456_700,
    ]);
  });

  it('keeps what its figures are counted by, and names what is absent', () => {
    const parts = {
      userId: guid(2, 1),
      userPrincipalName: 'ann@contoso.example',
      appName: 'Contoso Mail',
      country: 'NL',
      requiredBy: 'securityDefaults',
    };
    expect(rowOf(factsOf(signIn(parts)).toChunk())).toMatchObject({
      user: [guid(2, 1), 'ann@contoso.example', null],
      app: [null, 'Contoso Mail'],
      context: ['NL', null, null, null, 'securityDefaults'],
      scope: 'interactive',
    });
  });

  it('is classified once per evidence', () => {
    const facts = factsOf(
      signIn({ id: guid(1, 1) }),
      signIn({ id: guid(1, 2) }),
      signIn({ id: guid(1, 3), code: 50126 }),
    );
    expect(facts.classificationOf(1)).toBe(facts.classificationOf(0));
    expect(facts.classificationOf(2).outcome).toBe('firstFactorFailed');
  });
});

describe('of two versions of a sign-in, in either order,', () => {
  const generic = {
    method: 'Mobile app notification',
    text: 'Authentication failed during strong authentication request.',
  };
  it.each<[rule: string, kept: Parameters<typeof signIn>[0], other: Parameters<typeof signIn>[0]]>([
    ['an answered prompt beats a later reading', { text: COMPLETED }, { readAt: 9_000 }],
    ['a denied one too', { text: DENIED }, { readAt: 9_000, text: CLAIM }],
    ['and so does a failure code of MFA', { code: 500121 }, { readAt: 9_000, code: 50074 }],
    ['any other text of MFA beats none', { text: CLAIM }, { readAt: 9_000 }],
    ['any other code of MFA beats none', { code: 50074 }, { readAt: 9_000 }],
    [
      'with the same evidence, more steps with a text win',
      { text: COMPLETED, steps: [step('Password', 'Correct password', true)] },
      { text: COMPLETED, steps: [], readAt: 9_000 },
    ],
    [
      'steps without a text do not count',
      { text: COMPLETED, steps: [], readAt: 1 },
      { text: COMPLETED, steps: [step('Password', undefined, true), step('Text message')] },
    ],
    [
      'then the later reading',
      { steps: [step(generic.method, generic.text, false)], code: 500121, readAt: 2 },
      { steps: [step(generic.method, DENIED, false)], code: 500121, readAt: 1 },
    ],
    ['then the larger JSON of the record', { appName: 'Contoso Portal' }, { appName: 'Contoso Mail' }],
    [
      'in which what comes first by name decides',
      { appName: 'B', country: 'AA' },
      { appName: 'A', country: 'ZZ' },
    ],
    ['and the time of the sign-in counts like any other', { at: '2026-03-10T08:00:01Z' }, { at: AT }],
    ['as does whether it was interactive: true is larger than false', {}, { scope: 'nonInteractive' }],
  ])('%s', (_, kept, other) => {
    const expected = rowOf(factsOf(signIn(kept)).toChunk());
    expect(rowOf(factsOf(signIn(kept), signIn(other)).toChunk())).toEqual(expected);
    expect(rowOf(factsOf(signIn(other), signIn(kept)).toChunk())).toEqual(expected);
    const merged = factsOf(signIn(other));
    merged.merge(factsOf(signIn(kept)).toChunk());
    expect(rowOf(merged.toChunk())).toEqual(expected);
  });
});

describe('what is no sign-in of ours', () => {
  const principal: ReadRecord = {
    kind: 'outOfScope',
    id: guid(3, 1),
    at: undefined,
    createdDateTime: undefined,
    readAt: 0,
  };
  const reject = (cause: 'noId' | 'notJson' | 'badTime'): ReadRecord => ({
    kind: 'rejected',
    cause,
    id: undefined,
    at: undefined,
    createdDateTime: undefined,
  });

  it('is known again by its id, and has no time where none was told', () => {
    const facts = factsOf(principal, principal);
    expect([facts.rows, facts.columns.ms[0]]).toEqual([1, Number.NaN]);
    expect(rowOf(facts.toChunk()).scope).toBe('outOfScope');
  });

  it('is only counted where it has no id', () => {
    const facts = factsOf({ ...principal, id: undefined }, { ...principal, id: undefined });
    expect([facts.rows, facts.unkeyed]).toEqual([0, 2]);
  });

  it('is counted by cause where it was rejected', () => {
    const facts = factsOf(reject('noId'), reject('badTime'), reject('noId'));
    expect([facts.rows, facts.records, facts.rejected]).toEqual([0, 3, { noId: 2, badTime: 1 }]);
  });

  it('adds up where facts are merged', () => {
    const facts = factsOf(reject('noId'), { ...principal, id: undefined });
    facts.merge(
      factsOf(reject('noId'), reject('notJson'), { ...principal, id: undefined }, principal).toChunk(),
    );
    expect(facts.toChunk()).toMatchObject({
      records: 6,
      rejected: { noId: 2, notJson: 1 },
      unkeyed: 2,
      rows: 1,
    });
  });
});

describe('the order of rows', () => {
  it.each([
    ['by time', { at: '2026-03-10T08:00:00Z' }, { at: '2026-03-10T08:00:00.001Z' }],
    [
      'by the nanoseconds within it',
      { at: '2026-03-10T08:00:00.0000001Z' },
      { at: '2026-03-10T08:00:00.0000002Z' },
    ],
    ['at the same time by id', { id: guid(1, 9) }, { id: guid(1, 10) }],
    ['by the text of an id that is no GUID', { id: guid(1, 1) }, { id: 'request-1' }],
    ['upper case before lower case', { id: 'REQUEST' }, { id: 'request' }],
  ])('is %s', (_, earlier, later) => {
    const first = { id: guid(1, 1), ...earlier };
    const second = { id: guid(1, 2), ...later };
    for (const facts of [factsOf(signIn(first), signIn(second)), factsOf(signIn(second), signIn(first))]) {
      const rows = [0, 1].toSorted(facts.compareRows);
      const chunk = facts.toChunk();
      const words = rows.map(
        (row) => `${chunk.columns.ms[row]} ${chunk.columns.ns[row]} ${idOf(chunk, row)}`,
      );
      expect(words).toEqual(
        [first, second].map((parts) => {
          const only = factsOf(signIn(parts)).toChunk();
          return `${only.columns.ms[0]} ${only.columns.ns[0]} ${idOf(only, 0)}`;
        }),
      );
    }
  });
});

describe('many facts', () => {
  const MANY = 30_000;
  const records = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, n) =>
      signIn({
        id: (from + n) % 10 === 0 ? `request-${from + n}` : guid(1, from + n),
        userId: guid(2, n % 50),
      }),
    );

  it('are all found again', () => {
    const facts = factsOf(...records(0, MANY));
    expect(facts.rows).toBe(MANY);
    for (const record of records(0, MANY)) facts.add(record);
    facts.merge(factsOf(...records(MANY - 100, MANY + 100)).toChunk());
    expect([facts.rows, facts.records]).toEqual([MANY + 100, 2 * MANY + 200]);
    expect(facts.toChunk().users).toHaveLength(50);
  });

  it('a chunk is a copy: what is added later is not in it', () => {
    const facts = factsOf(...records(0, 10));
    const chunk = facts.toChunk();
    facts.add(signIn({ id: guid(1, 1), text: COMPLETED }));
    facts.add(signIn({ id: guid(9, 9) }));
    expect([chunk.rows, chunk.columns.scope.length, chunk.records]).toEqual([10, 10, 10]);
    expect(rowOf(chunk, 1).text).toBeUndefined();
    expect(rowOf(facts.toChunk(), 1).text).toBe(COMPLETED);
  });
});

describe('memory', () => {
  const buffersOf = (facts: Facts) => {
    for (let n = 0; n < 70_000; n += 1) facts.add(signIn({ id: guid(1, n), userId: guid(2, n) }));
    const { columns, users } = facts.share();
    const { pages, starts, lengths, hashes } = users.entries.texts;
    const arrays = [
      ...Object.values(columns),
      users.identityOf,
      users.identities,
      ...pages,
      starts,
      lengths,
      hashes,
    ];
    return new Set(arrays.map(({ buffer }) => buffer.constructor.name));
  };

  it('is of the kind that the engine counts, or days collected one after another would pile up', () => {
    expect(buffersOf(createFacts())).toEqual(new Set(['ArrayBuffer']));
  });

  it('is shared as a whole where other threads are to look at it', () => {
    expect(buffersOf(createFacts(sharedMemory))).toEqual(new Set(['SharedArrayBuffer']));
  });
});

function idOf(chunk: Chunk, row: number): string {
  const odd = new Map(chunk.oddIds).get(row);
  return odd ?? [...chunk.columns.id.subarray(row * 4, row * 4 + 4)].join(' ');
}

/** Removing somebody from rows that others write: against the version read, and without taking a row from its writer. */
import { describe, expect, it } from 'vitest';
import { addDays } from '../../src/core/day.ts';
import type { Chunk } from '../../src/core/facts/chunk.ts';
import type { Store } from '../../src/core/ports.ts';
import { tableClient } from '../azurite.ts';
import { azuriteTables } from '../azurite-tables.ts';
import { person } from '../render/judged-day.ts';
import { storedChunk } from '../store/builders.ts';
import { all, DAY, FIRST, SMALL } from './store-operations.ts';

const azurite = azuriteTables();
const { open } = azurite;

const NOBODY: Chunk['users'] = [['nobody', null, null]];
const isChanged = ({ users }: Chunk) => users[0]?.[0] === 'nobody';
const changed = (_: string, facts: Chunk) => (isChanged(facts) ? undefined : { ...facts, users: NOBODY });

describe('changing facts', () => {
  it('changes those of all days of the tenant, and nothing else of a chunk', async () => {
    const [store, other] = [await open('changing'), await open('changing-not')];
    const ending = { cursor: 'c', done: true, readTo: 1, source: 's', problem: 'p', notBefore: 2 };
    const chunks = [FIRST, storedChunk({ chunk: 1, ...ending, facts: SMALL })];
    for (const day of ['2026-06-14', DAY])
      for (const chunk of chunks) for (const of of [store, other]) await of.insertChunk(day, chunk);
    const days: string[] = [];
    const unread = await store.changeFacts((day, facts) => {
      days.push(day);
      return changed(day, facts);
    });
    expect([unread, days]).toEqual([0, ['2026-06-14', '2026-06-14', DAY, DAY]]);
    expect(await all(store.chunks(DAY))).toEqual(
      chunks.map((chunk) => ({ ...chunk, facts: { ...chunk.facts, users: NOBODY } })),
    );
    expect(await all(other.chunks(DAY))).toEqual(chunks);
  });

  it('leaves the row its writer’s, who may not know yet that it is stored', async () => {
    const other = await open('changing-unknown');
    const collector = await azurite.openByProxy('changing-unknown', {
      // Before the lost answer is asked for again.
      sleep: async () => void (await other.changeFacts(changed)),
    });
    azurite.proxy.script([{ reset: true, stored: true }]);
    expect(await collector.insertChunk(DAY, FIRST)).toBe(true);
    expect((await all(other.chunks(DAY))).map(({ facts }) => isChanged(facts))).toEqual([true]);
  });

  it('passes over a damaged chunk, and counts it', async () => {
    const store = await open('changing-damaged');
    await store.insertChunk(DAY, FIRST);
    await store.insertChunk(DAY, storedChunk({ chunk: 1, facts: SMALL }));
    const partitionKey = `changing-damaged---${DAY}`;
    await tableClient(azurite.connectionString, 'MfaFacts').updateEntity(
      { partitionKey, rowKey: '0001---000000', facts: Buffer.of(1) },
      'Merge',
    );
    expect(await store.changeFacts(changed)).toBe(1);
    await store.dropChunks(DAY, FIRST.startedAt);
    const left: boolean[] = [];
    await store.changeFacts((_, facts) => void left.push(isChanged(facts)));
    expect(left).toEqual([true]);
  });
});

describe('changing lists of people', () => {
  const three = ['first', 'second', 'third'].map((name) => person(`${name}@contoso.example`));

  it.each<[what: string, meanwhile: (other: Store) => Promise<void>, asked: number[], left: number]>([
    [
      'asks again about one that changed since it was read',
      (other) => other.replacePeople(DAY, 1, three),
      [2, 3],
      2,
    ],
    ['brings none back that was removed since', (other) => other.dropPeopleBefore('2026-07-01'), [2], 0],
  ])('%s', async (what, meanwhile, asked, left) => {
    const other = await open(what);
    // Between two tries of the first replacement.
    const store = await azurite.openByProxy(what, { sleep: () => meanwhile(other) });
    await store.keepPeople(DAY, 1, three.slice(1));
    const lengths: number[] = [];
    azurite.proxy.script([undefined, { status: 503 }]);
    await store.changePeople((_, people) => {
      lengths.push(people.length);
      return people.slice(1);
    });
    expect(lengths).toEqual(asked);
    expect(await other.people(DAY, 1)).toEqual(three.slice(3 - left));
  });
});

describe('people of a revision', () => {
  const [first, second] = ['first', 'second'].map((name) => [person(`${name}@contoso.example`)]);
  const [FIRST_LIST = [], SECOND_LIST = []] = [first, second];

  it('are inserted: those that stand there stay, and whoever comes later is told', async () => {
    const store = await open('people-inserted');
    expect(await store.keepPeople(DAY, 1, FIRST_LIST)).toBe(true);
    expect(await store.keepPeople(DAY, 1, SECOND_LIST)).toBe(false);
    expect(await store.people(DAY, 1)).toEqual(FIRST_LIST);
    expect(await store.keepPeople(DAY, 2, SECOND_LIST)).toBe(true);
  });

  it('are told of days one by one, and of a range at once', async () => {
    const store = await open('people-ranged');
    const [before, next, after] = [addDays(DAY, -1), addDays(DAY, 1), addDays(DAY, 2)];
    for (const day of [before, DAY, next, after]) await store.keepPeople(day, 1, FIRST_LIST);
    await store.keepPeople(DAY, 2, SECOND_LIST);
    await (await open('people-others')).keepPeople(DAY, 1, SECOND_LIST);
    expect(await store.peopleOfDays(DAY, next)).toEqual([
      { day: DAY, revision: 1, people: FIRST_LIST },
      { day: DAY, revision: 2, people: SECOND_LIST },
      { day: next, revision: 1, people: FIRST_LIST },
    ]);
  });

  it('that cannot be read are as if never written', async () => {
    const store = await open('people-damaged');
    await store.keepPeople(DAY, 1, FIRST_LIST);
    const keys = { partitionKey: 'people-damaged', rowKey: `person---${DAY}---1` };
    await tableClient(azurite.connectionString, 'MfaState').updateEntity(
      { ...keys, people: Buffer.of(1) },
      'Merge',
    );
    expect(await store.keepPeople(DAY, 1, SECOND_LIST)).toBe(true);
    expect(await store.people(DAY, 1)).toEqual(SECOND_LIST);
  });

  it('are replaced where they stand, and those that are gone stay so', async () => {
    const store = await open('people-replaced');
    await store.replacePeople(DAY, 1, FIRST_LIST);
    expect(await store.people(DAY, 1)).toEqual([]);
    await store.keepPeople(DAY, 1, FIRST_LIST);
    await store.replacePeople(DAY, 1, SECOND_LIST);
    expect(await store.people(DAY, 1)).toEqual(SECOND_LIST);
  });

  it('are their writer’s, who may not know yet that they are stored, also where somebody was removed', async () => {
    const other = await open('people-unknown');
    const collector = await azurite.openByProxy('people-unknown', {
      // Before the lost answer is asked for again.
      sleep: async () =>
        void (await other.changePeople((_, people) => (people.length === 0 ? undefined : []))),
    });
    azurite.proxy.script([{ reset: true, stored: true }]);
    expect(await collector.keepPeople(DAY, 1, FIRST_LIST)).toBe(true);
    expect(await other.people(DAY, 1)).toEqual([]);
  });
});

describe('the mark of a removal', () => {
  it('is the newest, each tenant for itself', async () => {
    const [store, other] = [await open('marked'), await open('marked-not')];
    expect(await store.lastForgetting()).toBeUndefined();
    for (const mark of ['first', 'second']) {
      await store.markForgetting(mark);
      expect(await (await open('marked')).lastForgetting()).toBe(mark);
    }
    expect(await other.lastForgetting()).toBeUndefined();
  });
});

/** Every operation of the store, each with what stands there before it: to be put under faults. */
import type { Ack, Store, StoredChunk } from '../../src/core/ports.ts';
import { buildSent } from '../build-sent.ts';
import { person } from '../render/judged-day.ts';
import { headline, storedChunk, storedDay } from '../store/builders.ts';
import { chunk } from '../store/facts-builder.ts';

export const DAY = '2026-06-15';
const REQUEST = { day: DAY, force: false, requestedAt: '2026-06-17T08:00:00.000Z' };
export const SMALL = chunk({ rows: 1, users: 1, evidences: 1 });
export const FIRST = storedChunk({ facts: SMALL });
const SECOND = storedChunk({ chunk: 1, startedAt: FIRST.startedAt + 1, facts: SMALL });
const WITHOUT_USERS = { ...SMALL, users: [] };
const ACK: Ack = { reason: 'noResponse', until: '2026-06-30', by: 'helpdesk', note: 'known' };
const FIRST_PERSON = person('first@contoso.example');
const TOLD = buildSent({ told: [headline()] });

export type Operation = {
  readonly operation: string;
  /** What stands in the store before it. */
  readonly given?: (store: Store) => Promise<unknown>;
  readonly act: (store: Store) => Promise<unknown>;
};

export const OPERATIONS: readonly Operation[] = [
  { operation: 'headlines', given: twoDays, act: (store) => store.headlines('2026-06-01', DAY) },
  {
    operation: 'wideHeadlines',
    given: twoDays,
    act: (store) => store.wideHeadlines('2026-06-01', DAY),
  },
  { operation: 'days', given: twoDays, act: (store) => store.days('2026-06-01', DAY) },
  { operation: 'day', given: twoDays, act: (store) => store.day(DAY) },
  { operation: 'day, of none', act: (store) => store.day(DAY) },
  { operation: 'publishings', given: twoDays, act: (store) => store.publishings('2000-01-01') },
  { operation: 'publish, a first time', act: (store) => store.publish(storedDay(), undefined) },
  {
    operation: 'publish, where someone was first',
    given: twoDays,
    act: (store) => store.publish(storedDay({ source: 'late' }), undefined),
  },
  {
    operation: 'publish, the next revision',
    given: twoDays,
    act: async (store) => store.publish(storedDay({ revision: 2 }), await store.day(DAY)),
  },
  {
    operation: 'publish, against an older revision',
    given: twoDays,
    act: async (store) => {
      const old = { ...storedDay(), etag: 'W/"datetime\'2026-06-15T00%3A00%3A00.0000000Z\'"' };
      return store.publish(storedDay({ source: 'late' }), old);
    },
  },
  { operation: 'dropDays', given: twoDays, act: (store) => store.dropDays(DAY) },
  { operation: 'insertChunk', act: (store) => store.insertChunk(DAY, FIRST) },
  {
    operation: 'insertChunk, where one stands',
    given: twoChunks,
    act: (store) => store.insertChunk(DAY, storedChunk({ done: true, facts: SMALL })),
  },
  { operation: 'chunkHeaders', given: twoChunks, act: (store) => store.chunkHeaders(DAY) },
  { operation: 'chunks', given: twoChunks, act: (store) => all(store.chunks(DAY)) },
  { operation: 'progress', given: twoChunks, act: async (store) => [...(await store.progress())] },
  { operation: 'dropChunks', given: twoChunks, act: (store) => store.dropChunks(DAY) },
  {
    operation: 'dropChunks, the older ones',
    given: twoChunks,
    act: (store) => store.dropChunks(DAY, SECOND.startedAt),
  },
  {
    operation: 'changeFacts',
    given: twoChunks,
    act: (store) => store.changeFacts((_, facts) => (facts.users.length === 0 ? undefined : WITHOUT_USERS)),
  },
  {
    operation: 'changePeople',
    given: twoPeople,
    act: (store) =>
      store.changePeople((_, [first, ...others]) => (others.length === 0 || !first ? undefined : [first])),
  },
  {
    operation: 'people',
    given: twoPeople,
    act: (store) => store.people(DAY, 1),
  },
  {
    operation: 'peopleOfDays',
    given: twoPeople,
    act: (store) => store.peopleOfDays(DAY, DAY),
  },
  { operation: 'keepPeople', act: (store) => store.keepPeople(DAY, 1, [FIRST_PERSON]) },
  {
    operation: 'keepPeople, where others stand',
    given: twoPeople,
    act: (store) => store.keepPeople(DAY, 1, [FIRST_PERSON]),
  },
  {
    operation: 'replacePeople',
    given: twoPeople,
    act: (store) => store.replacePeople(DAY, 1, [FIRST_PERSON]),
  },
  { operation: 'replacePeople, of none', act: (store) => store.replacePeople(DAY, 1, [FIRST_PERSON]) },
  { operation: 'dropPeople', given: twoPeople, act: (store) => store.dropPeople(DAY, 2) },
  { operation: 'lastForgetting', given: aMark, act: (store) => store.lastForgetting() },
  { operation: 'lastForgetting, of none', act: (store) => store.lastForgetting() },
  { operation: 'markForgetting', given: aMark, act: (store) => store.markForgetting('second') },
  { operation: 'requests', given: aRequest, act: (store) => store.requests() },
  { operation: 'request', act: (store) => store.request(REQUEST) },
  {
    operation: 'request, the same again',
    given: aRequest,
    act: (store) => store.request({ ...REQUEST, requestedAt: '2026-06-17T09:00:00.000Z' }),
  },
  {
    operation: 'request, now with force',
    given: aRequest,
    act: (store) => store.request({ ...REQUEST, force: true }),
  },
  { operation: 'dropRequest', given: aRequest, act: (store) => store.dropRequest(DAY, true) },
  { operation: 'claimSent', act: (store) => store.claimSent(TOLD) },
  {
    operation: 'claimSent, where one stands',
    given: aDelivery,
    act: (store) => store.claimSent(buildSent({ status: 'sending' })),
  },
  {
    operation: 'claimSent, in place of an attempt',
    given: aDelivery,
    act: async (store) => store.claimSent(buildSent({ tries: 2 }), (await store.sent(DAY, DAY))[0]),
  },
  { operation: 'updateSent', given: aDelivery, act: (store) => store.updateSent(buildSent({ tries: 2 })) },
  { operation: 'sent', given: aDelivery, act: (store) => store.sent(DAY, DAY) },
  { operation: 'lastSent', given: aDelivery, act: (store) => store.lastSent() },
  { operation: 'dropSent', given: aDelivery, act: (store) => store.dropSent('2026-06-16') },
  { operation: 'acks', given: anAck, act: (store) => store.acks() },
  { operation: 'acknowledge', act: (store) => store.acknowledge(ACK) },
  {
    operation: 'acknowledge, in place of an older one',
    given: anAck,
    act: (store) => store.acknowledge({ ...ACK, until: '2026-07-31' }),
  },
  { operation: 'withdrawAck', given: anAck, act: (store) => store.withdrawAck(ACK.reason) },
  { operation: 'withdrawAck, of none', act: (store) => store.withdrawAck(ACK.reason) },
  { operation: 'dropAcks', given: anAck, act: (store) => store.dropAcks('2026-07-01') },
  { operation: 'remember', act: (store) => store.remember('storyDay', DAY) },
  {
    operation: 'remember, where something is kept',
    given: aNote,
    act: (store) => store.remember('storyDay', '2026-06-16'),
  },
];

/** Of each of these days a publication, a chunk, a request and a delivery. */
export async function fillDays(store: Store, days: readonly string[]): Promise<void> {
  for (const day of days) {
    await store.publish(storedDay({ day }), undefined);
    await store.insertChunk(day, FIRST);
    await store.request({ ...REQUEST, day });
    await store.claimSent(buildSent({ day }));
  }
}

export async function twoDays(store: Store): Promise<void> {
  for (const day of ['2026-06-14', DAY]) await store.publish(storedDay({ day }), undefined);
}

async function twoChunks(store: Store): Promise<void> {
  for (const one of [FIRST, SECOND]) await store.insertChunk(DAY, one);
}

async function twoPeople(store: Store): Promise<void> {
  const two = ['first', 'second'].map((name) => person(`${name}@contoso.example`));
  for (const day of ['2026-06-14', DAY]) await store.keepPeople(day, 1, two);
}

async function aMark(store: Store): Promise<void> {
  await store.markForgetting('first');
}

async function aRequest(store: Store): Promise<void> {
  await store.request(REQUEST);
}

async function anAck(store: Store): Promise<void> {
  await store.acknowledge(ACK);
}

async function aNote(store: Store): Promise<void> {
  await store.remember('storyDay', DAY);
}

export async function aDelivery(store: Store): Promise<void> {
  await store.claimSent(TOLD);
}

export async function all(chunks: AsyncIterable<StoredChunk>): Promise<StoredChunk[]> {
  const found: StoredChunk[] = [];
  for await (const one of chunks) found.push(one);
  return found;
}

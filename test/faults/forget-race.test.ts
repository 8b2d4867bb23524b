/**
 * `forget`, and rivals, at every point of a publication: who was forgotten is on no list afterwards.
 * One after the other: each removes what is old by its own clock, of every tenant.
 */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { App } from '../../src/app.ts';
import type { Store } from '../../src/core/ports.ts';
import { collect } from '../../src/run.ts';
import { type Azurite, startAzurite } from '../azurite.ts';
import { runCli, temporaryFolder } from '../cli/run-cli.ts';
import { type GraphRecord, inventedSignIns } from '../loopback-graph.ts';
import { person } from '../render/judged-day.ts';
import { startTableProxy } from '../table-proxy.ts';
import { type Collector, figuresOf, invented, startCollector } from './collector.ts';

const DAY = '2026-11-23';
const FIRST = '2026-11-24T03:00:00Z';
const SEALING = '2026-11-26T06:00:00Z';
const NAMES = ['canary@contoso.example', 'other@contoso.example'] as const;
const [CANARY, OTHER] = NAMES;

/** Two of seven users are denied all day. */
const records: readonly GraphRecord[] = inventedSignIns({
  count: 168,
  from: `${DAY}T00:00:00Z`,
  everyMs: 500_000,
}).map((record, n) => {
  const name = NAMES[n % 7];
  const text = 'MFA denied; user did not respond to mobile app notification';
  return name === undefined
    ? record
    : { ...record, userPrincipalName: name, status: { errorCode: 500121, additionalDetails: text } };
});

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let azurite: Azurite;
beforeAll(async () => {
  folder = await temporaryFolder();
  azurite = await startAzurite();
});
afterAll(async () => {
  await azurite.close();
  await folder.remove();
});

type Started = Collector & {
  readonly tenant: string;
  readonly again: (at: string) => Promise<Collector>;
  readonly forget: (user: string) => Promise<void>;
};

async function start(at: string): Promise<Started> {
  const tenant = randomUUID();
  const begin = (time: string) =>
    startCollector({
      tables: azurite.connectionString,
      tenant,
      at: time,
      source: invented(records),
      settings: { PRIVACY: 'named' },
    });
  const env = { TABLES: azurite.connectionString, TENANT_ID: tenant, SOURCE: 'sample' };
  return {
    tenant,
    ...(await begin(at)),
    again: begin,
    async forget(user) {
      expect(await runCli(['forget', user], { cwd: folder.path, env })).toMatchObject({ exit: 0 });
    },
  };
}

type Operation = 'chunks' | 'keepPeople' | 'publish' | 'lastForgetting' | 'replacePeople' | 'dropPeople';

/** The same collector; what is given happens when it comes to an operation for that time, before or after it. */
function during(
  app: App,
  { operation, time = 1, after = false }: { operation: Operation; time?: number; after?: boolean },
  happens: () => Promise<unknown>,
): App {
  let times = 0;
  const around = async <Reply>(act: () => Promise<Reply>): Promise<Reply> => {
    times += 1;
    const isDue = times === time;
    if (isDue && !after) await happens();
    const reply = await act();
    if (isDue && after) await happens();
    return reply;
  };
  const { store } = app;
  const held: Pick<Store, Operation> = {
    async *chunks(day) {
      times += 1;
      if (times === time && !after) await happens();
      yield* store.chunks(day);
      if (times === time && after) await happens();
    },
    keepPeople: (...given) => around(() => store.keepPeople(...given)),
    publish: (...given) => around(() => store.publish(...given)),
    lastForgetting: () => around(() => store.lastForgetting()),
    replacePeople: (...given) => around(() => store.replacePeople(...given)),
    dropPeople: (...given) => around(() => store.dropPeople(...given)),
  };
  return { ...app, store: { ...store, [operation]: held[operation] } };
}

async function listed({ store }: App): Promise<string[]> {
  const day = await store.day(DAY);
  return (await store.people(DAY, day?.revision ?? 0)).map(({ user }) => user);
}

describe('who is forgotten while their day is published', () => {
  const byHand = { byHand: true, days: [DAY] };
  /** Where nobody is forgotten. */
  let figures = '';
  beforeAll(async () => {
    const { app, setClock } = await start(FIRST);
    await collect(app);
    setClock(SEALING);
    await collect(app, byHand);
    figures = figuresOf(await app.store.day(DAY));
  });

  it.each<[when: string, at: Parameters<typeof during>[1]]>([
    ['before its facts are read', { operation: 'chunks' }],
    ['when its facts are read', { operation: 'chunks', after: true }],
    ['before the list is kept', { operation: 'keepPeople' }],
    ['when the list is kept', { operation: 'keepPeople', after: true }],
    ['when the day is published', { operation: 'publish', after: true }],
    ['when the mark was looked at again', { operation: 'lastForgetting', time: 2, after: true }],
    ['before earlier lists are removed', { operation: 'dropPeople' }],
  ])('%s, is on no list, and nobody else is lost', async (_, at) => {
    const { app, setClock, forget } = await start(FIRST);
    await collect(app);
    expect(await listed(app)).toEqual(NAMES);
    setClock(SEALING);
    await collect(
      during(app, at, () => forget(CANARY)),
      byHand,
    );
    expect(await listed(app)).toEqual([OTHER]);
    expect(await app.store.people(DAY, 1)).toEqual([]);

    const day = await app.store.day(DAY);
    expect(day).toMatchObject({ state: 'sealed', revision: 2, figures: { unable: { users: 2 } } });
    expect(figuresOf(day)).toBe(figures);
  });

  it('and another while the list is written anew: neither is on it', async () => {
    const { app, setClock, forget } = await start(FIRST);
    await collect(app);
    setClock(SEALING);
    const once = during(app, { operation: 'keepPeople' }, () => forget(CANARY));
    await collect(
      during(once, { operation: 'replacePeople' }, () => forget(OTHER)),
      byHand,
    );
    expect(await listed(app)).toEqual([]);
  });

  it('is on no list where the facts are gone by then, and nor is anybody else', async () => {
    const { app, setClock, forget } = await start(FIRST);
    await collect(app);
    setClock(SEALING);
    const sealed = during(app, { operation: 'publish', after: true }, () => app.store.dropChunks(DAY));
    await collect(
      during(sealed, { operation: 'keepPeople' }, () => forget(CANARY)),
      byHand,
    );
    expect(await listed(app)).toEqual([]);
    expect(await app.store.day(DAY)).toMatchObject({ state: 'sealed', figures: { unable: { users: 2 } } });
  });
});

it('forgetting changes the facts first, then leaves its mark, and the lists last; a dry run leaves none', async () => {
  const { app, tenant } = await start(FIRST);
  await collect(app);
  const proxy = await startTableProxy(azurite.connectionString);
  const env = { TABLES: proxy.connectionString, TENANT_ID: tenant, SOURCE: 'sample' };
  const written = async (...args: string[]) => {
    const first = proxy.requests.length;
    await runCli(['forget', CANARY, ...args], { cwd: folder.path, env });
    return proxy.requests
      .slice(first)
      .filter(({ method, url }) => method !== 'GET' && !/^[^?]*\/Tables\b/.test(url))
      .map(({ url }) => /MfaFacts|note---forgetting|person---/.exec(decodeURIComponent(url))?.[0] ?? url);
  };
  try {
    expect(await written('--dry-run')).toEqual([]);
    expect(await written()).toEqual(['MfaFacts', 'note---forgetting', 'person---']);
  } finally {
    await proxy.close();
  }
});

describe('the list of a day that two publish', () => {
  it('is the winner’s: who lost leaves it as it is, without who was forgotten since', async () => {
    const { app, again, forget } = await start(FIRST);
    const rival = await again(FIRST);
    const { days } = await collect(
      during(app, { operation: 'keepPeople' }, async () => {
        await collect(rival.app, { byHand: true, days: [DAY] });
        await forget(CANARY);
      }),
    );
    expect(days).toMatchObject([{ problem: 'someone else published it first' }]);
    expect(await listed(app)).toEqual([OTHER]);
  });

  it('is the winner’s, also where another’s stood there already', async () => {
    const { app } = await start(FIRST);
    await app.store.keepPeople(DAY, 1, [person('rival@contoso.example')]);
    await collect(app);
    expect(await listed(app)).toEqual(NAMES);
  });

  it('stays while it is not published: who loses does not put its own there', async () => {
    const { app, again } = await start(FIRST);
    const rival = await again(FIRST);
    await app.store.keepPeople(DAY, 1, [person('rival@contoso.example')]);
    const winner = { ...rival.app, store: { ...rival.app.store, replacePeople: async () => {} } };
    await collect(
      during(app, { operation: 'publish' }, () => collect(winner, { byHand: true, days: [DAY] })),
    );
    expect(await listed(app)).toEqual(['rival@contoso.example']);
  });
});

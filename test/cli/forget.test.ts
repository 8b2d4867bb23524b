/** `forget` as a child process: what goes, what stays, what it says. All invented, tenant Contoso. */
import { randomUUID } from 'node:crypto';
import { inflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Source } from '../../src/core/ports.ts';
import { collect } from '../../src/run.ts';
import { joinBytes, type Row } from '../../src/store/row.ts';
import { type Azurite, startAzurite, storedRows, tableClient } from '../azurite.ts';
import { figuresOf, invented, startCollector } from '../faults/collector.ts';
import { type GraphRecord, inventedSignIns } from '../loopback-graph.ts';
import { runCli, temporaryFolder } from './run-cli.ts';

const DAY = '2026-11-23';
const FIRST = '2026-11-24T03:00:00Z';
const SECOND = '2026-11-25T06:00:00Z';
const ID = 'c0ffee00-0000-4000-8000-000000000003';
const NAME = 'canaryperson@contoso.example';
const CANARIES = [ID, 'canaryperson', 'Canary Persona', 'XX XXXXXXX77'];

/** User 3 of seven is denied every hour, and none of their texts is another's. */
function asCanary(record: GraphRecord): GraphRecord {
  const text = 'MFA denied; user did not respond to mobile app notification';
  return {
    ...record,
    userId: ID,
    userPrincipalName: NAME,
    userDisplayName: 'Canary Persona',
    status: { errorCode: 500121, additionalDetails: text },
    mfaDetail: { authMethod: 'Text message', authDetail: '+XX XXXXXXX77' },
  };
}
const records: readonly GraphRecord[] = inventedSignIns({
  count: 168,
  from: `${DAY}T00:00:00Z`,
  everyMs: 500_000,
}).map((record, n) => (n % 7 === 3 ? asCanary(record) : record));

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

function start(source: Source, privacy = 'named') {
  const tenant = randomUUID();
  const env = { TABLES: azurite.connectionString, TENANT_ID: tenant, SOURCE: 'sample' };
  const settings = { PRIVACY: privacy };
  return {
    tenant,
    collector: startCollector({ tables: azurite.connectionString, tenant, at: FIRST, source, settings }),
    forget: (...args: string[]) => runCli(['forget', ...args], { cwd: folder.path, env }),
  };
}

/** Every row of the tenant in the three tables, unpacked: facts begin with 13 bytes of their own. */
async function storedText(tenant: string): Promise<string> {
  const texts = (await storedRows(azurite.connectionString, tenant)).map((row) => {
    const unpacked = ['facts', 'people', 'tally'].map((name) =>
      isRow(row) && row[name] !== undefined
        ? inflateRawSync(joinBytes(row, name, name).subarray(name === 'facts' ? 13 : 0)).toString()
        : '',
    );
    return [JSON.stringify(row), ...unpacked].join('\n');
  });
  return texts.join('\n').toLowerCase();
}

function isRow(row: unknown): row is Row {
  return typeof row === 'object' && row !== null;
}

function expectNoCanary(text: string): void {
  for (const canary of CANARIES) expect(text).not.toContain(canary.toLowerCase());
}

// One after another: facts are removed whatever tenant they are of, and the clocks here are a day apart.
describe('forget', () => {
  it('S24 removes a person from every row of every table, and changes no figure', async () => {
    const { tenant, collector, forget } = start(invented(records));
    const { app } = await collector;
    await collect(app);
    const before = await app.store.day(DAY);
    const rows = await storedRows(azurite.connectionString, tenant);
    for (const canary of CANARIES) expect(await storedText(tenant)).toContain(canary.toLowerCase());

    expect(await forget('CanaryPerson@Contoso.example', '--dry-run', '--quiet')).toEqual({
      exit: 0,
      stdout:
        '1 day: would be removed from the list of people\n1 open day: would be made anonymous in 24 sign-ins\n',
      stderr: '',
      told: [],
    });
    expect(await storedRows(azurite.connectionString, tenant)).toEqual(rows);

    const done = await forget('CanaryPerson@Contoso.example');
    expect(done).toMatchObject({
      exit: 0,
      stdout: '1 day: removed from the list of people\n1 open day: made anonymous in 24 sign-ins\n',
      told: [expect.stringMatching(/^No figure changes\./), expect.stringContaining('EXCLUDE_USERS')],
    });
    expectNoCanary(`${done.stdout}${done.stderr}`);
    expectNoCanary(await storedText(tenant));
    expect(await app.store.day(DAY)).toEqual(before);
    expect(await forget(ID)).toMatchObject({
      exit: 0,
      stdout: 'Nothing is stored under that object id or principal name.\n',
      told: [],
    });
  });

  it('says who looks alike where names are masked and no facts are left, and removes them by object id', async () => {
    const { tenant, collector, forget } = start(invented(records), 'masked');
    const { app } = await collector;
    await collect(app);
    await app.store.dropChunks(DAY);
    expect((await forget(NAME)).stdout).toBe(
      'Nothing is stored under that object id or principal name.\n' +
        '1 masked row looks alike; give the object id to remove what is theirs. Without one it goes after KEEP_PEOPLE_DAYS.\n',
    );
    expect(await app.store.people(DAY, 1)).toHaveLength(1);
    expect((await forget(ID.toUpperCase())).stdout).toBe('1 day: removed from the list of people\n');
    expectNoCanary(await storedText(tenant));
  });

  it('tells of rows that cannot be read, with exit code 3', async () => {
    const { tenant, collector, forget } = start(invented(records));
    const { app } = await collector;
    await collect(app);
    const people = tableClient(azurite.connectionString, 'MfaState');
    const rowKey = `person---${DAY}---1`;
    await people.updateEntity({ partitionKey: tenant, rowKey, people: Buffer.of(1, 2) }, 'Merge');
    expect(await forget(NAME, '--quiet')).toMatchObject({
      exit: 3,
      stdout: '1 open day: made anonymous in 24 sign-ins\n',
      told: [expect.stringMatching(/^1 stored row cannot be read/)],
    });
  });

  it.each([[['']], [['  ']], [[]]])('refuses %j in one line, with exit code 2', async (args) => {
    const { forget } = start(invented([]));
    expect(await forget(...args)).toMatchObject({ exit: 2, stdout: '', told: [expect.any(String)] });
  });
});

it('refuses a masked name, which may be many people’s, and says what it wants', async () => {
  const { collector, forget } = start(invented(records), 'masked');
  const { app } = await collector;
  await collect(app);
  for (const masked of ['C…n@contoso.example', 'c•••n@contoso.example'])
    expect(await forget(masked)).toMatchObject({
      exit: 2,
      stdout: '',
      told: [
        expect.stringContaining(`expected an object id or a principal name; got "${masked.toLowerCase()}"`),
      ],
    });
  expect(await app.store.people(DAY, 1)).toHaveLength(1);
});

it('leaves nothing of a person in texts and methods either, which stay with facts and figures', async () => {
  const telling = records.map((record) =>
    record.userId === ID
      ? {
          ...record,
          status: { errorCode: 500121, additionalDetails: `MFA denied; ${NAME} (+49 170 7654321) is out` },
          mfaDetail: { authMethod: 'CanaryPerson’s key', authDetail: 'CANARY-PC' },
        }
      : record,
  );
  const { tenant, collector, forget } = start(invented(telling));
  const { app } = await collector;
  await collect(app);
  const unlisted = (await app.store.day(DAY))?.figures.unlisted;
  expect(unlisted).toMatchObject({
    texts: [{ text: 'MFA denied; (address) (number) is out', signIns: 24 }],
    methods: [{ text: '…’s key', signIns: 24 }],
  });
  expect(await app.store.people(DAY, 1)).toMatchObject([{ user: NAME, detail: 'device' }]);
  await forget(NAME);
  const left = await storedText(tenant);
  expectNoCanary(left);
  for (const rest of ['canary', '7654321']) expect(left).not.toContain(rest);
});

/** What the source shows at a second reading. */
const SHOWN: readonly (readonly [what: string, records: readonly GraphRecord[]])[] = [
  ['the same', records],
  ['nothing of the person', records.filter(({ userId }) => userId !== ID)],
  ['half of what it showed', records.filter((_, n) => n % 2 === 0)],
  [
    'one of their sign-ins, and later ones that it had not shown',
    [
      ...records.filter(({ userId }, n) => userId !== ID || n === 3),
      ...inventedSignIns({ count: 190, from: `${DAY}T00:00:00Z`, everyMs: 400_000 })
        .slice(168)
        .map(asCanary),
    ],
  ],
  [
    'some of them with more evidence: the person got in',
    records.map((record, n) =>
      n % 14 === 3
        ? {
            ...record,
            status: { errorCode: 0, additionalDetails: 'MFA completed in Azure AD' },
            authenticationDetails: [
              {
                authenticationMethod: 'Text message',
                authenticationStepResultDetail: 'MFA completed in Azure AD',
                succeeded: true,
              },
            ],
          }
        : record,
    ),
  ],
];

describe.each(SHOWN)('who was forgotten between two readings, where the second shows %s', (_, later) => {
  /** Figures after both readings, and the people then. */
  async function counted({ forgets }: { forgets: boolean }) {
    let shown = records;
    const source: Source = {
      ...invented([]),
      read: (window, cursor, timeLeft) => invented(shown).read(window, cursor, timeLeft),
    };
    const { collector, forget } = start(source);
    const { app, setClock } = await collector;
    await collect(app);
    if (forgets) expect((await forget(NAME)).stdout).toContain('1 open day: made anonymous');
    shown = later;
    setClock(SECOND);
    await collect(app);
    const day = await app.store.day(DAY);
    expect(day).toMatchObject({ revision: 2, coverage: { passes: 2 } });
    return { figures: figuresOf(day), people: await app.store.people(DAY, 2) };
  }

  it('is counted as if nobody had been', async () => {
    const kept = await counted({ forgets: false });
    const forgotten = await counted({ forgets: true });
    expect(forgotten.figures).toBe(kept.figures);
    const isBack = later.some(({ userId }) => userId === ID);
    expect(JSON.stringify(forgotten.people)).not.toContain('forgotten');
    expect(forgotten.people).toHaveLength(isBack ? kept.people.length : 0);
  });
});

it('who was forgotten while a day is being read is one user again after the next whole reading', async () => {
  async function counted({ forgets }: { forgets: boolean }) {
    const { collector, forget } = start(invented(records, { batch: 60 }));
    const { app, setClock } = await collector;
    let looks = 0;
    await collect(app, { timeLeft: () => (looks++ < 1 ? 1 : 0) });
    expect(await app.store.day(DAY)).toMatchObject({ state: 'partial' });
    if (forgets) {
      const { stdout, stderr } = await forget(NAME);
      expect(stdout).toContain('1 open day: made anonymous in 9 sign-ins');
      expect(stderr).toContain('1 of these days is being read');
    }
    await collect(app, { byHand: true, days: [DAY] });
    const users = (await app.store.day(DAY))?.figures.totals.users;
    setClock(SECOND);
    await collect(app);
    return { users, figures: figuresOf(await app.store.day(DAY)) };
  }
  const [kept, forgotten] = [await counted({ forgets: false }), await counted({ forgets: true })];
  expect([kept.users, forgotten.users]).toEqual([7, 8]);
  expect(forgotten.figures).toBe(kept.figures);
});

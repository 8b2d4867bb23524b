/** A workspace read to its end: the same figures as from an archive, and what the service is asked on the way. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openApp } from '../../src/app.ts';
import { CLOUDS } from '../../src/core/clouds.ts';
import { createCalendar } from '../../src/core/day.ts';
import type { Coverage } from '../../src/core/report.ts';
import type { TokenProvider } from '../../src/credential.ts';
import { SettingsError } from '../../src/errors.ts';
import { collect } from '../../src/run.ts';
import { openArchive } from '../../src/sources/archive.ts';
import { startAzurite } from '../azurite.ts';
import { adfsCopy, archiveLines, COLUMN_FORMS, type Copy } from '../loopback-logs/log-rows.ts';
import type { LoopbackLogs } from '../loopback-logs.ts';
import {
  COPIES,
  DAY,
  figuresOf,
  isInteractive,
  readAll,
  startLogs,
  TOKEN,
  WINDOW,
  WORKSPACE,
} from './read-logs.ts';

const open: LoopbackLogs[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((logs) => logs.close()));
});
async function start(options?: Parameters<typeof startLogs>[0]) {
  const started = await startLogs(options);
  open.push(started.logs);
  return started;
}

/** Every figure of the day, from an archive that holds the same copies. */
async function archivedFigures(copies: readonly Copy[]) {
  const folder = await mkdtemp(join(tmpdir(), 'mfa-digest-logs-'));
  await writeFile(join(folder, 'PT1H.json'), archiveLines(copies));
  const figures = figuresOf(await readAll(openArchive({ path: folder })));
  await rm(folder, { recursive: true });
  return figures;
}
const archived = await archivedFigures(COPIES);

describe('a day in a workspace', () => {
  it('has a good many sign-ins, some of them written twice and some first without their details', () => {
    expect(archived?.totals.signIns).toBeGreaterThan(1_000);
    expect(archived?.outcomes.denied.users).toBeGreaterThan(3);
    expect(COPIES.length).toBeGreaterThan(1.05 * new Set(COPIES.map(({ record }) => record.id)).size);
  });

  it.each(COLUMN_FORMS)('%s gives every figure that the archive gives', async (form) => {
    const { logs, open } = await start({ form });
    expect(figuresOf(await readAll(open()))).toEqual(archived);
    expect(logs.queries.length).toBeGreaterThan(20);
  });

  it('gives the same in one answer', async () => {
    const { logs, open } = await start();
    expect(figuresOf(await readAll(open({ partRows: 1_000_000 })))).toEqual(archived);
    // Whether AD FS has rows, how many there are, and all of them.
    expect(logs.queries).toHaveLength(3);
  });

  it('is handed over without the copies that are the same', async () => {
    const { open } = await start();
    const records = (await readAll(open())).flatMap((batch) => batch.records);
    const copies = COPIES.filter(isInteractive).filter(({ record }) => {
      const at = Date.parse(String(record.createdDateTime));
      return at >= WINDOW.from && at < WINDOW.to;
    });
    const distinct = new Set(copies.map(({ record }) => JSON.stringify(record)));
    expect(records).toHaveLength(distinct.size);
    expect(distinct.size).toBeLessThan(copies.length);
  });

  it('is told in ascending slices', async () => {
    const { open } = await start();
    const batches = await readAll(open());
    const told = batches.map(({ readTo = 0 }) => readTo);
    expect(told.toSorted((a, b) => a - b)).toEqual(told);
    expect(told.at(-1)).toBe(WINDOW.to);
    for (const [index, { records }] of batches.entries()) {
      const before = told[index - 1] ?? 0;
      for (const { at } of records) expect(at?.ms).toBeGreaterThanOrEqual(before);
    }
  });
});

describe('sign-ins at AD FS', () => {
  /** Every fifth of the day's, and what its table says of it. */
  const isAdfs = (copy: Copy) => isInteractive(copy) && Number.parseInt(String(copy.record.id), 16) % 5 === 0;
  const adfs = COPIES.filter(isAdfs);
  const others = COPIES.filter((copy) => !isAdfs(copy));

  it.each(COLUMN_FORMS)('count as the others do, beside %s', async (form) => {
    const whole = await archivedFigures([...others, ...adfs.map(adfsCopy)]);
    expect(whole?.totals).toEqual(archived?.totals);
    const { open } = await start({ form, copies: others, adfs });
    expect(figuresOf(await readAll(open()))).toEqual(whole);
    expect((await archivedFigures(others))?.totals).not.toEqual(whole?.totals);
  });

  it('are not asked for where their table has none of the day', async () => {
    const { logs, open } = await start({ adfs: [] });
    expect(figuresOf(await readAll(open()))).toEqual(archived);
    expect(logs.queries.filter(({ query }) => query.startsWith('union'))).toEqual([]);
  });

  it('go on being read after a crash', async () => {
    const { open } = await start({ copies: others, adfs });
    const first = (await readAll(open())).slice(0, 9);
    const second = await readAll(open(), { cursor: first.at(-1)?.cursor });
    expect(figuresOf(first, second)).toEqual(figuresOf(await readAll(open())));
    expect(second[0]?.readTo).toBeGreaterThan(WINDOW.from);
  });
});

describe('sign-ins that are not interactive', () => {
  const day = createCalendar('UTC').window(DAY);
  const background = COPIES.filter((copy) => !isInteractive(copy));
  const ids = background.flatMap(({ record }) => {
    const at = Date.parse(String(record.createdDateTime));
    return at >= day.from && at < day.to ? [record.id] : [];
  });

  it('are counted, each once, and none of them is read', async () => {
    const { logs, open } = await start();
    expect(await open().nonInteractive?.(day)).toBe(new Set(ids).size);
    expect(new Set(ids).size).toBeLessThan(ids.length);
    expect(logs.queries.map(({ query }) => query)).toEqual([expect.stringContaining('count_distinct(Id)')]);
    await readAll(open());
    expect(logs.queries.filter(({ query }) => query.startsWith('AADNon'))).toHaveLength(1);
  });

  it('are not counted where their table is not there, and that is told once', async () => {
    const lines: unknown[] = [];
    const { open } = await start({ withoutBackground: true });
    const source = open({ log: (...line) => void lines.push(line) });
    expect(await source.nonInteractive?.(day)).toBeUndefined();
    expect(await source.nonInteractive?.(day)).toBeUndefined();
    const reason = expect.stringContaining('no table AADNonInteractiveUserSignInLogs');
    expect(lines).toEqual([['nonInteractiveUncounted', { day: DAY, reason }]]);
  });

  it.each([
    { status: 403, codes: ['InsufficientAccessError'] },
    { status: 413 },
    { status: 429, headers: { 'Retry-After': '900' } },
    { status: 503 },
    'partial',
    'failureAmongRows',
    'cut',
    'reset',
    'html',
  ] as const)('are not counted where the service answers %j, and that is no error', async (fault) => {
    const lines: unknown[] = [];
    const { logs, time, open } = await start();
    logs.always(() => fault);
    const begun = time.clock();
    const source = open({ log: (...line) => void lines.push(line) });
    expect(await source.nonInteractive?.(day)).toBeUndefined();
    expect(time.clock() - begun).toBeLessThanOrEqual(30_000);
    expect(lines.at(-1)).toMatchObject(['nonInteractiveUncounted', { day: DAY }]);
  });
});

describe('the service', () => {
  it('is asked five at once and never more', async () => {
    const { logs, open } = await start({ inGroupsOf: 5 });
    // Ten parts from then on.
    logs.script([undefined, { status: 413 }]);
    await readAll(open({ partRows: 600 }));
    expect(logs.mostAtOnce).toBe(5);
  });

  it('is told how long it may take: its longest, or what the run has left', async () => {
    const { logs, open } = await start();
    await readAll(open());
    await readAll(open(), { timeLeft: () => 95_000 });
    expect(logs.queries[0]?.headers.prefer).toBe('wait=600');
    expect(logs.queries.at(-1)?.headers.prefer).toBe('wait=90');
  });

  it('is asked for JSON, packed, by a request with a name', async () => {
    const { logs, open } = await start();
    await readAll(open());
    expect(logs.queries[0]?.headers).toMatchObject({
      accept: 'application/json',
      'accept-encoding': 'gzip,deflate',
      'content-type': 'application/json',
      'user-agent': 'mfa-digest',
      'x-ms-client-request-id': expect.stringMatching(/^[\da-f-]{36}$/),
    });
  });

  it('hears no query that names a person', async () => {
    const { logs, open } = await start();
    await readAll(open());
    expect(logs.queries.filter(({ query }) => query.includes('@'))).toEqual([]);
  });

  it('of a window without rows is asked whether it goes back that far', async () => {
    const first = COPIES.at(-1);
    const { open } = await start({ copies: first === undefined ? [] : [first] });
    await expect(readAll(open())).rejects.toMatchObject({
      name: 'SourceError',
      kind: 'unavailable',
      message: expect.stringContaining('BACKFILL_DAYS'),
    });
  });

  it('of a window without rows has a day without sign-ins, where it goes back that far', async () => {
    const before = COPIES.filter(({ record }) => String(record.createdDateTime) < '2026-11-22T12');
    const { open } = await start({ copies: before });
    const batches = await readAll(open());
    expect(batches.flatMap(({ records }) => records)).toEqual([]);
    expect(batches.at(-1)?.readTo).toBe(WINDOW.to);
  });
});

describe('the token', () => {
  const tokens: TokenProvider = async () => ({ value: TOKEN, expiresAt: Number.POSITIVE_INFINITY });

  it('goes with every query, and nowhere else', async () => {
    const other = await start();
    const { logs, open } = await start({ token: TOKEN });
    expect(figuresOf(await readAll(open({ credential: tokens })))).toEqual(archived);
    expect(new Set(logs.queries.map(({ headers }) => headers.authorization))).toEqual(
      new Set([`Bearer ${TOKEN}`]),
    );
    logs.script([]);
    logs.always(() => ({
      status: 307,
      headers: { Location: `${other.logs.endpoint}/v1/workspaces/${WORKSPACE}/query` },
    }));
    await expect(readAll(open({ credential: tokens }))).rejects.toThrow('Redirects are not followed');
    expect(other.logs.queries).toEqual([]);
  });

  it('none is sent where none is given', async () => {
    const { logs, open } = await start();
    await readAll(open({ partRows: 1_000_000 }));
    expect(logs.queries.map(({ headers }) => headers.authorization)).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it.each(['http://api.loganalytics.example', 'https://api.loganalytics.io/path', 'api'])(
    'is never sent to %s',
    async (endpoint) => {
      const { open } = await start();
      expect(() => open({ endpoint, credential: tokens })).toThrow(SettingsError);
    },
  );

  it.each(Object.entries(CLOUDS))('in cloud %s is for a bare https origin', (_, { logs, logsScope }) => {
    expect(new URL(logs).origin).toBe(logs);
    expect(new URL(logsScope).protocol).toBe('https:');
    expect(logsScope).toMatch(/^https:\/\/[a-z.]+\/\.default$/);
  });
});

describe('doctor', () => {
  it('hears that sign-ins can be read, after one row', async () => {
    const { logs, open } = await start();
    expect(await open().check?.()).toEqual({
      says: `Sign-ins can be read from ${logs.endpoint} (SigninLogs).`,
      isDegraded: false,
    });
    expect(logs.queries.map(({ query }) => query)).toEqual([expect.stringContaining('take 1')]);
  });

  it('hears that the table is empty', async () => {
    const { open } = await start({ copies: [] });
    expect(await open().check?.()).toMatchObject({
      says: expect.stringContaining('is empty'),
      isDegraded: true,
    });
  });

  it.each([
    [403, ['InsufficientAccessError'], 'Log Analytics Reader'],
    [403, ['InsufficientAccessError'], 'Microsoft.OperationalInsights/workspaces/query/*/read'],
    [403, ['InvalidAuthenticationTokenAudience'], 'CLOUD'],
    [404, ['PathNotFoundError'], 'WORKSPACE_ID'],
    [400, ['BadArgumentError', 'SemanticError', 'SEM0100'], 'Diagnostic settings'],
    [401, ['AuthenticationFailed'], 'GRAPH_TOKEN'],
  ])('hears of %s %j what to do: %s', async (status, codes, advice) => {
    const { logs, open } = await start();
    logs.always(() => ({ status, codes }));
    await expect(open().check?.()).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringContaining(advice),
    });
    expect(logs.queries).toHaveLength(1);
  });
});

/** What became of the records, which must be all of them (contract §2, invariant 7). */
function recordsOf(coverage: Coverage | undefined): number | undefined {
  if (coverage === undefined) return undefined;
  const { signIns, duplicates, outsideWindow, nonInteractive, outOfScope, excluded, rejected } = coverage;
  return signIns + duplicates + outsideWindow + nonInteractive + outOfScope + excluded + rejected.total;
}

describe('the job', () => {
  it('collects a day from a workspace', async () => {
    const { logs } = await start();
    const azurite = await startAzurite();
    try {
      const app = await openApp(
        {
          TABLES: azurite.connectionString,
          SOURCE: 'log-analytics',
          WORKSPACE_ID: WORKSPACE,
          LOGS_ENDPOINT: logs.endpoint,
          TENANT_ID: crypto.randomUUID(),
        },
        { clock: () => Date.parse('2026-12-01T00:00:00Z') },
      );
      const { days } = await collect(app, { days: [DAY] });
      expect(days).toMatchObject([{ day: DAY, isRead: true, problem: undefined }]);
      const day = await app.store.day(DAY);
      expect(day).toMatchObject({ source: 'log-analytics', state: 'sealed' });
      expect(day?.figures).toEqual(archived);
      expect(day?.coverage.signIns).toBe(archived?.totals.signIns);
      const counted = await app.source.nonInteractive?.(createCalendar('UTC').window(DAY));
      expect(counted).toBeGreaterThan(0);
      expect(day?.coverage.nonInteractive).toBe(counted);
      expect(recordsOf(day?.coverage)).toBe(day?.coverage.records);

      // A later reading that cannot count them takes nothing back, and is no worse for it.
      logs.always(({ query }) => (query.startsWith('AADNon') ? { status: 413 } : undefined));
      const again = await collect(app, { days: [DAY], force: true });
      expect(again.days).toMatchObject([{ day: DAY, isRead: true, problem: undefined }]);
      const later = await app.store.day(DAY);
      expect(later?.revision).toBe(2);
      expect(later?.coverage.nonInteractive).toBe(counted);
      expect(recordsOf(later?.coverage)).toBe(later?.coverage.records);
    } finally {
      await azurite.close();
    }
  });
});

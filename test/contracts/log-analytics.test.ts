/** A workspace read to its end: the same figures as from an archive, and what the service is asked on the way. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openApp } from '../../src/app.ts';
import { CLOUDS } from '../../src/core/clouds.ts';
import type { TokenProvider } from '../../src/credential.ts';
import { SettingsError } from '../../src/errors.ts';
import { collect } from '../../src/run.ts';
import { openArchive } from '../../src/sources/archive.ts';
import { startAzurite } from '../azurite.ts';
import { archiveLines, COLUMN_FORMS } from '../loopback-logs/log-rows.ts';
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

const folder = await mkdtemp(join(tmpdir(), 'mfa-digest-logs-'));
await writeFile(join(folder, 'PT1H.json'), archiveLines(COPIES));
const archived = figuresOf(await readAll(openArchive({ path: folder })));
await rm(folder, { recursive: true });

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
    expect(logs.queries).toHaveLength(2);
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
    expect(logs.queries.map(({ headers }) => headers.authorization)).toEqual([undefined, undefined]);
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
    } finally {
      await azurite.close();
    }
  });
});

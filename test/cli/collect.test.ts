import { execFile } from 'node:child_process';
import { constants, createWriteStream } from 'node:fs';
import { open, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { generateLines } from '../../bench/generate.ts';
import type { ChunkHeader } from '../../src/core/ports.ts';
import type { Day, Report } from '../../src/core/report.ts';
import { openStore } from '../../src/store/open-store.ts';
import { type Azurite, startAzurite } from '../azurite.ts';
import { brokenInvariants } from '../core/invariants.ts';
import { inventedSignIns, type LoopbackGraph, startLoopbackGraph } from '../loopback-graph.ts';
import { runCli, type Setting, startCli, temporaryFolder } from './run-cli.ts';

const DAY = '2026-11-16';
/** Three hours after the day's end: open. Three days after it: sealed. */
const OPEN = ['--as-of', '2026-11-17T03:00:00Z'];
const SEALED = ['--as-of', '2026-11-19T08:00:00Z'];
/** A chunk holds 8,000 facts and a batch about 1,000 records: four chunks, the last of what is left. */
const LINES = [...generateLines({ records: 30_000, flavour: 'lean', from: DAY, days: 1, seed: 'collect' })];

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
/** Outlives every process of these tests. */
let azurite: Azurite;

beforeAll(async () => {
  folder = await temporaryFolder();
  azurite = await startAzurite();
  await writeFile(join(folder.path, 'whole.ndjson'), LINES.join('\n'));
});
afterAll(async () => {
  await azurite.close();
  await folder.remove();
});

/** Settings of a tenant of its own: no test sees the rows of another. */
function tenant(settings: Setting = {}) {
  const id = crypto.randomUUID();
  const env = { TABLES: azurite.connectionString, TENANT_ID: id, ...settings };
  const run = (...args: string[]) => runCli(args, { cwd: folder.path, env });
  return {
    env,
    run,
    start: (...args: string[]) => startCli(args, { cwd: folder.path, env }),
    /** The one day of `digest --format json`, and the text as printed. */
    digest: async (...asOf: string[]) => {
      const { stdout } = await run('digest', '--day', DAY, '--format', 'json', ...asOf);
      const { days }: Report = JSON.parse(stdout);
      const [day] = days;
      if (day === undefined) throw new Error('A digest has exactly one day.');
      return { stdout, day };
    },
    /** How far the readings of the day have come. */
    headers: async (): Promise<readonly ChunkHeader[]> => {
      const credential = () => {
        throw new Error('No credential may be asked for here.');
      };
      const store = await openStore({ tables: azurite.connectionString, tenant: id, credential });
      return await store.chunkHeaders(DAY);
    },
  };
}

/** The day without what a further reading may change (contract §2, invariant 8). */
function lasting(day: Day) {
  const coverage = without(day.coverage, ['passes', 'records', 'duplicates', 'rejected']);
  return { ...without(day, ['revision', 'collectedAt']), coverage };
}

function without(of: object, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(of).filter(([name]) => !names.includes(name)));
}

describe.concurrent('collecting a day twice', () => {
  it('leaves a sealed day as it is, to the byte', async () => {
    const { run, digest } = tenant({ SOURCE: 'sample' });
    const first = await run('collect', '--day', DAY, ...SEALED);
    expect(first).toMatchObject({
      exit: 0,
      stdout: '',
      told: [expect.stringMatching(/^2026-11-16 {2}sealed, \d+ sign-ins$/)],
    });
    const { stdout, day } = await digest(...SEALED);
    expect(day).toMatchObject({ state: 'sealed', revision: 1, source: 'sample' });
    expect(brokenInvariants(day)).toEqual([]);
    expect(await run('collect', '--day', DAY, ...SEALED)).toMatchObject({ exit: 0, stderr: '' });
    expect((await digest(...SEALED)).stdout).toBe(stdout);
  });

  it('changes of an open day nothing but what a further reading changes', async () => {
    const { run, digest } = tenant({ SOURCE: 'sample' });
    expect(await run('collect', '--day', DAY, '--quiet', ...OPEN)).toMatchObject({
      exit: 0,
      stdout: '',
      stderr: '',
    });
    const once = await digest(...OPEN);
    await run('collect', '--day', DAY, ...OPEN);
    const twice = await digest(...OPEN);
    expect(lasting(twice.day)).toEqual(lasting(once.day));
    expect(twice.day).toMatchObject({ state: 'open', revision: 2, coverage: { passes: 2, agreement: 1 } });
    expect(brokenInvariants(twice.day)).toEqual([]);
  });

  it('of a range reads the days newest first', async () => {
    const { run } = tenant({ SOURCE: 'sample' });
    const { exit, told } = await run('collect', '--from', '2026-11-11', '--to', '2026-11-13', ...SEALED);
    expect(told.map((line) => line.slice(0, 10))).toEqual(['2026-11-13', '2026-11-12', '2026-11-11']);
    expect(exit).toBe(0);
  });

  it('without a day reads what is due, and then nothing', async () => {
    const { run } = tenant({ SOURCE: 'sample', BACKFILL_DAYS: '2' });
    const { exit, told } = await run('collect', ...SEALED);
    expect(told.map((line) => line.slice(0, 10))).toEqual(['2026-11-18', '2026-11-17']);
    expect(exit).toBe(0);
    expect(await run('collect', ...SEALED)).toMatchObject({ exit: 0, told: ['Nothing is due.'] });
  });
});

describe.concurrent('a day that is not whole', () => {
  it.each([
    ['not over yet', '2026-11-19', 'partial', []],
    ['cut short by its source', '2026-11-14', 'partial', [/^2026-11-14 {2}sample: .*partial day/]],
    ['not to be read at all', '2026-11-10', 'missing', [/^2026-11-10 {2}sample: .*gap/]],
    ['past what the source keeps', '2026-09-01', 'lost', [/^2026-09-01 {2}sample keeps 45 days only$/]],
  ])('because it is %s: exit code 3', async (_, day, state, problems) => {
    const { run } = tenant({ SOURCE: 'sample' });
    const { exit, told } = await run('collect', '--day', day, ...SEALED);
    const published = state === 'partial' ? [/^2026-11-\d\d {2}partial, \d+ sign-ins$/] : [];
    expect(told).toEqual([...published, ...problems].map((line) => expect.stringMatching(line)));
    expect(exit).toBe(3);
    const digest = await run('digest', '--day', day, '--format', 'json', ...SEALED);
    expect(JSON.parse(digest.stdout).days).toMatchObject([{ day, state }]);
    expect(digest.exit).toBe(3);
  });

  it('tells its problem with --quiet too', async () => {
    const { run } = tenant({ SOURCE: 'sample' });
    const { exit, told } = await run('collect', '--day', '2026-11-14', '--quiet', ...SEALED);
    expect(told).toEqual([expect.stringMatching(/partial day/)]);
    expect(exit).toBe(3);
  });
});

/** Waits as long as a busy machine needs. */
async function chunksWritten(headers: () => Promise<readonly unknown[]>, chunks: number): Promise<void> {
  await vi.waitFor(async () => expect(await headers()).toHaveLength(chunks), {
    timeout: 30_000,
    interval: 50,
  });
}

/** The archive that a tenant reads, as a file of its own. */
function ownArchive(): string {
  return join(folder.path, `${crypto.randomUUID()}.ndjson`);
}

describe.skipIf(process.platform === 'win32').concurrent('a reading that is stopped half-way', () => {
  let uninterrupted: Day;
  beforeAll(async () => {
    const { run, digest } = tenant({ SOURCE: 'archive', ARCHIVE: 'whole.ndjson' });
    expect(await run('collect', '--day', DAY, ...OPEN)).toMatchObject({ exit: 0 });
    uninterrupted = (await digest(...OPEN)).day;
    expect(uninterrupted).toMatchObject({
      state: 'open',
      revision: 1,
      coverage: { records: 30_000, passes: 1 },
    });
    expect(brokenInvariants(uninterrupted)).toEqual([]);
  });

  it.each([
    ['before its first chunk', [[900, 1]]],
    ['after its first chunk', [[10_000, 2]]],
    [
      'again and again',
      [
        [900, 1],
        [10_000, 2],
        [20_000, 3],
        [29_900, 4],
      ],
    ],
  ])('by a kill %s, and run again, leaves the digest of one that was not', async (_, kills) => {
    const archive = ownArchive();
    const { start, run, headers, digest } = tenant({ SOURCE: 'archive', ARCHIVE: archive });
    for (const [lines = 0, chunks = 0] of kills) {
      const pipe = await openPipe(archive);
      pipe.give(LINES.slice(0, lines));
      const { child, ended } = start('collect', '--day', DAY, ...OPEN);
      // It waits for more lines then, so that the kill is in the middle however slow the machine is.
      await chunksWritten(headers, chunks);
      child.kill('SIGKILL');
      expect((await ended).exit).toBeNull();
      await pipe.close();
    }
    await writeFile(archive, LINES.join('\n'));
    expect(await run('collect', '--day', DAY, ...OPEN)).toMatchObject({ exit: 0 });
    expect((await headers()).filter(({ done }) => done)).toHaveLength(1);
    expect((await digest(...OPEN)).day).toEqual(uninterrupted);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'by %s ends with exit code 130, keeps what it read, and goes on from there',
    async (signal) => {
      const archive = ownArchive();
      const settings = { SOURCE: 'archive', ARCHIVE: archive, BACKFILL_DAYS: '1' };
      const { start, run, headers, digest } = tenant(settings);
      const pipe = await openPipe(archive);
      pipe.give(LINES.slice(0, 900));
      const { child, ended, said } = start('collect', ...OPEN);
      await chunksWritten(headers, 1);
      child.kill(signal);
      await said('stderr', /Stopping after this batch/);
      pipe.give(LINES.slice(900, 5000));
      const told = 'Stopping after this batch; run it again to go on.';
      expect(await ended).toMatchObject({ exit: 130, stdout: '', told: [told] });
      await pipe.close();
      expect((await headers()).at(-1)).toMatchObject({ pass: 1, chunk: 1, done: false });
      expect((await digest(...OPEN)).day).toMatchObject({ state: 'missing', revision: 0 });

      await writeFile(archive, LINES.join('\n'));
      expect(await run('collect', ...OPEN)).toMatchObject({ exit: 0 });
      expect((await headers()).every(({ pass }) => pass === 1)).toBe(true);
      expect((await digest(...OPEN)).day).toEqual(uninterrupted);
    },
  );

  it('by one that took it over tells so, and leaves the day to that one', async () => {
    const archive = ownArchive();
    const { start, run, headers, digest } = tenant({ SOURCE: 'archive', ARCHIVE: archive });
    const pipe = await openPipe(archive);
    pipe.give(LINES.slice(0, 10_000));
    const slow = start('collect', '--day', DAY, ...OPEN);
    await chunksWritten(headers, 2);
    await rename(archive, `${archive}.pipe`);
    await writeFile(archive, LINES.join('\n'));
    expect(await run('collect', '--day', DAY, ...OPEN)).toMatchObject({ exit: 0 });
    pipe.give(LINES.slice(10_000));
    pipe.end();
    const told = [`${DAY}  someone else went on with it`];
    expect(await slow.ended).toMatchObject({ exit: 3, told });
    expect((await digest(...OPEN)).day).toEqual(uninterrupted);
  });
});

describe.concurrent('a sealed day', () => {
  const collect = ['collect', '--day', DAY, ...SEALED];

  it('is read again with --force alone', async () => {
    const archive = ownArchive();
    const { run, digest } = tenant({ SOURCE: 'archive', ARCHIVE: archive });
    await writeFile(archive, LINES.slice(0, 500).join('\n'));
    expect(await run(...collect)).toMatchObject({ exit: 0 });
    const first = await digest(...SEALED);
    expect(first.day.state).toBe('sealed');

    await writeFile(archive, LINES.slice(0, 600).join('\n'));
    expect(await run(...collect)).toMatchObject({ exit: 0, stderr: '' });
    expect((await digest(...SEALED)).stdout).toBe(first.stdout);

    expect(await run(...collect, '--force')).toMatchObject({ exit: 0 });
    const { day } = await digest(...SEALED);
    expect(day).toMatchObject({ state: 'sealed', revision: 2 });
    expect(day.totals.signIns).toBeGreaterThan(first.day.totals.signIns ?? 0);
    expect(brokenInvariants(day)).toEqual([]);
  });

  it('with fewer sign-ins than before is kept, unless --accept-fewer takes the new figures', async () => {
    const archive = ownArchive();
    const { run, digest } = tenant({ SOURCE: 'archive', ARCHIVE: archive });
    await writeFile(archive, LINES.slice(0, 600).join('\n'));
    await run(...collect);
    const first = await digest(...SEALED);

    await writeFile(archive, LINES.slice(0, 500).join('\n'));
    const refused = await run(...collect, '--force');
    expect(refused.told).toEqual([
      expect.stringMatching(/^2026-11-16 {2}the source now shows \d+ sign-ins, fewer than the \d+ published/),
    ]);
    expect(refused.exit).toBe(3);
    expect((await digest(...SEALED)).stdout).toBe(first.stdout);

    expect(await run(...collect, '--force', '--accept-fewer')).toMatchObject({ exit: 0 });
    const { day } = await digest(...SEALED);
    expect(day).toMatchObject({ state: 'sealed', revision: 2 });
    expect(day.totals.signIns).toBeLessThan(first.day.totals.signIns ?? 0);
  });
});

describe('collect as of a time to come', () => {
  it('removes no day that is kept by now', async () => {
    // As of then everything else in the store is old, so it has one of its own.
    const own = await startAzurite();
    const archive = ownArchive();
    await writeFile(archive, LINES.slice(0, 500).join('\n'));
    const settings = { SOURCE: 'archive', ARCHIVE: archive, TABLES: own.connectionString };
    const { run, digest } = tenant({
      ...settings,
      KEEP_DAYS: '3',
      KEEP_PEOPLE_DAYS: '3',
      BACKFILL_DAYS: '1',
    });
    expect(await run('collect', ...OPEN)).toMatchObject({ exit: 0 });
    const { stdout, day } = await digest(...OPEN);
    expect(day.state).toBe('open');

    const { told } = await run('collect', '--as-of', '2028-01-01');
    expect(told).toEqual(['2027-12-30  open, 0 sign-ins', '2027-12-29  sealed, 0 sign-ins']);
    expect((await digest(...OPEN)).stdout).toBe(stdout);
    await own.close();
  });
});

describe('collect from Microsoft Graph', () => {
  let graph: LoopbackGraph;
  beforeAll(async () => {
    const signIns = inventedSignIns({ count: 300, from: '2026-11-16T00:00:00Z', everyMs: 5 * 60_000 });
    graph = await startLoopbackGraph({ signIns });
  });
  afterAll(() => graph.close());
  const onGraph = () => tenant({ SOURCE: 'graph', GRAPH_ENDPOINT: graph.endpoint });

  it('counts what it serves, and sends a loopback address no credential', async () => {
    graph.always(() => undefined);
    const { run, digest } = onGraph();
    expect(await run('collect', '--day', DAY, ...SEALED)).toMatchObject({ exit: 0 });
    const { day } = await digest(...SEALED);
    // 24 hours of them; the last hour of the window belongs to the next day.
    expect(day).toMatchObject({ state: 'sealed', source: 'graph', totals: { signIns: 288, users: 7 } });
    expect(day.coverage.outsideWindow).toBe(12);
    expect(brokenInvariants(day)).toEqual([]);
    expect(graph.requests.map(({ headers }) => headers.authorization)).toEqual(
      graph.requests.map(() => undefined),
    );
  });

  it.each([
    ['permission', 403, 'Authorization_RequestDenied'],
    ['credential', 401, 'InvalidAuthenticationToken'],
  ])('that is refused for want of a %s is told in one line, exit code 4', async (_, status, code) => {
    graph.always(() => ({ status, body: { error: { code, message: 'invented' } } }));
    const { run, digest } = onGraph();
    const { exit, stdout, told } = await run('collect', '--day', DAY, ...SEALED);
    expect(told).toEqual([expect.stringMatching(/^mfa-digest: \S.*\S$/)]);
    expect(stdout).toBe('');
    expect(exit).toBe(4);
    expect((await digest(...SEALED)).day.state).toBe('missing');
  });
});

/** An archive whose reader waits for more lines, so that it can be stopped at a known place. */
async function openPipe(path: string) {
  await rm(path, { force: true });
  await promisify(execFile)('mkfifo', [path]);
  const stream = createWriteStream(path);
  // A reader may end with the pipe half full.
  stream.on('error', () => {});
  const ended = new Promise<void>((resolve) => stream.once('close', () => resolve()));
  return {
    give: (lines: readonly string[]): void => {
      stream.write(`${lines.join('\n')}\n`);
    },
    end: (): void => {
      stream.end();
    },
    close: async (): Promise<void> => {
      // A reader that was killed before it opened the pipe leaves an opening behind that waits for one.
      const reader = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
      stream.destroy();
      await reader.close();
      await ended;
      await rm(path);
    },
  };
}

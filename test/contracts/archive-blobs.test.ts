/** Sign-ins from a container of blobs, against Azurite: the same figures as from a file, whatever happens to the blobs. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { ContainerClient } from '@azure/storage-blob';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openApp } from '../../src/app.ts';
import type { Batch } from '../../src/core/ports.ts';
import { checkSource } from '../../src/doctor/check-source.ts';
import { createContext } from '../../src/doctor/context.ts';
import { collect } from '../../src/run.ts';
import { readSettings } from '../../src/settings.ts';
import { openArchive } from '../../src/sources/archive.ts';
import { openSource } from '../../src/sources/index.ts';
import { startAzurite } from '../azurite.ts';
import { type LoopbackBlobs, startLoopbackBlobs } from '../loopback-blobs.ts';
import { archiveLines } from '../loopback-logs/log-rows.ts';
import { append, BLOCK_BYTES, hourBlob, idsOf, linesByHour, openBlobs, replace } from './read-blobs.ts';
import { COPIES, DAY, figuresOf, readAll, WINDOW } from './read-logs.ts';

const HOURS = linesByHour(COPIES);
/** One of the day, with some dozens of blocks. */
const BUSY = '2026-11-23T09';

let blobs: LoopbackBlobs;
let folder: string;
let inOneFile: Awaited<ReturnType<typeof readAll>>;
beforeAll(async () => {
  blobs = await startLoopbackBlobs();
  folder = await mkdtemp(join(tmpdir(), 'archive-blobs-'));
  const path = join(folder, 'all.json');
  await writeFile(path, [...HOURS.values()].join(''));
  inOneFile = await readAll(openArchive({ path }));
});
afterAll(async () => {
  await blobs.close();
  await rm(folder, { recursive: true });
});

let name: string;
let container: ContainerClient;
beforeEach(async () => {
  blobs.always(() => undefined);
  name = `logs-${crypto.randomUUID()}`;
  container = blobs.container(name);
  await container.create();
});

/** All hours but those left out; in two parts, as blobs grow. */
async function fill({ without = [] }: { without?: readonly string[] } = {}) {
  for (const [hour, lines] of HOURS) {
    if (without.includes(hour)) continue;
    const middle = lines.indexOf('\r\n', lines.length / 2) + 2;
    await append(container, hourBlob(hour), lines.slice(0, middle));
    await append(container, hourBlob(hour), lines.slice(middle));
  }
  blobs.requests.length = 0;
}

const lines = (hour: string): string => HOURS.get(hour) ?? expect.fail(`no lines of ${hour}`);
const asked = () => blobs.requests.map((request) => request.asked);
const gets = (blob: string) => blobs.requests.filter((request) => request.asked === blob);
const countOf = (batches: readonly Batch[]) => idsOf(batches).length;

describe('a container that a diagnostic setting fills', () => {
  it('gives the figures of the same records in one file', async () => {
    await fill();
    const { source } = openBlobs(blobs, name);
    const batches = await readAll(source);
    expect(countOf(batches)).toBe(countOf(inOneFile));
    expect(figuresOf(batches)).toEqual(figuresOf(inOneFile));
    const distinct = new Set(idsOf(batches)).size;
    expect(countOf(batches) / distinct).toBeGreaterThan(1.04);
  });

  it('is asked for the days of the window only: 2 lists to find the tree, 6 of days, and a request for each block', async () => {
    await fill();
    const poison = `${JSON.stringify({ id: 'never', createdDateTime: `${DAY}T10:00:00Z` })}\r\n`;
    for (const hour of ['2025-11-23T10', '2026-11-22T21', '2026-11-27T01', '2026-12-01T00'])
      await append(container, hourBlob(hour), poison);
    blobs.requests.length = 0;
    const { source } = openBlobs(blobs, name, { blockBytes: undefined });
    expect(idsOf(await readAll(source))).not.toContain('never');
    const listed = asked().filter((what) => what.startsWith('?'));
    expect(listed.map((prefix) => prefix.replace(/tenantId=[^/]+/, 'tenant'))).toEqual([
      '?',
      '?tenant/',
      ...['22', '23', '24', '25', '26', '27'].map((day) => `?tenant/y=2026/m=11/d=${day}/`),
    ]);
    const read = [...HOURS.keys()].filter((hour) => hour >= '2026-11-22T22');
    expect(asked().filter((what) => !what.startsWith('?'))).toEqual(read.map((hour) => hourBlob(hour)));
  });

  it('keeps tenants and resources apart, which stand side by side', async () => {
    await fill({ without: [BUSY] });
    const other = 'resourceId=/tenants/00000000-0000-4000-8000-000000000002/providers/Microsoft.aadiam';
    await append(container, hourBlob(BUSY, other), lines(BUSY));
    expect(figuresOf(await readAll(openBlobs(blobs, name).source))).toEqual(figuresOf(inOneFile));
  });

  it.each([
    { title: 'of a tenant', prefix: 'exports/tenantId=1', folder: 'exports/tenantId=1' },
    { title: 'of a year', prefix: 'exports/tenantId=1', folder: 'exports/tenantId=1/y=2026' },
    { title: 'of a blob', prefix: 'exports/tenantId=1', folder: hourBlob(BUSY, 'exports/tenantId=1') },
  ])('may be told by the folder $title', async ({ prefix, folder: within }) => {
    await append(container, hourBlob(BUSY, prefix), lines(BUSY));
    await append(container, hourBlob(BUSY, `${prefix}1`), lines('2026-11-23T10'));
    await append(container, `${within}-2.json`, lines('2026-11-23T10'));
    const { source } = openBlobs(blobs, name, { folder: within });
    expect(countOf(await readAll(source))).toBe(lines(BUSY).trim().split('\n').length);
  });

  it('lists page after page', async () => {
    for (let n = 0; n < 30; n += 1) await append(container, `flat/${n}.json`, `${line(`id-${n}`)}\n`);
    const { source } = openBlobs(blobs, name, {
      container: async () => {
        const reached = await blobs.reached(name);
        // Seven names a page, where the service gives 5,000.
        const list = reached.listBlobsByHierarchy.bind(reached);
        reached.listBlobsByHierarchy = (delimiter, options) => {
          const pages = list(delimiter, options);
          return Object.assign(pages, {
            byPage: (at = {}) => list(delimiter, options).byPage({ ...at, maxPageSize: 7 }),
          });
        };
        return reached;
      },
    });
    expect(countOf(await readAll(source))).toBe(30);
  });
});

const line = (id: string, time = `${DAY}T10:00:00Z`) => JSON.stringify({ id, createdDateTime: time });

describe('a reading that stops goes on', () => {
  it('at the byte, from any cursor, and reads nothing before it again', async () => {
    await fill();
    const { source } = openBlobs(blobs, name);
    const batches = await readAll(source);
    const cursors = [...new Set(batches.map(({ cursor }) => cursor))];
    expect(cursors.length).toBeGreaterThan(60);
    for (let index = 0; index < cursors.length; index += 17) {
      const cursor = cursors[index];
      // It moves with an empty batch; those of the block that follows still have it.
      const first = batches.findIndex((batch) => batch.cursor === cursor);
      const done = batches[first]?.records.length === 0 ? first + 1 : first;
      blobs.requests.length = 0;
      const rest = await readAll(source, { cursor });
      expect(idsOf(rest)).toEqual(idsOf(batches.slice(done)));
      const { file, spot } = JSON.parse(cursor ?? '');
      const again = gets(file);
      const from = again.map(({ headers }) =>
        Number(/bytes=(\d+)-/.exec(String(headers['x-ms-range']))?.[1]),
      );
      expect(from.every((byte) => byte >= (spot?.byte ?? 0))).toBe(true);
      expect(asked().filter((what) => !what.startsWith('?') && what < file)).toEqual([]);
    }
  });

  it('behind a blob that is done, without asking for it', async () => {
    await append(container, hourBlob(BUSY), lines(BUSY));
    const { source } = openBlobs(blobs, name);
    const cursor = (await readAll(source)).at(-1)?.cursor;
    blobs.requests.length = 0;
    expect(idsOf(await readAll(source, { cursor }))).toEqual([]);
    expect(gets(hourBlob(BUSY))).toEqual([]);
  });

  it('a whole gzip file anew, behind the records that are done', async () => {
    const many = Array.from({ length: 400 }, (_, n) => line(`id-${n}`)).join('\n');
    await replace(container, 'flat/many.json.gz', gzipSync(many));
    const { source } = openBlobs(blobs, name);
    const batches = await readAll(source);
    expect(idsOf(await readAll(source, { cursor: batches[1]?.cursor }))).toEqual(idsOf(batches.slice(2)));
    await replace(container, 'flat/many.json.gz', gzipSync(`${line('new')}\n${many}`));
    expect(idsOf(await readAll(source, { cursor: batches[1]?.cursor }))).toHaveLength(401);
  });
});

describe('a blob that grows', () => {
  const blob = hourBlob(BUSY);

  it('is read whole by the next reading, and what both show counts once', async () => {
    await fill({ without: [BUSY] });
    const half = lines(BUSY).indexOf('\r\n', lines(BUSY).length / 2) + 2;
    await append(container, blob, lines(BUSY).slice(0, half));
    const { source } = openBlobs(blobs, name);
    const first = await readAll(source);
    expect(figuresOf(first)).not.toEqual(figuresOf(inOneFile));
    await append(container, blob, lines(BUSY).slice(half));
    const second = await readAll(source);
    expect(figuresOf(second)).toEqual(figuresOf(inOneFile));
    expect(figuresOf(first, second)).toEqual(figuresOf(inOneFile));
  });

  it('between two runs of one reading: from where it ended', async () => {
    await append(container, blob, `${line('a')}\r\n${line('b')}\r\n`);
    const { source } = openBlobs(blobs, name);
    const first = await readAll(source);
    await append(container, blob, `${line('c')}\r\n`);
    expect(idsOf(first)).toEqual(['a', 'b']);
    expect(idsOf(await readAll(source, { cursor: first.at(-1)?.cursor }))).toEqual(['c']);
  });

  it('while it is read: each line once, to the end that it then has', async () => {
    await append(container, blob, lines(BUSY));
    let appended = 0;
    blobs.always(({ asked: what }, index) =>
      what === blob && index % 2 === 0
        ? { first: () => append(container, blob, `${line(`late-${appended++}`)}\r\n`) }
        : undefined,
    );
    blobs.requests.length = 0;
    const read = idsOf(await readAll(openBlobs(blobs, name).source));
    expect(appended).toBeGreaterThan(2);
    const before = lines(BUSY).trim().split('\n').length;
    expect(read).toHaveLength(before + appended);
    expect(read.slice(before)).toEqual(Array.from({ length: appended }, (_, n) => `late-${n}`));
  });

  it('in the middle of a line: that line is left, and read when it is whole', async () => {
    const [start, end] = [line('b').slice(0, 20), line('b').slice(20)];
    await append(container, blob, `${line('a')}\r\n${start}`);
    const { source } = openBlobs(blobs, name);
    const first = await readAll(source);
    expect(idsOf(first)).toEqual(['a']);
    await append(container, blob, `${end}\r\n${line('c')}`);
    expect(idsOf(await readAll(source, { cursor: first.at(-1)?.cursor }))).toEqual(['b', 'c']);
    expect(idsOf(await readAll(source))).toEqual(['a', 'b', 'c']);
  });

  it('in the middle of its first line: likewise', async () => {
    const [start, end] = [line('a').slice(0, 20), line('a').slice(20)];
    await append(container, blob, start);
    const { source } = openBlobs(blobs, name);
    expect((await readAll(source)).flatMap((batch) => batch.records)).toEqual([]);
    await append(container, blob, `${end}\r\n`);
    expect(idsOf(await readAll(source))).toEqual(['a']);
  });

  it('a half line that nobody ended for an hour is told as one that cannot be read', async () => {
    await append(container, blob, `${line('a')}\r\n{"id":"b",`);
    const inAnHour = new Date(Date.now() + 3_700_000).toUTCString();
    blobs.always(({ asked: what }) => (what.startsWith('?') ? { headers: { date: inAnHour } } : undefined));
    const records = (await readAll(openBlobs(blobs, name).source)).flatMap((batch) => batch.records);
    expect(records).toMatchObject([{ id: 'a' }, { kind: 'rejected', cause: 'notJson' }]);
  });
});

describe('a blob that is replaced', () => {
  const blob = hourBlob(BUSY);
  const numbered = (word: string, count: number) =>
    Array.from({ length: count }, (_, n) => `${line(`${word}-${String(n).padStart(4, '0')}`)}\r\n`).join('');

  it.each([
    { title: 'by a longer one', count: 3000 },
    { title: 'by one of the same length', count: 2000 },
    { title: 'by a shorter one', count: 100 },
  ])('between two runs is read anew: $title', async ({ count }) => {
    await replace(container, blob, numbered('old', 2000));
    const { source } = openBlobs(blobs, name);
    const first = await readAll(source);
    await replace(container, blob, numbered('new', count));
    const cursor = first.at(Math.floor(first.length / 2))?.cursor;
    expect(idsOf(await readAll(source, { cursor })).filter((id) => id?.startsWith('new'))).toHaveLength(
      count,
    );
  });

  it('while it is read is begun anew', async () => {
    await replace(container, blob, numbered('old', 3000));
    let isReplaced = false;
    blobs.always(({ asked: what }) => {
      if (what !== blob || gets(blob).length < 3 || isReplaced) return undefined;
      isReplaced = true;
      return { first: () => replace(container, blob, numbered('new', 3000)) };
    });
    blobs.requests.length = 0;
    const read = idsOf(await readAll(openBlobs(blobs, name).source));
    expect(isReplaced).toBe(true);
    expect(read.filter((id) => id?.startsWith('new'))).toHaveLength(3000);
    expect(read.slice(-3000)).toEqual(read.filter((id) => id?.startsWith('new')));
  });

  it('over and over: the reading ends and says so', async () => {
    await replace(container, blob, numbered('old', 3000));
    let turn = 0;
    blobs.always(({ asked: what, headers }) =>
      what === blob && headers['if-match'] !== undefined
        ? { first: () => replace(container, blob, numbered(`n${turn++}`, 3000)) }
        : undefined,
    );
    await expect(readAll(openBlobs(blobs, name).source)).rejects.toMatchObject({
      kind: 'unavailable',
      message: expect.stringContaining(
        `"${blob}" in the container of ARCHIVE was replaced while it was read, 3 times`,
      ),
    });
  });

  it('while it is read, gzip: begun anew, too', async () => {
    // Random ids do not pack, so that it has several blocks.
    const packed = (word: string) =>
      gzipSync(
        Array.from({ length: 4000 }, (_, n) => line(`${word}-${n}-${crypto.randomUUID()}`)).join('\n'),
      );
    await replace(container, 'flat/x.json.gz', packed('old'));
    let isReplaced = false;
    blobs.always(({ headers }) => {
      if (headers['if-match'] === undefined || isReplaced) return undefined;
      isReplaced = true;
      return { first: () => replace(container, 'flat/x.json.gz', packed('new')) };
    });
    const read = idsOf(await readAll(openBlobs(blobs, name).source));
    expect(isReplaced).toBe(true);
    expect(read.filter((id) => id?.startsWith('new'))).toHaveLength(4000);
  });
});

describe('blobs of other kinds', () => {
  it.each<[what: string, file: string, content: string | Buffer]>([
    ['gzip', 'a.json.gz', gzipSync(archiveLines(COPIES))],
    ['a list', 'a.json', `[${archiveLines(COPIES).replaceAll('\r\n', ',\n')}]`],
    ['a page on one line', 'a.json', `{"value":[${archiveLines(COPIES).replaceAll('\r\n', ',')}]}\n`],
    ['UTF-16', 'a.ndjson', Buffer.from(`\ufeff${archiveLines(COPIES)}`, 'utf16le')],
    ['lines, the first of which is none', 'a.jsonl', `rubbish\n${archiveLines(COPIES)}`],
    [
      'pages, a line each',
      'a.json',
      `{"value":[]}\n{"value":[${archiveLines(COPIES).replaceAll('\r\n', ',')}]}\n`,
    ],
    ['lines in one big blob', 'a.json', archiveLines(COPIES)],
  ])('%s: the same figures', async (_, file, content) => {
    await replace(container, `exports/${file}`, content);
    expect(figuresOf(await readAll(openBlobs(blobs, name).source))).toEqual(figuresOf(inOneFile));
  });

  it('what is no file of sign-ins, or empty, is not asked for', async () => {
    await replace(container, 'a.json', line('a'));
    await replace(container, 'empty.json', '');
    await replace(container, 'notes.txt', 'not read');
    blobs.requests.length = 0;
    expect(idsOf(await readAll(openBlobs(blobs, name).source))).toEqual(['a']);
    expect(asked()).toEqual(['?', 'a.json']);
  });

  it('one that was named by hand is read, whatever it is called and of whatever hour', async () => {
    for (const folder of ['exports/all', hourBlob('2026-12-09T10')]) {
      await replace(container, folder, `${line('a')}\r\n`);
      await replace(container, `${folder}.ndjson`, `${line('b')}\r\n`);
      const { source } = openBlobs(blobs, name, { folder });
      expect(idsOf(await readAll(source))).toEqual(['a']);
      expect(await source.check?.()).toMatchObject({ isDegraded: false });
    }
  });

  it.each(['../other/secret.json', 'a/../../other/secret.json', './a.json', 'a/..'])(
    'a name that leads to another container is never asked for: %s',
    async (hostile) => {
      const properties =
        '<Last-Modified>Mon, 23 Nov 2026 10:00:00 GMT</Last-Modified><Etag>0x1</Etag><Content-Length>9</Content-Length>';
      const entry = `<Blob><Name>${hostile}</Name><Properties>${properties}</Properties></Blob>`;
      const list = `<EnumerationResults ServiceEndpoint="" ContainerName=""><Blobs>${entry}</Blobs><NextMarker/></EnumerationResults>`;
      blobs.requests.length = 0;
      blobs.always(() => ({ status: 200, body: list }));
      expect(await readAll(openBlobs(blobs, name).source)).toEqual([]);
      expect(await readAll(openBlobs(blobs, name, { folder: hostile }).source)).toEqual([]);
      expect(blobs.requests.every(({ asked: what }) => what.startsWith('?'))).toBe(true);
    },
  );

  it('a line longer than a block is one that cannot be read, and the others are read', async () => {
    const long = JSON.stringify({
      id: 'long',
      createdDateTime: `${DAY}T10:00:00Z`,
      filler: 'x'.repeat(3 * BLOCK_BYTES),
    });
    await replace(container, hourBlob(BUSY), `${line('a')}\n${long}\n${line('b')}\n`);
    const records = (await readAll(openBlobs(blobs, name).source)).flatMap((batch) => batch.records);
    expect(records.filter(({ kind }) => kind !== 'rejected')).toMatchObject([{ id: 'a' }, { id: 'b' }]);
    expect(records.some(({ kind }) => kind === 'rejected')).toBe(true);
  });
});

describe('by the settings', () => {
  it('a container is opened by its address, collected, and published with the figures of the file', async () => {
    await container.setAccessPolicy('container');
    await fill();
    const azurite = await startAzurite();
    try {
      const figures = async (ARCHIVE: string) => {
        const app = await openApp(
          {
            TABLES: azurite.connectionString,
            TENANT_ID: crypto.randomUUID(),
            BACKFILL_DAYS: '1',
            SOURCE: 'archive',
            ARCHIVE,
          },
          { clock: () => Date.parse('2026-11-24T08:00:00Z'), log: () => {} },
        );
        await collect(app);
        return await app.store.day(DAY);
      };
      const fromBlobs = await figures(blobs.address(name));
      const fromFile = await figures(join(folder, 'all.json'));
      expect(fromBlobs?.figures).toEqual(fromFile?.figures);
      expect(fromBlobs?.coverage).toEqual(fromFile?.coverage);
      expect(fromBlobs).toMatchObject({ state: 'open', source: 'archive' });
    } finally {
      await azurite.close();
    }
  });

  it('the doctor names the role that is missing, and how it is given', async () => {
    await append(container, hourBlob(BUSY), lines(BUSY));
    const azurite = await startAzurite();
    try {
      const environment = {
        TABLES: azurite.connectionString,
        SOURCE: 'archive',
        ARCHIVE: blobs.address(name),
      };
      const app = await openApp(environment, { clock: () => 0, log: () => {} });
      const context = createContext({ app, environment, passing: () => 0, stranger: undefined, heard: [] });
      const { source } = openBlobs(blobs, name);
      const looked = async () =>
        await checkSource({ ...context, source: async () => await source.check?.() });
      expect(await looked()).toMatchObject([{ level: 'ok' }]);
      blobs.always(({ asked: what }) =>
        what.startsWith('?') ? undefined : { status: 403, code: 'AuthorizationPermissionMismatch' },
      );
      expect(await looked()).toMatchObject([
        {
          level: 'fail',
          says: expect.stringContaining('403 AuthorizationPermissionMismatch'),
          mend: expect.stringMatching(
            /although it may list them.* az role assignment create --role "Storage Blob Data Reader"/,
          ),
        },
      ]);
    } finally {
      await azurite.close();
    }
  });

  it('without a credential none is sent, and a container that is not public says so', async () => {
    await append(container, hourBlob(BUSY), lines(BUSY));
    blobs.requests.length = 0;
    const source = await openSource({
      settings: readSettings({ SOURCE: 'archive', ARCHIVE: blobs.address(name) }),
      clock: () => 0,
      passing: () => 0,
      log: () => {},
      storyDay: async () => DAY,
    });
    await expect(source.check?.()).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('No credential is sent to plain http'),
    });
    expect(blobs.requests.map(({ headers }) => headers.authorization)).toEqual([undefined]);
  });
});

it('the window of these tests is that of the day', () => {
  expect(new Date(WINDOW.from).toISOString()).toBe('2026-11-22T23:30:00.000Z');
});

/** What Blob Storage may answer instead of names or bytes, and what becomes of the day: partial reads are never data. */
import type { ContainerClient } from '@azure/storage-blob';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { BlobArchiveOptions } from '../../src/sources/archive-blobs.ts';
import type { FakeTime } from '../fake-time.ts';
import { type BlobFault, type LoopbackBlobs, startLoopbackBlobs } from '../loopback-blobs.ts';
import { append, hourBlob, idsOf, linesByHour, openBlobs } from './read-blobs.ts';
import { COPIES, readAll, readUntilError } from './read-logs.ts';

const HOURS = [...linesByHour(COPIES)].slice(16, 18);
const BUSY = HOURS[0]?.[0] ?? '';
const BLOB = hourBlob(BUSY);

let blobs: LoopbackBlobs;
let name: string;
let container: ContainerClient;
let undisturbed: readonly (string | undefined)[];
beforeAll(async () => {
  blobs = await startLoopbackBlobs();
  name = 'logs';
  container = blobs.container(name);
  await container.create();
  for (const [hour, text] of HOURS) await append(container, hourBlob(hour), text);
  undisturbed = idsOf(await readAll(openBlobs(blobs, name).source));
});
afterAll(() => blobs.close());

let told: (readonly [string, unknown])[];
beforeEach(() => {
  blobs.always(() => undefined);
  blobs.requests.length = 0;
  told = [];
});

function open(more: Partial<BlobArchiveOptions> = {}, of = name) {
  return openBlobs(blobs, of, { log: (event, fields) => void told.push([event, fields]), ...more });
}
const isList = (asked: string) => asked.startsWith('?');
/** The fault strikes the nth request for a list, or for bytes. */
const once = (kind: 'list' | 'bytes', nth: number, fault: BlobFault) => {
  let seen = 0;
  blobs.always(({ asked }) => {
    if (isList(asked) !== (kind === 'list')) return undefined;
    seen += 1;
    return seen === nth ? fault : undefined;
  });
};
const waits = ({ sleeps }: FakeTime) => sleeps;

describe('a day is read whole all the same', () => {
  it.each<[what: string, fault: BlobFault]>([
    ['503 ServerBusy', { status: 503, code: 'ServerBusy' }],
    ['500', { status: 500, code: 'InternalError' }],
    ['503 of a proxy', { status: 503, headers: { 'content-type': 'text/html' }, body: '<html>' }],
    ['429', { status: 429 }],
    ['408', { status: 408 }],
    ['504', { status: 504 }],
    ['a reset', 'reset'],
    ['an answer that breaks off', 'cut'],
    ['half an answer', 'half'],
    ['a page of a proxy', { status: 200, headers: { 'content-type': 'text/html' }, body: '<html></html>' }],
    ['a text that is no page', { status: 200, body: 'hello' }],
    ['nothing at all', { status: 200, body: '' }],
  ])('%s, in place of a list or of bytes', async (_, fault) => {
    for (const kind of ['list', 'bytes'] as const) {
      once(kind, 3, fault);
      const { source, time } = open();
      expect(idsOf(await readAll(source))).toEqual(undisturbed);
      expect(waits(time)).toEqual([1000]);
      expect(told.at(-1)).toMatchObject([
        expect.stringMatching(/^source(Retried|Throttled)$/),
        { source: 'archive', tried: 1, tries: 8, waitMs: 1000 },
      ]);
    }
  });

  it('a range that is not kept to', async () => {
    once('bytes', 3, { headers: { 'content-range': 'bytes 0-65535/65536' } });
    expect(idsOf(await readAll(open().source))).toEqual(undisturbed);
    once('bytes', 3, { headers: { 'content-range': '' } });
    expect(idsOf(await readAll(open().source))).toEqual(undisturbed);
    // From the start of the blob instead, to where it was asked for.
    let isStruck = false;
    blobs.always(({ headers }) => {
      const [, from = 0, to = 0] = (/bytes=(\d+)-(\d+)/.exec(String(headers['x-ms-range'])) ?? []).map(
        Number,
      );
      if (from === 0 || isStruck) return undefined;
      isStruck = true;
      const range = { 'content-range': `bytes 0-${to}/${to + 1}`, etag: '"other"' };
      return { status: 206, headers: range, body: 'x'.repeat(to + 1) };
    });
    expect(idsOf(await readAll(open().source))).toEqual(undisturbed);
    expect(isStruck).toBe(true);
  });

  it('an answer that does not come in time', async () => {
    blobs.always((_, index) => (index === 3 ? { first: () => new Promise(() => {}) } : undefined));
    const { source } = open({ requestTimeoutMs: 2_000 });
    expect(idsOf(await readAll(source))).toEqual(undisturbed);
    expect(told[0]).toMatchObject(['sourceRetried', { what: 'no answer in time' }]);
  });
});

describe('the service asks to wait', () => {
  it.each([
    { title: 'seconds', header: '17', waited: 17_000 },
    { title: 'a date', header: 'Tue, 01 Dec 2026 00:00:40 GMT', waited: 40_000 },
    { title: 'no time at all', header: '0', waited: 1_000 },
  ])('and is left alone for so long: $title', async ({ header, waited }) => {
    once('bytes', 2, { status: 503, code: 'ServerBusy', headers: { 'retry-after': header } });
    const { source, time } = open();
    expect(idsOf(await readAll(source))).toEqual(undisturbed);
    expect(waits(time)).toEqual([waited]);
    expect(told).toMatchObject([['sourceThrottled', { what: '503 ServerBusy (throttled)' }]]);
  });

  it('for longer than the run may: what was read is kept, and no later run asks before', async () => {
    once('bytes', 3, { status: 503, code: 'ServerBusy', headers: { 'retry-after': '600' } });
    const { source, time } = open();
    const { batches, error } = await readUntilError(source, { timeLeft: () => 60_000 });
    expect(error).toMatchObject({
      kind: 'unavailable',
      message: expect.stringMatching(
        /^".+" in the container of ARCHIVE could not be read: 503 ServerBusy \(throttled\), and it asks to wait 600 s, longer than the 60 s that this run can wait\. What was read is kept; a later run goes on from there\.$/,
      ),
      waitMs: 600_000,
    });
    expect(waits(time)).toEqual([]);
    blobs.always(() => undefined);
    const rest = await readAll(open().source, { cursor: batches.at(-1)?.cursor });
    expect([...idsOf(batches), ...idsOf(rest)]).toEqual(undisturbed);
  });

  it('for ever: eight tries, and the reading ends', async () => {
    blobs.always(() => ({ status: 503, code: 'ServerBusy' }));
    const { source, time } = open();
    await expect(readAll(source)).rejects.toMatchObject({
      kind: 'unavailable',
      message:
        'The container in ARCHIVE could not be read: got 503 ServerBusy (throttled), at the last of 8 tries. What was read is kept; the next run goes on from there.',
    });
    expect(waits(time)).toHaveLength(7);
    expect(blobs.requests).toHaveLength(8);
  });
});

it('folders without number are listed no longer than the run lasts, and it is told what to name', async () => {
  const wide = blobs.container('wide');
  await wide.create();
  for (let n = 0; n < 12; n += 1) await append(wide, `user-${n}/a.txt`, '-');
  blobs.requests.length = 0;
  const timeLeft = () => 5 - blobs.requests.length;
  const { error } = await readUntilError(open({}, 'wide').source, { timeLeft });
  expect(error).toMatchObject({
    kind: 'unavailable',
    message: expect.stringContaining('Let ARCHIVE name the folder in which the years stand'),
  });
  expect(blobs.requests).toHaveLength(5);
});

describe('what somebody has to put right is told at once', () => {
  it.each<[what: string, fault: BlobFault, kind: 'list' | 'bytes', expected: object]>([
    [
      'no role, though names are listed',
      { status: 403, code: 'AuthorizationPermissionMismatch' },
      'bytes',
      {
        kind: 'refused',
        message: `"${BLOB}" in the container of ARCHIVE could not be read: got 403 AuthorizationPermissionMismatch. The identity may not read blobs, although it may list them. Give it the role "Storage Blob Data Reader" on the container or its account; a new role counts after up to ten minutes. The account must also admit this network.`,
      },
    ],
    [
      'no role at all',
      { status: 403, code: 'AuthorizationPermissionMismatch' },
      'list',
      {
        kind: 'refused',
        message: expect.stringContaining('may not read blobs. Give it the role "Storage Blob'),
      },
    ],
    [
      'a token of another tenant',
      { status: 401 },
      'list',
      { kind: 'refused', message: expect.stringContaining('TENANT_ID') },
    ],
    [
      'no container',
      { status: 404, code: 'ContainerNotFound' },
      'list',
      {
        kind: 'refused',
        message: expect.stringContaining('404 ContainerNotFound. There is no such container.'),
      },
    ],
    [
      'a blob that went since',
      { status: 404, code: 'BlobNotFound' },
      'bytes',
      { kind: 'unavailable', message: expect.stringContaining('The next run goes on without it.') },
    ],
    [
      'a blob of the archive tier',
      { status: 409, code: 'BlobArchived' },
      'bytes',
      { kind: 'unavailable', message: expect.stringContaining('archive tier') },
    ],
    [
      'a redirect to elsewhere',
      { status: 307, headers: { location: 'https://elsewhere.example/' } },
      'bytes',
      { kind: 'unavailable', message: expect.stringContaining('307 (a redirect)') },
    ],
    ['an answer to a bad request', { status: 400 }, 'list', { kind: 'unavailable' }],
  ])('%s', async (_, fault, kind, expected) => {
    once(kind, 1, fault);
    const { source, time } = open();
    await expect(readAll(source)).rejects.toMatchObject({ name: 'SourceError', ...expected });
    expect(waits(time)).toEqual([]);
  });

  it('of the real server: a container that is not there', async () => {
    await expect(readAll(open({}, 'nowhere').source)).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('404 ContainerNotFound'),
    });
  });

  it('of a network without the account', async () => {
    const gone = await startLoopbackBlobs();
    const { source } = openBlobs(gone, name);
    await gone.close();
    await expect(readAll(source)).rejects.toMatchObject({
      kind: 'unavailable',
      message: expect.stringContaining('no answer (ECONNREFUSED), at the last of 8 tries'),
    });
  });

  it('and no message holds the address', async () => {
    for (const status of [400, 401, 403, 404, 409, 307, 500]) {
      blobs.always(() => ({ status }));
      const { error } = await readUntilError(open().source);
      const text =
        error instanceof Error ? `${error.stack} ${JSON.stringify(error)} ${String(error.cause)}` : '';
      expect(text).toContain('ARCHIVE');
      expect(text).not.toMatch(/127\.0\.0\.1|devstoreaccount1/);
    }
  });
});

describe('the run is stopped', () => {
  it('within a wait or a request: at once, and what was read is kept', async () => {
    const stop = new AbortController();
    once('bytes', 3, { first: async () => stop.abort() });
    const { batches, error } = await readUntilError(open({ signal: stop.signal }).source);
    expect(error).toMatchObject({
      kind: 'unavailable',
      message: expect.stringContaining('The run was stopped'),
    });
    blobs.always(() => undefined);
    const rest = await readAll(open().source, { cursor: batches.at(-1)?.cursor });
    expect([...idsOf(batches), ...idsOf(rest)]).toEqual(undisturbed);
  });
});

describe('whether it could be read now', () => {
  it('yes: one list, one byte', async () => {
    expect(await open().source.check?.()).toEqual({
      says: 'ARCHIVE leads to a container whose blobs may be listed and read.',
      isDegraded: false,
    });
    expect(blobs.requests.map(({ asked, headers }) => [asked, headers['x-ms-range']])).toEqual([
      ['?', undefined],
      [hourBlob(BUSY), 'bytes=0-0'],
    ]);
  });

  it('not without the role, and within 20 seconds not where nobody answers', async () => {
    once('bytes', 1, { status: 403, code: 'AuthorizationPermissionMismatch' });
    await expect(open().source.check?.()).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('Storage Blob Data Reader'),
    });
    blobs.always(() => ({ status: 503 }));
    const { source, time } = open();
    await expect(source.check?.()).rejects.toMatchObject({ kind: 'unavailable' });
    expect(waits(time).reduce((sum, ms) => sum + ms, 0)).toBeLessThanOrEqual(20_000);
  });

  it('an empty container is told', async () => {
    await blobs.container('empty').create();
    expect(await open({}, 'empty').source.check?.()).toMatchObject({ isDegraded: true });
    // Beside the folder that is meant, and named alike.
    await append(blobs.container('empty'), 'logs-2/a.json', '{}');
    expect(await open({ folder: 'logs' }, 'empty').source.check?.()).toMatchObject({ isDegraded: true });
    expect(await open({ folder: 'logs-2' }, 'empty').source.check?.()).toMatchObject({ isDegraded: false });
  });
});

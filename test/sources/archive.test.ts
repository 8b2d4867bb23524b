import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Batch } from '../../src/core/ports.ts';
import { SourceError, UsageError } from '../../src/errors.ts';
import { listInputs, openArchive, readPaths } from '../../src/sources/archive.ts';

/** Invented rows: the third and fourth of June 2026, some of another log, some unusable. */
const line = (id: string, time: string) => JSON.stringify({ id, createdDateTime: time });
const THIRD = '2026-06-03T10:00:00Z';
const FOURTH = '2026-06-04T10:00:00Z';
const FOURTH_OF_JUNE = { from: Date.parse('2026-06-04T00:00:00Z'), to: Date.parse('2026-06-05T00:00:00Z') };

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'archive-'));
  await mkdir(join(folder, 'y=2026', 'm=06'), { recursive: true });
  await mkdir(join(folder, 'empty'));
  const many = Array.from({ length: 2500 }, (_, index) => line(`many-${index}`, index % 2 ? THIRD : FOURTH));
  await Promise.all([
    writeFile(join(folder, 'b.json'), `${line('b1', THIRD)}\n${line('b2', FOURTH)}\nrubbish\n`),
    writeFile(join(folder, 'a.ndjson.gz'), gzipSync(line('a1', FOURTH))),
    writeFile(join(folder, 'c.CSV'), `Request ID,Date (UTC)\nc1,${FOURTH}\n`),
    writeFile(join(folder, 'notes.txt'), 'not read'),
    writeFile(join(folder, 'y=2026', 'm=06', 'PT1H.json'), `${many.join('\r\n')}\r\n`),
  ]);
  await symlink(folder, join(folder, 'z.json'));
  await symlink(join(folder, 'b.json'), join(folder, 'd.jsonl'));
});
afterAll(() => rm(folder, { recursive: true }));

const names = async (paths: readonly string[], options?: Parameters<typeof listInputs>[1]) => {
  const found: string[] = [];
  for await (const input of listInputs(paths, options)) found.push(input.name.replace(`${folder}/`, ''));
  return found;
};
const ids = (batches: readonly Pick<Batch, 'records'>[]) =>
  batches.flatMap(({ records }) =>
    records.map((record) => (record.kind === 'rejected' ? record.cause : record.id)),
  );

async function readWindow(cursor?: string): Promise<Batch[]> {
  const batches: Batch[] = [];
  for await (const batch of openArchive({ path: folder }).read(FOURTH_OF_JUNE, cursor)) batches.push(batch);
  return batches;
}

describe('files of an archive', () => {
  it('a folder is read at any depth, by name; other names are told', async () => {
    const skipped: string[] = [];
    const found = await names([folder], {
      onSkipped: (name) => skipped.push(name.replace(`${folder}/`, '')),
    });
    expect(found).toEqual(['a.ndjson.gz', 'b.json', 'c.CSV', 'd.jsonl', 'y=2026/m=06/PT1H.json']);
    expect(skipped).toEqual(['notes.txt', 'z.json']);
  });

  it('a file is read as named, whatever its ending, and as often as named', async () => {
    const notes = join(folder, 'notes.txt');
    expect(await names([notes, notes])).toEqual(['notes.txt', 'notes.txt']);
  });

  it('an empty folder holds nothing', async () => {
    expect(await names([join(folder, 'empty')])).toEqual([]);
  });

  it('a missing path is told before anything is read', async () => {
    const opened: string[] = [];
    const reading = (async () => {
      for await (const input of listInputs([folder, join(folder, 'nowhere')])) opened.push(input.name);
    })();
    await expect(reading).rejects.toMatchObject({ name: 'UsageError', code: 'missingPath', field: 'path' });
    expect(opened).toEqual([]);
  });

  it('a path through a file is missing too', async () => {
    await expect(names([join(folder, 'b.json', 'x')])).rejects.toThrow(UsageError);
  });

  it('"-" is standard input, and an error without one', async () => {
    async function* stdin() {
      yield Buffer.from(line('s1', FOURTH));
    }
    const read: Pick<Batch, 'records'>[] = [];
    for await (const records of readPaths(['-', join(folder, 'c.CSV')], { stdin: stdin() }))
      read.push({ records });
    expect(ids(read)).toEqual(['s1', 'c1']);
    await expect(names(['-'])).rejects.toMatchObject({ code: 'noStandardInput' });
  });
});

describe('the archive as a source', () => {
  it('reads the records of the window, and those whose time is not known', async () => {
    const read = ids(await readWindow());
    const even = Array.from({ length: 1250 }, (_, index) => `many-${index * 2}`);
    expect(read).toEqual(['a1', 'b2', 'notJson', 'c1', 'b2', 'notJson', ...even]);
  });

  it('goes on behind any of its cursors', async () => {
    const batches = await readWindow();
    expect(batches.length).toBeGreaterThan(4);
    for (const [index, { cursor }] of batches.entries()) {
      expect(ids(await readWindow(cursor))).toEqual(ids(batches.slice(index + 1)));
    }
  });

  it('goes on within a batch', async () => {
    expect(ids(await readWindow('4:2497'))).toEqual(['many-2498']);
  });

  it('starts again on a cursor that is none', async () => {
    expect(ids(await readWindow('rubbish'))).toEqual(ids(await readWindow()));
  });

  it('a folder that is not there refuses, so that somebody puts it right', async () => {
    const reading = openArchive({ path: join(folder, 'nowhere') })
      .read(FOURTH_OF_JUNE, undefined)
      [Symbol.asyncIterator]()
      .next();
    await expect(reading).rejects.toBeInstanceOf(SourceError);
    await expect(reading).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('ARCHIVE'),
    });
  });
});

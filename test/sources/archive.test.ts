import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
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

async function readWindow(cursor?: string, path = folder): Promise<Batch[]> {
  const batches: Batch[] = [];
  for await (const batch of openArchive({ path }).read(FOURTH_OF_JUNE, cursor)) batches.push(batch);
  return batches;
}
const cursorAt = (file: unknown, record: unknown) => JSON.stringify({ archive: 1, file, record });

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
    expect(ids(await readWindow(cursorAt('y=2026/m=06/PT1H.json', 2497)))).toEqual(['many-2498']);
  });

  it.each([
    { title: 'no cursor of ours', cursor: 'rubbish' },
    { title: 'one of another source', cursor: '{"graph":1,"ge":"2026-06-04T10:00:00Z"}' },
    { title: 'an old one, which numbered the files', cursor: '4:2497' },
    { title: 'a file that is not there', cursor: cursorAt('y=2026/m=05/PT1H.json', 2497) },
    { title: 'a number for a file', cursor: cursorAt(4, 2497) },
    { title: 'a text for a number', cursor: cursorAt('y=2026/m=06/PT1H.json', '2497') },
  ])('starts again on $title', async ({ cursor }) => {
    expect(ids(await readWindow(cursor))).toEqual(ids(await readWindow()));
  });

  it('goes on in a file given by its own path', async () => {
    const path = join(folder, 'y=2026', 'm=06', 'PT1H.json');
    const batches = await readWindow(undefined, path);
    expect(ids(await readWindow(batches[0]?.cursor, path))).toEqual(ids(batches.slice(1)));
  });
});

describe('an archive that changes between two runs', () => {
  let changing: string;
  beforeEach(async () => {
    changing = await mkdtemp(join(tmpdir(), 'archive-'));
    await mkdir(join(changing, 'b'));
    // In the order of the listing, which is not that of the letters: "b" comes before "b-2".
    await Promise.all([put('a.json', 'a'), put('b/1.json', 'b1'), put('b-2.json', 'b2'), put('c.json', 'c')]);
  });
  afterEach(() => rm(changing, { recursive: true }));
  const put = (name: string, id: string) => writeFile(join(changing, name), line(id, FOURTH));

  it.each([
    { title: 'nothing', change: async () => {}, rest: ['b2', 'c'] },
    {
      title: 'a file that was read is tidied away',
      change: () => rm(join(changing, 'a.json')),
      rest: ['b2', 'c'],
    },
    { title: 'a file comes in before', change: () => put('a-0.json', 'a0'), rest: ['b2', 'c'] },
    { title: 'a file comes in after', change: () => put('b/2.json', 'new'), rest: ['new', 'b2', 'c'] },
    {
      title: 'the file last read is tidied away: the others are read anew',
      change: () => rm(join(changing, 'b'), { recursive: true }),
      rest: ['a', 'b2', 'c'],
    },
  ])('$title', async ({ change, rest }) => {
    const batches = await readWindow(undefined, changing);
    expect(ids(batches)).toEqual(['a', 'b1', 'b2', 'c']);
    await change();
    expect(ids(await readWindow(batches[1]?.cursor, changing))).toEqual(rest);
  });

  it('a file that goes while others are read ends the reading, and the next one does without', async () => {
    const reading = openArchive({ path: changing }).read(FOURTH_OF_JUNE, undefined)[Symbol.asyncIterator]();
    const { value: first } = await reading.next();
    await rm(join(changing, 'b-2.json'));
    await reading.next();
    await expect(reading.next()).rejects.toMatchObject({
      kind: 'unavailable',
      message: expect.stringMatching(/^"b-2\.json" in the folder of ARCHIVE could not be read .*ENOENT/),
    });
    expect(ids(await readWindow(first?.cursor, changing))).toEqual(['b1', 'c']);
  });
});

describe('a copy of the tree of a diagnostic setting', () => {
  let tree: string;
  const hour = (day: string, h: string) =>
    `tenantId=00000000-0000-4000-8000-000000000001/y=${day.slice(0, 4)}/m=${day.slice(5, 7)}/d=${day.slice(8)}/h=${h}/m=00`;
  const put = async (within: string, id: string) => {
    await mkdir(join(tree, within), { recursive: true });
    await writeFile(join(tree, within, 'PT1H.json'), line(id, FOURTH));
  };
  beforeAll(async () => {
    tree = await mkdtemp(join(tmpdir(), 'archive-'));
    await put(hour('2025-06-04', '10'), 'a year before');
    await put(hour('2026-06-03', '22'), 'received before it happened');
    await put(hour('2026-06-03', '23'), 'clocks differ');
    await put(hour('2026-06-04', '10'), 'at once');
    await put(hour('2026-06-07', '23'), 'late');
    await put(hour('2026-06-08', '00'), 'too late');
    await put('flat', 'flat');
  });
  afterAll(() => rm(tree, { recursive: true }));

  it('of a window only the files are read that can hold it, and whatever stands elsewhere', async () => {
    expect(ids(await readWindow(undefined, tree))).toEqual(['flat', 'clocks differ', 'at once', 'late']);
  });

  it('of a window the others are not even opened, nor told as left out', async () => {
    const skipped: string[] = [];
    const onSkipped = (name: string) => skipped.push(name);
    const all = await names([tree]);
    const found = await names([tree], { window: FOURTH_OF_JUNE, onSkipped });
    expect([all.length, found.length, skipped]).toEqual([7, 4, []]);
    expect(all.filter((name) => found.includes(name))).toEqual(found);
  });

  it('goes on where it stood, in whichever of them', async () => {
    const batches = await readWindow(undefined, tree);
    for (const [index, { cursor }] of batches.entries())
      expect(ids(await readWindow(cursor, tree))).toEqual(ids(batches.slice(index + 1)));
  });

  it('in a copy that is kept by hours the hours of the copies say nothing', async () => {
    const copy = await mkdtemp(join(tmpdir(), 'copy-'));
    const given = join(copy, 'y=2020/m=01/d=01/h=00');
    for (const day of ['2026-06-04', '2026-05-04']) {
      await mkdir(join(given, hour(day, '10')), { recursive: true });
      await writeFile(join(given, hour(day, '10'), 'PT1H.json'), line(day, FOURTH));
    }
    expect(ids(await readWindow(undefined, given))).toEqual(['2026-06-04']);
    await rm(copy, { recursive: true });
  });

  it('a file named by hand is read, whatever hour it is of', async () => {
    const path = join(tree, hour('2025-06-04', '10'), 'PT1H.json');
    expect(ids(await readWindow(undefined, path))).toEqual(['a year before']);
  });
});

describe('a part of a file', () => {
  const text = async (bytes: AsyncIterable<Uint8Array>) => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of bytes) chunks.push(chunk);
    return Buffer.concat(chunks).toString();
  };

  it('is read by its bytes, and the size is told', async () => {
    for await (const input of listInputs([join(folder, 'b.json')])) {
      const whole = await text(input.open());
      expect(input.bytes).toBe(Buffer.byteLength(whole));
      expect(await text(input.open({ from: 3, to: 10 }))).toBe(whole.slice(3, 10));
      expect(await text(input.open({ from: 3, to: 1e6 }))).toBe(whole.slice(3));
      expect(await text(input.open({ from: 3, to: 3 }))).toBe('');
    }
  });

  it('standard input has no size', async () => {
    async function* stdin() {}
    for await (const { bytes } of listInputs(['-'], { stdin: stdin() })) expect(bytes).toBeUndefined();
  });
});

describe('what the archive says of a path', () => {
  const SECRET = 'canary7f3a';
  /** Of an error and of all that caused it. */
  const told = (error: unknown): string =>
    error instanceof Error ? `${error.stack} ${JSON.stringify(error)} ${told(error.cause)}` : String(error);

  it.each([
    { title: 'an address that no settings were read for', path: `https://contoso.example/?sig=${SECRET}` },
    { title: 'a folder that is not there', path: `/nowhere/${SECRET}/logs` },
    { title: 'a path that no system takes', path: `${SECRET}\u0000` },
  ])('never quotes it: $title', async ({ path }) => {
    const error = await readWindow(undefined, path).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(SourceError);
    expect(told(error)).toContain('The path in ARCHIVE');
    expect(told(error)).not.toContain(SECRET);
  });

  it('that is not there: refused, so that somebody puts it right', async () => {
    await expect(readWindow(undefined, join(folder, 'nowhere'))).rejects.toMatchObject({
      kind: 'refused',
      message: 'The path in ARCHIVE does not exist (expected a file or a folder); check its spelling.',
      cause: { name: 'UsageError', code: 'missingPath', field: 'ARCHIVE' },
    });
  });

  it('in the folder: by its name there', async () => {
    const path = await mkdtemp(join(tmpdir(), `archive-${SECRET}-`));
    await mkdir(join(path, 'm=06'));
    await symlink(join(path, 'gone.json'), join(path, 'm=06', 'PT1H.json'));
    const error = await readWindow(undefined, path).catch((thrown: unknown) => thrown);
    expect(told(error)).toContain('"m=06/PT1H.json" in the folder of ARCHIVE does not exist');
    expect(told(error)).not.toContain(SECRET);
    await rm(path, { recursive: true });
  });

  it('but one that was named on the command line is quoted', async () => {
    const path = join(folder, 'nowhere');
    await expect(names([path])).rejects.toThrow(`Path "${path}" does not exist`);
  });
});

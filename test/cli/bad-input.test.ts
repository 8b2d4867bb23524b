import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleRecords } from '../../src/sources/sample.ts';
import { brokenInvariants } from '../core/invariants.ts';
import { runCli, temporaryFolder } from './run-cli.ts';

const DAY = '2026-11-16';
const AS_OF = ['--as-of', '2026-11-18T09:00:00Z'];
/** Sign-ins of the invented tenant, each with its own id, none of another log. */
const RECORDS = sampleRecords(DAY)
  .filter((record) => record.isInteractive !== false)
  .filter(({ id }, index, all) => all.findIndex((other) => other.id === id) === index)
  .slice(0, 4);
const LINES = RECORDS.map((record) => JSON.stringify(record));
const [FIRST = '', SECOND = '', THIRD = ''] = LINES;
const AT = '2026-11-16T01:00:00Z';

const lines = (...rows: readonly unknown[]) =>
  rows.map((row) => (typeof row === 'string' ? row : JSON.stringify(row))).join('\n');

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(async () => {
  await folder.remove();
});

/** What `classify` and `report` make of the same file. */
async function bothOf(content: string | Uint8Array, name = 'export.json') {
  const path = join(await inFolder(), name);
  await writeFile(path, content);
  const [classified, reported] = await Promise.all([
    runCli(['classify', path, ...AS_OF], { cwd: folder.path }),
    runCli(['report', path, ...AS_OF], { cwd: folder.path }),
  ]);
  const scopes = classified.stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line): string => JSON.parse(line).scope);
  return { classified, reported, scopes, report: JSON.parse(reported.stdout) };
}

let folders = 0;
async function inFolder(): Promise<string> {
  folders += 1;
  const path = join(folder.path, String(folders));
  await mkdir(path);
  return path;
}

describe.concurrent('what cannot be read is rejected under its name, the rest counts, exit code 3', () => {
  it.each([
    ['a cut array', JSON.stringify(RECORDS).slice(0, -300), 3, { notJson: 1 }],
    ['a cut line', lines(...LINES).slice(0, -300), 3, { notJson: 1 }],
    ['a cut gzip', cutGzip(), 3, { notJson: 1 }],
    ['a line that is not JSON', lines(FIRST, 'sign-ins of November', SECOND), 2, { notJson: 1 }],
    [
      'a text of 5 MB',
      lines(FIRST, { ...RECORDS[1], userAgent: 'x'.repeat(5_000_000) }, THIRD),
      2,
      { tooLarge: 1 },
    ],
    [
      'a record nested too deep',
      lines(FIRST, `{"id":"deep","createdDateTime":"${AT}","x":${'['.repeat(99)}${']'.repeat(99)}}`),
      1,
      { tooLarge: 1 },
    ],
    ['values that are no objects', lines(FIRST, '5', '"text"', 'null', SECOND), 2, { notAnObject: 3 }],
    ['a record without id', lines(FIRST, { createdDateTime: AT }, SECOND), 2, { noId: 1 }],
    ['a record without time', lines(FIRST, { id: 'a' }, SECOND), 2, { noTime: 1 }],
    [
      'a time that is none',
      lines(FIRST, { id: 'a', createdDateTime: '2026-02-30T00:00:00Z' }, SECOND),
      2,
      { badTime: 1 },
    ],
    [
      'times that stand for none',
      lines(
        FIRST,
        { id: 'a', createdDateTime: '0001-01-01T00:00:00Z' },
        { id: 'b', createdDateTime: '9999-12-31T23:59:59.9999999Z' },
      ),
      1,
      { badTime: 2 },
    ],
    [
      'all of it at once',
      lines('{', FIRST, '7', {}, { id: 'a' }, { id: 'b', createdDateTime: 'now' }, SECOND),
      2,
      { notJson: 1, notAnObject: 1, noId: 1, noTime: 1, badTime: 1 },
    ],
  ])('%s', async (_, content, signIns, byCause) => {
    const { classified, reported, scopes, report } = await bothOf(content);
    const total = Object.values(byCause).reduce((sum, count) => sum + count, 0);
    expect(scopes.filter((scope) => scope === 'interactive')).toHaveLength(signIns);
    expect(scopes.filter((scope) => scope === 'rejected')).toHaveLength(total);
    expect(report.days).toHaveLength(1);
    expect(report.days[0].coverage).toMatchObject({
      records: signIns + total,
      signIns,
      rejected: { total, byCause },
    });
    expect(brokenInvariants(report.days[0])).toEqual([]);
    for (const { told, exit } of [classified, reported]) {
      expect(told).toHaveLength(1);
      expect(told[0]).toMatch(/^Rejected records: /);
      for (const [cause, count] of Object.entries(byCause)) expect(told[0]).toContain(`${count} ${cause}`);
      expect(exit).toBe(3);
    }
  });

  it('a file of bytes without any record', async () => {
    const bytes = Buffer.from(Array.from({ length: 5000 }, (_, index) => (index * 7919 + 13) % 256));
    const { classified, reported, scopes, report } = await bothOf(bytes);
    expect(new Set(scopes)).toEqual(new Set(['rejected']));
    expect(report.days).toEqual([]);
    for (const { told, exit } of [classified, reported]) {
      expect(told).toEqual([expect.stringMatching(/^Rejected records: \d+ notJson\.$/)]);
      expect(exit).toBe(3);
    }
  });
});

describe.concurrent('what is odd but readable counts like all, exit code 0', () => {
  it.each([
    ['a NUL within a record', lines(FIRST, SECOND.replace('"id"', '\0"id"'), THIRD), 3],
    ['NULs behind the last line', `${lines(FIRST, SECOND)}\n${'\0'.repeat(4096)}`, 2],
    [
      'lone surrogates',
      lines(FIRST, { ...RECORDS[1], appDisplayName: 'x\ud800', userPrincipalName: '\udc00@contoso.com' }),
      2,
    ],
    [
      'keys that are names of the language',
      lines(FIRST, `{"__proto__":{"id":"x"},"constructor":5,${SECOND.slice(1)}`),
      2,
    ],
    ['the same record twice', lines(FIRST, SECOND, FIRST), 2],
    ['gzip under the name of plain JSON', gzipSync(lines(FIRST, SECOND)), 2],
    ['a byte order mark', `\uFEFF${JSON.stringify({ value: RECORDS })}`, 4],
  ])('%s', async (_, content, signIns) => {
    const { classified, reported, report } = await bothOf(content);
    expect(report.days[0].coverage).toMatchObject({ signIns, rejected: { total: 0, byCause: {} } });
    expect(brokenInvariants(report.days[0])).toEqual([]);
    for (const stdout of [classified.stdout, reported.stdout]) expect(stdout.isWellFormed()).toBe(true);
    for (const ended of [classified, reported]) expect(ended).toMatchObject({ exit: 0, stderr: '' });
  });
});

describe.concurrent('records of other logs are out of scope and not rejected, exit code 0', () => {
  const audit = { time: AT, category: 'AuditLogs', properties: { id: 'a1', activityDateTime: AT } };
  const principal = {
    time: AT,
    category: 'ServicePrincipalSignInLogs',
    properties: { id: 'a2', createdDateTime: AT, servicePrincipalId: 'a3' },
  };

  it('beside sign-ins', async () => {
    const { classified, reported, scopes, report } = await bothOf(lines(audit, principal, FIRST));
    expect(scopes).toEqual(['outOfScope', 'outOfScope', 'interactive']);
    expect(report.days[0].coverage).toMatchObject({ records: 3, signIns: 1, outOfScope: 2 });
    for (const ended of [classified, reported]) expect(ended).toMatchObject({ exit: 0, stderr: '' });
  });

  it('alone, and without any time', async () => {
    const update = { id: 'Directory_1', category: 'UserManagement', activityDateTime: AT };
    const { classified, reported, scopes, report } = await bothOf(JSON.stringify({ value: [update] }));
    expect(scopes).toEqual(['outOfScope']);
    expect(classified).toMatchObject({ exit: 0, stderr: '' });
    expect(report).toMatchObject({ verdict: null, days: [], trend: [] });
    expect(reported).toMatchObject({ exit: 0, told: ['No record of the sign-in log was found.'] });
  });
});

describe.concurrent('an input without a record', () => {
  it.each([
    ['empty', ''],
    ['blank', ' \r\n\n'],
    ['an empty array', '[]'],
    ['an empty page', '{"value":[]}'],
    ['an empty gzip', gzipSync('')],
  ])('that is %s is told, exit code 3', async (_, content) => {
    const { classified, reported, report } = await bothOf(content);
    expect(classified.stdout).toBe('');
    expect(report).toMatchObject({ days: [], trend: [] });
    for (const ended of [classified, reported])
      expect(ended).toMatchObject({ exit: 3, told: ['Nothing was found to read.'] });
  });

  it('gives zeros for a day that is asked for', async () => {
    const { exit, stdout } = await runCli(['report', '-', '--day', DAY, ...AS_OF], { cwd: folder.path });
    expect(JSON.parse(stdout).days).toMatchObject([
      { day: DAY, totals: { signIns: 0, attempts: 0, users: 0 } },
    ]);
    expect(exit).toBe(3);
  });
});

describe.concurrent('inputs', () => {
  it('standard input, plain and packed', async () => {
    for (const input of [lines(FIRST, SECOND), gzipSync(lines(FIRST, SECOND))]) {
      const classified = await runCli(['classify', '-'], { cwd: folder.path, input });
      expect(classified.stdout.trim().split('\n')).toHaveLength(2);
      const reported = await runCli(['report', '-', ...AS_OF], { cwd: folder.path, input });
      expect(JSON.parse(reported.stdout).days[0].totals.signIns).toBe(2);
    }
  });

  it('of a folder, whatever depth; other names are skipped and told', async () => {
    const path = await inFolder();
    await mkdir(join(path, 'deep', 'deeper'), { recursive: true });
    await writeFile(join(path, '1.json'), JSON.stringify([RECORDS[0]]));
    await writeFile(join(path, 'deep', '2.ndjson.gz'), gzipSync(SECOND));
    await writeFile(join(path, 'deep', 'deeper', '3.JSONL'), THIRD);
    await writeFile(join(path, 'deep', 'readme.txt'), 'Not a sign-in.');
    await writeFile(join(path, 'PT1H.json.bak'), THIRD);
    const { exit, stdout, told } = await runCli(['classify', path], { cwd: folder.path });
    const ids = stdout
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line).id);
    expect(ids).toEqual(RECORDS.slice(0, 3).map(({ id }) => id));
    expect(told).toEqual([
      `skipped: ${join(path, 'PT1H.json.bak')}`,
      `skipped: ${join(path, 'deep', 'readme.txt')}`,
    ]);
    expect(exit).toBe(0);
  });

  it('several paths, in their order', async () => {
    const path = await inFolder();
    await writeFile(join(path, 'a.json'), FIRST);
    await writeFile(join(path, 'b.json'), SECOND);
    const { stdout } = await runCli(['classify', 'b.json', '-', 'a.json'], { cwd: path, input: THIRD });
    const ids = stdout
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line).id);
    expect(ids).toEqual([RECORDS[1]?.id, RECORDS[2]?.id, RECORDS[0]?.id]);
  });

  it('--quiet keeps what explains the exit code, and nothing else', async () => {
    const path = await inFolder();
    await writeFile(join(path, 'a.json'), lines(FIRST, '{'));
    await writeFile(join(path, 'readme.txt'), '');
    const { exit, told } = await runCli(['report', path, '--quiet', ...AS_OF], { cwd: folder.path });
    expect(told).toEqual(['Rejected records: 1 notJson.']);
    expect(exit).toBe(3);
  });
});

/** All that was packed but the end of the last record. */
function cutGzip(): Uint8Array {
  const packed = gzipSync(lines(...LINES));
  return packed.subarray(0, packed.length - 60);
}

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from './run-cli.ts';

let cwd: string;
const AS_OF = ['--as-of', '2026-06-20T12:00:00Z'];

const signIn = (id: string, createdDateTime: string, more: object = {}) =>
  JSON.stringify({ id, createdDateTime, userId: 'u1', status: { errorCode: 500121 }, ...more });

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'mfa-digest-incomplete-'));
  const days = ['2026-06-12', '2026-06-14', '2026-06-15'];
  await writeFile(
    join(cwd, 'days.ndjson'),
    days.map((day) => signIn(`id-${day}`, `${day}T10:00:00Z`)).join('\n'),
  );
  await writeFile(join(cwd, 'broken.ndjson'), `{broken\n${signIn('a', '2026-06-15T10:00:00Z')}\n`);
  await writeFile(
    join(cwd, 'repeated.ndjson'),
    [signIn('a', '2026-06-15T10:00:00Z'), signIn('a', 'nope'), JSON.stringify({ id: 'a' })].join('\n'),
  );
});
afterAll(() => rm(cwd, { recursive: true, force: true }));

describe('what is not whole ends with 3, and says so', () => {
  it('collect of a file with a record that cannot be read, and history over a partial day', async () => {
    const env = { SOURCE: 'archive', ARCHIVE: 'broken.ndjson' };
    const collected = await runCli(['collect', '--day', '2026-06-15', ...AS_OF], { cwd, env });
    expect(collected).toMatchObject({ exit: 3 });
    expect(collected.stderr).toContain('1 records could not be read');
    const today = await runCli(['collect', '--day', '2026-06-20', ...AS_OF], { cwd, env });
    expect(today.exit).toBe(3);
    const history = await runCli(['history', '--from', '2026-06-15', '--to', '2026-06-20', ...AS_OF], {
      cwd,
      env,
    });
    expect(history).toMatchObject({ exit: 3 });
    expect(history.stderr).toContain('2026-06-20');
    const whole = await runCli(['history', '--from', '2026-06-15', '--to', '2026-06-19', ...AS_OF], {
      cwd,
      env,
    });
    expect(whole.exit).toBe(0);
  });

  it('but an unreadable repeat of a record that was read is a duplicate, and nothing else', async () => {
    const { exit, stdout, stderr } = await runCli(['report', 'repeated.ndjson', ...AS_OF], { cwd });
    expect(JSON.parse(stdout).days[0].coverage).toMatchObject({
      records: 3,
      duplicates: 2,
      rejected: { total: 0 },
    });
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' });
  });
});

it('the trend of a day asked for holds the days before it that the files hold', async () => {
  const { stdout } = await runCli(['report', 'days.ndjson', '--day', '2026-06-15', ...AS_OF], { cwd });
  const { days, trend } = JSON.parse(stdout);
  expect(days).toHaveLength(1);
  expect(trend).toHaveLength(14);
  expect(
    trend
      .slice(-4)
      .map((day: { day: string; state: string; signIns: number | null }) => [
        day.day,
        day.state,
        day.signIns,
      ]),
  ).toEqual([
    ['2026-06-12', 'sealed', 1],
    ['2026-06-13', 'missing', null],
    ['2026-06-14', 'sealed', 1],
    ['2026-06-15', 'sealed', 1],
  ]);
  expect(days[0].coverage).toMatchObject({ records: 3, outsideWindow: 2, signIns: 1 });
});

import { execFile } from 'node:child_process';
import { lstat, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleRecords } from '../../src/sources/sample.ts';
import { VERSION } from '../../src/version.ts';
import { runCli, type Setting, temporaryFolder } from './run-cli.ts';

const SIGN_INS = sampleRecords('2026-11-16')
  .slice(0, 20)
  .map((record) => JSON.stringify(record))
  .join('\n');

/** Holds a folder for each command, as several run at once and the embedded store is for one. */
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(async () => {
  await folder.remove();
});

async function ownFolder(): Promise<string> {
  const cwd = join(folder.path, crypto.randomUUID());
  await mkdir(join(cwd, 'a-folder'), { recursive: true });
  await writeFile(join(cwd, 'signins.ndjson'), SIGN_INS);
  return cwd;
}

const wordsOf = (args: string) => args.split(' ').filter((word) => word !== '');
const run = async (args: string, env: Setting = {}) =>
  await runCli(wordsOf(args), { cwd: await ownFolder(), env });

describe.concurrent('what cannot be done is told in one line, with exit code 2', () => {
  it.each([
    ['no command', '', /no command was given; expected one of demo, classify, report/],
    ['an unknown command', 'repot signins.ndjson', /'repot' \(Did you mean report\?\); expected one of demo/],
    ['an unknown flag', 'report signins.ndjson --days 3', /'--days' .*--day.*; see mfa-digest report --help/],
    [
      'a flag without its value',
      'digest --day',
      /'--day <day>' argument missing; see mfa-digest digest --help/,
    ],
    [
      'a word too many',
      'collect 2026-11-16',
      /Expected 0 arguments but got 1.*; see mfa-digest collect --help/,
    ],
    ['no path', 'report', /missing required argument 'path'; see mfa-digest report --help/],
    [
      'a day that is none',
      'report signins.ndjson --day 2026-02-30',
      /--day: expected a day such as .*; got "2026-02-30"/,
    ],
    [
      'a day before there were logs',
      'digest --day 0001-01-01',
      /--day: expected a day such as .*; got "0001-01-01"/,
    ],
    [
      'a stored day that has not begun',
      'digest --day 2999-01-01',
      /--day: expected a day that has begun \(today is/,
    ],
    [
      'a day to collect that has not begun',
      'collect --day 2999-01-01',
      /--day: expected a day that has begun/,
    ],
    [
      'a range and a day',
      'collect --day 2026-11-16 --from 2026-11-01',
      /--day: expected either --day, or --from/,
    ],
    [
      'a range without a start',
      'collect --to 2026-11-16',
      /--from: expected the first day beside --to; got nothing/,
    ],
    [
      'a range in the wrong order',
      'collect --from 2026-11-16 --to 2026-11-15',
      /--from: expected a day up to 2026-11-15; got 2026-11-16/,
    ],
    [
      'a history in the wrong order',
      'history --from 2026-11-16 --to 2026-11-15',
      /--from: expected a day up to 2026-11-15; got 2026-11-16/,
    ],
    [
      'a history that is too long',
      'history --from 2020-01-01 --to 2026-11-15',
      /--from: expected at most 400 days .*; got 2020-01-01/,
    ],
    [
      'a zone that is none',
      'report signins.ndjson --zone Mars/Base',
      /--zone: expected an IANA zone such as .*; got "Mars\/Base"/,
    ],
    [
      'a format that is none',
      'report signins.ndjson --format pdf',
      /--format: expected json, text, html, csv; got "pdf"/,
    ],
    [
      'a format of another command',
      'history --format card',
      /--format: expected html, json, csv, text; got "card"/,
    ],
    ['a detail that is none', 'history --detail some', /--detail: expected headline, full; got "some"/],
    ['a port that is none', 'serve --port http', /--port: expected a number from 0 to 65535; got "http"/],
    [
      'a port that is too high',
      'serve --port 65536',
      /--port: expected a number from 0 to 65535; got "65536"/,
    ],
    [
      'a time that is none',
      'report signins.ndjson --as-of yesterday',
      /--as-of: expected a time such as .*; got "yesterday"/,
    ],
    [
      'a time before there were logs',
      'digest --as-of 0001-01-01',
      /--as-of: expected a time such as .*; got "0001-01-01"/,
    ],
    [
      'an absent file of settings',
      'explain 50074 --env none.env',
      /--env: none\.env cannot be read; expected a file of NAME=value lines/,
    ],
    ['an absent path', 'report signins.json', /"signins\.json" does not exist .*; check its spelling/],
    ['one absent path of two', 'classify signins.ndjson signins.json', /"signins\.json" does not exist/],
  ])('%s', async (_, args, message) => {
    const { exit, stdout, told } = await run(args);
    expect(told).toEqual([expect.stringMatching(message)]);
    expect(told[0]).toMatch(/^mfa-digest: /);
    expect(stdout).toBe('');
    expect(exit).toBe(2);
  });

  it('wrong settings: all at once, a line each, a misspelt name with the right one', async () => {
    const env = { SOURCE: 'grph', ZONE: 'Mars/Base', TABELS: 'x', BACKFILL_DAYS: '-1' };
    const { exit, stdout, told } = await run('digest', env);
    expect(told).toEqual([
      'mfa-digest: TABELS: no setting has this name; did you mean TABLES?',
      'mfa-digest: SOURCE: expected one of graph, log-analytics, archive, sample; got "grph"',
      expect.stringMatching(/^mfa-digest: ZONE: expected a zone .*; got "Mars\/Base"$/),
      'mfa-digest: BACKFILL_DAYS: expected a whole number from 1 to 400; got "-1"',
    ]);
    expect(stdout).toBe('');
    expect(exit).toBe(2);
  });

  it('a store where nothing answers', async () => {
    const TABLES = `DefaultEndpointsProtocol=http;AccountName=contoso;AccountKey=c2VjcmV0;TableEndpoint=http://127.0.0.1:${await closedPort()}/contoso;`;
    const { exit, told } = await run('digest', { TABLES });
    expect(told).toEqual([expect.stringMatching(/^mfa-digest: TABLES: .*ECONNREFUSED.*Nothing answers/)]);
    expect(exit).toBe(2);
  });

  it('an embedded store whose folder is a file', async () => {
    const cwd = await ownFolder();
    await writeFile(join(cwd, '.data'), '');
    const { exit, told } = await runCli(['digest'], { cwd });
    expect(told).toEqual([expect.stringMatching(/^mfa-digest: .*\.data.*EEXIST.*or set TABLES\.$/)]);
    expect(exit).toBe(2);
  });

  it('a day that is none, before a store is opened or made', async () => {
    const cwd = await ownFolder();
    for (const command of ['digest', 'collect'])
      expect((await runCli([command, '--day', 'yesterday'], { cwd })).exit).toBe(2);
    expect((await readdir(cwd)).sort()).toEqual(['a-folder', 'signins.ndjson']);
  });

  it('an archive that is not there', async () => {
    const env = { SOURCE: 'archive', ARCHIVE: 'exports' };
    const { exit, told } = await run('collect --day 2026-11-16', env);
    expect(told).toEqual([expect.stringMatching(/^mfa-digest: The path in ARCHIVE does not exist/)]);
    expect(exit).toBe(2);
  });
});

describe.concurrent('--out', () => {
  it.each([
    ['in a folder that does not exist', 'none/report.json', /its folder does not exist/],
    ['that is a folder', 'a-folder', /it is a folder/],
    ['below a file', 'signins.ndjson/report.json', /what should be a folder on its path is a file/],
  ])('%s is refused and leaves nothing', async (_, out, message) => {
    const cwd = await ownFolder();
    const args = `report signins.ndjson --day 2026-11-16 --out ${out}`;
    const { exit, stdout, told } = await runCli(wordsOf(args), { cwd });
    expect(told).toEqual([expect.stringMatching(message)]);
    expect(told[0]).toMatch(/^mfa-digest: --out: .*; name a file in a folder that exists\.$/);
    expect(stdout).toBe('');
    expect(exit).toBe(2);
    expect((await readdir(cwd, { recursive: true })).sort()).toEqual(['a-folder', 'signins.ndjson']);
  });

  it('of a command that fails leaves nothing', async () => {
    const cwd = await ownFolder();
    const { exit } = await runCli(wordsOf('report signins.json --out failed.json'), { cwd });
    expect(exit).toBe(2);
    expect((await readdir(cwd)).sort()).toEqual(['a-folder', 'signins.ndjson']);
  });

  it('of the demo is refused before anything is collected', async () => {
    const cwd = await ownFolder();
    const { exit, told } = await runCli(['demo', '--out', 'signins.ndjson'], { cwd });
    expect(told).toEqual([
      expect.stringMatching(/^mfa-digest: --out: signins\.ndjson cannot be written, it is a file/),
    ]);
    expect(exit).toBe(2);
    expect((await readdir(cwd)).sort()).toEqual(['a-folder', 'signins.ndjson']);
  });

  it.skipIf(process.platform === 'win32')(
    'writes through a link and into a pipe, and leaves both',
    async () => {
      const cwd = await ownFolder();
      const report = wordsOf('report signins.ndjson --format csv --out');
      await writeFile(join(cwd, 'linked.csv'), '');
      await symlink('linked.csv', join(cwd, 'latest.csv'));
      expect(await runCli([...report, 'latest.csv'], { cwd })).toMatchObject({ exit: 0 });
      const csv = await readFile(join(cwd, 'linked.csv'), 'utf8');
      expect(csv).toMatch(/^\uFEFFday,zone,/);
      expect((await lstat(join(cwd, 'latest.csv'))).isSymbolicLink()).toBe(true);

      const pipe = join(cwd, 'pipe');
      await promisify(execFile)('mkfifo', [pipe]);
      const [written, { exit }] = await Promise.all([
        readFile(pipe, 'utf8'),
        runCli([...report, 'pipe'], { cwd }),
      ]);
      expect(exit).toBe(0);
      expect(written).toBe(csv);
      expect((await lstat(pipe)).isFIFO()).toBe(true);
    },
  );
});

describe.concurrent('help and version', () => {
  it.each(['--help', 'help', 'report --help', 'demo --help'])('%s stands on stdout', async (args) => {
    const { exit, stdout, stderr } = await run(args);
    expect(stdout).toMatch(/^Usage: mfa-digest/);
    expect(stderr).toBe('');
    expect(exit).toBe(0);
  });

  it('the help names every command of this version', async () => {
    const { stdout } = await run('--help');
    const named = [...stdout.matchAll(/^ {2}([a-z]+) \[options\]/gm)].map(([, name]) => name);
    expect(named).toEqual([
      'demo',
      'classify',
      'report',
      'collect',
      'digest',
      'send',
      'history',
      'ack',
      'explain',
      'forget',
      'doctor',
      'serve',
    ]);
  });

  it.each(['--version', 'report --version'])('%s stands on stdout', async (args) => {
    expect(await run(args)).toMatchObject({ exit: 0, stdout: `${VERSION}\n`, stderr: '' });
  });
});

describe.concurrent('explain', () => {
  it('tells outcome, reason, cause, meaning, next step and source of a text', async () => {
    const { exit, stdout, stderr } = await runCli(
      ['explain', 'MFA denied; user declined the authentication'],
      { cwd: folder.path },
    );
    for (const line of [/^Outcome +denied$/m, /^Reason +declined$/m, /^Cause +declined$/m])
      expect(stdout).toMatch(line);
    for (const title of ['What it means', 'Likely cause', 'Next step', 'Source'])
      expect(stdout).toMatch(new RegExp(`^${title} +\\S`, 'm'));
    expect(stderr).toBe('');
    expect(exit).toBe(0);
  });

  it.each([
    [
      'a code',
      ['50074'],
      { kind: 'code', outcome: 'interrupted', reason: 'promptAbandoned', cause: 'noAnswer' },
    ],
    ['a text of several words', ['user', 'declined', 'the', 'authentication'], { kind: 'text' }],
    ['a text no table has', ['no such text'], { kind: 'unknown', outcome: null, reason: null, cause: null }],
  ])('gives %s as JSON', async (_, words, expected) => {
    const { exit, stdout } = await runCli(['explain', ...words, '--format', 'json'], { cwd: folder.path });
    expect(JSON.parse(stdout)).toMatchObject({ input: words.join(' '), ...expected });
    expect(exit).toBe(0);
  });
});

describe.concurrent('flags that stand everywhere', () => {
  it('may stand before the command', async () => {
    const { exit, stdout } = await run('--as-of 2026-11-18T09:00:00Z --quiet report signins.ndjson');
    expect(JSON.parse(stdout).generatedAt).toBe('2026-11-18T09:00:00Z');
    expect(exit).toBe(0);
  });

  it('--env reads settings from a file, before those of the environment', async () => {
    const cwd = await ownFolder();
    await writeFile(
      join(cwd, 'berlin.env'),
      '\uFEFFZONE=Europe/Berlin\n# a comment\nTENANT_NAME="Contoso"\n',
    );
    const args = wordsOf('report signins.ndjson --env berlin.env');
    const { stdout } = await runCli(args, { cwd, env: { ZONE: 'America/New_York' } });
    expect(JSON.parse(stdout)).toMatchObject({
      tenant: { name: 'Contoso' },
      days: [{ zone: 'Europe/Berlin' }],
    });
  });

  it('--env tells what is wrong in that file', async () => {
    const cwd = await ownFolder();
    await writeFile(join(cwd, 'wrong.env'), 'ZONE=Mars/Base\nPRIVACY=none\n');
    const { exit, told } = await runCli(wordsOf('report signins.ndjson --env wrong.env'), { cwd });
    expect(told).toEqual([expect.stringMatching(/ZONE: /), expect.stringMatching(/PRIVACY: /)]);
    expect(exit).toBe(2);
  });
});

/** A port of this machine that was free a moment ago. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return address.port;
}

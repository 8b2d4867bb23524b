/** Several tenants at a terminal, in the embedded store. */
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inventedSignIns } from '../loopback-graph.ts';
import { type Ended, runCli, startCli, temporaryFolder } from './run-cli.ts';

const AS_OF = ['--as-of', '2026-11-24T08:00:00Z'];
const DAY = '2026-11-23';
const [CONTOSO, FABRIKAM] = ['aaaaaaaa-0000-4000-8000-000000000001', 'fabrikam.example'];

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let collected: Ended;
const env = (third: object) => ({
  SOURCE: 'archive',
  BACKFILL_DAYS: '2',
  TENANTS: JSON.stringify([
    { id: CONTOSO, name: 'Contoso', overrides: { ARCHIVE: 'contoso' } },
    third,
    { id: FABRIKAM, name: 'Fabrikam', overrides: { ARCHIVE: 'fabrikam' } },
  ]),
});
const WRONG = { id: 'adatum.example', zone: 'Mars', overrides: { ARCHIVE: 'adatum' } };

const run = (args: readonly string[]) => runCli([...args, ...AS_OF], { cwd: folder.path, env: env(WRONG) });

beforeAll(async () => {
  folder = await temporaryFolder();
  for (const [name, count] of [
    ['contoso', 40],
    ['fabrikam', 7],
  ] as const) {
    await mkdir(join(folder.path, name));
    const signIns = inventedSignIns({ count, from: `${DAY}T00:00:00Z`, everyMs: 600_000 });
    await writeFile(
      join(folder.path, name, 'a.ndjson'),
      signIns.map((each) => JSON.stringify(each)).join('\n'),
    );
  }
  collected = await run(['collect']);
});
afterAll(() => folder.remove());

describe('collect', () => {
  it('collects for each, and says of whom it speaks; one that is wrong stops no other', () => {
    expect(collected.exit).toBe(2);
    expect(collected.told.filter((line) => !line.includes('2026-11-22'))).toEqual([
      `${CONTOSO}:`,
      `${DAY}  open, 40 sign-ins`,
      'adatum.example:',
      expect.stringMatching(/^mfa-digest: TENANTS\[1\]\.zone: expected a zone of the tz database/),
      `${FABRIKAM}:`,
      `${DAY}  open, 7 sign-ins`,
    ]);
  });

  it('collects for the one that is named', async () => {
    const { exit, stderr } = await run(['collect', '--tenant', FABRIKAM.toUpperCase(), '--day', DAY]);
    expect([exit, stderr]).toEqual([0, expect.not.stringContaining(CONTOSO)]);
  });
});

describe('commands about one tenant', () => {
  it.each([
    ['digest', ['digest', '--format', 'json']],
    ['history', ['history', '--from', DAY, '--to', DAY, '--format', 'json']],
  ])('%s shows the one that is named', async (_, args) => {
    const shown = await run([...args, '--tenant', FABRIKAM]);
    expect(shown.exit).toBe(0);
    const report = JSON.parse(shown.stdout);
    expect(report).toMatchObject({ tenant: { id: FABRIKAM, name: 'Fabrikam' } });
    expect(report.trend.at(-1)).toMatchObject({ day: DAY, signIns: 7 });
  });

  it('send writes into the folder of that tenant', async () => {
    const { exit, stdout } = await run(['send', '--tenant', CONTOSO]);
    expect([exit, stdout]).toEqual([0, `${DAY}  file: sent\n`]);
    expect(await readdir(join(folder.path, 'out', CONTOSO))).toEqual([
      `digest-${DAY}-daily.eml`,
      `digest-${DAY}-daily.html`,
    ]);
  });

  it.each(['digest', 'send', 'history', 'ack', 'forget someone@contoso.example'])(
    '%s asks which, and names them',
    async (command) => {
      const { exit, told } = await run(command.split(' '));
      expect([exit, told]).toEqual([
        2,
        [`mfa-digest: --tenant: expected one of ${CONTOSO}, adatum.example, ${FABRIKAM}; got none.`],
      ]);
    },
  );

  it('a tenant that is not there, or is wrong, is refused', async () => {
    const other = await run(['digest', '--tenant', 'proseware.example']);
    expect([other.exit, other.stderr]).toEqual([
      2,
      expect.stringMatching(/--tenant: expected one of .*; got another/),
    ]);
    const wrong = await run(['digest', '--tenant', 'adatum.example']);
    expect([wrong.exit, wrong.stderr]).toEqual([
      2,
      expect.stringMatching(/^mfa-digest: TENANTS\[1\]\.zone: /),
    ]);
  });

  it('without TENANTS --tenant may name the only one', async () => {
    const only = { cwd: folder.path, env: { TENANT_ID: CONTOSO, SOURCE: 'archive', ARCHIVE: 'contoso' } };
    expect((await runCli(['digest', '--tenant', CONTOSO, ...AS_OF], only)).exit).toBe(0);
    expect((await runCli(['digest', '--tenant', FABRIKAM, ...AS_OF], only)).exit).toBe(2);
  });
});

describe('doctor', () => {
  it('looks at each, and the worst decides', async () => {
    const { exit, stdout } = await run(['doctor', '--format', 'json']);
    expect(exit).toBe(2);
    const found = JSON.parse(stdout);
    expect(found.map(({ tenant, worst }: { tenant: string; worst: string }) => [tenant, worst])).toEqual([
      [CONTOSO, 'warn'],
      ['adatum.example', 'fail'],
      [FABRIKAM, 'warn'],
    ]);
    expect(found[1].lines).toEqual([
      {
        check: 'settings',
        level: 'fail',
        says: 'TENANTS[1].zone: expected a zone of the tz database such as Europe/Berlin; got "Mars"',
        mend: 'Set TENANTS[1].zone to a zone of the tz database such as Europe/Berlin.',
      },
    ]);
    expect(found[0].lines).toContainEqual({
      check: 'turns',
      level: 'ok',
      says: 'It has not had a turn yet.',
      mend: null,
    });
  });

  it('looks at how the mail about all of them would go', async () => {
    const mail = { CHANNELS: 'smtp', SMTP_URL: 'smtp://127.0.0.1:1', MAIL_FROM: 'mfa@provider.example' };
    const tenants = JSON.stringify([{ id: CONTOSO, overrides: { ARCHIVE: 'contoso', CHANNELS: 'file' } }]);
    const { exit, stdout } = await runCli(['doctor', '--format', 'json', ...AS_OF], {
      cwd: folder.path,
      env: { SOURCE: 'archive', TENANTS: tenants, ...mail, MAIL_TO_SUMMARY: 'noc@provider.example' },
    });
    expect(exit).toBe(5);
    expect(JSON.parse(stdout).at(-1)).toMatchObject({
      tenant: 'all-tenants',
      lines: [
        { check: 'delivery', level: 'fail', says: expect.stringContaining('does not let us in, at connect') },
      ],
    });
  });

  it('looks at the one that is named, as at any installation', async () => {
    const { exit, stdout } = await run(['doctor', '--tenant', CONTOSO]);
    expect([exit, stdout]).toEqual([
      0,
      expect.stringMatching(/^ok {4}settings {5}TENANTS\[0\] is understood/),
    ]);
  });

  it('says what is wrong with the list as a whole', async () => {
    const given = { cwd: folder.path, env: { TENANTS: 'nowhere.json' } };
    const { exit, stdout } = await runCli(['doctor', ...AS_OF], given);
    expect([exit, stdout]).toEqual([
      2,
      expect.stringMatching(/TENANTS: expected a file that can be read; got none/),
    ]);
  });
});

it('serve answers for all of them', async () => {
  const started = startCli(['serve', '--port', '0', ...AS_OF], { cwd: folder.path, env: env(WRONG) });
  const [, url] = await started.said('stdout', /(http:\S+)\/api\/digest/);
  const digest = await fetch(`${url}/api/digest?format=json&tenant=${FABRIKAM}`);
  expect(await digest.json()).toMatchObject({ tenant: { name: 'Fabrikam' } });
  expect((await fetch(`${url}/api/digest`)).status).toBe(400);
  expect(await (await fetch(`${url}/api/health`)).json()).toMatchObject({
    status: 'failing',
    tenants: [{ status: 'ok' }, { status: 'failing' }, { status: 'ok' }],
  });
  started.child.kill('SIGTERM');
  expect((await started.ended).exit).toBe(0);
});

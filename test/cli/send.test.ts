/** `send` as a child process: what it delivers and records, and what it refuses. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openApp } from '../../src/app.ts';
import { sendCommand } from '../../src/cli/send.ts';
import { openSession, type Session } from '../../src/cli/session.ts';
import { createTerminal } from '../../src/cli/terminal.ts';
import { collect } from '../../src/run.ts';
import { type Azurite, startAzurite } from '../azurite.ts';
import { type LoopbackHook, startLoopbackHook } from '../loopback-hook.ts';
import { type LoopbackSmtp, startLoopbackSmtp } from '../loopback-smtp.ts';
import { createOutbox } from '../outbox.ts';
import { runCli, type Setting, temporaryFolder } from './run-cli.ts';

/** A Monday of the invented tenant, read when it has settled; the evening after it. */
const DAY = '2026-11-16';
const AS_OF = ['--as-of', '2026-11-17T20:00:00Z'];

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let azurite: Azurite;
const servers: (LoopbackSmtp | LoopbackHook)[] = [];
beforeAll(async () => {
  folder = await temporaryFolder();
  azurite = await startAzurite();
});
afterAll(async () => {
  for (const server of servers) await server.close();
  await azurite.close();
  await folder.remove();
});

/** A tenant whose mails and cards come to servers of their own. */
async function emptyTenant(settings: Setting = {}) {
  const [smtp, workflow] = [await startLoopbackSmtp(), await startLoopbackHook()];
  servers.push(smtp, workflow);
  const env = {
    TABLES: azurite.connectionString,
    TENANT_ID: crypto.randomUUID(),
    SOURCE: 'sample',
    CHANNELS: 'smtp,teams',
    SMTP_URL: smtp.url,
    TEAMS_URL: `${workflow.origin}/?sig=canary-signature`,
    MAIL_FROM: 'mfa@contoso.example',
    MAIL_TO: 'helpdesk@contoso.example',
    ...settings,
  };
  const run = (command: string, ...args: string[]) =>
    runCli([command, ...AS_OF, ...args], { cwd: folder.path, env });
  return { run, smtp, workflow };
}

/** The same with its day collected. */
async function tenant(settings?: Setting) {
  const opened = await emptyTenant(settings);
  expect(await opened.run('collect', '--day', DAY)).toMatchObject({ exit: 0 });
  return opened;
}

const subjects = ({ mails }: LoopbackSmtp) => mails.map(({ mail }) => mail.subject ?? '');
const isMarked = ({ mails }: LoopbackSmtp) =>
  mails.map(({ bytes }) => bytes.includes('X-MFA-Digest-Repeat: true'));

describe.concurrent('send', () => {
  it('delivers a stored day through every channel once, then says that it did', async () => {
    const { run, smtp, workflow } = await tenant();
    expect(await run('send', '--day', DAY)).toMatchObject({
      exit: 0,
      stdout: `${DAY}  smtp: sent\n${DAY}  teams: sent\n`,
      stderr: '',
    });
    expect(await run('send')).toMatchObject({
      exit: 0,
      stdout: expect.stringMatching(
        /^2026-11-16 {2}smtp: was sent already, at 2026-11-17T20:00:00Z; --again repeats it, marked\n.*teams: was sent already/,
      ),
    });
    expect([smtp.mails.length, workflow.posts.length]).toEqual([1, 1]);
    expect(subjects(smtp)[0]).toContain('16 Nov');
  });

  it('--again repeats it on purpose, marked, under the same Message-ID', async () => {
    const { run, smtp } = await tenant({ CHANNELS: 'smtp' });
    await run('send');
    expect(await run('send', '--again')).toMatchObject({ exit: 0, stdout: `${DAY}  smtp: sent\n` });
    expect(isMarked(smtp)).toEqual([false, true]);
    expect(smtp.mails[1]?.mail.text).toContain('This is sent once more on request.');
    expect(new Set(smtp.mails.map(({ mail }) => mail.messageId)).size).toBe(1);
    expect((await run('send')).stdout).toContain('was sent already');
  });

  it('a repeat that is refused leaves on record that the day was sent', async () => {
    const { run, smtp } = await tenant({ CHANNELS: 'smtp' });
    await run('send');
    smtp.set({ afterData: ['554 5.7.1 no'] });
    expect(await run('send', '--again')).toMatchObject({ exit: 5 });
    expect((await run('send')).stdout).toContain('was sent already');
  });

  it('a repeat whose end nobody knows leaves that on record, too', async () => {
    const { run, smtp } = await tenant({ CHANNELS: 'smtp' });
    await run('send');
    smtp.set({ afterData: ['takeAndHangUp'] });
    expect(await run('send', '--again')).toMatchObject({
      exit: 5,
      stderr: expect.stringContaining('not known'),
    });
    const later = ['--as-of', '2026-11-17T20:15:00Z'];
    expect((await run('send', ...later)).stdout).toContain('was sent already, at 2026-11-17T20:00:00Z');
    expect(isMarked(smtp)).toEqual([false, true]);
  });

  it('--to sends a test to that address alone, by mail, as each list has it, and records nothing', async () => {
    const { run, smtp, workflow } = await tenant({ MAIL_TO_SECURITY: 'soc@contoso.example' });
    expect(await run('send', '--to', 'me@contoso.example')).toMatchObject({
      exit: 0,
      stdout: `${DAY}  smtp: sent\n${DAY}  smtp-security: sent\n`,
      stderr: '',
    });
    expect(smtp.mails.map(({ to }) => to)).toEqual([['me@contoso.example'], ['me@contoso.example']]);
    for (const subject of subjects(smtp)) expect(subject).toMatch(/^\[Test\] /);
    expect(workflow.posts).toEqual([]);
    expect((await run('send')).stdout).toBe(
      `${DAY}  smtp: sent\n${DAY}  smtp-security: sent\n${DAY}  teams: sent\n`,
    );
    expect(isMarked(smtp)).toEqual([false, false, false, false]);
  });

  it('exits with 5 and names the channel and the reason where one does not take it; the others do', async () => {
    const { run, smtp } = await tenant();
    smtp.set({ afterData: ['554 5.7.1 canary@contoso.example'] });
    const ended = await run('send');
    expect(ended).toMatchObject({ exit: 5, stdout: `${DAY}  teams: sent\n` });
    expect(ended.stderr).toMatch(/^2026-11-16 {2}smtp: not delivered\. .*the server answered 554 5\.7\.1\. /);
    expect(ended.stderr).not.toContain('canary');
    smtp.set({});
    expect((await run('send')).stdout).toContain(`${DAY}  smtp: sent\n`);
    expect(isMarked(smtp)).toEqual([false]);
  });

  it('says of an attempt whose end nobody knows that it is not delivered yet', async () => {
    const { run, smtp } = await tenant({ CHANNELS: 'smtp' });
    smtp.set({ afterData: ['takeAndHangUp'] });
    expect(await run('send')).toMatchObject({ exit: 5, stderr: expect.stringContaining('not known') });
    expect(await run('send')).toMatchObject({ exit: 5, stderr: expect.stringContaining('under way') });
    smtp.set({});
    expect((await run('send', '--as-of', '2026-11-17T20:15:00Z')).stdout).toBe(`${DAY}  smtp: sent\n`);
    expect(isMarked(smtp)).toEqual([false, true]);
  });

  it('says what went out by the other channels before a channel that breaks ends it', async () => {
    const environment = {
      TABLES: azurite.connectionString,
      TENANT_ID: crypto.randomUUID(),
      SOURCE: 'sample',
    };
    const app = await openApp(environment, { clock: () => Date.parse(AS_OF[1] ?? ''), log: () => {} });
    await collect(app, { days: [DAY] });
    const bug = new TypeError('Invented: a bug of the channel.');
    const channels = [
      createOutbox('broken', () => Promise.reject(bug)).channel,
      createOutbox('sound').channel,
    ];
    const printed: string[] = [];
    const session: Session = {
      ...openSession({}, createTerminal(process, new URL('../../src/cli.ts', import.meta.url))),
      terminal: {
        ...createTerminal(process, new URL('../../src/cli.ts', import.meta.url)),
        async print(content) {
          printed.push(String(content));
          return true;
        },
      },
      withApp: (use) => use({ ...app, channels }),
    };
    await expect(sendCommand(session, { day: DAY })).rejects.toBe(bug);
    await app.close();
    expect(printed).toEqual([`${DAY}  sound: sent\n`]);
  });

  it('exits with 3 where the day is not stored', async () => {
    const { run, smtp, workflow } = await emptyTenant();
    expect(await run('send', '--day', '2026-11-10')).toMatchObject({
      exit: 3,
      stdout: '',
      stderr: expect.stringMatching(/^2026-11-10 is not stored.*collect --day 2026-11-10\n$/),
    });
    expect([smtp.mails.length, workflow.posts.length]).toEqual([0, 0]);
  });

  it.each<[what: string, args: string[], settings: Setting, told: string]>([
    [
      'S25 an address of another domain',
      ['--to', 'canary@fabrikam.example'],
      {},
      '--to: expected an address in contoso.example',
    ],
    ['what is no address', ['--to', 'canary'], {}, '--to: expected an address such as'],
    [
      'two addresses',
      ['--to', 'canary@contoso.example,canary2@contoso.example'],
      {},
      '--to: expected an address such as',
    ],
    [
      'a test without a channel of mail',
      ['--to', 'canary@contoso.example'],
      { CHANNELS: 'teams' },
      '--to: expected one of smtp, graph-mail in CHANNELS; got teams.',
    ],
    [
      'a test that repeats',
      ['--to', 'canary@contoso.example', '--again'],
      {},
      '--again: expected either --to',
    ],
    ['a day that has not begun', ['--day', '2027-01-01'], {}, '--day'],
    ['a day that is none', ['--day', 'yesterday'], {}, '--day'],
  ])('refuses %s', async (_, args, settings, told) => {
    const { run, smtp, workflow } = await emptyTenant(settings);
    const ended = await run('send', ...args);
    expect(ended).toMatchObject({ exit: 2, stdout: '', stderr: expect.stringContaining(told) });
    expect(ended.stderr).not.toContain('canary');
    expect([smtp.mails.length, workflow.posts.length]).toEqual([0, 0]);
  });
});

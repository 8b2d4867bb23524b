/**
 * `doctor` on installations of the invented tenant, each broken in one way: it names what is broken and
 * what mends it, nothing else, and changes nothing. Graph, tables, mail server and workflow are real
 * servers on loopback.
 */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TableServiceClient } from '@azure/data-tables';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { openApp } from '../../src/app.ts';
import { run } from '../../src/cli/program.ts';
import type { StoredDay } from '../../src/core/stored-day.ts';
import { health } from '../../src/health.ts';
import { NO_LICENCE } from '../../src/sources/graph-refusals.ts';
import { openStore } from '../../src/store/open-store.ts';
import { type Azurite, startAzurite, tableClient } from '../azurite.ts';
import { buildSent } from '../build-sent.ts';
import { type Fault, inventedSignIns, type LoopbackGraph, startLoopbackGraph } from '../loopback-graph.ts';
import { type LoopbackHook, startLoopbackHook } from '../loopback-hook.ts';
import { type LoopbackSmtp, startLoopbackSmtp } from '../loopback-smtp.ts';
import { coverage, storedDay } from '../store/builders.ts';
import { startTableProxy, type TableProxy } from '../table-proxy.ts';
import { runCli, type Setting, temporaryFolder } from './run-cli.ts';

const AS_OF = '2026-06-16T12:00:00Z';
const OBJECT = '33333333-0000-4000-8000-000000000003';
const APPLICATION = '44444444-0000-4000-8000-000000000004';
const LOGIN = { user: 'canary-user', password: 'canary-password' };

let azurite: Azurite;
let empty: Azurite;
let tables: TableProxy;
let graph: LoopbackGraph;
let lesser: LoopbackGraph;
let smtp: LoopbackSmtp;
let secure: LoopbackSmtp;
let hook: LoopbackHook;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;

beforeAll(async () => {
  azurite = await startAzurite();
  empty = await startAzurite();
  tables = await startTableProxy(azurite.connectionString);
  const signIns = inventedSignIns({ count: 3, from: '2026-06-15T08:00:00Z', everyMs: 60_000 });
  graph = await startLoopbackGraph({ signIns });
  lesser = await startLoopbackGraph({ signIns, refuseBeta: { status: 403, code: 'AccessDenied' } });
  smtp = await startLoopbackSmtp({ login: LOGIN });
  secure = await startLoopbackSmtp({ tls: 'fromTheStart' });
  hook = await startLoopbackHook();
  folder = await temporaryFolder();
  await mkdir(join(folder.path, 'empty'));
  await writeFile(join(folder.path, 'a-file'), '');
});
afterAll(async () => {
  for (const server of [tables, graph, lesser, smtp, secure, hook, azurite, empty]) await server.close();
  await folder.remove();
});
beforeEach(() => {
  tables.always(() => undefined);
  graph.always(() => undefined);
});

/** A token as Entra makes them, unsigned and for nobody. */
function token(claims: Readonly<Record<string, unknown>>): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const who = { aud: 'canary-audience', appid: APPLICATION, oid: OBJECT, exp: 4_102_444_800 };
  return `${part({ alg: 'none' })}.${part({ ...who, ...claims })}.canary-signature`;
}

const READER = token({ roles: ['AuditLog.Read.All'], app_displayname: 'canary-app' });

let tenants = 0;
/** A tenant that nothing is stored of yet; an id, as each has a partition of its own. */
function newTenant(): string {
  tenants += 1;
  return `00000000-0000-4000-8000-${String(tenants).padStart(12, '0')}`;
}

type Stored = { readonly days?: readonly StoredDay[]; readonly sentAt?: string | null };

const YESTERDAY = storedDay({ day: '2026-06-15', collectedAt: '2026-06-16T03:15:00Z' });
const WELL: Stored = { days: [YESTERDAY], sentAt: '2026-06-16T07:35:00Z' };

async function store(tenant: string, { days = [YESTERDAY], sentAt = '2026-06-16T07:35:00Z' }: Stored) {
  const opened = await openStore({
    tables: azurite.connectionString,
    tenant,
    credential: () => expect.fail('No credential may be asked for here.'),
  });
  for (const day of days) await opened.publish(day, undefined);
  if (sentAt !== null) await opened.claimSent(buildSent({ at: sentAt }));
}

/** Settings with which all is well. */
function wellSet(tenant: string): Setting {
  return {
    SOURCE: 'graph',
    TENANT_ID: tenant,
    GRAPH_ENDPOINT: graph.endpoint,
    GRAPH_TOKEN: READER,
    TABLES: tables.connectionString,
    BACKFILL_DAYS: '1',
    CHANNELS: 'smtp',
    SMTP_URL: smtp.url,
    MAIL_FROM: 'canary-from@contoso.example',
    MAIL_TO: 'canary-to@contoso.example,canary-too@contoso.example',
    OUT: folder.path,
  };
}

const Report = z.strictObject({
  version: z.string(),
  checkedAt: z.string(),
  worst: z.enum(['ok', 'warn', 'fail']),
  lines: z.array(
    z.strictObject({
      check: z.string(),
      level: z.enum(['ok', 'warn', 'fail']),
      says: z.string().min(1),
      mend: z.string().min(1).nullable(),
    }),
  ),
  skipped: z.array(z.string()),
});

/** The command in this process: what it prints, and its exit code. */
async function doctor(environment: Setting, given: { format?: string; now?: () => number } = {}) {
  const printed: string[] = [];
  const told: string[] = [];
  const { format = 'json', now = Date.now } = given;
  const exit = await run(['doctor', '--format', format, '--as-of', AS_OF], {
    program: new URL('../../src/cli.ts', import.meta.url),
    environment,
    stdin: (async function* () {})(),
    now,
    print: async (content) => {
      printed.push(String(content));
      return true;
    },
    tell: (line) => void told.push(line),
    progress: () => {},
    onInterrupt: () => {},
  });
  return { exit, printed: printed.join(''), told };
}

async function diagnosed(environment: Setting, given: { now?: () => number } = {}) {
  const { exit, printed, told } = await doctor(environment, given);
  expect(told).toEqual([]);
  return { exit, ...Report.parse(JSON.parse(printed)) };
}

/** Everything in the tables, versions and times included: equal only where nothing was written. */
async function everything(connectionString: string): Promise<unknown> {
  const service = TableServiceClient.fromConnectionString(connectionString, {
    allowInsecureConnection: true,
  });
  const all: unknown[] = [];
  for await (const { name } of service.listTables()) {
    all.push(name);
    if (name === 'MfaDays' || name === 'MfaFacts' || name === 'MfaState')
      for await (const row of tableClient(connectionString, name).listEntities()) all.push(row);
  }
  return all;
}

type Case = {
  readonly broken: string;
  /** Settings that differ from those with which all is well; a text of '' unsets one. */
  readonly set?: () => Setting;
  readonly stored?: Stored;
  /** Of what is stored of that tenant. */
  readonly damage?: (tenant: string) => Promise<void>;
  readonly faults?: () => void;
  readonly now?: () => number;
  /** The lines that are not ok, all of them: check, level and part of what mends it. */
  readonly tells: readonly (readonly [check: string, level: 'warn' | 'fail', mend: string])[];
  readonly says?: string;
  readonly exit: number;
};

/** What Graph answers to the question for sign-ins, so many times; its front page is left alone. */
function graphAnswers(fault: Fault, times = Number.POSITIVE_INFINITY): void {
  let asked = 0;
  graph.always(({ url }) => (url.includes('/auditLogs/') && asked++ < times ? fault : undefined));
}
const refusal = (code: string): Fault => ({
  status: 403,
  headers: { 'Retry-After': '1' },
  body: { error: { code, message: 'canary-message' } },
});

const CASES: readonly Case[] = [
  {
    broken: 'a setting is misspelt',
    set: () => ({ ZONNE: 'UTC' }),
    tells: [['settings', 'fail', 'Rename ZONNE to ZONE.']],
    exit: 2,
  },
  {
    broken: 'two settings hold what they cannot',
    set: () => ({ ZONE: 'Mars/Base', DIGEST_AT: 'canary-reader@contoso.example' }),
    tells: [
      ['settings', 'fail', 'Set ZONE to a zone of the tz database such as Europe/Berlin.'],
      ['settings', 'fail', 'Set DIGEST_AT to a time such as 07:30.'],
    ],
    exit: 2,
  },
  {
    broken: 'a recipient is outside the domains',
    set: () => ({ MAIL_TO: 'canary-to@fabrikam.example' }),
    tells: [['settings', 'fail', 'Set MAIL_TO to addresses in contoso.example']],
    exit: 2,
  },
  {
    broken: 'a secret did not come out of the vault',
    set: () => ({
      SMTP_URL: '@Microsoft.KeyVault(SecretUri=https://canary.vault.azure.net/secrets/smtp-url)',
    }),
    tells: [['settings', 'fail', "check the app's identity and its access to the vault"]],
    exit: 2,
  },
  {
    broken: 'the clock is ahead',
    now: () => Date.now() + 11 * 60_000,
    tells: [['clock', 'warn', 'timedatectl set-ntp']],
    says: '11 minutes ahead of',
    exit: 0,
  },
  {
    broken: 'the clock is behind',
    now: () => Date.now() - 11 * 60_000,
    tells: [['clock', 'warn', 'timedatectl set-ntp']],
    says: '11 minutes behind',
    exit: 0,
  },
  {
    broken: 'nothing answers where the tables should be',
    set: () => ({ TABLES: 'http://127.0.0.1:9/contoso' }),
    tells: [['store', 'fail', 'Nothing answers at the address in TABLES.']],
    exit: 2,
  },
  {
    broken: 'TABLES is no connection string',
    set: () => ({ TABLES: 'AccountName=contoso' }),
    tells: [['store', 'fail', 'Set TABLES to a connection string']],
    says: 'TABLES: expected a connection string',
    exit: 2,
  },
  {
    broken: 'the identity may not read the tables',
    faults: () => tables.always(() => ({ status: 403, code: 'AuthorizationPermissionMismatch' })),
    tells: [['store', 'fail', 'az role assignment create --role "Storage Table Data Contributor"']],
    exit: 2,
  },
  {
    broken: 'the tables were never made',
    set: () => ({ TABLES: empty.connectionString }),
    tells: [['store', 'fail', 'run azd provision, or az storage table create --auth-mode login']],
    says: '404 TableNotFound',
    exit: 2,
  },
  {
    broken: 'a newer version has written a day',
    damage: async (tenant) => {
      const row = { partitionKey: tenant, rowKey: '2026-06-15', schema: 99 };
      await tableClient(azurite.connectionString, 'MfaDays').updateEntity(row, 'Merge');
    },
    tells: [['store', 'fail', 'Run the version that wrote it']],
    says: 'schema 99',
    exit: 2,
  },
  {
    broken: 'the identity may read the tables, and not write',
    faults: () =>
      tables.always(({ method }) =>
        method === 'GET' ? undefined : { status: 403, code: 'AuthorizationPermissionMismatch' },
      ),
    tells: [['writing', 'fail', 'Storage Table Data Contributor']],
    exit: 2,
  },
  {
    broken: 'the tables are out of order for a while',
    faults: () => tables.always(() => ({ status: 503, headers: { 'Retry-After': '600' } })),
    tells: [['store', 'fail', 'run mfa-digest doctor again in some minutes']],
    exit: 3,
  },
  {
    broken: 'the token has run out',
    set: () => ({ GRAPH_TOKEN: token({ roles: ['AuditLog.Read.All'], exp: 1_000_000_000 }) }),
    tells: [['identity', 'fail', 'az account get-access-token --resource-type ms-graph']],
    exit: 4,
  },
  {
    broken: 'the token is of another tenant',
    set: () => ({ GRAPH_TOKEN: token({ roles: ['AuditLog.Read.All'], tid: OBJECT }) }),
    tells: [['identity', 'fail', `Set TENANT_ID to ${OBJECT}`]],
    exit: 4,
  },
  {
    broken: 'nobody can tell what is in the token',
    set: () => ({ GRAPH_TOKEN: 'canary-opaque' }),
    tells: [['identity', 'warn', 'az account get-access-token']],
    exit: 0,
  },
  {
    broken: 'an account is signed in by hand, not the identity',
    set: () => ({
      GRAPH_TOKEN: token({ scp: 'AuditLog.Read.All Directory.ReadWrite.All', upn: 'canary@x.example' }),
    }),
    tells: [['identity', 'warn', 'scripts/permissions/grant-graph.sh']],
    exit: 0,
  },
  {
    broken: 'that account may not read the log',
    set: () => ({ GRAPH_TOKEN: token({ scp: 'User.Read' }) }),
    tells: [
      ['identity', 'warn', 'scripts/permissions/grant-graph.sh'],
      ['permissions', 'fail', 'az login --scope https://graph.microsoft.com/AuditLog.Read.All'],
    ],
    exit: 4,
  },
  {
    broken: 'the identity lacks AuditLog.Read.All',
    set: () => ({ GRAPH_TOKEN: token({}) }),
    tells: [['permissions', 'fail', `scripts/permissions/grant-graph.sh --principal-id ${OBJECT}`]],
    exit: 4,
  },
  {
    broken: 'S20 the identity may do more than read the log',
    set: () => ({
      GRAPH_TOKEN: token({ roles: ['AuditLog.Read.All', 'Directory.Read.All', 'Reports.Read.All'] }),
    }),
    tells: [['permissions', 'warn', 'Remove them in the Entra admin center']],
    says: 'more in Microsoft Graph than it needs: Directory.Read.All and Reports.Read.All',
    exit: 0,
  },
  {
    broken: 'S20 the identity may send as anybody',
    set: () => ({ GRAPH_TOKEN: token({ roles: ['Mail.Send', 'AuditLog.Read.All'] }) }),
    tells: [
      [
        'permissions',
        'warn',
        `Exchange RBAC for Applications, scoped to the one mailbox, is all that is needed: scripts/permissions/grant-mail.sh --client-id ${APPLICATION} --principal-id ${OBJECT}`,
      ],
    ],
    says: 'The identity holds Mail.Send in Entra',
    exit: 0,
  },
  {
    broken: 'the tenant has no licence, however often Graph is asked',
    faults: () => graphAnswers(refusal(NO_LICENCE)),
    tells: [['licence', 'fail', 'SOURCE=archive']],
    exit: 4,
  },
  {
    broken: 'Graph denies the licence twice, and then reads all the same',
    faults: () => graphAnswers(refusal(NO_LICENCE), 2),
    tells: [['licence', 'warn', 'each reading tries again by itself']],
    says: 'at the first 2 tries',
    exit: 0,
  },
  {
    broken: 'Graph turns the token away',
    faults: () => graphAnswers({ status: 401 }),
    tells: [['source', 'fail', 'if GRAPH_TOKEN is set, that it has not run out']],
    exit: 4,
  },
  {
    broken: 'Graph refuses for want of a permission that the token seems to have',
    faults: () => graphAnswers(refusal('Authorization_RequestDenied')),
    tells: [['source', 'fail', `scripts/permissions/grant-graph.sh --principal-id ${OBJECT}`]],
    exit: 4,
  },
  {
    broken: 'the identity is disabled',
    faults: () => graphAnswers(refusal('Authorization_IdentityDisabled')),
    tells: [['source', 'fail', 'Enable its enterprise application for sign-in again']],
    exit: 4,
  },
  {
    broken: 'only v1.0 can be read',
    set: () => ({ GRAPH_ENDPOINT: lesser.endpoint }),
    tells: [['source', 'warn', 'Let CLOUD be the cloud of the tenant']],
    says: 'in v1.0 only',
    exit: 0,
  },
  {
    broken: 'Graph asks to be left alone for an hour',
    faults: () => graphAnswers({ status: 503, headers: { 'Retry-After': '3600' } }),
    tells: [['source', 'fail', 'Run mfa-digest doctor again in some minutes']],
    exit: 3,
  },
  {
    broken: 'the archive is not there',
    set: () => ({ SOURCE: 'archive', ARCHIVE: join(folder.path, 'canary-missing') }),
    tells: [['source', 'fail', 'Let ARCHIVE name a file, a folder']],
    exit: 2,
  },
  {
    broken: 'the archive is empty',
    set: () => ({ SOURCE: 'archive', ARCHIVE: join(folder.path, 'empty') }),
    tells: [['source', 'warn', 'Put exported sign-ins there']],
    exit: 0,
  },
  {
    broken: 'the mail server does not know us',
    set: () => ({ SMTP_URL: smtp.url.replace('canary-password', 'canary-wrong') }),
    tells: [['delivery', 'fail', 'Check user and password of SMTP_URL']],
    says: '535 5.7.8',
    exit: 5,
  },
  {
    broken: 'there is no mail server',
    set: () => ({ SMTP_URL: 'smtp://127.0.0.1:9' }),
    tells: [['delivery', 'fail', 'Check host and port of SMTP_URL']],
    exit: 5,
  },
  {
    broken: 'the mail server has a certificate that nobody vouches for',
    set: () => ({ SMTP_URL: secure.url }),
    tells: [['delivery', 'fail', 'its certificate']],
    exit: 5,
  },
  {
    broken: 'the workflow of Teams has no host',
    set: () => ({ CHANNELS: 'smtp,teams', TEAMS_URL: 'http://127.0.0.1:9/canary-path?sig=canary-sig' }),
    tells: [['delivery', 'fail', 'Check the address']],
    says: 'The host of TEAMS_URL does not answer',
    exit: 5,
  },
  {
    broken: 'the folder for digests is a file',
    set: () => ({ CHANNELS: 'smtp,file', OUT: join(folder.path, 'a-file') }),
    tells: [['delivery', 'fail', 'Let OUT name one']],
    exit: 5,
  },
  {
    broken: 'nobody is told',
    set: () => ({ CHANNELS: 'file' }),
    tells: [['recipients', 'warn', 'Set CHANNELS to graph-mail, smtp or teams.']],
    exit: 0,
  },
  {
    broken: 'no day was ever published',
    stored: { days: [], sentAt: null },
    tells: [['collected', 'fail', 'mfa-digest collect']],
    says: 'No day has been published yet.',
    exit: 3,
  },
  {
    broken: 'the timers have stopped',
    stored: { days: [storedDay({ day: '2026-06-12', collectedAt: '2026-06-13T03:15:00Z' })] },
    tells: [
      ['tick', 'warn', 'Do the timers run?'],
      ['collected', 'fail', 'mfa-digest collect'],
      ['days', 'warn', 'mfa-digest collect --day'],
    ],
    exit: 3,
  },
  {
    broken: 'nothing was sent for two days',
    stored: { sentAt: '2026-06-13T07:35:00Z' },
    tells: [['sent', 'fail', 'mfa-digest send']],
    says: 'No digest was sent since 2026-06-13T07:35:00Z.',
    exit: 3,
  },
  {
    broken: 'a day is half read',
    stored: {
      days: [storedDay({ day: '2026-06-15', state: 'partial', collectedAt: '2026-06-16T11:45:00Z' })],
    },
    tells: [['days', 'warn', 'mfa-digest collect --day']],
    says: 'Partial, part of it unread: 2026-06-15.',
    exit: 0,
  },
  {
    broken: 'a key alone opens the pages',
    set: () => ({ ALLOW_KEY_ONLY: 'true' }),
    tells: [['pages', 'warn', 'Set ALLOW_KEY_ONLY to false']],
    exit: 0,
  },
  {
    broken: 'nobody signs readers in',
    set: () => ({ WEBSITE_SITE_NAME: 'contoso' }),
    tells: [['pages', 'warn', 'scripts/permissions/register-app.sh']],
    exit: 0,
  },
  {
    broken: 'nobody can be told to be of the tenant',
    set: () => ({ WEBSITE_AUTH_ENABLED: 'true', TENANT_ID: `contoso-${newTenant()}.example` }),
    tells: [['pages', 'warn', 'Set TENANT_ID to the id of the tenant, a GUID.']],
    exit: 0,
  },
  {
    broken: 'two things are broken: who may not read comes before who gets no mail',
    set: () => ({ GRAPH_TOKEN: token({}), SMTP_URL: 'smtp://127.0.0.1:9' }),
    tells: [
      ['permissions', 'fail', 'grant-graph.sh'],
      ['delivery', 'fail', 'Check host and port'],
    ],
    exit: 4,
  },
];

/** Nothing of these is ours to tell: names, addresses, passwords, keys, parts of a token or of an address. */
const SECRET = /canary|eyJ|Bearer|AccountKey|Eby8vdM02x|[\w.]+@[\w-]+\.\w/i;
/** Examples of what an address looks like are no address. */
const EXAMPLES = /an address such as mfa@contoso\.com|smtps:\/\/user:password@host/g;

describe('all is well', () => {
  it('every line is ok, and the command ends with 0', async () => {
    const tenant = newTenant();
    await store(tenant, WELL);
    const { exit, worst, lines, skipped } = await diagnosed(wellSet(tenant));
    expect(lines.filter(({ level }) => level !== 'ok')).toEqual([]);
    expect(lines.map(({ check }) => check)).toEqual([
      'settings',
      'clock',
      'zone',
      'store',
      'writing',
      'identity',
      'permissions',
      'licence',
      'source',
      'delivery',
      'recipients',
      'tick',
      'collected',
      'due',
      'days',
      'sent',
      'pages',
    ]);
    expect({ exit, worst, skipped }).toEqual({ exit: 0, worst: 'ok', skipped: [] });
    expect(lines.find(({ check }) => check === 'identity')?.says).toBe(
      `Signed in as application ${APPLICATION}, object ${OBJECT}.`,
    );
  });

  it('with nobody signed in to Graph but to send, no permission is needed', async () => {
    const tenant = newTenant();
    await store(tenant, WELL);
    const { worst, lines } = await diagnosed({
      ...wellSet(tenant),
      SOURCE: 'sample',
      CHANNELS: 'graph-mail',
      GRAPH_TOKEN: token({}),
    });
    expect(worst).toBe('ok');
    expect(lines.find(({ check }) => check === 'permissions')?.says).toContain('none is needed');
  });

  it('with every channel at once, and nothing goes out', async () => {
    const tenant = newTenant();
    await store(tenant, WELL);
    const seen = { graph: graph.requests.length, mails: smtp.attempts(), posts: hook.posts.length };
    const { exit, lines } = await diagnosed({
      ...wellSet(tenant),
      CHANNELS: 'file,smtp,graph-mail,teams',
      TEAMS_URL: `${hook.origin}/canary-path?sig=canary-sig`,
    });
    expect(exit).toBe(0);
    expect(lines.filter(({ check }) => check === 'delivery').map(({ says }) => says.split(':')[0])).toEqual([
      'file',
      'smtp',
      'graph-mail',
      'teams',
    ]);
    expect(smtp.attempts()).toBe(seen.mails);
    expect(hook.posts.slice(seen.posts)).toMatchObject([{ method: 'HEAD', path: '/', body: '' }]);
    const asked = graph.requests.slice(seen.graph).map(({ method, url }) => `${method} ${url}`);
    expect(asked).toEqual(['HEAD /', 'GET /beta/auditLogs/signIns?$top=1', 'HEAD /']);
  });
});

describe('S10 one thing is broken', () => {
  it('there are at least twenty of them', () => {
    expect(CASES.length).toBeGreaterThanOrEqual(20);
  });

  it.each(CASES)(
    '$broken',
    async ({ set = () => ({}), stored = WELL, damage, faults, now, tells, says, exit }) => {
      const tenant = newTenant();
      const environment: Setting = { ...wellSet(tenant), ...set() };
      await store(environment.TENANT_ID ?? tenant, stored);
      await damage?.(tenant);
      faults?.();
      const before = [await everything(azurite.connectionString), await everything(empty.connectionString)];
      const mails = smtp.attempts();

      const report = await diagnosed(environment, { ...(now && { now }) });
      const bad = report.lines.filter(({ level }) => level !== 'ok');
      expect(bad.map(({ check, level }) => [check, level])).toEqual(
        tells.map(([check, level]) => [check, level]),
      );
      for (const [index, [, , mend]] of tells.entries()) expect(bad[index]?.mend).toContain(mend);
      if (says !== undefined) expect(bad.map((line) => line.says).join('\n')).toContain(says);
      expect(report.exit).toBe(exit);
      expect(report.worst).toBe(tells.some(([, level]) => level === 'fail') ? 'fail' : 'warn');

      expect(JSON.stringify(report).replace(EXAMPLES, '')).not.toMatch(SECRET);
      tables.always(() => undefined);
      expect([await everything(azurite.connectionString), await everything(empty.connectionString)]).toEqual(
        before,
      );
      expect(smtp.attempts()).toBe(mails);
    },
  );
});

/** Every state that tells health something, and more than one at once. */
const STATES: readonly { readonly state: string; readonly stored: Stored }[] = [
  ...CASES.flatMap(({ broken, stored }) => (stored === undefined ? [] : [{ state: broken, stored }])),
  { state: 'all is well', stored: WELL },
  { state: 'nothing was ever sent', stored: { ...WELL, sentAt: null } },
  {
    state: 'neither published nor sent for long',
    stored: {
      days: [storedDay({ day: '2026-06-10', collectedAt: '2026-06-11T03:15:00Z' })],
      sentAt: '2026-06-11T05:35:00Z',
    },
  },
  {
    state: 'the source disagrees with itself',
    stored: {
      days: [
        storedDay({
          day: '2026-06-15',
          coverage: coverage({ passes: 2, agreement: 0.9 }),
          collectedAt: '2026-06-16T03:15:00Z',
          lastReadAt: '2026-06-16T03:15:00Z',
        }),
      ],
    },
  },
];

describe('doctor and GET /api/health agree', () => {
  it.each(STATES)('$state', async ({ stored }) => {
    const tenant = newTenant();
    await store(tenant, stored);
    const environment = wellSet(tenant);
    const app = await openApp(environment, { clock: () => Date.parse(AS_OF), log: () => {} });
    const { status, reasons, daysDue, lastCollected, lastSent } = await health(app);
    await app.close();

    const { lines, exit } = await diagnosed(environment);
    const bad = lines.filter(({ check, level }) => level !== 'ok' && check !== 'tick');
    expect(new Set(bad.map(({ says }) => says))).toEqual(new Set(reasons));
    expect(status === 'ok').toBe(bad.every(({ level }) => level === 'warn'));
    expect(exit).toBe(status === 'ok' ? 0 : 3);
    const says = (name: string) => lines.find(({ check, level }) => check === name && level === 'ok')?.says;
    if (says('collected') !== undefined) expect(says('collected')).toContain(lastCollected);
    if (says('sent') !== undefined && lastSent !== null) expect(says('sent')).toContain(lastSent);
    expect(says('due')).toMatch(daysDue === 0 ? /^No day is due/ : new RegExp(`^${daysDue} day`));
  });

  it('the store does not answer: neither can tell', async () => {
    const environment = { ...wellSet(newTenant()), TABLES: 'http://127.0.0.1:9/contoso' };
    await expect(openApp(environment, { log: () => {} })).rejects.toThrow('Nothing answers');
    expect(await diagnosed(environment)).toMatchObject({
      exit: 2,
      skipped: ['writing', 'tick', 'collected', 'due', 'days', 'sent'],
    });
  });
});

describe('what mends', () => {
  const root = fileURLToPath(new URL('../../', import.meta.url));
  let source: string;
  beforeAll(async () => {
    const names = await readdir(join(root, 'src/doctor'));
    source = (await Promise.all(names.map((name) => readFile(join(root, 'src/doctor', name), 'utf8')))).join(
      '\n',
    );
  });

  it('names scripts that are there, with flags that they take', async () => {
    const filled = source.replace(/\$\{[^}]*\}/g, 'ID');
    const named = [...filled.matchAll(/scripts\/permissions\/([a-z-]+)\.sh([^'`;]*)/g)];
    expect(named.length).toBeGreaterThan(4);
    for (const [, script = '', flags = ''] of named) {
      const text = await readFile(join(root, `scripts/permissions/${script}.sh`), 'utf8');
      expect(await readdir(join(root, 'scripts/permissions'))).toContain(`${script}.ps1`);
      for (const [flag] of flags.matchAll(/(?<= )--[a-z-]+/g)) expect(text, script).toContain(`${flag})`);
    }
  });

  it('names commands and pages that are there', async () => {
    const program = await readFile(join(root, 'src/cli/program.ts'), 'utf8');
    const operations = await readFile(join(root, 'docs/operations.md'), 'utf8');
    const commands = [...source.matchAll(/\bmfa-digest ([a-z]+)/g)].map(([, name = '']) => name);
    expect(new Set(commands).size).toBeGreaterThan(3);
    for (const name of commands) expect(program).toContain(`add('${name}'`);
    const parts = [...source.matchAll(/docs\/operations\.md, "([^"]+)"/g)].map(([, title = '']) => title);
    expect(parts.length).toBeGreaterThan(1);
    for (const title of parts) expect(operations).toContain(`\n## ${title}\n`);
  });
});

describe('the text form', () => {
  it('fits a terminal of 80 columns, and each line says whether it is well, of what, and what to do', async () => {
    const tenant = newTenant();
    await store(tenant, { days: [], sentAt: null });
    const { printed, exit } = await doctor(
      { ...wellSet(tenant), GRAPH_TOKEN: token({ roles: ['Mail.Send'] }) },
      { format: 'text' },
    );
    expect(exit).toBe(4);
    const lines = printed.split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(printed).toMatch(/^fail {2}permissions {2}The identity lacks/m);
    expect(printed).toMatch(/^ {19}→ scripts\/permissions\/grant-graph\.sh --principal-id/m);
    expect(printed).toContain('Not looked at, as a line above fails: licence, source.');
    expect(printed).toMatch(/Mend what fails, from the top; then run doctor again\.\n$/);
    expect(printed).not.toMatch(SECRET);
  });
});

describe('as a process of its own', () => {
  it('the embedded store is looked at, and the folder is as it was', async () => {
    const home = await temporaryFolder();
    const first = await runCli(['doctor'], { cwd: home.path });
    expect(first).toMatchObject({ exit: 3, stderr: '' });
    expect(first.stdout).toContain('No day has been published yet.');
    expect(await readdir(home.path)).toEqual([]);

    await runCli(['collect', '--day', '2026-06-14', '--as-of', AS_OF, '--quiet'], { cwd: home.path });
    const rows = join(home.path, '.data', 'tables.json');
    const before = await readFile(rows, 'utf8');
    const second = await runCli(['doctor', '--as-of', AS_OF], { cwd: home.path });
    expect(second.stdout).toContain(`A day was last published at ${AS_OF}.`);
    expect(await readFile(rows, 'utf8')).toBe(before);
    expect(await readdir(join(home.path, '.data'))).toEqual(['tables.json']);

    await writeFile(rows, '{');
    const broken = await runCli(['doctor'], { cwd: home.path });
    expect(broken.exit).toBe(2);
    expect(broken.stdout.replace(/\s+/g, ' ')).toContain(
      'The embedded store could not be opened from .data/tables.json.',
    );
    await home.remove();
  });

  it('F21 the endpoint of the managed identity refuses: nobody signs in, and Graph is not asked', async () => {
    const home = await temporaryFolder();
    const endpoint = await startLoopbackHook();
    endpoint.answer([{ status: 400, body: { error: 'canary-error' } }]);
    const ended = await runCli(['doctor', '--format', 'json'], {
      cwd: home.path,
      env: {
        SOURCE: 'graph',
        TENANT_ID: newTenant(),
        GRAPH_ENDPOINT: 'https://127.0.0.1:9',
        IDENTITY_ENDPOINT: `${endpoint.origin}/msi/token`,
        IDENTITY_HEADER: 'canary-header',
        PATH: '/nowhere',
      },
    });
    const { lines, skipped } = Report.parse(JSON.parse(ended.stdout));
    expect(ended.exit).toBe(4);
    expect(lines.find(({ check }) => check === 'identity')).toMatchObject({
      level: 'fail',
      says: expect.stringContaining('No token for https://graph.microsoft.com/.default'),
      mend: expect.stringContaining('managed identity'),
    });
    expect(skipped).toEqual(['permissions', 'licence', 'source']);
    expect(endpoint.posts.length).toBeGreaterThan(0);
    expect(ended.stdout).not.toMatch(SECRET);
    await endpoint.close();
    await home.remove();
  });
});

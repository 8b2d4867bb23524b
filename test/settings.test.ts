import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { sampleSettings, settingsPage } from '../scripts/settings-page.ts';
import { SettingsError } from '../src/errors.ts';
import { type Environment, readSettings } from '../src/settings.ts';
import { SETTING_NAMES, SETTINGS } from '../src/settings-table.ts';

function problemsOf(environment: Environment): readonly string[] {
  try {
    readSettings(environment);
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
}

describe('an environment that says nothing of us', () => {
  it('gives the defaults', () => {
    expect(readSettings({})).toMatchObject({
      source: 'sample',
      tenantId: undefined,
      cloud: 'global',
      graphEndpoint: 'https://graph.microsoft.com',
      tables: undefined,
      zone: 'UTC',
      collectSchedule: '0 */15 * * * *',
      digestSchedule: '0 5/15 * * * *',
      settleHours: 3,
      sealHours: 48,
      backfillDays: 30,
      digestAt: { hour: 7, minute: 30 },
      digestOn: [0, 1, 2, 3, 4, 5, 6],
      digestWaitHours: 4,
      channels: ['file'],
      out: 'out',
      baseUrl: undefined,
      mailDomains: [],
      quietDays: 'short',
      privacy: 'masked',
      issueMinUsers: 3,
      keepDays: 400,
      keepPeopleDays: 30,
    });
  });

  it('counts an empty value as absent', () => {
    expect(readSettings(Object.fromEntries(SETTING_NAMES.map((name) => [name, ' '])))).toEqual(
      readSettings({}),
    );
  });

  it.each([
    'PATH HOME SHELL USER PWD OLDPWD LANG LC_ALL TZ TERM HOSTNAME SHLVL MAIL MAILTO MAILCHECK EDITOR LOGNAME _',
    'npm_config_cache npm_package_name npm_lifecycle_event NODE_ENV NODE_OPTIONS CI GITHUB_TOKEN GITHUB_ACTIONS',
    'AZURE_TENANT_ID AZURE_CLIENT_ID AZURE_CLIENT_SECRET IDENTITY_ENDPOINT IDENTITY_HEADER MSI_ENDPOINT',
    'FUNCTIONS_WORKER_RUNTIME AzureWebJobsStorage WEBSITE_HOSTNAME APPLICATIONINSIGHTS_CONNECTION_STRING',
    'DATABASE_URL REDIS_URL GRAPHQL_ENDPOINT GRAPHQL_TOKEN CHANNEL_ID CLIENT_ID TEST_URL HTTP_PROXY BASE_PATH',
    'OneDrive ProgramData SystemRoot TEMP TMP USERPROFILE windir COMSPEC PSModulePath DISPLAY XDG_DATA_HOME',
  ])('minds its own business: %s', (names) => {
    expect(problemsOf(Object.fromEntries(names.split(' ').map((name) => [name, 'x'])))).toEqual([]);
  });
});

describe('values', () => {
  it.each<[keyof ReturnType<typeof readSettings>, Environment, unknown]>([
    ['source', { SOURCE: 'Archive', ARCHIVE: 'exports' }, 'archive'],
    ['archive', { ARCHIVE: 'C:\\exports\\logs' }, 'C:\\exports\\logs'],
    ['archive', { ARCHIVE: '/mnt/logs 2026:11' }, '/mnt/logs 2026:11'],
    [
      'archive',
      { ARCHIVE: 'HTTPS://Contoso.blob.core.windows.net/insights-logs-signinlogs/' },
      'https://contoso.blob.core.windows.net/insights-logs-signinlogs',
    ],
    [
      'archive',
      { ARCHIVE: 'https://contoso.blob.core.usgovcloudapi.net/$logs/a%20b/tenantId=1' },
      'https://contoso.blob.core.usgovcloudapi.net/$logs/a%20b/tenantId=1',
    ],
    [
      'archive',
      { ARCHIVE: 'https://contoso.z12.blob.storage.azure.net/logs' },
      'https://contoso.z12.blob.storage.azure.net/logs',
    ],
    [
      'archive',
      { ARCHIVE: 'http://127.0.0.1:10000/devstoreaccount1/logs' },
      'http://127.0.0.1:10000/devstoreaccount1/logs',
    ],
    ['sealHours', { SEAL_HOURS: '240' }, 240],
    ['keepDays', { KEEP_DAYS: '30', BACKFILL_DAYS: '90' }, 30],
    ['tenantId', { TENANT_ID: 'CONTOSO.com' }, 'contoso.com'],
    [
      'tenantId',
      { TENANT_ID: 'AAAAAAAA-0000-4000-8000-000000000001' },
      'aaaaaaaa-0000-4000-8000-000000000001',
    ],
    ['graphEndpoint', { CLOUD: 'china' }, 'https://microsoftgraph.chinacloudapi.cn'],
    ['graphEndpoint', { CLOUD: 'usgov-dod' }, 'https://dod-graph.microsoft.us'],
    ['graphEndpoint', { GRAPH_ENDPOINT: 'http://127.0.0.1:8080/' }, 'http://127.0.0.1:8080'],
    ['graphEndpoint', { GRAPH_ENDPOINT: 'http://[::1]:8080' }, 'http://[::1]:8080'],
    ['zone', { ZONE: 'Asia/Calcutta' }, 'Asia/Calcutta'],
    ['zone', { ZONE: 'Australia/Lord_Howe' }, 'Australia/Lord_Howe'],
    ['digestAt', { DIGEST_AT: '23:59' }, { hour: 23, minute: 59 }],
    ['digestOn', { DIGEST_ON: 'weekdays' }, [1, 2, 3, 4, 5]],
    ['digestOn', { DIGEST_ON: 'Thu, mon' }, [1, 4]],
    [
      'collectSchedule',
      { COLLECT_SCHEDULE: '0  0-30/10,45 1,2 1-5 Jan,7 Mon-Fri' },
      '0 0-30/10,45 1,2 1-5 Jan,7 Mon-Fri',
    ],
    ['tables', { TABLES: 'UseDevelopmentStorage=true' }, 'UseDevelopmentStorage=true'],
    [
      'tables',
      { TABLES: 'https://contoso.table.core.windows.net' },
      'https://contoso.table.core.windows.net/',
    ],
    ['baseUrl', { BASE_URL: 'https://mfa.contoso.example/' }, 'https://mfa.contoso.example'],
    ['mailDomains', { MAIL_FROM: 'mfa@Contoso.com' }, ['contoso.com']],
    [
      'mailTo',
      { MAIL_FROM: 'mfa@contoso.com', MAIL_TO: 'a@contoso.com, b@CONTOSO.com,' },
      ['a@contoso.com', 'b@CONTOSO.com'],
    ],
    ['excludeUsers', { EXCLUDE_USERS: 'probe@contoso.com, Zoë' }, ['probe@contoso.com', 'Zoë']],
  ])('%s of %o', (key, environment, expected) => {
    expect(readSettings(environment)[key]).toEqual(expected);
  });

  it.each<[string, string, string]>([
    ['SOURCE', 'grpah', 'SOURCE: expected one of graph, log-analytics, archive, sample; got "grpah"'],
    ['TENANT_ID', 'contoso', 'TENANT_ID: expected a GUID or a domain such as contoso.com; got "contoso"'],
    ['CLOUD', 'germany', 'CLOUD: expected one of global, usgov, usgov-dod, china; got "germany"'],
    ['GRAPH_ENDPOINT', 'http://graph.contoso.example', 'got "http://graph.contoso.example"'],
    ['GRAPH_ENDPOINT', 'https://graph.contoso.example/v1.0', 'without path or query'],
    ['GRAPH_ENDPOINT', 'https://me:canary@graph.contoso.example', 'got "https://…@graph.contoso.example"'],
    ['GRAPH_ENDPOINT', 'http://127.0.0.1.contoso.example', 'GRAPH_ENDPOINT: expected https://host'],
    [
      'ZONE',
      'Mars/Olympus',
      'ZONE: expected a zone of the tz database such as Europe/Berlin; got "Mars/Olympus"',
    ],
    ['ZONE', '+02:00', 'ZONE: expected a zone'],
    ['COLLECT_SCHEDULE', '*/15 * * * *', 'COLLECT_SCHEDULE: expected six cron fields'],
    ['COLLECT_SCHEDULE', '0 60 * * * *', 'COLLECT_SCHEDULE: expected six cron fields'],
    ['DIGEST_SCHEDULE', '0 5/0 * * * *', 'DIGEST_SCHEDULE: expected six cron fields'],
    ['DIGEST_SCHEDULE', '0 0 7 * * Someday', 'DIGEST_SCHEDULE: expected six cron fields'],
    ['SETTLE_HOURS', '-1', 'SETTLE_HOURS: expected a whole number from 1 to 48; got "-1"'],
    ['SEAL_HOURS', '48.5', 'SEAL_HOURS: expected a whole number'],
    ['SEAL_HOURS', '241', 'SEAL_HOURS: expected a whole number from 1 to 240; got "241"'],
    ['SEAL_HOURS', '2', 'SEAL_HOURS: expected at least SETTLE_HOURS (3); got 2'],
    ['KEEP_DAYS', '7', 'KEEP_PEOPLE_DAYS: expected at most KEEP_DAYS (7); got 30'],
    [
      'MICROSOFT_COUNTERS',
      'on',
      'MICROSOFT_COUNTERS: expected off, unless SOURCE is graph and ZONE is UTC, which is what Microsoft counts in; got on with SOURCE sample and ZONE UTC',
    ],
    ['SHARD_QUEUE', 'My_Queue', 'SHARD_QUEUE: expected the name of a queue: 3 to 56 lower-case letters'],
    ['SHARD_QUEUE', 'my--queue', 'SHARD_QUEUE: expected the name of a queue'],
    ['SHARD_QUEUE', 'q'.repeat(57), 'SHARD_QUEUE: expected the name of a queue'],
    ['DIGEST_AT', '24:00', 'DIGEST_AT: expected a time such as 07:30; got "24:00"'],
    ['DIGEST_ON', 'mon,someday', 'DIGEST_ON: expected daily, weekdays, or days such as mon,thu'],
    ['CHANNELS', 'file,pigeon', 'CHANNELS: expected some of file, graph-mail, smtp, teams'],
    ['CHANNELS', ',', 'CHANNELS: expected some of'],
    ['BASE_URL', 'javascript:alert(1)', 'BASE_URL: expected an https address'],
    ['BASE_URL', 'https://mfa.contoso.example/?code=canary', 'got "https://mfa.contoso.example/?…"'],
    [
      'ARCHIVE',
      'https://contoso.blob.core.windows.net/logs?sv=2024-11-04&sig=canary',
      'ARCHIVE: expected a folder, a file, or https://<account>.blob.core.windows.net/<container>[/<folder>] without a signature: it is opened by identity; got a value that is not shown',
    ],
    ...[
      'https://contoso.example/logs',
      'https://contoso.table.core.windows.net/logs',
      'https://contoso.blob.core.windows.net',
      'https://contoso.blob.core.windows.net.evil.example/logs',
      'https://contoso.blob.core.windows.net/Logs',
      'https://contoso.blob.core.windows.net/a/b',
      'https://contoso.blob.core.windows.net/logs/%zz',
      'https://contoso.blob.core.windows.net/logs#x',
      'https://contoso.blob.core.windows.net:canary@contoso.example/logs',
      'http://contoso.blob.core.windows.net/logs',
      'http://127.0.0.1:10000/devstoreaccount1',
      'file:///logs',
    ].map((value): [string, string, string] => [
      'ARCHIVE',
      value,
      'ARCHIVE: expected a folder, a file, or https',
    ]),
    ['OUT', 'out\u0000', 'OUT: expected a folder'],
    ['PRIVACY', 'public', 'PRIVACY: expected one of aggregate, masked, named; got "public"'],
    ['SMTP_URL', '@Microsoft.KeyVault(SecretUri=https://vault.contoso.example/x)', 'was not resolved'],
  ])('%s refuses %s', (name, value, message) => {
    const problems = problemsOf({ [name]: value });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(message);
  });
});

describe('settings that need each other', () => {
  it.each<[string, Environment, string]>([
    [
      'graph needs a tenant',
      { SOURCE: 'graph' },
      'TENANT_ID: expected a GUID or a domain such as contoso.com, as SOURCE is graph; got nothing',
    ],
    ['archive needs a place', { SOURCE: 'archive' }, 'ARCHIVE: expected a folder'],
    [
      'recipients stay in the domain of the sender',
      { MAIL_FROM: 'mfa@contoso.com', MAIL_TO: 'canary@fabrikam.example' },
      'got some in fabrikam.example',
    ],
    [
      'recipients stay in the domains that are named',
      { MAIL_DOMAINS: 'contoso.com', MAIL_TO: 'x@sub.contoso.com' },
      'expected addresses in contoso.com',
    ],
    [
      'recipients need a domain to be held against',
      { MAIL_TO: 'x@contoso.com' },
      'MAIL_TO: expected MAIL_FROM beside it',
    ],
    [
      'S25 each list stays in the domain of the sender: findings',
      { MAIL_FROM: 'mfa@contoso.com', MAIL_TO_SECURITY: 'a@contoso.com,canary@evilcontoso.com' },
      'MAIL_TO_SECURITY: expected addresses in contoso.com (MAIL_DOMAINS, by default the domain of MAIL_FROM); got some in evilcontoso.com',
    ],
    [
      'S25 each list stays in the domain of the sender: persons',
      { MAIL_FROM: 'mfa@contoso.com', MAIL_TO_HELPDESK: 'canary@sub.contoso.com' },
      'MAIL_TO_HELPDESK: expected addresses in contoso.com',
    ],
    [
      'smtp needs a server',
      { CHANNELS: 'smtp', MAIL_FROM: 'mfa@contoso.com', MAIL_TO: 'x@contoso.com' },
      'SMTP_URL: expected smtps://user:password@host, or smtp://host:587, as CHANNELS has smtp; got nothing',
    ],
    [
      'graph-mail needs recipients',
      { CHANNELS: 'file,graph-mail', MAIL_FROM: 'mfa@contoso.com' },
      'MAIL_TO: expected an address such as mfa@contoso.com, comma separated, as CHANNELS has graph-mail; got nothing',
    ],
    [
      'graph-mail needs a sender',
      { CHANNELS: 'graph-mail', MAIL_TO_SECURITY: 'x@contoso.com', MAIL_DOMAINS: 'contoso.com' },
      'MAIL_FROM: expected an address such as mfa@contoso.com, as CHANNELS has graph-mail; got nothing',
    ],
    [
      'teams needs a workflow',
      { CHANNELS: 'teams' },
      'TEAMS_URL: expected an https address, or http on loopback, as CHANNELS has teams; got nothing',
    ],
    ['Azure needs tables', { WEBSITE_INSTANCE_ID: 'x' }, 'TABLES: expected'],
    [
      'Azure is told by its production environment too',
      { AZURE_FUNCTIONS_ENVIRONMENT: 'Production', WEBSITE_SITE_NAME: 'x' },
      'TABLES: expected',
    ],
  ])('%s', (_, environment, message) => {
    const problems = problemsOf(environment);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(message);
  });

  it.each<[what: string, environment: Environment, problems: number]>([
    ['from Graph in UTC', { SOURCE: 'graph' }, 0],
    ['from Graph in another zone', { SOURCE: 'graph', ZONE: 'Europe/London' }, 1],
    ['from files', { SOURCE: 'archive', ARCHIVE: 'exports' }, 1],
    ['from a source that is none, which is told already', { SOURCE: 'grpah' }, 1],
    ['in a zone that is none, which is told already', { SOURCE: 'graph', ZONE: 'Mars/Olympus' }, 1],
  ])('days can be compared with the counters of Microsoft, or not: %s', (_, environment, problems) => {
    const given = { TENANT_ID: 'contoso.com', MICROSOFT_COUNTERS: 'on', ...environment };
    expect(problemsOf(given)).toHaveLength(problems);
    expect(problemsOf({ ...given, MICROSOFT_COUNTERS: 'off' }).join()).not.toContain('MICROSOFT_COUNTERS');
  });

  it('S25 tells every list with recipients elsewhere at once, and names no person', () => {
    const lists = {
      MAIL_TO: 'canary@a.example',
      MAIL_TO_SECURITY: 'canary@b.example',
      MAIL_TO_HELPDESK: 'canary@a.example',
    };
    const problems = problemsOf({ MAIL_FROM: 'mfa@contoso.com', ...lists });
    expect(problems.map((problem) => problem.replace(/: .*got some in/, ':'))).toEqual([
      'MAIL_TO: a.example',
      'MAIL_TO_SECURITY: b.example',
      'MAIL_TO_HELPDESK: a.example',
    ]);
    expect(problems.join()).not.toContain('canary');
    expect(
      problemsOf({ MAIL_FROM: 'mfa@contoso.com', MAIL_DOMAINS: 'a.example,b.example', ...lists }),
    ).toEqual([]);
  });

  it('takes a list of its own for a channel of mail, without MAIL_TO', () => {
    const mail = { CHANNELS: 'smtp', SMTP_URL: 'smtp://localhost', MAIL_FROM: 'mfa@contoso.com' };
    expect(problemsOf({ ...mail, MAIL_TO_SECURITY: 'soc@contoso.com' })).toEqual([]);
    expect(problemsOf(mail)).toHaveLength(1);
  });

  it('says that log-analytics needs a workspace', () => {
    const source = { SOURCE: 'log-analytics' };
    expect(problemsOf(source)).toEqual([expect.stringMatching(/^WORKSPACE_ID: expected a GUID/)]);
    expect(problemsOf({ ...source, WORKSPACE_ID: '00000000-0000-0000-0000-000000000001' })).toEqual([]);
  });

  it('does not tell a wrong value twice', () => {
    expect(problemsOf({ SOURCE: 'graph', TENANT_ID: '?' })).toHaveLength(1);
    expect(problemsOf({ MAIL_FROM: '?', MAIL_TO: 'x@contoso.com' })).toHaveLength(1);
  });

  it('takes the local Functions host for what it is', () => {
    expect(problemsOf({ AZURE_FUNCTIONS_ENVIRONMENT: 'Development', WEBSITE_SITE_NAME: 'x' })).toEqual([]);
  });
});

describe('problems', () => {
  it('are told all at once', () => {
    const environment = { SOURCE: 'grpah', ZONE: 'Nowhere', DIGEST_AT: 'noon', TENNANT_ID: 'contoso.com' };
    const problems = problemsOf(environment);
    expect(problems.map((problem) => problem.slice(0, problem.indexOf(':')))).toEqual([
      'TENNANT_ID',
      'SOURCE',
      'ZONE',
      'DIGEST_AT',
    ]);
    expect(() => readSettings(environment)).toThrow(problems.join('\n'));
  });

  it.each([
    ['TENNANT_ID', 'TENANT_ID'],
    ['TENANTID', 'TENANT_ID'],
    ['tenant_id', 'TENANT_ID'],
    ['SORUCE', 'SOURCE'],
    ['SOURCES', 'SOURCE'],
    ['ZONES', 'ZONE'],
    ['TABLE', 'TABLES'],
    ['CHANNEL', 'CHANNELS'],
    ['MAIL_FORM', 'MAIL_FROM'],
    ['SMTP_URI', 'SMTP_URL'],
    ['DIGEST_TA', 'DIGEST_AT'],
    ['EXCLUDE_USER', 'EXCLUDE_USERS'],
    ['GRAPH_ENDPIONT', 'GRAPH_ENDPOINT'],
    ['COLECT_SHEDULE', 'COLLECT_SCHEDULE'],
  ])('name %s with %s, the nearest right one', (wrong, right) => {
    expect(problemsOf({ [wrong]: 'x' })).toEqual([
      `${wrong}: no setting has this name; did you mean ${right}?`,
    ]);
  });

  it.each([
    ['GRAPH_TOKEN', 'canary\u0001'],
    ['TABLES', 'AccountKey=canary'],
    ['SMTP_URL', 'http://me:canary@mail.contoso.com'],
    ['SMTP_URL', 'smtp://me:canary@mail.contoso.com/?ignoreTLS=true'],
    ['SMTP_URL', 'smtp://me:canary@mail.contoso.com?tls.rejectUnauthorized=false'],
    ['SMTP_URL', 'smtp://me:canary%zz@mail.contoso.com'],
    ['SMTP_URL', 'smtp:me'],
    ['TEAMS_URL', 'http://contoso.example/canary'],
    ['PING_URL', 'http://contoso.example/canary'],
    ['ARCHIVE', 'https://contoso.blob.core.windows.net/logs?sv=2024-11-04&sig=canary'],
    ['ARCHIVE', 'HTTP://contoso.example/?sig=canary'],
    ['MAIL_FROM', 'canary'],
    ['MAIL_TO', 'canary'],
    ['MAIL_TO', 'x@contoso.com\r\nBcc: canary@evil.example'],
    ['MAIL_TO_SECURITY', 'canary\u2028@contoso.com'],
    ['MAIL_TO_HELPDESK', 'canary\u202e@contoso.com'],
    ['MAIL_FROM', 'canary\u0000@contoso.com'],
    ['MAIL_FROM', 'MFA <canary@contoso.com>'],
    ['EXCLUDE_USERS', 'canary\u0007'],
  ])('never show the value of %s', (name, value) => {
    const told = problemsOf({ [name]: value }).join('\n');
    expect(told).toContain('a value that is not shown');
    expect(told).not.toContain('canary');
  });
});

describe('what follows from the table is current (npx node scripts/settings-page.ts writes it)', () => {
  const fileOf = (path: string) => readFile(new URL(`../${path}`, import.meta.url), 'utf8');

  it('docs/settings.md', async () => {
    expect(await fileOf('docs/settings.md')).toBe(settingsPage());
  });

  it('local.settings.sample.json, which holds every setting and gives the defaults', async () => {
    const sample = await fileOf('local.settings.sample.json');
    expect(sample).toBe(sampleSettings());
    const { IsEncrypted, Values } = JSON.parse(sample);
    expect(IsEncrypted).toBe(false);
    expect(Values.FUNCTIONS_WORKER_RUNTIME).toBe('node');
    expect(Object.keys(Values)).toEqual(expect.arrayContaining(Object.keys(SETTINGS)));
    expect(readSettings(Values)).toEqual(readSettings({}));
  });
});

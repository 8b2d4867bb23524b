import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { linksFrom } from '../../src/core/links.ts';
import { SettingsError } from '../../src/errors.ts';
import type { Environment } from '../../src/settings.ts';
import { readTenants } from '../../src/tenants/read-tenants.ts';
import { SETTINGS_OF_TENANTS, TENANT_FIELDS } from '../../src/tenants/tenant-fields.ts';

const ID = 'aaaaaaaa-0000-4000-8000-000000000001';
const SHARED = { TABLES: 'UseDevelopmentStorage=true', MAIL_FROM: 'mfa@provider.example' };

const entriesOf = (list: unknown, environment: Environment = SHARED) =>
  readTenants({ ...environment, TENANTS: JSON.stringify(list) })?.entries ?? [];
const problemsOf = (entry: unknown, environment?: Environment) =>
  entriesOf([entry], environment).flatMap(({ problems }) => problems);

function refusalOf(environment: Environment): readonly string[] {
  try {
    readTenants(environment);
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
}

describe('a deployment without TENANTS', () => {
  it.each<Environment>([{}, { TENANTS: '' }, { TENANTS: '  ', SOURCE: 'graph' }])(
    'has none to read: %o',
    (given) => {
      expect(readTenants(given)).toBeUndefined();
    },
  );
});

describe('an entry of TENANTS', () => {
  it('is the settings of the deployment, overlaid', () => {
    const environment = {
      ...SHARED,
      MAIL_DOMAINS: 'contoso.example,provider.example',
      ZONE: 'Europe/Berlin',
      QUIET_DAYS: 'full',
    };
    const contoso = {
      id: ID.toUpperCase(),
      name: 'Contoso',
      source: 'graph',
      zone: 'Asia/Tokyo',
      recipients: ['desk@contoso.example', 'soc@contoso.example'],
      overrides: { SEAL_HOURS: 72, CHANNELS: ['file'], DIGEST_AT: '06:15' },
    };
    const [first, second] = entriesOf([contoso, { id: 'fabrikam.example' }], environment);
    expect(first?.settings).toMatchObject({
      tenantId: ID,
      tenantName: 'Contoso',
      source: 'graph',
      zone: 'Asia/Tokyo',
      mailTo: ['desk@contoso.example', 'soc@contoso.example'],
      sealHours: 72,
      channels: ['file'],
      digestAt: { hour: 6, minute: 15 },
      quietDays: 'full',
      tables: 'UseDevelopmentStorage=true',
    });
    expect(second?.settings).toMatchObject({
      tenantId: 'fabrikam.example',
      tenantName: undefined,
      source: 'sample',
      zone: 'Europe/Berlin',
      mailTo: undefined,
      sealHours: 48,
    });
    expect([first?.name, second?.name]).toEqual(['Contoso', 'fabrikam.example']);
  });

  it.each(['TENANT_NAME', 'ARCHIVE', 'WORKSPACE_ID', 'GRAPH_TOKEN'])(
    'never takes %s from the deployment: it would read the sign-ins of another',
    (name) => {
      const given = name === 'WORKSPACE_ID' ? ID : 'given';
      const [entry] = entriesOf([{ id: ID }], { ...SHARED, [name]: given });
      expect(entry?.environment[name]).toBeUndefined();
    },
  );

  it('has a folder of its own, so that no file takes the place of another tenant’s', () => {
    const entries = entriesOf([{ id: ID }, { id: 'fabrikam.example' }], { ...SHARED, OUT: 'mails' });
    expect(entries.map(({ settings }) => settings?.out)).toEqual([`mails/${ID}`, 'mails/fabrikam.example']);
  });

  it('is named in each link to our routes', () => {
    const [entry] = entriesOf([{ id: ID }], { ...SHARED, BASE_URL: 'https://mfa.provider.example' });
    const links = linksFrom({ ...entry?.settings, oneOfSeveral: entry?.oneOfSeveral });
    expect(links.digest('2026-11-23')).toBe(
      `https://mfa.provider.example/api/digest?day=2026-11-23&tenant=${ID}`,
    );
    expect(links.history('2026-11-01', '2026-11-23', 'csv')).toMatch(new RegExp(`&format=csv&tenant=${ID}$`));
  });

  it.each<[string, unknown, Environment, string]>([
    [
      'a wrong zone',
      { id: ID, zone: 'Mars/Olympus' },
      SHARED,
      'TENANTS[0].zone: expected a zone of the tz database such as Europe/Berlin; got "Mars/Olympus"',
    ],
    [
      'a wrong override',
      { id: ID, overrides: { DIGEST_AT: 'noon' } },
      SHARED,
      'TENANTS[0].overrides.DIGEST_AT: expected a time such as 07:30; got "noon"',
    ],
    [
      'no id',
      { name: 'Contoso' },
      SHARED,
      'TENANTS[0].id: expected a GUID or a domain such as contoso.com; got nothing',
    ],
    [
      'a wrong id',
      { id: 'contoso' },
      SHARED,
      'TENANTS[0].id: expected a GUID or a domain such as contoso.com; got "contoso"',
    ],
    [
      'a domain where tokens are compared',
      { id: 'contoso.example', source: 'graph' },
      SHARED,
      'TENANTS[0].id: expected a GUID such as 00000000-0000-0000-0000-000000000001, as its source is graph; got none',
    ],
    [
      'an unknown field',
      { id: ID, zome: 'UTC' },
      SHARED,
      'TENANTS[0].zome: no field has this name; did you mean zone?',
    ],
    [
      'an unknown setting',
      { id: ID, overrides: { DIGEST_TA: '07:00' } },
      SHARED,
      'TENANTS[0].overrides.DIGEST_TA: no setting has this name; did you mean DIGEST_AT?',
    ],
    [
      'one setting twice',
      { id: ID, zone: 'UTC', overrides: { ZONE: 'UTC' } },
      SHARED,
      'TENANTS[0].overrides.ZONE: expected once; got zone, too',
    ],
    [
      'a setting of all',
      { id: ID, overrides: { TABLES: 'UseDevelopmentStorage=true' } },
      SHARED,
      "TENANTS[0].overrides.TABLES: expected in the deployment's settings, as all tenants share it; got it here",
    ],
    [
      'a value of no form',
      { id: ID, zone: { name: 'UTC' } },
      SHARED,
      'TENANTS[0].zone: expected a text, a number or a list of texts; got something else',
    ],
    [
      'overrides that are none',
      { id: ID, overrides: 'ZONE=UTC' },
      SHARED,
      'TENANTS[0].overrides: expected an object of settings; got none',
    ],
    [
      'what the deployment should have said',
      { id: ID, overrides: { CHANNELS: 'smtp', MAIL_TO: 'a@provider.example' } },
      SHARED,
      'TENANTS[0]: SMTP_URL: expected smtps://user:password@host, or smtp://host:587, as CHANNELS has smtp; got nothing',
    ],
    [
      'recipients elsewhere',
      { id: ID, recipients: 'a@contoso.example' },
      SHARED,
      'TENANTS[0].recipients: expected addresses in provider.example (MAIL_DOMAINS, by default the domain of MAIL_FROM); got some in contoso.example',
    ],
    [
      'no object',
      'contoso.example',
      SHARED,
      'TENANTS[0]: expected an object with id, name, source, zone, recipients, overrides; got none',
    ],
  ])('with %s is told with its field', (_, entry, environment, problem) => {
    expect(problemsOf(entry, environment)).toEqual([problem]);
  });

  it('with several problems tells all of them at once', () => {
    const wrong = { zone: 'Mars', overrides: { KEEP_DAYS: 'many' } };
    expect(problemsOf(wrong).map((problem) => problem.split(': ')[0])).toEqual([
      'TENANTS[0].id',
      'TENANTS[0].zone',
      'TENANTS[0].overrides.KEEP_DAYS',
    ]);
  });

  it('that is wrong stops no other', () => {
    const entries = entriesOf([{ id: ID, zone: 'Mars' }, { id: 'fabrikam.example' }, 7]);
    expect(entries.map(({ settings }) => settings !== undefined)).toEqual([false, true, false]);
  });

  it('with the id of another is refused, and the other is not', () => {
    const entries = entriesOf([{ id: ID }, { id: ID.toUpperCase(), zone: 'Asia/Tokyo' }]);
    expect(entries.map(({ problems }) => problems)).toEqual([
      [],
      ['TENANTS[1].id: expected an id of its own; got that of TENANTS[0]'],
    ]);
    expect(entries.map(({ id }) => id)).toEqual([ID, 'TENANTS[1]']);
  });

  it.each<[what: string, entry: string, isRefused: boolean]>([
    [
      'two ids, as where a brace was lost',
      '{"id":"a.example","recipients":["a@a.example"],"id":"b.example"}',
      true,
    ],
    ['a setting twice', '{"id":"b.example","overrides":{"ZONE":"UTC","ZONE":"Asia/Tokyo"}}', true],
    ['a name twice, once with an escape', '{"id":"b.example","zone":"UTC","z\\u006fne":"Asia/Tokyo"}', true],
    ['a name within a text', '{"id":"b.example","name":"\\"id\\":{\\"id\\":[,"}', false],
    [
      'the same value twice',
      '{"id":"b.example","recipients":["zone","zone"],"overrides":{"ZONE":"UTC"}}',
      false,
    ],
  ])('looked at for names that stand twice: %s', (_, entry, isRefused) => {
    const TENANTS = `[{"id":"${ID}"}, ${entry}, {"id":"c.example"}]`;
    const domains = { MAIL_DOMAINS: 'a.example', MAIL_FROM: 'mfa@a.example' };
    const problems = readTenants({ ...SHARED, ...domains, TENANTS })?.entries.map((each) => each.problems);
    const repeated = 'TENANTS[1]: expected each field once; got one of them twice';
    expect([problems?.[0], problems?.[2]]).toEqual([[], []]);
    expect(problems?.[1]?.includes(repeated)).toBe(isRefused);
  });

  it('may take back what the deployment says, with an empty text', () => {
    const [entry] = entriesOf([{ id: ID, overrides: { PING_URL: '' } }], {
      ...SHARED,
      PING_URL: 'https://ping.example/x',
    });
    expect(entry?.settings?.pingUrl).toBeUndefined();
  });

  it.each([
    [{ id: ID, overrides: { SMTP_URL: 'http://me:canary@mail.example' } }],
    [{ id: ID, overrides: { PING_URL: 'canary' } }],
    [{ id: ID, recipients: ['canary'] }],
    [{ id: ID, recipients: [{ canary: 1 }] }],
    [{ id: ID, overrides: { GRAPH_TOKEN: 'canary\u0001' } }],
  ])('never shows a secret or an address: %o', (entry) => {
    const told = problemsOf(entry).join('\n');
    expect(told).not.toBe('');
    expect(told).not.toContain('canary');
  });
});

describe('TENANTS as a whole', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'tenants-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('may stand in a file, with a byte order mark', () => {
    const path = join(folder, 'tenants.json');
    writeFileSync(path, `\uFEFF${JSON.stringify([{ id: ID, name: 'Contoso' }])}`);
    expect(readTenants({ ...SHARED, TENANTS: path })?.entries).toMatchObject([{ id: ID, name: 'Contoso' }]);
  });

  it.each([
    [
      '{"id":"canary"}',
      'TENANTS: expected a JSON list of tenants, or the path of a .json file that holds one; got a value that is not shown',
    ],
    [
      '[{"id":"canary"',
      'TENANTS: expected a JSON list of tenants, or the path of a .json file that holds one; got a value that is not shown',
    ],
    [
      'canary.txt',
      'TENANTS: expected a JSON list of tenants, or the path of a .json file that holds one; got a value that is not shown',
    ],
    ['[]', 'TENANTS: expected a list of at least one tenant; got none'],
    ['nowhere/tenants.json', 'TENANTS: expected a file that can be read; got none (ENOENT)'],
  ])('that no list can be made of is refused, unseen: %s', (given, problem) => {
    expect(refusalOf({ ...SHARED, TENANTS: given })).toEqual([problem]);
  });

  it('in a file that is no JSON is refused, unseen', () => {
    const path = join(folder, 'broken.json');
    writeFileSync(path, '[{"id": canary}]');
    expect(refusalOf({ ...SHARED, TENANTS: path })).toEqual(['TENANTS: expected a file of JSON; got none']);
  });

  it('beside a wrong setting of the deployment is not read: that is every tenant’s', () => {
    expect(refusalOf({ ...SHARED, ZONE: 'Mars', TENANTS: JSON.stringify([{ id: ID }]) })).toEqual([
      'ZONE: expected a zone of the tz database such as Europe/Berlin; got "Mars"',
    ]);
  });

  it('needs of the deployment only what its tenants need', () => {
    const environment = { TABLES: SHARED.TABLES, SOURCE: 'archive', CHANNELS: 'teams' };
    const entry = { id: ID, overrides: { ARCHIVE: 'exports', TEAMS_URL: 'https://teams.example/hook' } };
    expect(problemsOf(entry, environment)).toEqual([]);
  });
});

describe('MAIL_TO_SUMMARY', () => {
  const TENANTS = JSON.stringify([{ id: ID, overrides: { CHANNELS: 'file' } }]);
  const smtp = {
    ...SHARED,
    TENANTS,
    CHANNELS: 'smtp,teams',
    SMTP_URL: 'smtp://127.0.0.1:25',
    TEAMS_URL: 'https://teams.example/hook',
  };

  it('goes through the channels of mail of the deployment', () => {
    const deployment = readTenants({
      ...smtp,
      MAIL_TO_SUMMARY: 'noc@provider.example',
      MAIL_TO_SECURITY: 'soc@provider.example',
    });
    expect(deployment?.summary).toMatchObject({
      channels: ['smtp'],
      mailTo: ['noc@provider.example'],
      mailToSecurity: undefined,
    });
    expect(readTenants(smtp)?.summary).toBeUndefined();
  });

  it.each<[string, Environment, string]>([
    [
      'an address elsewhere',
      { ...smtp, MAIL_TO_SUMMARY: 'canary@elsewhere.example' },
      'MAIL_TO_SUMMARY: expected addresses in provider.example (MAIL_DOMAINS, by default the domain of MAIL_FROM); got some in elsewhere.example',
    ],
    [
      'no channel of mail',
      { ...smtp, CHANNELS: 'teams', MAIL_TO_SUMMARY: 'noc@provider.example' },
      'CHANNELS: expected graph-mail, smtp or file, as MAIL_TO_SUMMARY is set; got teams alone',
    ],
    ['no TENANTS', { ...SHARED, MAIL_TO_SUMMARY: 'noc@provider.example' }, ''],
  ])('with %s is refused', (_, environment, problem) => {
    expect(refusalOf(environment)).toEqual(problem === '' ? [] : [problem]);
  });
});

it('the page on tenants names each field, and each setting where it belongs', async () => {
  const page = await readFile(new URL('../../docs/tenants.md', import.meta.url), 'utf8');
  for (const [field, name] of Object.entries(TENANT_FIELDS))
    expect(page).toContain(`| \`${field}\` | \`${name}\` |`);
  for (const kind of ['own', 'differs', 'shared'] as const) {
    const names = Object.entries(SETTINGS_OF_TENANTS).flatMap(([name, of]) =>
      of === kind ? [`\`${name}\``] : [],
    );
    expect(page).toContain(`| ${kind} | ${names.join(', ')} |`);
  }
});

/** One set of settings: the schema, the sample file, the templates and the documents name the same. */
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { SETTING_NAMES, SETTINGS, type SettingName } from '../../src/settings-table.ts';
import { recordOf } from './parse-bicep.ts';
import { template } from './templates.ts';

const read = (path: string) => readFile(new URL(`../../${path}`, import.meta.url), 'utf8');

const main = template('main.bicep');
const app = template('function-app.bicep');
const parameterFile: { readonly parameters: Readonly<Record<string, { readonly value: string }>> } =
  JSON.parse(await read('infra/main.parameters.json'));
const deploy = await read('docs/deploy.md');

/** What a deployment does not set, and why. */
const LEFT_OUT: Partial<Record<SettingName, string>> = {
  GRAPH_ENDPOINT: 'follows from `CLOUD`; another host is for trying things',
  GRAPH_TOKEN: 'a token of your own lasts an hour and is a secret; the identity fetches one',
  LOGS_ENDPOINT: 'follows from `CLOUD`; another host is for trying things',
  OUT: 'the folder of the channel `file`; what is written in Azure does not last',
};

/** What is set, but follows from what was deployed instead of a parameter of its name. */
const MADE: Partial<Record<SettingName, string>> = {
  TABLES: 'the address of the account that was made',
  SMTP_URL: 'a reference to the vault',
  TEAMS_URL: 'a reference to the vault',
  PING_URL: 'a reference to the vault',
};

/** Parameters whose default is not that of the app, and why. */
const OTHER_DEFAULTS: Partial<Record<SettingName, string>> = {
  SOURCE: 'a deployment is for a real tenant',
  TENANT_ID: 'the tenant deployed to',
  CHANNELS: 'files do not last in Azure',
};

/** Settings that are app settings in Azure. */
const deployed: readonly string[] = [
  ...Object.keys(
    recordOf(main.modules.find(({ path }) => path === 'function-app.bicep')?.parameters.settings),
  ),
  ...(app.resources.find(({ body }) => body.name === 'appsettings')?.names ?? []).filter((name) =>
    Object.hasOwn(SETTINGS, name),
  ),
];

/** `settleHours` for `SETTLE_HOURS`. */
const parameterOf = (name: string) =>
  name.toLowerCase().replace(/_(.)/g, (_, letter) => letter.toUpperCase());

describe('every setting', () => {
  it('is in the sample file, and the sample file has no other', async () => {
    const { Values } = JSON.parse(await read('local.settings.sample.json'));
    const ofTheHost = ['FUNCTIONS_WORKER_RUNTIME', 'AzureWebJobsStorage'];
    expect(Object.keys(Values).filter((name) => !ofTheHost.includes(name))).toEqual(SETTING_NAMES);
  });

  it('is in the reference, and the reference has no other', async () => {
    const rows = [...(await read('docs/settings.md')).matchAll(/^\| `([A-Z_]+)` \|/gm)];
    expect(rows.map(([, name]) => name)).toEqual(SETTING_NAMES);
  });

  it('is set by a deployment, or left out for a reason', () => {
    const left = Object.keys(LEFT_OUT);
    expect([...deployed, ...left].sort()).toEqual([...SETTING_NAMES].sort());
  });

  it.each(SETTING_NAMES.filter((name) => LEFT_OUT[name] === undefined && MADE[name] === undefined))(
    '%s has a parameter, which azd takes from the name',
    (name) => {
      const parameter = main.parameters.find((each) => each.name === parameterOf(name));
      expect(parameter?.type).toBe('string');
      expect(parameterFile.parameters[parameterOf(name)]?.value).toBe(`\${${name}}`);
    },
  );

  it.each(SETTING_NAMES.filter((name) => LEFT_OUT[name] === undefined && MADE[name] === undefined))(
    '%s has the default of the app, or another for a reason',
    (name) => {
      const given = main.parameters.find((each) => each.name === parameterOf(name))?.default;
      const isSame = given === (SETTINGS[name].default ?? '');
      expect(isSame).toBe(OTHER_DEFAULTS[name] === undefined);
    },
  );

  it.each(SETTING_NAMES)('%s takes no word that the app refuses', (name) => {
    const allowed = main.parameters.find((each) => each.name === parameterOf(name))?.allowed;
    const words = Array.isArray(allowed) ? allowed.map(String) : [];
    const { form } = SETTINGS[name];
    expect(words.filter((word) => form.read(word) === undefined)).toEqual([]);
    // Where the app takes one of few words, the template takes the same.
    const { expects } = form;
    if (LEFT_OUT[name] === undefined && expects.startsWith('one of '))
      expect(words).toEqual(expects.slice('one of '.length).split(', '));
  });
});

describe('parameters', () => {
  it('of main.bicep and of the parameter file are the same, in the same order', () => {
    expect(Object.keys(parameterFile.parameters)).toEqual(main.parameters.map(({ name }) => name));
  });

  it('that are no settings are in the guide, with their defaults', () => {
    const settings = SETTING_NAMES.map(parameterOf);
    const own = main.parameters.filter(({ name }) => !settings.includes(name));
    const asked = ['environmentName', 'location'];
    for (const { name, default: standard } of own.filter(({ name }) => !asked.includes(name))) {
      const variable = parameterFile.parameters[name]?.value.replace(/^\$\{(.*)\}$/, '$1');
      const shown = standard === '' ? '–' : `\`${JSON.stringify(standard).replaceAll('"', '')}\``;
      expect(deploy).toContain(`| \`${variable}\` | ${shown} |`);
    }
  });

  it('are explained in the template', () => {
    const silent = main.parameters.filter(({ decorators }) => !decorators.includes('description'));
    expect(silent.map(({ name }) => name)).toEqual([]);
  });
});

describe('the guide', () => {
  it('says of each setting that is left out why', () => {
    const rows = Object.entries(LEFT_OUT).map(([name, why]) => `| \`${name}\` | ${why} |`);
    const [, after = ''] = deploy.split('## Settings a deployment leaves out');
    const table = after.split('\n\n').find((block) => block.startsWith('\n|') || block.startsWith('|')) ?? '';
    expect(table.trim().split('\n').slice(2)).toEqual(rows);
  });

  it('sets nothing that is neither a setting nor a parameter', () => {
    const known = Object.values(parameterFile.parameters).map(({ value }) => value.slice(2, -1));
    const set = [...deploy.matchAll(/azd env set ([A-Z_]+) /g)].map(([, name]) => name);
    expect(set.length).toBeGreaterThan(8);
    expect(set.filter((name) => !known.includes(name ?? ''))).toEqual([]);
  });
});

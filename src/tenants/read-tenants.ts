/** From the setting TENANTS to one environment a tenant: that of the deployment, overlaid by its entry. */
import { readFileSync } from 'node:fs';
import { SettingsError } from '../errors.ts';
import { nearestName } from '../nearest-name.ts';
import { guid } from '../setting-forms.ts';
import { type Environment, type OneOfSeveral, readSettings, type Settings } from '../settings.ts';
import { isSettingName, SETTING_NAMES, SETTINGS, type SettingName } from '../settings-table.ts';
import { cleanText } from '../sources/clean-text.ts';
import { entriesWithRepeats } from './entries-with-repeats.ts';
import { SETTINGS_OF_TENANTS, TENANT_FIELDS, type TenantField } from './tenant-fields.ts';

/** One entry of TENANTS. */
export type TenantEntry = {
  /** Where it stands: `TENANTS[2]`; says nothing of who it is. */
  readonly place: string;
  /** As TENANT_ID is read; its place where it has none that can be. */
  readonly id: string;
  /** For people: its name, else its id. */
  readonly name: string;
  readonly environment: Environment;
  readonly oneOfSeveral: OneOfSeveral;
  /** `undefined` where there are problems. */
  readonly settings: Settings | undefined;
  /** Each with the field it is about: `TENANTS[2].zone: expected …`. */
  readonly problems: readonly string[];
};

/** What a deployment says of its tenants. */
export type Deployment = {
  /** Read each for itself; what they need of one another holds for each tenant. */
  readonly settings: Settings;
  readonly entries: readonly TenantEntry[];
  /** Of the channels that the summary goes through; `undefined` where nobody receives one. */
  readonly summary: Settings | undefined;
};

/**
 * `undefined` where TENANTS is not set: the environment is that of the one tenant. An entry that is wrong
 * stands among the others with its problems.
 * @throws SettingsError where the deployment's own settings are wrong, or no list can be made of TENANTS
 */
export function readTenants(environment: Environment): Deployment | undefined {
  if (!environment.TENANTS?.trim()) return undefined;
  const settings = readSettings(environment);
  const { list, repeats } = listOf(settings.tenants ?? '');
  const entries: TenantEntry[] = [];
  for (const [index, given] of list.entries()) {
    const entry = readEntry(given, `TENANTS[${index}]`, environment, settings.tenantId);
    const twin = entries.find(({ id }) => id === entry.id);
    const problems = [
      ...(twin === undefined
        ? []
        : [`${entry.place}.id: expected an id of its own; got that of ${twin.place}`]),
      ...(repeats.has(index) ? [`${entry.place}: expected each field once; got one of them twice`] : []),
    ];
    entries.push(problems.length === 0 ? entry : withProblems({ ...entry, id: entry.place }, problems));
  }
  return { settings, entries, summary: settings.mailToSummary && readSummary(environment) };
}

/** The deployment's own mail, as that of a tenant whose only list is MAIL_TO_SUMMARY. */
function readSummary(environment: Environment): Settings {
  const own = { TENANTS: undefined, MAIL_TO_SUMMARY: undefined, SOURCE: 'sample', MICROSOFT_COUNTERS: 'off' };
  const lists = {
    MAIL_TO: environment.MAIL_TO_SUMMARY,
    MAIL_TO_SECURITY: undefined,
    MAIL_TO_HELPDESK: undefined,
  };
  let settings: Settings;
  try {
    settings = readSettings({ ...environment, ...own, ...lists });
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    throw new SettingsError(
      error.problems.map((problem) => problem.replace(/^MAIL_TO:/, 'MAIL_TO_SUMMARY:')),
    );
  }
  const channels = settings.channels.filter((name) => name !== 'teams');
  if (channels.length === 0)
    throw new SettingsError([
      'CHANNELS: expected graph-mail, smtp or file, as MAIL_TO_SUMMARY is set; got teams alone',
    ]);
  return { ...settings, channels };
}

function withProblems(entry: TenantEntry, problems: readonly string[]): TenantEntry {
  return { ...entry, settings: undefined, problems: [...entry.problems, ...problems] };
}

/** Nothing of what the parser says is told: it quotes the list, which may hold secrets. */
function listOf(given: string): { readonly list: readonly unknown[]; readonly repeats: ReadonlySet<number> } {
  const isFile = !given.startsWith('[');
  let text = given;
  if (isFile) {
    try {
      text = readFileSync(given, 'utf8').replace(/^\uFEFF/, '');
    } catch (cause) {
      throw wrongList('a file that can be read', cause);
    }
  }
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch {
    throw wrongList('a file of JSON');
  }
  if (!Array.isArray(list) || list.length === 0) throw wrongList('a list of at least one tenant');
  return { list, repeats: entriesWithRepeats(text) };
}

function wrongList(expected: string, cause?: unknown): SettingsError {
  const code = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : '';
  return new SettingsError([`TENANTS: expected ${expected}; got none${code}`]);
}

function readEntry(
  given: unknown,
  place: string,
  environment: Environment,
  homeTenantId: string | undefined,
): TenantEntry {
  if (!isRecord(given)) {
    const problems = [
      `${place}: expected an object with id, name, source, zone, recipients, overrides; got none`,
    ];
    const oneOfSeveral = { id: place, homeTenantId };
    return { place, id: place, name: place, environment: {}, oneOfSeveral, settings: undefined, problems };
  }
  const overlay = overlayOf(given, place);
  const id = SETTINGS.TENANT_ID.form.read(overlay.values.get('TENANT_ID')?.trim() ?? '') ?? place;
  const own = overlaid(environment, overlay.values, id);
  const { settings, problems } = readOwn(own, overlay, place);
  const name = cleanText(overlay.values.get('TENANT_NAME')) ?? id;
  const oneOfSeveral = { id, homeTenantId };
  const all = [...overlay.problems, ...problems];
  return { place, id, name, environment: own, oneOfSeveral, settings, problems: all };
}

type Overlay = {
  readonly values: ReadonlyMap<SettingName, string>;
  /** Where in the entry each stands: `zone`, `overrides.ZONE`. */
  readonly fields: ReadonlyMap<string, string>;
  readonly problems: readonly string[];
};

const FIELDS = ['overrides', ...Object.keys(TENANT_FIELDS)];

function overlayOf(given: Readonly<Record<string, unknown>>, place: string): Overlay {
  const values = new Map<SettingName, string>();
  const fields = new Map<string, string>();
  const problems: string[] = [];
  const take = (name: SettingName, field: string, value: unknown): void => {
    const text = textOf(value);
    if (text === undefined)
      problems.push(`${place}.${field}: expected a text, a number or a list of texts; got something else`);
    else if (fields.has(name))
      problems.push(`${place}.${field}: expected once; got ${fields.get(name)}, too`);
    else values.set(name, text);
    fields.set(name, field);
  };

  for (const [field, value] of Object.entries(given)) {
    if (isTenantField(field)) take(TENANT_FIELDS[field], field, value);
    else if (field !== 'overrides')
      problems.push(`${place}.${cleanText(field)}: no field has this name${meant(field, FIELDS)}`);
  }
  const { overrides = {} } = given;
  if (!isRecord(overrides))
    return {
      values,
      fields,
      problems: [...problems, `${place}.overrides: expected an object of settings; got none`],
    };
  for (const [name, value] of Object.entries(overrides)) {
    const field = `overrides.${name}`;
    if (!isSettingName(name))
      problems.push(`${place}.${cleanText(field)}: no setting has this name${meant(name, SETTING_NAMES)}`);
    else if (SETTINGS_OF_TENANTS[name] === 'shared')
      problems.push(
        `${place}.${field}: expected in the deployment's settings, as all tenants share it; got it here`,
      );
    else take(name, field, value);
  }
  return { values, fields, problems };
}

function meant(name: string, known: readonly string[]): string {
  const nearest = nearestName(name, known);
  return nearest === undefined ? '' : `; did you mean ${nearest}?`;
}

/** What an environment would hold. */
function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (!Array.isArray(value)) return undefined;
  const texts = value.filter((each) => typeof each === 'string');
  return texts.length === value.length ? texts.join(',') : undefined;
}

function overlaid(environment: Environment, values: Overlay['values'], id: string): Environment {
  const unset = SETTING_NAMES.filter((name) => SETTINGS_OF_TENANTS[name] === 'own');
  return {
    ...environment,
    ...Object.fromEntries(unset.map((name) => [name, undefined])),
    TENANTS: undefined,
    MAIL_TO_SUMMARY: undefined,
    // A folder of its own, so that no file takes the place of another tenant's.
    OUT: `${environment.OUT?.trim() || SETTINGS.OUT.default}/${id}`,
    ...Object.fromEntries(values),
  };
}

/** The settings, or what is wrong with them: each told of where it stands in the entry, and what being one of several asks. */
function readOwn(
  own: Environment,
  overlay: Overlay,
  place: string,
): Pick<TenantEntry, 'settings' | 'problems'> {
  const problems = own.TENANT_ID?.trim()
    ? []
    : [`${place}.id: expected ${SETTINGS.TENANT_ID.form.expects}; got nothing`];
  let settings: Settings | undefined;
  try {
    settings = readSettings(own);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    problems.push(...error.problems.map((problem) => placed(problem, overlay.fields, place)));
  }
  // Whether a token is this tenant's is seen by its id only.
  if (settings?.source === 'graph' && guid.read(settings.tenantId ?? '') === undefined)
    problems.push(`${place}.id: expected ${guid.expects}, as its source is graph; got none`);
  return { settings: problems.length + overlay.problems.length === 0 ? settings : undefined, problems };
}

function placed(problem: string, fields: Overlay['fields'], place: string): string {
  const [, name = '', rest = ''] = /^([A-Z_]+)(: .*)$/s.exec(problem) ?? [];
  const field = fields.get(name) ?? (name === 'TENANT_ID' ? 'id' : undefined);
  return field === undefined ? `${place}: ${problem}` : `${place}.${field}${rest}`;
}

function isTenantField(field: string): field is TenantField {
  return Object.hasOwn(TENANT_FIELDS, field);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

import { CLOUDS } from './core/clouds.ts';
import { SettingsError } from './errors.ts';
import { nearestName } from './nearest-name.ts';
import type { Form } from './setting-forms.ts';
import {
  isSettingName,
  SETTING_NAMES,
  SETTINGS,
  type SettingName,
  type SettingRow,
} from './settings-table.ts';

type CamelCase<Name extends string> = Name extends `${infer Head}_${infer Tail}`
  ? `${Lowercase<Head>}${Capitalize<CamelCase<Tail>>}`
  : Lowercase<Name>;
type Value<Named> = Named extends { form: Form<infer T>; default: infer D }
  ? D extends null
    ? T | undefined
    : T
  : never;
type Given = { readonly [Name in SettingName as CamelCase<Name>]: Value<(typeof SETTINGS)[Name]> };

/** What the code reads: `TENANT_ID` as `tenantId`, and so on; absent is `undefined`. */
export type Settings = Omit<Given, 'graphEndpoint' | 'mailDomains'> & {
  /** Scheme, host and port, without a slash at the end; filled in from the cloud. */
  readonly graphEndpoint: string;
  /** Filled in from `MAIL_FROM`; empty without it. */
  readonly mailDomains: readonly string[];
  /** Set for one of the tenants of `TENANTS`. */
  readonly oneOfSeveral: OneOfSeveral | undefined;
};

/** What one of several tenants needs to know of that. */
export type OneOfSeveral = {
  /** Its own, which each link to our routes carries. */
  readonly id: string;
  /** The tenant whose identity opens the tables and sends the mails: `TENANT_ID` of the deployment. */
  readonly homeTenantId: string | undefined;
};

export type Environment = Readonly<Record<string, string | undefined>>;

/** What each source cannot do without. */
const NEEDED_BY_SOURCE = {
  graph: 'TENANT_ID',
  archive: 'ARCHIVE',
  'log-analytics': 'WORKSPACE_ID',
  sample: undefined,
} as const satisfies Record<Given['source'], SettingName | undefined>;

/** What each channel cannot do without, recipients aside. */
const NEEDED_BY_CHANNEL = {
  file: [],
  smtp: ['SMTP_URL', 'MAIL_FROM'],
  'graph-mail': ['MAIL_FROM'],
  teams: ['TEAMS_URL'],
} as const satisfies Record<Given['channels'][number], readonly SettingName[]>;

/** Channels that speak to the recipients of the lists below. */
export const MAIL_CHANNELS = ['smtp', 'graph-mail'] as const satisfies readonly Given['channels'][number][];

const RECIPIENT_LISTS = ['MAIL_TO', 'MAIL_TO_SECURITY', 'MAIL_TO_HELPDESK'] as const;

/** Near to a name of ours, but known to mean something else: cron's, two of GraphQL clients, and anybody's. */
const OTHER_PEOPLES_NAMES = new Set(['MAILTO', 'GRAPHQL_ENDPOINT', 'GRAPHQL_TOKEN', 'TENANT']);

/**
 * Reads all settings from an environment. An empty value counts as absent. Beside `TENANTS` each is read
 * for itself alone: what they need of one another holds for each tenant.
 * @throws SettingsError with every problem at once
 */
export function readSettings(environment: Environment): Settings {
  const problems = misspeltNames(environment);
  const values: Record<string, unknown> = {};
  for (const name of SETTING_NAMES) {
    const row: SettingRow<unknown> = SETTINGS[name];
    const given = environment[name]?.trim() || row.default;
    if (given === null) {
      values[camelCase(name)] = undefined;
    } else if (given.startsWith('@Microsoft.KeyVault(')) {
      problems.push(
        `${name}: the Key Vault reference was not resolved; check the app's identity and its access to the vault`,
      );
    } else {
      values[camelCase(name)] = row.form.read(given);
      if (values[camelCase(name)] === undefined) {
        problems.push(`${name}: expected ${row.form.expects}; got ${shown(row, given)}`);
      }
    }
  }
  // Each value has been read by the form its type is taken from; one that failed is absent.
  const read = values as Partial<Given>;
  const isGiven = (name: SettingName) => Boolean(environment[name]?.trim());
  for (const rule of isGiven('TENANTS') ? [] : RULES) problems.push(...rule(read, isGiven, environment));
  if (problems.length > 0) throw new SettingsError(problems);
  return filledIn(read as Given);
}

/** `TENANT_ID` → `tenantId`. */
export function camelCase(name: string): string {
  return name.toLowerCase().replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
}

function filledIn(given: Given): Settings {
  return {
    ...given,
    graphEndpoint: given.graphEndpoint ?? CLOUDS[given.cloud].graph,
    mailDomains: allowedDomains(given),
    oneOfSeveral: undefined,
  };
}

type Rule = (
  read: Partial<Given>,
  isGiven: (name: SettingName) => boolean,
  environment: Environment,
) => readonly string[];

/** What no single setting can tell. A value that could not be read is absent here, so nothing is told twice. */
const RULES: readonly Rule[] = [
  function sourceHasWhatItNeeds({ source }, isGiven) {
    const needed = source && NEEDED_BY_SOURCE[source];
    if (needed === undefined || isGiven(needed)) return [];
    return [`${needed}: expected ${SETTINGS[needed].form.expects}, as SOURCE is ${source}; got nothing`];
  },
  function channelsHaveWhatTheyNeed({ channels = [] }, isGiven) {
    return channels.flatMap((channel) =>
      NEEDED_BY_CHANNEL[channel]
        .filter((needed) => !isGiven(needed))
        .map(
          (needed) =>
            `${needed}: expected ${SETTINGS[needed].form.expects}, as CHANNELS has ${channel}; got nothing`,
        ),
    );
  },
  function mailsHaveRecipients({ channels = [] }, isGiven) {
    const channel = MAIL_CHANNELS.find((name) => channels.includes(name));
    if (channel === undefined || RECIPIENT_LISTS.some(isGiven)) return [];
    return [`MAIL_TO: expected ${SETTINGS.MAIL_TO.form.expects}, as CHANNELS has ${channel}; got nothing`];
  },
  function sealedAfterSettled({ settleHours = 0, sealHours = Number.POSITIVE_INFINITY }) {
    if (sealHours >= settleHours) return [];
    return [`SEAL_HOURS: expected at least SETTLE_HOURS (${settleHours}); got ${sealHours}`];
  },
  function peopleForgottenBeforeDays({ keepDays = Number.POSITIVE_INFINITY, keepPeopleDays = 0 }) {
    if (keepPeopleDays <= keepDays) return [];
    return [`KEEP_PEOPLE_DAYS: expected at most KEEP_DAYS (${keepDays}); got ${keepPeopleDays}`];
  },
  function countersOfGraphInUtc({ microsoftCounters, source, zone }) {
    if (microsoftCounters !== 'on' || source === undefined || zone === undefined) return [];
    if (source === 'graph' && zone === 'UTC') return [];
    return [
      `MICROSOFT_COUNTERS: expected off, unless SOURCE is graph and ZONE is UTC, which is what Microsoft counts in; got on with SOURCE ${source} and ZONE ${zone}`,
    ];
  },
  function recipientsInAllowedDomains(read, isGiven) {
    const lists = RECIPIENT_LISTS.filter(isGiven);
    const domains = allowedDomains(read);
    if (domains.length === 0) {
      const told = isGiven('MAIL_FROM') || isGiven('MAIL_DOMAINS');
      return told
        ? []
        : lists.map((name) => `${name}: expected MAIL_FROM beside it, or MAIL_DOMAINS; got neither`);
    }
    const recipients = {
      MAIL_TO: read.mailTo,
      MAIL_TO_SECURITY: read.mailToSecurity,
      MAIL_TO_HELPDESK: read.mailToHelpdesk,
    };
    return lists.flatMap((name) => {
      const foreign = foreignDomains(recipients[name] ?? [], domains);
      // Domains only: an address is a person's.
      return foreign.length === 0
        ? []
        : [`${name}: expected addresses in ${domainsTold(domains)}; got some in ${foreign.join(', ')}`];
    });
  },
  function summaryOfSeveral(_, isGiven) {
    if (!isGiven('MAIL_TO_SUMMARY')) return [];
    return ['MAIL_TO_SUMMARY: expected TENANTS beside it, which it is about; got none'];
  },
  function tablesInAzure(_, isGiven, environment) {
    const inAzure =
      Boolean(environment.WEBSITE_INSTANCE_ID) ||
      (environment.AZURE_FUNCTIONS_ENVIRONMENT === 'Production' && Boolean(environment.WEBSITE_SITE_NAME));
    if (!inAzure || isGiven('TABLES')) return [];
    return [
      `TABLES: expected ${SETTINGS.TABLES.form.expects}, as this runs in Azure, where nothing local lasts; got nothing`,
    ];
  },
];

/** The domains of those addresses that mail may not go to; each once. */
export function foreignDomains(addresses: readonly string[], allowed: readonly string[]): readonly string[] {
  return [...new Set(addresses.map(domainOf).filter((host) => !allowed.includes(host)))];
}

/** The domains that mail may go to, and where that is set. */
export function domainsTold(allowed: readonly string[]): string {
  return `${allowed.join(', ')} (MAIL_DOMAINS, by default the domain of MAIL_FROM)`;
}

function allowedDomains({ mailDomains, mailFrom }: Partial<Given>): readonly string[] {
  return mailDomains ?? (mailFrom === undefined ? [] : [domainOf(mailFrom)]);
}

function domainOf(mail: string): string {
  return mail.slice(mail.lastIndexOf('@') + 1).toLowerCase();
}

function misspeltNames(environment: Environment): string[] {
  const problems: string[] = [];
  for (const [name, value] of Object.entries(environment)) {
    if (!value || isSettingName(name) || OTHER_PEOPLES_NAMES.has(name)) continue;
    const meant = nearestName(name, SETTING_NAMES);
    if (meant !== undefined) problems.push(`${name}: no setting has this name; did you mean ${meant}?`);
  }
  return problems;
}

/** The value for a message: shortened, and without what an address may hide before `@` or after `?`. */
function shown(row: SettingRow<unknown>, given: string): string {
  if (row.shown !== 'always') return 'a value that is not shown';
  const harmless = given.replace(/\/\/[^/@]*@/, '//…@').replace(/\?.*/s, '?…');
  return JSON.stringify(harmless.length > 60 ? `${harmless.slice(0, 60)}…` : harmless);
}

import { CLOUDS, isCloudName } from './core/clouds.ts';
import {
  address,
  archive,
  days,
  domain,
  endpoint,
  type Form,
  guid,
  guidOrDomain,
  hook,
  listOf,
  oneOf,
  pageAddress,
  queueName,
  schedule,
  smtpAddress,
  someOf,
  tables,
  tenantList,
  text,
  timeOfDay,
  wholeNumber,
  zone,
} from './setting-forms.ts';

const CLOUD_NAMES = Object.keys(CLOUDS).filter(isCloudName);

/** What the environment may say of us: contract §5, in its order. The documentation and the sample file come from here. */
export const SETTINGS = {
  SOURCE: {
    default: 'sample',
    form: oneOf(['graph', 'log-analytics', 'archive', 'sample']),
    means: 'Where sign-ins are read from. `sample` is an invented tenant.',
    shown: 'always',
  },
  TENANT_ID: {
    default: null,
    form: guidOrDomain,
    means: 'The tenant whose sign-ins are read; needed by `SOURCE=graph`.',
    shown: 'always',
  },
  TENANT_NAME: { default: null, form: text('a name'), means: 'The name shown in digests.', shown: 'always' },
  TENANTS: {
    default: null,
    form: tenantList,
    means:
      'Several tenants in one deployment, each with what differs from these settings: [docs/tenants.md](tenants.md).',
    // What differs may be a mail server with its password.
    shown: 'secret',
  },
  CLOUD: {
    default: 'global',
    form: oneOf(CLOUD_NAMES),
    means: 'The Microsoft cloud the tenant lives in.',
    shown: 'always',
  },
  GRAPH_ENDPOINT: {
    default: null,
    form: endpoint,
    means:
      'Another host for Microsoft Graph; by default the one of `CLOUD`. On loopback no credential is sent, unless `GRAPH_TOKEN` is set.',
    shown: 'always',
  },
  GRAPH_TOKEN: {
    default: null,
    form: text('a bearer token'),
    means: 'A ready-made token for Microsoft Graph, for trying things; otherwise an identity fetches one.',
    shown: 'secret',
  },
  WORKSPACE_ID: {
    default: null,
    form: guid,
    means: 'The Log Analytics workspace; needed by `SOURCE=log-analytics`.',
    shown: 'always',
  },
  LOGS_ENDPOINT: {
    default: null,
    form: endpoint,
    means:
      'Another host for Log Analytics; by default the one of `CLOUD`. Loopback as with `GRAPH_ENDPOINT`.',
    shown: 'always',
  },
  ARCHIVE: {
    default: null,
    form: archive,
    means:
      'Exported sign-ins, or the container that a diagnostic setting writes to; needed by `SOURCE=archive`. A container is opened by managed identity, with the role Storage Blob Data Reader.',
    // An address put here by mistake may carry a signature that grants access.
    shown: 'secret',
  },
  TABLES: {
    default: null,
    form: tables,
    means:
      'Where days are stored. An address is opened by managed identity. Needed in Azure; elsewhere an embedded server keeps them under `.data/`.',
    shown: 'secret',
  },
  ZONE: {
    default: 'UTC',
    form: zone,
    means: 'The zone of days and of the time of sending; recorded with each day.',
    shown: 'always',
  },
  COLLECT_SCHEDULE: {
    default: '0 */15 * * * *',
    form: schedule,
    means:
      'When to look for days to collect, in UTC. What is due is computed, so a missed tick is harmless. The Functions host reads this one itself: there it must be set.',
    shown: 'always',
  },
  DIGEST_SCHEDULE: {
    default: '0 5/15 * * * *',
    form: schedule,
    means: 'When to look for digests to send, in UTC; read by the Functions host likewise.',
    shown: 'always',
  },
  SETTLE_HOURS: {
    default: '3',
    form: wholeNumber(1, 48),
    means: 'Hours after its end at which a day is first read; the log fills in MFA details with a delay.',
    shown: 'always',
  },
  SEAL_HOURS: {
    default: '48',
    form: wholeNumber(1, 240),
    means: 'Hours after its end at which a day is read for the last time and becomes final.',
    shown: 'always',
  },
  SHARD_ABOVE: {
    default: '5000000',
    form: wholeNumber(100, 9_999_999),
    means:
      'Rows above which a day is read and counted in shards of its users, each about a tenth of that: `SOURCE=log-analytics` only. Fewer take less memory and more queries.',
    shown: 'always',
  },
  SHARD_QUEUE: {
    default: null,
    form: queueName,
    means:
      'A storage queue of the account in `AzureWebJobsStorage`, through which shards of large days and the turns of several tenants are spread over function instances; without it the ticks do it alone.',
    shown: 'always',
  },
  BACKFILL_DAYS: {
    default: '30',
    form: wholeNumber(1, 400),
    means: 'How many past days a new installation reads.',
    shown: 'always',
  },
  DIGEST_AT: { default: '07:30', form: timeOfDay, means: 'When to send, in `ZONE`.', shown: 'always' },
  DIGEST_ON: { default: 'daily', form: days, means: 'On which days to send.', shown: 'always' },
  DIGEST_WAIT_HOURS: {
    default: '4',
    form: wholeNumber(0, 24),
    means: 'How long to wait for an incomplete day before it is sent marked as incomplete.',
    shown: 'always',
  },
  CHANNELS: {
    default: 'file',
    form: someOf(['file', 'graph-mail', 'smtp', 'teams']),
    means: 'How digests are delivered.',
    shown: 'always',
  },
  OUT: {
    default: 'out',
    form: text('a folder'),
    means: 'The folder that `file` writes to.',
    shown: 'always',
  },
  BASE_URL: {
    default: null,
    form: pageAddress,
    means: 'Where the HTTP routes are reached; without it mails and pages hold no link to themselves.',
    shown: 'always',
  },
  ALLOW_KEY_ONLY: {
    default: 'false',
    form: oneOf(['true', 'false']),
    means:
      'Whether the function key alone opens the HTTP routes where App Service authentication is off. A key is shared: nobody can tell who reads.',
    shown: 'always',
  },
  MAIL_FROM: { default: null, form: address, means: 'The sender of mails.', shown: 'personal' },
  MAIL_TO: { default: null, form: listOf(address), means: 'Who receives the mails.', shown: 'personal' },
  MAIL_TO_SECURITY: {
    default: null,
    form: listOf(address),
    means: 'Who receives the findings with their persons, as a mail of its own.',
    shown: 'personal',
  },
  MAIL_TO_HELPDESK: {
    default: null,
    form: listOf(address),
    means: 'Who receives the list of those who could not get in and what to do, as a mail of its own.',
    shown: 'personal',
  },
  MAIL_TO_SUMMARY: {
    default: null,
    form: listOf(address),
    means:
      'Who receives one mail a day about all of `TENANTS`, one line each, through the channels of mail in `CHANNELS`.',
    shown: 'personal',
  },
  MAIL_DOMAINS: {
    default: null,
    form: listOf(domain),
    means: 'The only domains mail may go to; by default that of `MAIL_FROM`.',
    shown: 'always',
  },
  SMTP_URL: {
    default: null,
    form: smtpAddress,
    means: 'The mail server. `smtp://` must offer STARTTLS, except on loopback.',
    shown: 'secret',
  },
  TEAMS_URL: { default: null, form: hook, means: 'The webhook of a Teams channel.', shown: 'secret' },
  QUIET_DAYS: {
    default: 'short',
    form: oneOf(['short', 'skip', 'full']),
    means: 'What to send on a day without anything to do.',
    shown: 'always',
  },
  PRIVACY: {
    default: 'masked',
    form: oneOf(['aggregate', 'masked', 'named']),
    means: 'How persons appear in mails, pages, JSON and CSV: not at all, masked, or by name.',
    shown: 'always',
  },
  EXCLUDE_USERS: {
    default: null,
    form: listOf(text('object ids or user names')),
    means: 'Users that are left out; their sign-ins are counted as excluded.',
    shown: 'personal',
  },
  EXCLUDE_APPS: {
    default: null,
    form: listOf(text('application ids or names')),
    means: 'Applications that are left out, counted likewise.',
    shown: 'always',
  },
  ISSUE_MIN_USERS: {
    default: '3',
    form: wholeNumber(1, 1_000_000),
    means: 'From how many users on a problem is reported as an issue.',
    shown: 'always',
  },
  KEEP_DAYS: {
    default: '400',
    form: wholeNumber(1, 4_000),
    means:
      'How many days stored days are kept. Days older than that are not read, whatever `BACKFILL_DAYS` says.',
    shown: 'always',
  },
  KEEP_PEOPLE_DAYS: {
    default: '30',
    form: wholeNumber(0, 400),
    means: 'How many days the list of affected persons is kept.',
    shown: 'always',
  },
  MICROSOFT_COUNTERS: {
    default: 'off',
    form: oneOf(['off', 'on']),
    means:
      'Whether the sign-ins are compared with the daily counter of Microsoft Graph (beta): `SOURCE=graph` and `ZONE=UTC` only; no further permission.',
    shown: 'always',
  },
  PING_URL: {
    default: null,
    form: hook,
    means: 'Fetched after each sent digest, so that a monitor notices when none is sent.',
    shown: 'secret',
  },
} as const satisfies Record<string, SettingRow<unknown>>;

export type SettingRow<T> = {
  /** What counts where nothing is set; `null`: nothing does. */
  readonly default: string | null;
  readonly form: Form<T>;
  /** For people: what it does, and in what unit. */
  readonly means: string;
  /** `secret` and `personal` values never appear in a message. */
  readonly shown: 'always' | 'secret' | 'personal';
};

export type SettingName = keyof typeof SETTINGS;

export const SETTING_NAMES = Object.keys(SETTINGS).filter(isSettingName);

export function isSettingName(name: string): name is SettingName {
  return Object.hasOwn(SETTINGS, name);
}

/** What an entry of TENANTS may hold, and which settings may differ from one tenant to another. */
import type { SettingName } from '../settings-table.ts';

/** The fields of an entry beside `overrides`, and the setting each stands for. */
export const TENANT_FIELDS = {
  id: 'TENANT_ID',
  name: 'TENANT_NAME',
  source: 'SOURCE',
  zone: 'ZONE',
  recipients: 'MAIL_TO',
} as const satisfies Record<string, SettingName>;

export type TenantField = keyof typeof TENANT_FIELDS;

/**
 * `own`: says which tenant's sign-ins are read, so it is never taken from the deployment. `differs`: the
 * deployment's, unless the entry has one. `shared`: the deployment's, for a reason; an entry that has one
 * is refused.
 */
export const SETTINGS_OF_TENANTS = {
  SOURCE: 'differs',
  TENANT_ID: 'own',
  TENANT_NAME: 'own',
  TENANTS: 'shared',
  // An identity lives in one cloud.
  CLOUD: 'shared',
  GRAPH_ENDPOINT: 'differs',
  GRAPH_TOKEN: 'own',
  WORKSPACE_ID: 'own',
  LOGS_ENDPOINT: 'differs',
  ARCHIVE: 'own',
  // Keys carry the tenant.
  TABLES: 'shared',
  ZONE: 'differs',
  // The timers tick for all.
  COLLECT_SCHEDULE: 'shared',
  DIGEST_SCHEDULE: 'shared',
  SETTLE_HOURS: 'differs',
  SEAL_HOURS: 'differs',
  SHARD_ABOVE: 'differs',
  // One function listens to it.
  SHARD_QUEUE: 'shared',
  BACKFILL_DAYS: 'differs',
  DIGEST_AT: 'differs',
  DIGEST_ON: 'differs',
  DIGEST_WAIT_HOURS: 'differs',
  CHANNELS: 'differs',
  // Each tenant has a folder of its id in it, so that no file takes the place of another's.
  OUT: 'shared',
  BASE_URL: 'shared',
  ALLOW_KEY_ONLY: 'shared',
  MAIL_FROM: 'differs',
  MAIL_TO: 'differs',
  MAIL_TO_SECURITY: 'differs',
  MAIL_TO_HELPDESK: 'differs',
  MAIL_TO_SUMMARY: 'shared',
  MAIL_DOMAINS: 'differs',
  SMTP_URL: 'differs',
  TEAMS_URL: 'differs',
  QUIET_DAYS: 'differs',
  PRIVACY: 'differs',
  EXCLUDE_USERS: 'differs',
  EXCLUDE_APPS: 'differs',
  ISSUE_MIN_USERS: 'differs',
  KEEP_DAYS: 'differs',
  // Lists of people are removed of whatever tenant, so that those of one that is gone go, too.
  KEEP_PEOPLE_DAYS: 'shared',
  MICROSOFT_COUNTERS: 'differs',
  PING_URL: 'differs',
} as const satisfies Record<SettingName, 'own' | 'differs' | 'shared'>;

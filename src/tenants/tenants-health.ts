/** How each of several tenants fares, and all of them together: what a monitor asks. */
import { type Trouble, troubleOf } from '../core/turns.ts';
import { SettingsError } from '../errors.ts';
import { type Health, health } from '../health.ts';
import { isSettingName } from '../settings-table.ts';
import type { Several, Tenant } from './open-tenants.ts';
import { TENANT_FIELDS } from './tenant-fields.ts';

/** Without days and times where it could not even be looked at. */
export type TenantHealth = {
  readonly status: Health['status'];
  readonly health: Health | undefined;
  /** What its turns found wrong: those of collecting, then of delivering. */
  readonly troubles: readonly Trouble[];
  /** One sentence each; nothing in them says who the tenant is, or what it was told. */
  readonly reasons: readonly string[];
};

/** `health` of all, in which the worst counts. */
export type TenantsHealth = Health & {
  /** By its place in TENANTS, as whoever asks may be anybody. */
  readonly tenants: readonly { readonly tenant: string; readonly status: Health['status'] }[];
};

/** So many are looked at side by side: a store answers them all, but not at once. */
const AT_ONCE = 8;

export async function tenantsHealth(several: Several): Promise<TenantsHealth> {
  const troubles = await troublesOf(several);
  const found: { readonly place: string; readonly known: TenantHealth }[] = [];
  for (let from = 0; from < several.all.length; from += AT_ONCE) {
    const some = several.all.slice(from, from + AT_ONCE);
    found.push(
      ...(await Promise.all(
        some.map(async (tenant) => ({
          place: tenant.place,
          known: await tenantHealth(tenant, troubles(tenant.id)),
        })),
      )),
    );
  }
  const healths = found.flatMap(({ known }) => known.health ?? []);
  return {
    status: worst(found.map(({ known }) => known.status)),
    lastCollected: oldest(healths.map(({ lastCollected }) => lastCollected)),
    lastSent: oldest(healths.map(({ lastSent }) => lastSent)),
    daysDue: healths.reduce((sum, { daysDue }) => sum + daysDue, 0),
    days: {
      partial: together(healths, 'partial'),
      lost: together(healths, 'lost'),
      unstable: together(healths, 'unstable'),
      overdue: together(healths, 'overdue'),
    },
    reasons: found.flatMap(({ place, known }) => known.reasons.map((reason) => `${place}: ${reason}`)),
    tenants: found.map(({ place, known }) => ({ tenant: place, status: known.status })),
  };
}

/** What the turns of each tenant last found wrong, by its id. */
export async function troublesOf(several: Several): Promise<(id: string) => readonly Trouble[]> {
  const ledger = await several.ledger();
  const turns = [...(await ledger.turns('collect')), ...(await ledger.turns('deliver'))];
  return (id) =>
    turns.filter(({ tenant }) => tenant === id).flatMap((turn) => troubleOf(turn, several.clock()) ?? []);
}

export async function tenantHealth(tenant: Tenant, troubles: readonly Trouble[]): Promise<TenantHealth> {
  const told = troubles.map(({ kind, since }) => `${TROUBLE_WORDS[kind]} since ${since}.`);
  try {
    const known = await health(await tenant.open());
    const status = worst([known.status, ...troubles.map(({ kind }) => STATUS_OF[kind])]);
    return { status, health: known, troubles, reasons: [...told, ...known.reasons] };
  } catch (error) {
    const reason =
      error instanceof SettingsError
        ? `Its settings are wrong: ${fieldsOf(tenant)}. What is, says mfa-digest doctor.`
        : 'It could not be looked at.';
    return { status: 'failing', health: undefined, troubles, reasons: [reason, ...told] };
  }
}

/** What a source that does not answer does to a day shows there; it heals by itself. */
const STATUS_OF = {
  refused: 'failing',
  unavailable: 'ok',
  undelivered: 'failing',
  unexpected: 'failing',
} as const satisfies Record<Trouble['kind'], Health['status']>;

const TROUBLE_WORDS = {
  refused: 'Its source, or its settings, refuse it',
  unavailable: 'Its source could not be read',
  undelivered: 'A digest was not delivered',
  unexpected: 'Its turns end in an unexpected error',
} as const satisfies Record<Trouble['kind'], string>;

/** The whole of it, for those who may know who the tenant is. */
export function troubleSentence({ kind, says, since }: Trouble): string {
  return `${TROUBLE_WORDS[kind]} since ${since}: ${says}`;
}

/**
 * `zone, overrides.SMTP_URL`: names alone, and only those that are ours, as anything else that stands in an
 * entry may say who the tenant is.
 */
function fieldsOf({ place, problems }: Tenant): string {
  const fields = problems.map((problem) => {
    const [field = ''] = problem
      .slice(place.length)
      .replace(/^[.:] ?/, '')
      .split(':');
    return field.split('.').every((name) => isFieldName(name) || isSettingName(name))
      ? field
      : 'the entry itself';
  });
  return fields.length === 0 ? 'what its store is reached by' : [...new Set(fields)].join(', ');
}

function isFieldName(name: string): boolean {
  return name === 'overrides' || Object.hasOwn(TENANT_FIELDS, name);
}

const BY_WEIGHT = ['failing', 'stale', 'ok'] as const satisfies readonly Health['status'][];

function worst(statuses: readonly Health['status'][]): Health['status'] {
  return BY_WEIGHT.find((status) => statuses.includes(status)) ?? 'ok';
}

/** The tenant that has been silent for longest; `null` where one has never spoken. */
function oldest(times: readonly (string | null)[]): string | null {
  return times.includes(null)
    ? null
    : (times.toSorted((a, b) => Date.parse(a ?? '') - Date.parse(b ?? ''))[0] ?? null);
}

function together(healths: readonly Health[], name: keyof Health['days']): readonly string[] {
  return [...new Set(healths.flatMap(({ days }) => days[name]))].sort();
}

/** The tenants of a deployment, each opened on first use: what is wrong with one is told when that one is asked for. */
import { type App, type Overrides, openApp, tenantKey, WORLD } from '../app.ts';
import { openChannels } from '../channels/index.ts';
import type { Channel, Clock, Store } from '../core/ports.ts';
import type { TurnMessage, Turns } from '../core/turns.ts';
import { SettingsError } from '../errors.ts';
import type { Log } from '../logger.ts';
import { openedOnce } from '../opened-once.ts';
import { type Environment, readSettings, type Settings } from '../settings.ts';
import { openEmbeddedServer, openStoreFor, openStoreIn } from '../store/open-store-for.ts';
import { chosenTenant } from './chosen-tenant.ts';
import { type Deployment, readTenants } from './read-tenants.ts';

export type Tenant = {
  /** Its place in TENANTS, which says nothing of who it is. */
  readonly place: string;
  readonly id: string;
  /** For people. */
  readonly name: string;
  /** What is wrong with its entry; none: it can be opened, and has settings. */
  readonly problems: readonly string[];
  readonly settings: Settings | undefined;
  /** The same app each time; after a failure it is tried again. @throws SettingsError */
  open(): Promise<App>;
};

/** What is kept of a deployment of several tenants, beside what is kept of each. */
export type Ledger = Store & Turns;

export type Several = {
  /** Of the deployment. */
  readonly settings: Settings;
  readonly all: readonly Tenant[];
  /** The same each time, as above. */
  ledger(): Promise<Ledger>;
  /** Where MAIL_TO_SUMMARY is set: through what the mail about all of them goes. */
  readonly summary: { readonly settings: Settings; channels(): Promise<readonly Channel[]> } | undefined;
  /** Left out where there is nobody to hand turns over to. */
  readonly handOver: ((turns: readonly TurnMessage[]) => void) | undefined;
  readonly clock: Clock;
  readonly log: Log;
};

export type Tenants = {
  /** `undefined` without TENANTS: then there is one tenant, from the flat settings. */
  readonly several: Several | undefined;
  /**
   * The tenant of that id; without an id the only one.
   * @throws UsageError `noTenant`, `unknownTenant`; SettingsError where its settings are wrong
   */
  open(id?: string): Promise<App>;
  close(): Promise<void>;
};

/** Its keys begin with this word, which is neither a GUID nor a domain, so it is no tenant's. */
export const LEDGER = 'all-tenants';

/** @throws SettingsError where the deployment's own settings are wrong, or TENANTS is no list */
export function openTenants(
  environment: Environment,
  overrides: Overrides = {},
  overridesOf: OverridesOf = () => ({}),
): Tenants {
  const deployment = readTenants(environment);
  return deployment === undefined
    ? theOnly(environment, overrides)
    : openSeveral(deployment, overrides, overridesOf);
}

/** What more is overridden for one of several tenants. */
type OverridesOf = (id: string) => Overrides;

function theOnly(environment: Environment, overrides: Overrides): Tenants {
  const app = openedOnce(() => openApp(environment, overrides));
  return {
    several: undefined,
    async open(id) {
      if (id !== undefined) chosenTenant([{ id: tenantKey(readSettings(environment)) }], id);
      return await app.open();
    },
    close: () => app.close(),
  };
}

function openSeveral(
  { settings, entries, summary }: Deployment,
  overrides: Overrides,
  overridesOf: OverridesOf,
): Tenants {
  const { clock = WORLD.clock, log = WORLD.log } = overrides;
  const embedded = settings.tables === undefined ? openedOnce(openEmbeddedServer) : undefined;
  const openStore =
    embedded && (async (tenant: string, log?: Log) => openStoreIn(await embedded.open(), tenant, log));
  const opened = entries.map(({ environment, oneOfSeveral, settings: own, ...entry }) => {
    const { place, id, name, problems } = entry;
    const app = openedOnce(async () => {
      if (problems.length > 0) throw new SettingsError(problems);
      return await openApp(environment, {
        openStore,
        ...overrides,
        log: logOf(id, log),
        oneOfSeveral,
        ...overridesOf(id),
      });
    });
    return { app, tenant: { place, id, name, problems, settings: own, open: app.open } };
  });
  const ledger = openedOnce(async () =>
    openStore === undefined ? await openStoreFor(settings, LEDGER) : await openStore(LEDGER),
  );
  const all = opened.map(({ tenant }) => tenant);
  return {
    several: {
      settings,
      all,
      ledger: ledger.open,
      summary: summary && summaryOf(summary),
      handOver: overrides.handOver,
      clock,
      log,
    },
    open: async (id) => await chosenTenant(all, id).open(),
    async close() {
      await Promise.all([...opened.map(({ app }) => app.close()), ledger.close()]);
      await embedded?.close();
    },
  };
}

/** The same channels each time: one that was asked to wait remembers it. */
function summaryOf(settings: Settings): NonNullable<Several['summary']> {
  let opened: Promise<readonly Channel[]> | undefined;
  return {
    settings,
    channels() {
      opened ??= openChannels({ settings, passing: WORLD.clock });
      return opened;
    },
  };
}

/** Each line says of whom it speaks. */
function logOf(tenant: string, log: Log): Log {
  return (event, fields) => log(event, { tenant, ...fields });
}

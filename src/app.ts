/** Composition root: settings → adapters → App. Here, in `functions/` and in `cli` alone the world is read. */
import { openChannels } from './channels/index.ts';
import type { HandOver } from './collect/shard-message.ts';
import type { ReportOptions } from './core/compose-report.ts';
import { type Calendar, createCalendar } from './core/day.ts';
import type { Channel, Clock, Source, Store } from './core/ports.ts';
import { createLogger, type Log } from './logger.ts';
import { type Environment, type OneOfSeveral, readSettings, type Settings } from './settings.ts';
import { cleanText } from './sources/clean-text.ts';
import { openSource } from './sources/index.ts';
import { openStoreFor } from './store/open-store-for.ts';
import { storyDay } from './story-day.ts';
import { VERSION } from './version.ts';

export type App = {
  readonly settings: Settings;
  readonly source: Source;
  readonly store: Store;
  readonly channels: readonly Channel[];
  readonly calendar: Calendar;
  readonly clock: Clock;
  readonly log: Log;
  readonly version: string;
  /** Aborted where the process is to end: what is under way stops at the next write. */
  readonly stop: AbortSignal;
  /** Left out where there is nobody to hand shards of a day over to. */
  readonly handOver?: HandOver | undefined;
  /** GET, whose answer must be a success. */
  ping(url: string): Promise<void>;
  close(): Promise<void>;
};

export type Overrides = {
  readonly clock?: Clock;
  readonly log?: Log;
  readonly source?: Source;
  readonly stop?: AbortSignal;
  readonly handOver?: HandOver | undefined;
  /** Only to look: neither tables nor files are made. */
  readonly changesNothing?: boolean;
  /** Set for one of several tenants. */
  readonly oneOfSeveral?: OneOfSeveral | undefined;
  /** Instead of the store that the settings name. */
  readonly openStore?: ((tenant: string, log: Log) => Promise<Store>) | undefined;
};

/** Where nothing else is said: the world's time, and the log of the host. */
export const WORLD: { readonly clock: Clock; readonly log: Log } = {
  clock: Date.now,
  log: createLogger((line) => process.stderr.write(`${line}\n`)),
};

/** @throws SettingsError with every problem at once; UsageError where the embedded store is in use */
export async function openApp(environment: Environment, overrides: Overrides = {}): Promise<App> {
  const settings: Settings = { ...readSettings(environment), oneOfSeveral: overrides.oneOfSeveral };
  const { clock = WORLD.clock, log = WORLD.log } = overrides;
  const stop = overrides.stop ?? new AbortController().signal;
  // Asked for when it reads, by when the store is open.
  const story = () => storyDay(store, { ...settings, clock });
  const context = { settings, clock, passing: Date.now, log, storyDay: story, stop };
  const source = overrides.source ?? (await openSource(context));
  const { changesNothing } = overrides;
  const store =
    overrides.openStore === undefined
      ? await openStoreFor(settings, tenantKey(settings), log, { changesNothing })
      : await overrides.openStore(tenantKey(settings), log);
  return {
    settings,
    source,
    store,
    channels: await openChannels({ settings, passing: Date.now }),
    calendar: createCalendar(settings.zone),
    clock,
    log,
    version: VERSION,
    stop,
    handOver: overrides.handOver,
    async ping(url) {
      const { ok, status } = await fetch(url, { signal: AbortSignal.timeout(10_000) });
      if (!ok) throw new Error(`The monitor answered ${status}.`);
    },
    close: () => store.close(),
  };
}

/** What its rows are kept under: the sample tenant needs no id of its own; a real one has its own. */
export function tenantKey(settings: Settings): string {
  return settings.tenantId ?? settings.source;
}

/** What a report says of its surroundings. */
export function reportOptions(app: App): ReportOptions {
  const { settings } = app;
  const sample = settings.source === 'sample';
  return {
    version: app.version,
    tenant: { id: tenantKey(settings), name: cleanText(settings.tenantName) ?? (sample ? 'Contoso' : null) },
    privacy: settings.privacy,
    now: app.clock(),
    calendar: app.calendar,
    retentionDays: app.source.retentionDays,
    issueMinUsers: settings.issueMinUsers,
  };
}

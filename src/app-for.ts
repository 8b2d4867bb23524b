import type { App } from './app.ts';
import type { ShardMessage } from './collect/shard-message.ts';
import { openedOnce } from './opened-once.ts';
import type { Environment } from './settings.ts';
import { openTenants, type Tenants } from './tenants/open-tenants.ts';

const ending = new AbortController();

/** Shards that a tick hands over, for the function to put into the queue of SHARD_QUEUE as it ends. */
export const handedOver: ShardMessage[] = [];

/** Opened once per process, on first use; after a failure the next call tries again. */
export const tenantsFor: (environment: Environment) => Promise<Tenants> = openedOnce(
  async (environment: Environment) =>
    openTenants(environment, {
      stop: ending.signal,
      ...(environment.SHARD_QUEUE?.trim() && { handOver: (shards) => handedOver.push(...shards) }),
    }),
).open;

/** The app of a tenant, or without its id that of the only one. @throws UsageError, SettingsError */
export async function appFor(environment: Environment, tenant?: string): Promise<App> {
  return await (await tenantsFor(environment)).open(tenant);
}

/** The host is about to end this process: what is under way stops, and the next run goes on. */
export function stopRuns(): void {
  ending.abort();
}

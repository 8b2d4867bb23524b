import type { App } from './app.ts';
import type { HandOver } from './collect/shard-message.ts';
import { openedOnce } from './opened-once.ts';
import type { Environment } from './settings.ts';
import { SETTINGS } from './settings-table.ts';
import { openTenants, type Tenants } from './tenants/open-tenants.ts';

const ending = new AbortController();

type Message = Parameters<HandOver>[0][number];

const handedOver: Message[] = [];

/**
 * What was handed over in a run, for its function to put into the queue of SHARD_QUEUE as it ends. Of a
 * run that fails the host puts nothing: its messages count as lost, or they would pile up here.
 */
export async function handedOverIn(run: () => Promise<unknown>): Promise<readonly Message[]> {
  try {
    await run();
    return [...handedOver];
  } finally {
    handedOver.length = 0;
  }
}

/**
 * The queue of SHARD_QUEUE. The host is not to make the name of the setting itself: it would keep the blanks, and
 * a function whose queue cannot be does not run at all, be it a timer. `undefined` without one; with a wrong
 * name, too, so that the functions run, and say what is wrong.
 */
export function shardQueue({ SHARD_QUEUE }: Environment) {
  const queueName = SETTINGS.SHARD_QUEUE.form.read(SHARD_QUEUE?.trim() ?? '');
  return queueName === undefined ? undefined : { queueName, connection: 'AzureWebJobsStorage' };
}

/** Opened once per process, on first use; after a failure the next call tries again. */
export const tenantsFor: (environment: Environment) => Promise<Tenants> = openedOnce(
  async (environment: Environment) =>
    openTenants(environment, {
      stop: ending.signal,
      ...(shardQueue(environment) && { handOver: (messages) => handedOver.push(...messages) }),
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

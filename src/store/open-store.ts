/** The store: three tables of Azure Table Storage, or of Azurite (design §5). There is no other. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Store } from '../core/ports.ts';
import type { Turns } from '../core/turns.ts';
import type { Log } from '../logger.ts';
import { checkWriting } from './check-writing.ts';
import { connectTables, type TablesAddress } from './connect-tables.ts';
import { dayTable } from './day-table.ts';
import { factTable } from './fact-table.ts';
import { shardTable } from './shard-table.ts';
import { stateTable } from './state-table.ts';
import type { TableRetry } from './table-retry.ts';
import { turnTable } from './turn-table.ts';

export type StoreOptions = TablesAddress &
  Partial<TableRetry> & {
    /** Id of the tenant: the partition. Any text is safe, another tenant's rows are never seen. */
    readonly tenant: string;
    /**
     * Called after each write that must outlive a kill of this process: publications, requests,
     * deliveries, acknowledgements and removals of a person. The embedded server hands its `flush`
     * over; Azure has the row on disk already.
     */
    readonly flush?: (() => Promise<void>) | undefined;
    /** Hears `rowDamaged`, each time such a row is met. */
    readonly log?: Log | undefined;
  };

/** Time and chance of this machine; the service itself ends a request after 30 s. */
const RETRY: TableRetry = {
  clock: Date.now,
  sleep: (ms, signal) => sleep(ms, undefined, { signal }),
  random: Math.random,
  requestTimeoutMs: 60_000,
};

/**
 * Opens the store; tables are created where absent, unless it `changesNothing`. What it reads and writes may throw a SettingsError,
 * too: where a newer version wrote a row, or the identity is refused.
 * @throws SettingsError if TABLES is none of its three forms
 * @throws Error if the account cannot be reached or refuses
 */
export async function openStore(options: StoreOptions): Promise<Store & Turns> {
  const { tables: address, credential, changesNothing, tenant, flush, log, ...retry } = options;
  const tables = await connectTables({ tables: address, credential, changesNothing }, { ...RETRY, ...retry });
  const tell = (reason: string): void => log?.('rowDamaged', { reason });
  const days = dayTable(tables.days, tenant, tell);
  const facts = factTable(tables.facts, tenant, tell);
  const shards = shardTable(tables.facts, tenant, tell);
  const state = stateTable(tables.state, tenant, tell);
  const turns = turnTable(tables.state, tenant, tell);

  const flushed = async <Reply>(written: Promise<Reply>): Promise<Reply> => {
    const reply = await written;
    await flush?.();
    return reply;
  };

  return {
    ...days,
    ...facts,
    ...shards,
    ...state,
    ...turns,
    changeFacts: (change) => flushed(facts.changeFacts(change)),
    changeShardPeople: (change) => flushed(shards.changeShardPeople(change)),
    changePeople: (change) => flushed(state.changePeople(change)),
    keepPeople: (day, revision, people) => flushed(state.keepPeople(day, revision, people)),
    replacePeople: (day, revision, people) => flushed(state.replacePeople(day, revision, people)),
    markForgetting: (mark) => flushed(state.markForgetting(mark)),
    publish: (day, replaces) => flushed(days.publish(day, replaces)),
    request: (request) => flushed(state.request(request)),
    claimSent: (sent, replaces) => flushed(state.claimSent(sent, replaces)),
    updateSent: (sent) => flushed(state.updateSent(sent)),
    acknowledge: (ack) => flushed(state.acknowledge(ack)),
    withdrawAck: (reason) => flushed(state.withdrawAck(reason)),
    remember: (name, value) => flushed(state.remember(name, value)),
    checkWriting: () => checkWriting(tables),
    // The clients hold no connection that would have to be closed.
    close: async () => {},
  };
}

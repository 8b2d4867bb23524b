/** The store: three tables of Azure Table Storage, or of Azurite (design §5). There is no other. */
import type { Store } from '../core/ports.ts';
import { connectTables, type TablesAddress } from './connect-tables.ts';
import { dayTable } from './day-table.ts';
import { factTable } from './fact-table.ts';
import { stateTable } from './state-table.ts';

export type StoreOptions = TablesAddress & {
  /** Id of the tenant: the partition. Any text is safe, another tenant's rows are never seen. */
  readonly tenant: string;
  /**
   * Called after each write that must outlive a kill of this process: publications, requests and
   * deliveries. The embedded server hands its `flush` over; Azure has the row on disk already.
   */
  readonly flush?: (() => Promise<void>) | undefined;
};

/**
 * Opens the store; tables are created where absent.
 * @throws SettingsError if TABLES is none of its three forms
 * @throws Error if the account cannot be reached or refuses
 */
export async function openStore({ tenant, flush, ...address }: StoreOptions): Promise<Store> {
  const tables = await connectTables(address);
  const days = dayTable(tables.days, tenant);
  const state = stateTable(tables.state, tenant);

  const flushed = async <Reply>(written: Promise<Reply>): Promise<Reply> => {
    const reply = await written;
    await flush?.();
    return reply;
  };

  return {
    ...days,
    ...factTable(tables.facts, tenant),
    ...state,
    publish: (day, replaces) => flushed(days.publish(day, replaces)),
    request: (request) => flushed(state.request(request)),
    claimSent: (sent) => flushed(state.claimSent(sent)),
    updateSent: (sent) => flushed(state.updateSent(sent)),
    // The clients hold no connection that would have to be closed.
    close: async () => {},
  };
}

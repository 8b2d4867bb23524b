/** Tables of their own for the tests of a file or of a `describe`: there before the first, gone after the last. */
import { afterAll, beforeAll } from 'vitest';
import type { Store } from '../src/core/ports.ts';
import { openStore, type StoreOptions } from '../src/store/open-store.ts';
import { type Azurite, startAzurite } from './azurite.ts';
import { startTableProxy, type TableProxy } from './table-proxy.ts';

/** The store of a tenant, with what is given in place of what it has else. */
type Open = (tenant: string, given?: Partial<StoreOptions>) => Promise<Store>;

export type AzuriteTables = {
  readonly connectionString: string;
  /** A proxy before the same tables. */
  readonly proxy: TableProxy;
  readonly open: Open;
  readonly openByProxy: Open;
};

export function azuriteTables(): AzuriteTables {
  let azurite: Azurite;
  let proxy: TableProxy;
  beforeAll(async () => {
    azurite = await startAzurite();
    proxy = await startTableProxy(azurite.connectionString);
  });
  afterAll(async () => {
    await proxy.close();
    await azurite.close();
  });
  const opening =
    (service: () => { readonly connectionString: string }): Open =>
    (tenant, given) =>
      openStore({ tables: service().connectionString, tenant, credential: noCredential, ...given });
  return {
    get connectionString() {
      return azurite.connectionString;
    },
    get proxy() {
      return proxy;
    },
    open: opening(() => azurite),
    openByProxy: opening(() => proxy),
  };
}

/** For tables that are reached without one. */
export function noCredential(): never {
  throw new Error('No credential may be asked for here.');
}

/** Azurite's table server in this process, on a folder that is removed with it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { odata, TableClient } from '@azure/data-tables';
import { openEmbedded } from '../src/store/embedded.ts';
import { prefixRange, toKey } from '../src/store/keys.ts';

export type Azurite = { readonly connectionString: string; close(): Promise<void> };

export async function startAzurite(): Promise<Azurite> {
  const folder = await mkdtemp(join(tmpdir(), 'mfa-digest-tables-'));
  const { connectionString, close } = await openEmbedded(folder);
  return {
    connectionString,
    async close() {
      await close();
      await rm(folder, { recursive: true });
    },
  };
}

const TABLES = ['MfaDays', 'MfaFacts', 'MfaState'] as const;
export type TableName = (typeof TABLES)[number];

/** Reads and writes rows past the store, as another program could. */
export function tableClient(connectionString: string, table: TableName): TableClient {
  return TableClient.fromConnectionString(connectionString, table, { allowInsecureConnection: true });
}

/** Every row of a tenant, without what differs between two equal writings: time, version and writer. */
export async function storedRows(connectionString: string, tenant: string): Promise<unknown[]> {
  const { from, to } = prefixRange(tenant);
  const filter = odata`PartitionKey eq ${toKey(tenant)} or (PartitionKey ge ${from} and PartitionKey lt ${to})`;
  const rows: unknown[] = [];
  for (const table of TABLES) {
    for await (const row of tableClient(connectionString, table).listEntities({ queryOptions: { filter } })) {
      const { etag: _, timestamp: __, writer: ___, partitionKey = '', ...columns } = row;
      rows.push({ table, partition: partitionKey.replace(toKey(tenant), 'tenant'), ...columns });
    }
  }
  return rows;
}

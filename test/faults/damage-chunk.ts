import { chunkPartition } from '../../src/store/chunk-entity.ts';
import { chunkKey } from '../../src/store/keys.ts';
import { tableClient } from '../azurite.ts';

/** Makes the facts of a stored chunk unreadable, past the store. */
export async function damageChunk(
  tables: string,
  of: { readonly tenant: string; readonly day: string; readonly pass: number; readonly chunk: number },
): Promise<void> {
  const keys = { partitionKey: chunkPartition(of.tenant, of.day), rowKey: chunkKey(of.pass, of.chunk) };
  const facts = new Uint8Array([1, 2, 3]);
  await tableClient(tables, 'MfaFacts').updateEntity({ ...keys, facts }, 'Merge');
}

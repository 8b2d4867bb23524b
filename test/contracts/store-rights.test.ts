/** An identity that has rights on the tables alone, as deployed: it may not make a table, and needs not. */
import { TableServiceClient } from '@azure/data-tables';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { StoreOptions } from '../../src/store/open-store.ts';
import { azuriteTables } from '../azurite-tables.ts';
import { storedDay } from '../store/builders.ts';

const azurite = azuriteTables();
beforeEach(() => azurite.proxy.always(() => undefined));

const open = (given?: Partial<StoreOptions>) => azurite.openByProxy('contoso', given);

/** What the service says to whoever would make a table. */
const refusing = (code: string) =>
  azurite.proxy.always(({ method, url }) =>
    method === 'POST' && /\/Tables(\?|$)/.test(url) ? { status: 403, code } : undefined,
  );

async function tableNames(): Promise<string[]> {
  const service = TableServiceClient.fromConnectionString(azurite.connectionString, {
    allowInsecureConnection: true,
  });
  const names: string[] = [];
  for await (const { name } of service.listTables()) names.push(name ?? '');
  return names;
}

describe('the tables were never made', () => {
  it.each(['AuthorizationPermissionMismatch', 'AuthorizationFailure'])(
    'and may not be (%s): the first reading says what is missing and what to do',
    async (code) => {
      refusing(code);
      const store = await open();
      await expect(store.publishings('2026-06-01')).rejects.toThrow(
        /^TABLES: .* failed: 404 TableNotFound\. The table is not there.*azd provision/,
      );
      expect(await tableNames()).toEqual([]);
    },
  );

  it('is not taken for a day that is not there, nor for a row that may be removed', async () => {
    const store = await open({ changesNothing: true });
    await expect(store.day('2026-06-15')).rejects.toThrow(/404 TableNotFound/);
    await expect(store.dropDays('2026-06-15')).rejects.toThrow(/404 TableNotFound/);
    await expect(store.checkWriting?.()).rejects.toThrow(/404 TableNotFound/);
    expect(await tableNames()).toEqual([]);
  });

  it('a key that the account does not know is told when the store is opened', async () => {
    refusing('AuthenticationFailed');
    await expect(open()).rejects.toThrow(/^TABLES: Creating table Mfa\w+ failed: 403 AuthenticationFailed/);
  });
});

describe('the tables are there', () => {
  beforeAll(async () => {
    await azurite.open('contoso');
  });

  it('rows are written although no table may be made', async () => {
    refusing('AuthorizationPermissionMismatch');
    const store = await open();
    await store.checkWriting?.();
    expect(await store.publish(storedDay(), undefined)).toBe(true);
    expect(await store.day('2026-06-15')).toMatchObject({ revision: 1 });
  });

  it('who may not write is told without a row being written', async () => {
    azurite.proxy.always(({ method }) =>
      method === 'DELETE' ? { status: 403, code: 'AuthorizationPermissionMismatch' } : undefined,
    );
    const before = azurite.proxy.requests.length;
    const store = await open({ changesNothing: true });
    await expect(store.checkWriting?.()).rejects.toThrow(
      /^TABLES: Looking whether Mfa\w+ may be written.*403/,
    );
    expect(azurite.proxy.requests.slice(before).map(({ method }) => method)).toEqual(['DELETE']);
  });
});

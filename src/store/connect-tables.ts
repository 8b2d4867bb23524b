/** From the setting TABLES to the three table clients. */
import { TableClient, type TableServiceClientOptions } from '@azure/data-tables';
import type { TokenCredential } from '@azure/identity';
import { SettingsError } from '../errors.ts';
import { tableCall } from './table-call.ts';
import { type TableRetry, tableRetryPolicy } from './table-retry.ts';

/** Name of each table: days as published, facts until a day is sealed, what was asked for and sent. */
const TABLES = { days: 'MfaDays', facts: 'MfaFacts', state: 'MfaState' } as const;

export type Tables = Readonly<Record<keyof typeof TABLES, TableClient>>;

export type TablesAddress = {
  /** Endpoint URL, connection string, or `UseDevelopmentStorage=true`. */
  readonly tables: string;
  /** Asked for once, and only for an https endpoint URL; connection strings bring their own key. */
  readonly credential: () => TokenCredential;
  /** Only to look: a table that is not there is not made, and is told when it is first read. */
  readonly changesNothing?: boolean | undefined;
};

/**
 * Clients of the three tables, which are created where absent and where the identity may: one that has
 * rights on the tables alone, as deployed, may not, and needs not.
 * @throws SettingsError if TABLES is none of the three forms, or plain http beyond this machine
 */
export async function connectTables(
  { tables, credential, changesNothing = false }: TablesAddress,
  retry: TableRetry,
): Promise<Tables> {
  const clientOf = /^https?:\/\//i.test(tables) ? byUrl(tables, credential) : byConnectionString(tables);
  const clients = {
    days: clientOf(TABLES.days),
    facts: clientOf(TABLES.facts),
    state: clientOf(TABLES.state),
  };
  for (const { pipeline } of Object.values(clients)) {
    pipeline.removePolicy({ phase: 'Retry' });
    pipeline.addPolicy(tableRetryPolicy(retry), { phase: 'Retry' });
  }
  if (changesNothing) return clients;
  await Promise.all(
    Object.values(clients).map((client) =>
      tableCall(`Creating table ${client.tableName}`, () => client.createTable(), [409, ...NOT_ALLOWED]),
    ),
  );
  return clients;
}

/**
 * "The caller isn't authorized to perform this operation", for want of a role and where a firewall is in
 * between (learn.microsoft.com, "Common REST API error codes", Azure Storage). Whoever then reads or
 * writes is told the same.
 */
const NOT_ALLOWED = ['AuthorizationPermissionMismatch', 'AuthorizationFailure'] as const;

/** Whether plain http to this address is to be refused is decided here, not by the client. */
const OPTIONS: TableServiceClientOptions = { allowInsecureConnection: true };

function byUrl(tables: string, credential: () => TokenCredential): (table: string) => TableClient {
  const url = URL.canParse(tables) ? new URL(tables) : undefined;
  if (
    url === undefined ||
    url.username !== '' ||
    url.password !== '' ||
    url.search !== '' ||
    url.hash !== ''
  ) {
    throw wrongTables('an endpoint URL holds scheme, host and account only, such as', 'got another URL');
  }
  refusePlainHttp(url);
  const endpoint = url.href.replace(/\/$/, '');
  if (url.protocol === 'http:') return (table) => new TableClient(endpoint, table, OPTIONS);
  const identity = credential();
  return (table) => new TableClient(endpoint, table, identity);
}

function byConnectionString(tables: string): (table: string) => TableClient {
  return (table) => {
    let client: TableClient;
    try {
      client = TableClient.fromConnectionString(tables, table, { ...OPTIONS });
    } catch {
      // The client's own message may quote the string, which holds a key: it is not kept as cause.
      throw wrongTables('expected a connection string, UseDevelopmentStorage=true, or', 'got neither');
    }
    refusePlainHttp(new URL(client.url));
    return client;
  };
}

function refusePlainHttp({ protocol, hostname }: URL): void {
  const here = hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
  if (protocol !== 'https:' && !here) {
    throw wrongTables(
      'http is only for this machine; expected an https address such as',
      'got http elsewhere',
    );
  }
}

function wrongTables(expected: string, got: string): SettingsError {
  return new SettingsError([`TABLES: ${expected} https://<account>.table.core.windows.net; ${got}.`]);
}

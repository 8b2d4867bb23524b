/** `MfaState`: what was asked for and what was sent, one small row each. */
import { odata, type TableClient } from '@azure/data-tables';
import type { CollectRequest, Sent, SentKey, Store } from '../core/ports.ts';
import { STORED_SCHEMA } from '../core/stored-day.ts';
import { prefixRange, toKey } from './keys.ts';
import { fitting, flag, integer, type Row, text, word } from './row.ts';
import { queryRows, type RowQuery, readRows, tableCall } from './table-call.ts';
import { upgrade } from './upgrade.ts';

type StateTable = Pick<
  Store,
  'requests' | 'request' | 'dropRequest' | 'claimSent' | 'updateSent' | 'sent' | 'lastSent'
>;

/** Rounds of read and write before a contested request is given up; each lost round means another won. */
const ROUNDS = 5;

export function stateTable(table: TableClient, tenant: string): StateTable {
  const partitionKey = toKey(tenant);

  const beginningWith = (...prefix: readonly string[]): RowQuery => {
    const { from, to } = prefixRange(...prefix);
    return { filter: odata`PartitionKey eq ${partitionKey} and RowKey ge ${from} and RowKey lt ${to}` };
  };

  const sentEntity = (sent: Sent) =>
    fitting(
      { partitionKey, rowKey: sentKey(sent), schema: STORED_SCHEMA, ...sentColumns(sent) },
      'A delivery row',
    );

  return {
    requests: () => readRows(table, 'Reading the collection requests', beginningWith('request'), toRequest),

    async request(asked) {
      const { day, force, requestedAt } = asked;
      const rowKey = toKey('request', day);
      const action = `Queueing a request for ${day}`;
      const columns = { schema: STORED_SCHEMA, day, force, requestedAt };
      const entity = fitting({ partitionKey, rowKey, ...columns }, 'A request row');
      for (let round = 0; round < ROUNDS; round++) {
        if ((await tableCall(action, () => table.createEntity(entity), [409])) !== undefined) return asked;
        const row = await tableCall(action, () => table.getEntity(partitionKey, rowKey), [404]);
        if (row === undefined) continue;
        const queued = toRequest(row);
        if (queued.force || !force) return queued;
        const forced = { partitionKey, rowKey, force: true };
        const merge = () => table.updateEntity(forced, 'Merge', { etag: row.etag });
        if ((await tableCall(action, merge, [404, 412])) !== undefined) return { ...queued, force: true };
      }
      throw new Error(`${action} failed: the row changed ${ROUNDS} times meanwhile. Ask again.`);
    },

    async dropRequest(day) {
      const drop = () => table.deleteEntity(partitionKey, toKey('request', day));
      await tableCall(`Removing the request for ${day}`, drop, [404]);
    },

    async claimSent(sent) {
      const insert = () => table.createEntity(sentEntity(sent));
      return (await tableCall(`Claiming the delivery of ${nameOf(sent)}`, insert, [409])) !== undefined;
    },

    async updateSent(sent) {
      const merge = () => table.updateEntity(sentEntity(sent), 'Merge');
      await tableCall(`Recording the delivery of ${nameOf(sent)}`, merge);
    },

    sent: (day) => readRows(table, `Reading what was sent of ${day}`, beginningWith('sent', day), toSent),

    async lastSent() {
      // Keys run by day, not by time of delivery; there are a few rows a day for 90 days.
      let last: Sent | undefined;
      for await (const row of queryRows(table, 'Reading what was sent', beginningWith('sent'))) {
        const sent = toSent(row);
        if (sent.status === 'sent' && (last === undefined || sent.at >= last.at)) last = sent;
      }
      return last;
    },
  };
}

function sentKey({ day, kind, channel }: SentKey): string {
  return toKey('sent', day, kind, channel);
}

function nameOf({ day, kind, channel }: SentKey): string {
  return `${day} (${kind}, ${channel})`;
}

function sentColumns({ day, kind, channel, status, at, revision, state }: Sent): Sent {
  return { day, kind, channel, status, at, revision, state };
}

const KINDS = ['daily', 'correction'] as const satisfies readonly Sent['kind'][];
const STATUSES = ['sending', 'sent', 'failed', 'skipped'] as const satisfies readonly Sent['status'][];

function toSent(row: Row): Sent {
  const what = 'A delivery row of MfaState';
  const current = upgrade(row, what);
  return {
    day: text(current, 'day', what),
    kind: word(current, 'kind', KINDS, what),
    channel: text(current, 'channel', what),
    status: word(current, 'status', STATUSES, what),
    at: text(current, 'at', what),
    revision: integer(current, 'revision', what),
    state: text(current, 'state', what),
  };
}

function toRequest(row: Row): CollectRequest {
  const what = 'A request row of MfaState';
  const current = upgrade(row, what);
  return {
    day: text(current, 'day', what),
    force: flag(current, 'force', what),
    requestedAt: text(current, 'requestedAt', what),
  };
}

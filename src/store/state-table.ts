/** `MfaState`: what was asked for, what was sent and what was acknowledged, one small row each. */
import { odata, type TableClient } from '@azure/data-tables';
import type { CollectRequest, Sent, Store } from '../core/ports.ts';
import { wentOut } from '../core/went-out.ts';
import { ackEntity, ackKeys, toAck } from './ack-entity.ts';
import { changeRows } from './change-rows.ts';
import { type TellDamaged, unlessDamaged } from './damaged-row.ts';
import { dropRows } from './drop-rows.ts';
import { insertOnce, replaceOnce } from './insert-once.ts';
import { prefixRange, toKey } from './keys.ts';
import { noteEntity, toNote } from './note-entity.ts';
import { peopleEntity, peopleKeys, toPeople, toPeopleOfDay } from './people-entity.ts';
import { queryRows, type RowQuery, readRows } from './query-rows.ts';
import { requestEntity, toRequest } from './request-entity.ts';
import { fitting, optionalText, type Row, text } from './row.ts';
import { sentEntity, toSent } from './sent-entity.ts';
import { tableCall } from './table-call.ts';

type StateTable = Pick<
  Store,
  | 'requests'
  | 'request'
  | 'dropRequest'
  | 'claimSent'
  | 'updateSent'
  | 'sent'
  | 'lastSent'
  | 'dropSent'
  | 'people'
  | 'peopleOfDays'
  | 'keepPeople'
  | 'replacePeople'
  | 'changePeople'
  | 'dropPeople'
  | 'dropPeopleBefore'
  | 'lastForgetting'
  | 'markForgetting'
  | 'acks'
  | 'acknowledge'
  | 'withdrawAck'
  | 'dropAcks'
  | 'remember'
>;

/** Rounds of read and write before a contested request is given up; each lost round means another won. */
const ROUNDS = 5;

/** The name of the note that marks a removal of a person; it holds nothing of them. */
const FORGETTING = 'forgetting';

export function stateTable(table: TableClient, tenant: string, tell: TellDamaged): StateTable {
  const partition = toKey(tenant);
  const requestOf = (row: Row) => unlessDamaged(() => toRequest(row), tell);
  const sentOf = (row: Row) => unlessDamaged(() => toSent(row, tell), tell);
  const ackOf = (row: Row) => unlessDamaged(() => toAck(row), tell);
  const peopleOf = (row: Row) => unlessDamaged(() => toPeople(row), tell);
  const noteOf = (row: Row) => unlessDamaged(() => toNote(row), tell);

  const between = (from: string, to: string): RowQuery => ({
    filter: odata`PartitionKey eq ${partition} and RowKey ge ${from} and RowKey lt ${to}`,
  });
  const all = (kind: 'request' | 'sent' | 'ack'): RowQuery =>
    between(prefixRange(kind).from, prefixRange(kind).to);

  return {
    requests: () => readRows(table, 'Reading the collection requests', all('request'), requestOf),

    async request(asked) {
      const action = `Queueing a request for ${asked.day}`;
      const entity = (of: CollectRequest) => fitting(requestEntity(tenant, of), action);
      const { partitionKey, rowKey } = entity(asked);
      // A lost answer needs no care here: whoever wrote the row, the same is owed to all who asked.
      for (let round = 0; round < ROUNDS; round++) {
        const insert = () => table.createEntity(entity(asked));
        if ((await tableCall(action, insert, [409])) !== undefined) return asked;
        const row = await tableCall(action, () => table.getEntity(partitionKey, rowKey), [404]);
        if (row === undefined) continue;
        const queued = requestOf(row);
        if (queued !== undefined && (queued.force || !asked.force)) return queued;
        const next = queued === undefined ? asked : { ...queued, force: true };
        const etag = text(row, 'etag', action);
        const replace = () => table.updateEntity(entity(next), 'Replace', { etag });
        if ((await tableCall(action, replace, [404, 412])) !== undefined) return next;
      }
      throw new Error(`${action} failed: the row changed ${ROUNDS} times meanwhile. Ask again.`);
    },

    async dropRequest(day, force) {
      const filter = odata`PartitionKey eq ${partition} and RowKey eq ${toKey('request', day)}`;
      const isServed = (row: Row) => force || row.force !== true;
      await dropRows(table, `Removing the request for ${day}`, { filter, select: ['force'] }, isServed);
    },

    async claimSent(sent, replaces) {
      const entity = sentEntity(tenant, sent);
      const write = { table, action: `Claiming the delivery of ${nameOf(sent)}`, entity };
      if (replaces === undefined) return await insertOnce(write, sentOf);
      if (replaces.etag === undefined || sentEntity(tenant, replaces).rowKey !== entity.rowKey) {
        throw new Error(
          `${write.action}: what it replaces must be the same delivery as read from the store.`,
        );
      }
      return await replaceOnce(write, replaces.etag);
    },

    async updateSent(sent) {
      const action = `Recording the delivery of ${nameOf(sent)}`;
      const entity = fitting(sentEntity(tenant, sent), action);
      await tableCall(action, () => table.updateEntity(entity, 'Merge'));
    },

    sent: (from, to) => {
      const query = between(prefixRange('sent', from).from, prefixRange('sent', to).to);
      return readRows(table, `Reading what was sent of ${from} to ${to}`, query, sentOf);
    },

    async lastSent() {
      // Keys run by day, not by time of delivery; there are a few rows a day for 90 days.
      let last: Sent | undefined;
      for await (const row of queryRows(table, 'Reading what was sent', all('sent'))) {
        const delivery = sentOf(row);
        const sent = delivery && wentOut(delivery);
        if (sent !== undefined && (last === undefined || sent.at >= last.at)) last = sent;
      }
      return last;
    },

    async dropSent(before) {
      const query = between(prefixRange('sent').from, prefixRange('sent', before).from);
      await dropRows(table, `Removing what was sent before ${before}`, query);
    },

    async people(day, revision) {
      const { partitionKey, rowKey } = peopleKeys(tenant, day, revision);
      const read = () => table.getEntity(partitionKey, rowKey);
      const row = await tableCall(`Reading the people of ${day}`, read, [404]);
      return (row && peopleOf(row)) ?? [];
    },

    peopleOfDays: (from, to) => {
      const query = between(prefixRange('person', from).from, prefixRange('person', to).to);
      const action = `Reading the people of ${from} to ${to}`;
      return readRows(table, action, query, (row) => unlessDamaged(() => toPeopleOfDay(row), tell));
    },

    async keepPeople(day, revision, people) {
      const action = `Keeping the people of ${day}`;
      const entity = peopleEntity(tenant, day, revision, people);
      return await insertOnce({ table, action, entity }, peopleOf);
    },

    async replacePeople(day, revision, people) {
      const action = `Replacing the people of ${day}`;
      const entity = fitting(peopleEntity(tenant, day, revision, people), action);
      await tableCall(action, () => table.updateEntity(entity, 'Replace', { etag: '*' }), [404]);
    },

    async changePeople(change) {
      const query = between(prefixRange('person').from, prefixRange('person').to);
      let unread = 0;
      await changeRows(table, 'Changing lists of people', query, (row) => {
        const list = unlessDamaged(() => toPeopleOfDay(row), tell);
        if (list === undefined) unread += 1;
        const people = list && change(list.day, list.people);
        if (people === undefined || list === undefined) return undefined;
        // Whoever wrote it may still ask whether it is theirs.
        const writer = optionalText(row, 'writer', 'A row of people');
        const entity = peopleEntity(tenant, list.day, list.revision, people);
        return { ...entity, ...(writer !== undefined && { writer }) };
      });
      return unread;
    },

    async dropPeople(day, beforeRevision) {
      const { from, to } = prefixRange('person', day);
      const query = { ...between(from, to), select: ['revision'] };
      // One whose revision cannot be read is of none that stands.
      const isOld = ({ revision }: Row) => !(Number(revision) >= beforeRevision);
      await dropRows(table, `Removing earlier people of ${day}`, query, isOld);
    },

    async dropPeopleBefore(day) {
      // A tenant may have been renamed since: nobody would look under its old name again.
      const [from, to] = [prefixRange('person').from, prefixRange('person', day).from];
      const filter = odata`RowKey ge ${from} and RowKey lt ${to}`;
      await dropRows(table, `Removing people of days before ${day}`, { filter });
    },

    async lastForgetting() {
      const { partitionKey, rowKey } = noteEntity(tenant, FORGETTING, '');
      const read = () => table.getEntity(partitionKey, rowKey);
      const row = await tableCall('Reading the mark of the last removal', read, [404]);
      return row && noteOf(row);
    },

    async markForgetting(mark) {
      const action = 'Marking the removal of a person';
      const entity = fitting(noteEntity(tenant, FORGETTING, mark), action);
      await tableCall(action, () => table.upsertEntity(entity, 'Replace'));
    },

    acks: () => readRows(table, 'Reading the acknowledgements', all('ack'), ackOf),

    async acknowledge(ack) {
      const action = `Acknowledging ${ack.reason}`;
      const entity = fitting(ackEntity(tenant, ack), action);
      await tableCall(action, () => table.upsertEntity(entity, 'Replace'));
    },

    async withdrawAck(reason) {
      const action = `Withdrawing the acknowledgement of ${reason}`;
      const { partitionKey, rowKey } = ackKeys(tenant, reason);
      // Read first: where the answer to a deletion is lost, it is tried again and finds nothing.
      const read = () => table.getEntity(partitionKey, rowKey, { queryOptions: { select: ['rowKey'] } });
      if ((await tableCall(action, read, [404])) === undefined) return false;
      await tableCall(action, () => table.deleteEntity(partitionKey, rowKey), [404]);
      return true;
    },

    async dropAcks(endedBefore) {
      const query = { ...all('ack'), select: ['until'] };
      const hasEnded = ({ until }: Row) => typeof until === 'string' && until < endedBefore;
      await dropRows(table, `Removing acknowledgements that ended before ${endedBefore}`, query, hasEnded);
    },

    async remember(name, value) {
      const action = `Keeping ${name}`;
      const entity = noteEntity(tenant, name, value);
      if (await insertOnce({ table, action, entity }, noteOf)) return value;
      const { partitionKey, rowKey } = entity;
      const row = await tableCall(action, () => table.getEntity(partitionKey, rowKey));
      // Never removed, and one that is damaged was replaced just now.
      const kept = row && noteOf(row);
      if (kept === undefined) throw new Error(`${action} failed: the row changed meanwhile. Ask again.`);
      return kept;
    },
  };
}

function nameOf({ day, kind, channel }: Sent): string {
  return `${day} (${kind}, ${channel})`;
}

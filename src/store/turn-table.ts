/** The turns of several tenants ↔ rows of `MfaState`, in a partition that is no tenant's. */
import { odata, type TableClient } from '@azure/data-tables';
import { STORED_SCHEMA } from '../core/stored-day.ts';
import { type HandedOver, TROUBLE_KINDS, type Turn, type Turns, type Work } from '../core/turns.ts';
import { DamagedRow, type TellDamaged, unlessDamaged } from './damaged-row.ts';
import { prefixRange, toKey } from './keys.ts';
import { readRows } from './query-rows.ts';
import { fitting, integer, joinBytes, optionalText, type Row, splitBytes, text, word } from './row.ts';
import { tableCall } from './table-call.ts';
import { upgrade } from './upgrade.ts';

/**
 * `partition`: of the rows. One that is damaged is as if its tenant never had a turn, or nothing was handed
 * over.
 */
export function turnTable(table: TableClient, partition: string, tell: TellDamaged): Turns {
  return {
    turns(work) {
      const { from, to } = prefixRange('turn', work);
      const filter = odata`PartitionKey eq ${toKey(partition)} and RowKey ge ${from} and RowKey lt ${to}`;
      return readRows(table, 'Reading the turns of the tenants', { filter }, (row) =>
        unlessDamaged(() => toTurn(row), tell),
      );
    },

    async keepTurn(turn) {
      const action = `Keeping the turn of tenant ${turn.tenant}`;
      const entity = fitting(turnEntity(partition, turn), action);
      await tableCall(action, () => table.upsertEntity(entity, 'Replace'));
    },

    async handedOver(work) {
      const [partitionKey, rowKey] = [toKey(partition), toKey('handedOver', work)];
      const read = () => table.getEntity(partitionKey, rowKey);
      const row = await tableCall('Reading what turns were handed over', read, [404]);
      return (row && unlessDamaged(() => toHandedOver(row), tell)) ?? [];
    },

    async keepHandedOver(work, turns) {
      const action = 'Keeping what turns were handed over';
      const list = turns.map(({ tenant, after, at, again }) => [tenant, after, at, again]);
      const entity = {
        partitionKey: toKey(partition),
        rowKey: toKey('handedOver', work),
        schema: STORED_SCHEMA,
        ...splitBytes('turns', Buffer.from(JSON.stringify(list))),
      };
      await tableCall(action, () => table.upsertEntity(fitting(entity, action), 'Replace'));
    },
  };
}

const HANDED_OVER = 'A row of what turns were handed over in MfaState';

/** @throws DamagedRow */
function toHandedOver(row: Row): readonly HandedOver[] {
  const bytes = joinBytes(upgrade(row, HANDED_OVER), 'turns', HANDED_OVER);
  const list = parsed(Buffer.from(bytes).toString());
  if (!Array.isArray(list)) throw new DamagedRow(`${HANDED_OVER} cannot be read: it holds no list.`);
  return list.map((entry: unknown) => {
    const [tenant, after, at, again]: readonly unknown[] = Array.isArray(entry) ? entry : [];
    if (typeof tenant !== 'string' || typeof after !== 'number' || typeof at !== 'number')
      throw new DamagedRow(`${HANDED_OVER} cannot be read: an entry is none.`);
    return { tenant, after, at, again: again === true };
  });
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function turnEntity(partition: string, turn: Turn) {
  const { work, tenant, number, beganAt, endedAt = '', trouble } = turn;
  return {
    partitionKey: toKey(partition),
    rowKey: toKey('turn', work, tenant),
    schema: STORED_SCHEMA,
    work,
    tenant,
    number,
    beganAt,
    endedAt,
    ...(trouble && { trouble: trouble.kind, says: trouble.says, since: trouble.since }),
  };
}

const WORKS = ['collect', 'deliver'] as const satisfies readonly Work[];
const WHAT = 'A row of a turn in MfaState';

function toTurn(row: Row): Turn {
  const current = upgrade(row, WHAT);
  const isTroubled = current.trouble !== undefined;
  return {
    work: word(current, 'work', WORKS, WHAT),
    tenant: text(current, 'tenant', WHAT),
    number: integer(current, 'number', WHAT),
    beganAt: text(current, 'beganAt', WHAT),
    endedAt: optionalText(current, 'endedAt', WHAT) || undefined,
    trouble: isTroubled
      ? {
          kind: word(current, 'trouble', TROUBLE_KINDS, WHAT),
          says: text(current, 'says', WHAT),
          since: text(current, 'since', WHAT),
        }
      : undefined,
  };
}

/** The turns of several tenants ↔ rows of `MfaState`, in a partition that is no tenant's. */
import { odata, type TableClient } from '@azure/data-tables';
import { STORED_SCHEMA } from '../core/stored-day.ts';
import { TROUBLE_KINDS, type Turn, type Turns, type Work } from '../core/turns.ts';
import { type TellDamaged, unlessDamaged } from './damaged-row.ts';
import { prefixRange, toKey } from './keys.ts';
import { readRows } from './query-rows.ts';
import { fitting, integer, optionalText, type Row, text, word } from './row.ts';
import { tableCall } from './table-call.ts';
import { upgrade } from './upgrade.ts';

/** `partition`: of the rows. One that is damaged is as if its tenant never had a turn. */
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
  };
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

import { expect, it } from 'vitest';
import { openTenants } from '../../src/tenants/open-tenants.ts';
import { takeOver } from '../../src/tenants/take-over.ts';
import { toTurnMessage } from '../../src/tenants/turn-message.ts';

const TURN = { work: 'collect', tenant: 'contoso.example', after: 3 };

it('a turn is read without what is not its own', () => {
  expect(toTurnMessage({ ...TURN, other: 1 })).toEqual(TURN);
});

it.each([
  ['nothing', undefined, 'undefined'],
  ['null', null, 'null'],
  ['a text', 'canary', 'a text of 6 characters'],
  ['a list', [TURN], 'a list of 1'],
  ['an object of nothing', {}, 'an object without fields'],
  ['another work', { ...TURN, work: 'canary' }, 'an object with the fields work, tenant, after'],
  ['a tenant that is none', { ...TURN, tenant: 7 }, 'an object with the fields work, tenant, after'],
  ['no number', { ...TURN, after: undefined }, 'an object with the fields work, tenant, after'],
  ['half a number', { ...TURN, after: 0.5 }, 'an object with the fields work, tenant, after'],
  ['a negative number', { ...TURN, after: -1 }, 'an object with the fields work, tenant, after'],
  ['another program’s', { canary: 'canary' }, 'an object with the fields 1 unknown'],
  ['a shard without its day', { zone: 'UTC', pass: 1 }, 'an object with the fields zone, pass'],
])(
  '%s is neither a turn nor a shard: the error names the setting and what came, and no word of it',
  async (_, entry, got) => {
    expect(toTurnMessage(entry)).toBeUndefined();
    const tenants = openTenants({ TABLES: 'UseDevelopmentStorage=true', TENANT_ID: 'contoso.example' });
    await expect(takeOver(tenants, entry, () => 1)).rejects.toThrow(
      `SHARD_QUEUE: expected a turn of a tenant or a shard of a day, got ${got}. Nothing but`,
    );
  },
);

/** S6: whatever a tenant or a person is called, a filter asks for its own rows and no others. */
import { describe, expect, it } from 'vitest';
import { azuriteTables } from '../azurite-tables.ts';
import { storedDay } from '../store/builders.ts';

/** Tenants that a filter could be broken with, or that look like one another. */
const TENANTS = [
  'contoso',
  'contoso2',
  "contoso' or PartitionKey ne '",
  "' or '1' eq '1",
  "contoso'; drop",
  'contoso---x',
  'contoso-',
  'contoso~',
  'contoso/../contoso2',
  'contoso?$filter=true',
  'contoso#',
  'contoso\\',
  'contoso%27',
  'CONTOSO',
  'contoso\u0000',
  'contoso ü',
  '§$%&/()=',
  'x'.repeat(60),
];

const azurite = azuriteTables();

describe('S6 rows of one tenant', () => {
  it('are read, counted and removed for it alone, whatever the others are called', async () => {
    const stores = await Promise.all(TENANTS.map((tenant) => azurite.open(tenant)));
    for (const [index, store] of stores.entries()) {
      const day = `2026-06-${String(index + 1).padStart(2, '0')}`;
      expect(await store.publish(storedDay({ day }), undefined)).toBe(true);
      await store.acknowledge({ reason: 'noResponse', until: day, by: 'helpdesk', note: '' });
    }
    for (const [index, store] of stores.entries()) {
      const day = `2026-06-${String(index + 1).padStart(2, '0')}`;
      expect((await store.days('2026-01-01', '2026-12-31')).map((each) => each.day)).toEqual([day]);
      expect((await store.headlines('2026-01-01', '2026-12-31')).map((each) => each.day)).toEqual([day]);
      expect((await store.acks()).map(({ until }) => until)).toEqual([day]);
    }
    const [first, ...others] = stores;
    await first?.dropDays('2027-01-01');
    expect(await first?.days('2026-01-01', '2026-12-31')).toEqual([]);
    for (const store of others) expect(await store.days('2026-01-01', '2026-12-31')).toHaveLength(1);
  });

  it.each(["2026-06-01' or RowKey ge '", '2026-06-01/..', '~', '\u0000'])(
    'are not had by a day that is none: %j',
    async (day) => {
      const store = await azurite.open('contoso2');
      expect(await store.days(day, day)).toEqual([]);
      expect(await store.day(day)).toBeUndefined();
      expect(await store.people(day, 1)).toEqual([]);
    },
  );
});

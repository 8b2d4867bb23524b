import { expect, it } from 'vitest';
import { STORED_SCHEMA } from '../../src/core/stored-day.ts';
import { SettingsError } from '../../src/errors.ts';
import { DamagedRow } from '../../src/store/damaged-row.ts';
import { UPGRADES, type UpgradeStep, upgrade } from '../../src/store/upgrade.ts';

/** Invented: schema 2 says `users` for `people`, schema 3 keeps the zone, which was UTC until then. */
const STEPS: readonly UpgradeStep[] = [
  ({ people, ...row }) => ({ ...row, users: people }),
  (row) => ({ ...row, zone: 'UTC' }),
];

it.each([
  { row: { schema: 1, people: 7 }, becomes: { schema: 1, users: 7, zone: 'UTC' } },
  { row: { schema: 2, users: 7 }, becomes: { schema: 2, users: 7, zone: 'UTC' } },
  {
    row: { schema: 3, users: 7, zone: 'Europe/Berlin' },
    becomes: { schema: 3, users: 7, zone: 'Europe/Berlin' },
  },
])('F27 a row of schema $row.schema goes through each later step, in order', ({ row, becomes }) => {
  expect(upgrade(row, 'A row', STEPS)).toEqual(becomes);
});

it('F27 a row of a newer schema is refused by its number: the settings, or the version, are to be changed', () => {
  expect(() => upgrade({ schema: 4 }, 'Day 2026-06-15', STEPS)).toThrow(SettingsError);
  expect(() => upgrade({ schema: 4 }, 'Day 2026-06-15', STEPS)).toThrow(
    /^TABLES: Day 2026-06-15 has schema 4; this version of MFA Digest reads schemas 1 to 3\. Run the version/,
  );
});

it.each([0, -1, 1.5, '1', null, undefined])('F27 a row of schema %j is damaged', (schema) => {
  expect(() => upgrade({ schema }, 'A row', STEPS)).toThrow(DamagedRow);
});

it('there is a step for each schema before the present one', () => {
  expect(UPGRADES).toHaveLength(STORED_SCHEMA - 1);
});

/** The people of a published day ↔ their row in `MfaState`, as much of them as PRIVACY lets be kept. */
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Person } from '../core/report.ts';
import { STORED_SCHEMA } from '../core/stored-day.ts';
import { DamagedRow } from './damaged-row.ts';
import { hasShape, type JsonShape } from './json-shape.ts';
import { toKey } from './keys.ts';
import { integer, joinBytes, type Row, splitBytes, text } from './row.ts';
import { upgrade } from './upgrade.ts';

export function peopleEntity(tenant: string, day: string, revision: number, people: readonly Person[]) {
  const bytes = deflateRawSync(JSON.stringify(people), { level: 9 });
  return {
    ...peopleKeys(tenant, day, revision),
    schema: STORED_SCHEMA,
    day,
    revision,
    ...splitBytes('people', bytes),
  };
}

/** The key carries the revision, so that readers of a day never see the people of another. */
export function peopleKeys(tenant: string, day: string, revision: number) {
  return { partitionKey: toKey(tenant), rowKey: toKey('person', day, String(revision)) };
}

const WHAT = 'A row of people in MfaState';

/** @throws DamagedRow if it cannot be read; SettingsError if a newer version wrote the row */
export function toPeople(row: Row): readonly Person[] {
  const current = upgrade(row, WHAT);
  let people: unknown;
  try {
    people = JSON.parse(inflateRawSync(joinBytes(current, 'people', WHAT)).toString());
  } catch (cause) {
    throw new DamagedRow(`${WHAT} cannot be read: column people cannot be unpacked.`, { cause });
  }
  if (!Array.isArray(people) || !people.every((person) => hasShape<Person>(person, PERSON))) {
    throw new DamagedRow(`${WHAT} cannot be read: column people should hold people.`);
  }
  return people;
}

/** The same, with what the row is of. @throws as `toPeople` */
export function toPeopleOfDay(row: Row): { day: string; revision: number; people: readonly Person[] } {
  return { day: text(row, 'day', WHAT), revision: integer(row, 'revision', WHAT), people: toPeople(row) };
}

const PERSON = {
  user: 'text',
  id: 'textOrNull',
  unable: 'flag',
  findings: 'list',
  admin: 'flag',
  prompts: 'number',
  attempts: 'number',
  completed: 'number',
  reason: 'textOrNull',
  method: 'textOrNull',
  detail: 'textOrNull',
  app: 'textOrNull',
  lastAt: 'text',
} as const satisfies JsonShape<Person>;

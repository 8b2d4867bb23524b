/** As much of people as a setting of PRIVACY lets be stored or shown. */
import { isObjectId } from './links.ts';
import { maskUser, scrubDetail } from './mask-user.ts';
import type { Person, Privacy } from './report.ts';

/**
 * `aggregate`: nobody. `masked`: the name masked, the object id kept, which links need, unless it is a
 * name itself. What was stored masked or not at all stays so, whatever the setting says later.
 */
export function peopleShown(people: readonly Person[], privacy: Privacy): Person[] {
  return SHOWN[privacy](people);
}

const SHOWN = {
  aggregate: () => [],
  masked: (people) =>
    people.map((person) => ({
      ...person,
      user: maskUser(person.user),
      id: person.id !== null && isObjectId(person.id) ? person.id : null,
      // Once more: rows that earlier versions stored by name may hold more than is kept now.
      detail: person.detail === null ? null : scrubDetail(person.detail, [person.user]),
    })),
  named: (people) => [...people],
} as const satisfies Record<Privacy, (people: readonly Person[]) => Person[]>;

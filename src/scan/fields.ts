/** What a plan wants of the members of a record, by their names: so the scanner knows each where it meets it. */

import { type Member, memberCode } from './build-record.ts';
import { createKnownNames, type KnownNames } from './known-names.ts';
import type { PartCache } from './part-cache.ts';
import type { PartPlan, ScanPlan } from './plan.ts';

/** What is to be done with a member. */
export const ROLE = { unwanted: 0, odd: 1, envelope: 2, slot: 3, part: 4 } as const;

export type Field = {
  readonly role: (typeof ROLE)[keyof typeof ROLE];
  /** Where the slot's range is kept: its first number. */
  readonly slot: number;
  /** The code of its tokens, and the parts that they are for. */
  readonly code: number;
  readonly parts: readonly PartCache<unknown>[];
  /** Where only some members of its objects are wanted: those. */
  readonly members: KnownNames<Field> | undefined;
  /** Whether its value differs from record to record. */
  readonly differs: boolean;
  /** The object in which it was last seen. */
  seen: number;
};

/** Any member that no plan names. */
export const UNWANTED: Field = fieldOf({ role: ROLE.unwanted, differs: true });

/** A part of the plan, and the cache of its values. */
export type PlannedPart = Pick<PartPlan<unknown>, 'wanted' | 'varies'> & {
  readonly cache: PartCache<unknown>;
};

export type Layout = {
  /** Of what stands outermost, and of the record in an envelope. */
  readonly outer: KnownNames<Field>;
  readonly inner: KnownNames<Field>;
  /** By their number, which their code is made of. */
  readonly members: readonly Member[];
};

export function layOut(
  { envelope, odd, slots }: Pick<ScanPlan<unknown>, 'envelope' | 'odd' | 'slots'>,
  parts: readonly PlannedPart[],
): Layout {
  const members: Member[] = [];
  const code = (name: string, level: Member['level']) => memberCode(members.push({ name, level }) - 1);

  function namesAt(level: Member['level']): KnownNames<Field> {
    const fields = new Map<string, Field>();
    slots.forEach((name, slot) => {
      fields.set(name, fieldOf({ role: ROLE.slot, slot: placeOfSlot(slot, level), differs: true }));
    });
    for (const name of odd) fields.set(name, fieldOf({ role: ROLE.odd }));
    if (level === 0) fields.set(envelope, fieldOf({ role: ROLE.envelope }));
    const wanted = parts.flatMap((part) => part.wanted.map(({ name }) => name));
    for (const name of new Set(wanted)) fields.set(name, partField(name, level));
    return createKnownNames(fields);
  }

  function partField(name: string, level: Member['level']): Field {
    const meant = parts.filter((part) => part.wanted.some((each) => each.name === name));
    const inside = new Map<string, Field>();
    const wanted = parts.flatMap((part) => part.wanted.filter((each) => each.name === name));
    for (const member of new Set(wanted.flatMap((each) => each.members ?? []))) {
      const caches = meant.filter((part) =>
        part.wanted.some((each) => each.name === name && each.members?.includes(member) === true),
      );
      const own = { role: ROLE.part, code: code(member, level), parts: caches.map(({ cache }) => cache) };
      inside.set(member, fieldOf(own));
    }
    return fieldOf({
      role: ROLE.part,
      code: code(name, level),
      parts: meant.map(({ cache }) => cache),
      members: inside.size === 0 ? undefined : createKnownNames(inside),
      differs: meant.some(({ varies }) => varies === true),
    });
  }

  return { outer: namesAt(0), inner: namesAt(1), members };
}

/** Numbers kept of that many slots: from and to, of each level. */
export function roomForSlots(slots: number): number {
  return 4 * slots;
}

/** Where the first of a slot's numbers is kept. */
export function placeOfSlot(slot: number, level: Member['level']): number {
  return 4 * slot + 2 * level;
}

/** All fields are made here, so that the engine finds them alike. */
function fieldOf(own: Pick<Field, 'role'> & Partial<Field>): Field {
  return {
    role: own.role,
    slot: own.slot ?? -1,
    code: own.code ?? -1,
    parts: own.parts ?? [],
    members: own.members,
    differs: own.differs ?? false,
    seen: 0,
  };
}

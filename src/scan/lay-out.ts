/** Tells the assembly what a plan wants of the members of a record, by their names. */
import type { Assembly } from './assembly.ts';
import { type Member, memberCode } from './build-record.ts';
import type { PartPlan, ScanPlan } from './plan.ts';

/** What is to be done with a member; the same in assembly/scan.ts. */
const ROLE = { part: 0, odd: 1, envelope: 2, slot: 3 } as const;
const KIND = { guid: 0, instant: 1 } as const;

const DEFAULT_ENTRIES = 16 * 1024;
const DEFAULT_BYTES = 2 * 1024 * 1024;
const BYTES_OF_MANY = 128;
/** With its quotes and colon; the same in assembly/find-name.ts. */
const LONGEST_NAME = 256;

type Field = {
  readonly role: number;
  readonly code?: number;
  readonly parts?: number;
  readonly members?: number;
  readonly slot?: number;
};

export type Layout = {
  /** By their number, which their code is made of. */
  readonly members: readonly Member[];
  /** Where each part lies, in the order of the plan. */
  readonly parts: readonly number[];
};

/** All threads that share the memory must do so first of all, for their parts to lie alike. */
export function layOut<Parts, Slot extends string>(
  assembly: Assembly,
  memory: Buffer,
  { envelope, odd, parts: plans, slots }: ScanPlan<Parts, Slot>,
): Layout {
  const scratch = assembly.room(LONGEST_NAME);
  const members: Member[] = [];
  const all: readonly PartPlan<unknown>[] = Object.values(plans);
  const code = (name: string, level: Member['level']) => memberCode(members.push({ name, level }) - 1);

  function nameIn(
    kind: number,
    name: string,
    { role, code: number = 0, parts = 0, members: within = 0, slot = -1 }: Field,
  ): void {
    const length = memory.write(`"${name}":`, scratch);
    assembly.addField(kind, scratch, length, role, number, parts, within, slot);
  }

  function kindAt(level: Member['level']): number {
    const kind = assembly.newKind();
    Object.values<{ name: string }>(slots).forEach(({ name }, slot) => {
      nameIn(kind, name, { role: ROLE.slot, slot });
    });
    for (const name of odd) nameIn(kind, name, { role: ROLE.odd });
    if (level === 0) nameIn(kind, envelope, { role: ROLE.envelope });
    const wanted = new Set(all.flatMap((part) => part.wanted.map(({ name }) => name)));
    for (const name of wanted) {
      const inside = new Set(
        all.flatMap((part) =>
          part.wanted.flatMap((each) => (each.name === name ? (each.members ?? []) : [])),
        ),
      );
      nameIn(kind, name, {
        role: ROLE.part,
        code: code(name, level),
        parts: bits((part) => part.wanted.some((each) => each.name === name)),
        members: inside.size === 0 ? 0 : membersOf(name, inside, level),
      });
    }
    return kind;
  }

  function membersOf(name: string, inside: ReadonlySet<string>, level: Member['level']): number {
    const kind = assembly.newKind();
    for (const member of inside) {
      const parts = bits((part) =>
        part.wanted.some((each) => each.name === name && each.members?.includes(member) === true),
      );
      nameIn(kind, member, { role: ROLE.part, code: code(member, level), parts });
    }
    return kind;
  }

  function bits(isOf: (part: PartPlan<unknown>) => boolean): number {
    return all.reduce((mask, part, index) => (isOf(part) ? mask | (1 << index) : mask), 0);
  }

  for (const { kind, isOfEnvelope = false, isOptional = false } of Object.values<
    ScanPlan<Parts, Slot>['slots'][Slot]
  >(slots))
    assembly.addSlot(KIND[kind], Number(isOfEnvelope), Number(isOptional));
  const parts = all.map(({ most }) => {
    const entries = most ?? DEFAULT_ENTRIES;
    const slotsOf = 2 ** Math.ceil(Math.log2(2 * entries));
    const part = assembly.newPart(
      entries,
      slotsOf,
      most === undefined ? DEFAULT_BYTES : entries * BYTES_OF_MANY,
    );
    assembly.usePart(part);
    return part;
  });
  assembly.useKinds(kindAt(0), kindAt(1));
  return { members, parts };
}

/**
 * Finds the way through a record by its bytes: walks them once, notes where the wanted members stand,
 * and gives the parts that the plan makes of them, each read only where its bytes were not met before.
 *
 * Any record that is odd in any way is refused: broken, deeply nested, a wanted name twice or spelt
 * with an escape, another shape. Whoever asks has an ordinary reader for it, whose answer is the truth.
 */

import { buildRecord, ELEMENT, END, LIST, OBJECT, OBJECT_ELEMENT } from './build-record.ts';
import { type Field, layOut, type PlannedPart, placeOfSlot, ROLE, roomForSlots, UNWANTED } from './fields.ts';
import type { KnownNames } from './known-names.ts';
import { createLineTree } from './line-tree.ts';
import { createPartCache } from './part-cache.ts';
import type { ScanPlan } from './plan.ts';
import {
  CLOSE_ARRAY,
  CLOSE_OBJECT,
  COMMA,
  OPEN_ARRAY,
  OPEN_OBJECT,
  QUOTE,
  SPACE,
  skipBlanks,
  skipPlainString,
  skipValue,
} from './skip-value.ts';

export type Scanner<Parts> = {
  /** Whether the bytes from `from` to `to` are one record as planned; all else tells of it, until the next. */
  readonly scan: (bytes: Buffer, from: number, to: number) => boolean;
  /** Each part of the record; `undefined` where the plan's reader of it said so. */
  readonly parts: { readonly [Name in keyof Parts]: () => Parts[Name] | undefined };
  /** The text in that slot, never empty; `undefined` where none stands there, `null` where no text does. */
  readonly slot: (number: number, level: Level) => string | null | undefined;
};

/** Where a member stands; the same for a record that has no envelope. */
export type Level = 'envelope' | 'record';

/** Bytes that must be there behind a record: words of four are read. */
const SLACK = 8;

/** More members that differ are not worth knowing again. */
const MOST_HOLES = 256;

/** What all records with the same runs have in common: the parts, where they do not vary. */
type Known = { readonly isEnveloped: boolean; readonly values: readonly unknown[] };
const NOTHING: Known = { isEnveloped: false, values: [] };

export function createScanner<Parts extends object>(plan: ScanPlan<Parts>): Scanner<Parts> {
  let bytes: Buffer = Buffer.alloc(0);
  let view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let end = 0;
  let isEnveloped = false;
  let objects = 0;
  const slots = new Int32Array(roomForSlots(plan.slots.length));
  const tree = createLineTree<Field, Known>();
  /** What the record has in common with others. */
  let known: Known = NOTHING;
  /** Of the record that is walked through: what differs from record to record. */
  const holes: { from: number[]; to: number[]; fields: Field[]; length: number } = {
    from: [],
    to: [],
    fields: [],
    length: 0,
  };

  const planned: PlannedPart[] = [];
  const parts = {} as { [Name in keyof Parts]: () => Parts[Name] | undefined };
  for (const name of Object.keys(plan.parts) as (keyof Parts)[]) {
    const { read, varies = false, wanted } = plan.parts[name];
    const cache = createPartCache((tokens) => read(buildRecord(tokens, bytes, members, plan, isEnveloped)));
    const index = planned.push({ cache, varies, wanted }) - 1;
    parts[name] = varies
      ? () => cache.value(view, Number(isEnveloped))
      : () => known.values[index] as Parts[typeof name] | undefined;
  }
  const { inner, members, outer } = layOut(plan, planned);

  function scan(given: Buffer, from: number, to: number): boolean {
    if (to + SLACK > given.length || given[from] !== OPEN_OBJECT) return false;
    if (given !== bytes) {
      bytes = given;
      view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    }
    end = to;
    begin();
    const met = tree.find(view, from, to, takeValue);
    if (met !== undefined) {
      known = met;
      isEnveloped = met.isEnveloped;
      return true;
    }
    begin();
    holes.length = holes.from.length = holes.to.length = holes.fields.length = 0;
    if (takeObject(outer, from + 1) !== to) return false;
    known = knownNow();
    if (holes.length <= MOST_HOLES) tree.learn(view, from, to, holes, known);
    return true;
  }

  function begin(): void {
    isEnveloped = false;
    for (let index = 0; index < slots.length; index += 1) slots[index] = 0;
    for (let index = 0; index < planned.length; index += 1) planned[index]?.cache.begin();
  }

  function knownNow(): Known {
    const values = planned.map(({ cache, varies }) =>
      varies === true ? undefined : cache.value(view, Number(isEnveloped)),
    );
    return { isEnveloped, values };
  }

  /** Takes the members of the object whose bracket is passed. Behind it, or -1. */
  function takeObject(names: KnownNames<Field>, start: number): number {
    objects += 1;
    const object = objects;
    let name = names.first;
    let at = skipBlanks(view, start, end);
    for (;;) {
      const found = names.find(view, at, end, name);
      if (found === undefined) return -1;
      name = found;
      at += name.length;
      if (view.getUint8(at) <= 32) at = skipBlanks(view, at, end);
      const { field = UNWANTED } = name;
      if (field.role !== ROLE.unwanted) {
        if (field.seen === object) return -1;
        field.seen = object;
      }
      const value = at;
      at = takeValue(field, at);
      if (field.differs) noteHole(field, value, at);
      if (at < 0) return -1;
      let byte = view.getUint8(at);
      if (byte <= 32) {
        at = skipBlanks(view, at, end);
        byte = view.getUint8(at);
      }
      if (at >= end) return -1;
      if (byte === CLOSE_OBJECT) return at + 1;
      if (byte !== COMMA) return -1;
      at += 1;
      if (view.getUint8(at) <= 32) at = skipBlanks(view, at, end);
    }
  }

  function noteHole(field: Field, from: number, to: number): void {
    holes.from.push(from);
    holes.to.push(to);
    holes.fields.push(field);
    holes.length += 1;
  }

  function takeValue(field: Field, at: number): number {
    switch (field.role) {
      case ROLE.unwanted:
        return skipValue(view, at, end);
      case ROLE.slot:
        return takeSlot(field.slot, at);
      case ROLE.part:
        return takePart(field, at);
      case ROLE.envelope:
        if (view.getUint8(at) !== OPEN_OBJECT) return -1;
        isEnveloped = true;
        return takeObject(inner, at + 1);
      default:
        return -1;
    }
  }

  function takeSlot(slot: number, at: number): number {
    if (view.getUint8(at) !== QUOTE) {
      slots[slot] = -1;
      return skipValue(view, at, end);
    }
    const behind = skipPlainString(view, at + 1, end);
    // Blanks at its ends would be trimmed, and an empty text counts as none.
    if (behind <= at + 2 || view.getUint8(at + 1) === SPACE || view.getUint8(behind - 2) === SPACE) return -1;
    slots[slot] = at + 1;
    slots[slot + 1] = behind - 1;
    return behind;
  }

  function takePart({ code, parts, members: wanted }: Field, at: number): number {
    const byte = view.getUint8(at);
    if (wanted === undefined || (byte !== OPEN_OBJECT && byte !== OPEN_ARRAY)) return note(code, parts, at);
    return byte === OPEN_OBJECT
      ? takeMembers(code + OBJECT, code, parts, wanted, at)
      : takeList(code, parts, wanted, at);
  }

  function note(code: number, parts: Field['parts'], at: number): number {
    const behind = skipValue(view, at, end);
    for (const part of parts) part.note(code, at, behind);
    return behind;
  }

  /** Notes its wanted members, one after another. An empty object is another thing than one that holds nothing wanted. */
  function takeMembers(
    code: number,
    emptyCode: number,
    parts: Field['parts'],
    wanted: KnownNames<Field>,
    at: number,
  ): number {
    const first = skipBlanks(view, at + 1, end);
    if (view.getUint8(first) === CLOSE_OBJECT) return note(emptyCode, parts, at);
    for (const part of parts) part.note(code, at, at);
    const behind = takeObject(wanted, first);
    for (const part of parts) part.note(END, at, at);
    return behind;
  }

  function takeList(code: number, parts: Field['parts'], wanted: KnownNames<Field>, start: number): number {
    let at = skipBlanks(view, start + 1, end);
    for (const part of parts) part.note(code + LIST, at, at);
    if (view.getUint8(at) === CLOSE_ARRAY) at += 1;
    else {
      for (;;) {
        at =
          view.getUint8(at) === OPEN_OBJECT
            ? takeMembers(OBJECT_ELEMENT, ELEMENT, parts, wanted, at)
            : note(ELEMENT, parts, at);
        if (at < 0) return -1;
        at = skipBlanks(view, at, end);
        const byte = view.getUint8(at);
        if (at >= end) return -1;
        at += 1;
        if (byte === CLOSE_ARRAY) break;
        if (byte !== COMMA) return -1;
        at = skipBlanks(view, at, end);
      }
    }
    for (const part of parts) part.note(END, at, at);
    return at;
  }

  function slot(number: number, level: Level): string | null | undefined {
    const at = placeOfSlot(number, isEnveloped && level === 'record' ? 1 : 0);
    const from = slots[at] ?? 0;
    if (from <= 0) return from === 0 ? undefined : null;
    return bytes.toString('latin1', from, slots[at + 1]);
  }

  return { scan, parts, slot };
}

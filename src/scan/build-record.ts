/**
 * Tokens: what a record's wanted members are noted as, and how a record with nothing else is made of
 * them again. A code, and the bytes of a value where there is one.
 */
import type { ScanPlan } from './plan.ts';

/** A wanted member, outermost (0) or of the record in an envelope (1); the same for the members of both. */
export type Member = { readonly name: string; readonly level: 0 | 1 };

/** Codes of what is no member by name; the same in assembly/scan.ts. */
const END = 0;
const ELEMENT = 2;
const FIRST_MEMBER = 4;
/** Added to the code of a member that opens. */
const OBJECT = 1;
const LIST = 2;

/** The code of a member that is a value. */
export function memberCode(member: number): number {
  return FIRST_MEMBER + 4 * member;
}

type Built = { [name: string]: unknown };

/** Stands in an object of which nothing is wanted, because one that holds something is not an empty one. */
const SOMETHING = '';

/** The record of an entry at that place (layout: assembly/find-part.ts): what was noted, and the plan's filler. */
export function buildRecord(
  memory: Buffer,
  entry: number,
  members: readonly Member[],
  { envelope, filler }: Pick<ScanPlan<unknown, never>, 'envelope' | 'filler'>,
): Built {
  const head = memory.readUInt32LE(entry + 4);
  const record: Built = { ...filler };
  const outer: Built = (head & 1) === 1 ? { [envelope]: record } : record;
  const open: (Built | unknown[])[] = [];
  let at = entry + 8;
  for (let token = 0; token < head >>> 1; token += 1) {
    const word = memory.readUInt32LE(at);
    const [code, length] = [word >>> 20, word & 0xfffff];
    const from = at + 4;
    at = from + ((length + 3) & ~3);
    if (code === END) {
      open.pop();
      continue;
    }
    const member = members[(code - FIRST_MEMBER) >> 2];
    const what = member === undefined ? code - ELEMENT : (code - FIRST_MEMBER) & 3;
    const opened = what === OBJECT ? { [SOMETHING]: 0 } : what === LIST ? [] : undefined;
    const value = opened ?? valueAt(memory, from, from + length);
    const around = open.at(-1) ?? (member?.level === 1 ? record : outer);
    if (Array.isArray(around)) around.push(value);
    else if (member !== undefined) around[member.name] = value;
    if (opened !== undefined) open.push(opened);
  }
  return outer;
}

/** The value in these bytes; a text without escapes is nearly always what it is. */
function valueAt(bytes: Buffer, from: number, to: number): unknown {
  const text = bytes.toString('utf8', from, to);
  return text.startsWith('"') && !text.includes('\\') ? text.slice(1, -1) : JSON.parse(text);
}

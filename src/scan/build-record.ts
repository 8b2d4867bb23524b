/**
 * Tokens: what a record's wanted members are noted as, and how a record with nothing else is made of
 * them again. A code, and the range of bytes where there is a value.
 */
import type { Tokens } from './part-cache.ts';
import type { ScanPlan } from './plan.ts';

/** A wanted member, outermost (0) or of the record in an envelope (1); the same for the members of both. */
export type Member = { readonly name: string; readonly level: 0 | 1 };

/** Codes of what is no member by name. */
export const END = 0;
export const ELEMENT = 2;
export const OBJECT_ELEMENT = 3;
const FIRST_MEMBER = 4;

/** The code of a member that is a value; with one of these added, of one that opens. */
export function memberCode(member: number): number {
  return FIRST_MEMBER + 4 * member;
}
export const OBJECT = 1;
export const LIST = 2;

type Built = { [name: string]: unknown };

/** Stands in an object of which nothing is wanted, because one that holds something is not an empty one. */
const SOMETHING = '';

/** A record that holds what was noted and the plan's filler, in an envelope where it had one. */
export function buildRecord(
  tokens: Tokens,
  bytes: Buffer,
  members: readonly Member[],
  { envelope, filler }: Pick<ScanPlan<unknown>, 'envelope' | 'filler'>,
  isEnveloped: boolean,
): Built {
  const record: Built = { ...filler };
  const outer: Built = isEnveloped ? { [envelope]: record } : record;
  const open: (Built | unknown[])[] = [];
  for (let token = 0; token < tokens.length; token += 3) {
    const code = tokens.words[token] ?? END;
    if (code === END) {
      open.pop();
      continue;
    }
    const member = members[(code - FIRST_MEMBER) >> 2];
    const what = member === undefined ? code - ELEMENT : (code - FIRST_MEMBER) & 3;
    const opened = what === OBJECT ? { [SOMETHING]: 0 } : what === LIST ? [] : undefined;
    const value = opened ?? valueAt(bytes, tokens.words[token + 1] ?? 0, tokens.words[token + 2] ?? 0);
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

/** A fact on its way into the set. */
import type { MutableKey, WideKey } from './wide-key.ts';

/** Before it has a row: its keys, and indexes into the dictionaries. */
export type Draft = {
  readonly id: WideKey;
  readonly group: WideKey;
  readonly ms: number;
  readonly ns: number;
  readonly readAt: number;
  readonly user: number;
  readonly evidence: number;
  readonly app: number;
  readonly context: number;
  readonly scope: number;
  readonly detail: string | undefined;
};

/** One that is filled anew for each fact. */
export type BlankDraft = { -readonly [Name in keyof Draft]: Draft[Name] } & {
  readonly id: MutableKey;
  readonly group: MutableKey;
};

export function blankDraft(): BlankDraft {
  return {
    id: [0, 0, 0, 0],
    group: [0, 0, 0, 0],
    ms: 0,
    ns: 0,
    readAt: 0,
    user: 0,
    evidence: 0,
    app: 0,
    context: 0,
    scope: 0,
    detail: undefined,
  };
}

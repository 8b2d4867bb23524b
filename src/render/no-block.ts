import type { Block } from '../core/sections/block.ts';

/**
 * A template asks "is this a verdict?" by name; in strict mode every name must be there, so those a
 * block is not are there and empty.
 */
export const NO_BLOCK = {
  verdict: undefined,
  figures: undefined,
  strip: undefined,
  heading: undefined,
  issue: undefined,
  table: undefined,
  shares: undefined,
  list: undefined,
  note: undefined,
  action: undefined,
} as const satisfies Record<Block['kind'], undefined>;

/**
 * Room in the memory, given once and for good: all of it is asked for before the first line is read. The memory
 * may be that of several threads: each has a share to itself, and all lay it out alike.
 */

/** Where the share of this thread starts. */
declare const start: usize;
/** Bytes of it; the same in ../assembly.ts. */
const SHARE: usize = 128 * 1024 * 1024;

let free: usize = start + ((__heap_base + 15) & ~15);

/** Bytes that are zero; behind them lie at least 16 more, so that a block may be read at their end. */
export function room(bytes: usize): usize {
  const at = free;
  free += (bytes + 31) & ~15;
  // A share that does not suffice is an error of the plan.
  if (free > start + SHARE) unreachable();
  return at;
}

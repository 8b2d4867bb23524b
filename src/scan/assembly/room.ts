/** Room in the memory, given once and for good: all of it is asked for before the first line is read. */

let free: usize = (__heap_base + 15) & ~15;

/** Bytes that are zero; behind them lie at least 16 more, so that a block may be read at their end. */
export function room(bytes: usize): usize {
  const at = free;
  free += (bytes + 31) & ~15;
  const pages = <i32>((free + 0xffff) >> 16);
  if (pages > memory.size()) memory.grow(pages - memory.size());
  return at;
}

/**
 * Nested values of which nothing is wanted, known again by their bytes: the lists of policies that make
 * up half of many a record are the same in thousands. What has the bytes of a value that was walked
 * through ends where that did, since no value is the start of another one.
 *
 * Of each name the latest few lie in memory as numbers: 0 length · 4 where its bytes are · 8 room there;
 * behind them 48 which of them is the oldest.
 */

import { room } from './room';
import { isSame, skipValue } from './skip-value';

const MOST: usize = 4;
const ENTRY: usize = 12;
const OLDEST: usize = MOST * ENTRY;
/** Shorter ones are walked through as fast; longer ones would fill the memory. */
const SHORTEST: usize = 48;
const LONGEST: usize = 32 * 1024;
const MOST_BYTES: usize = 2 * 1024 * 1024;

const memory_ = room(MOST_BYTES);
let used: usize = 0;

/** Bytes for one name; 0 where there is no room left. */
export function newRepeats(): usize {
  return take(OLDEST + 4);
}

/** Behind the nested value at `at`; 0 where there is none, or one that is too deep. */
export function skipRepeated(repeats: usize, at: usize, levels: i32): usize {
  for (let entry = repeats; entry < repeats + OLDEST; entry += ENTRY) {
    const length = load<usize>(entry);
    const bytes = load<usize>(entry, 4);
    if (length === 0) break;
    // Lists mostly begin alike.
    if (load<u64>(at + length - 8) !== load<u64>(bytes + length - 8)) continue;
    if (isSame(at, bytes, length)) return at + length;
  }
  const behind = skipValue(at, levels);
  if (behind !== 0) remember(repeats, at, behind - at);
  return behind;
}

function remember(repeats: usize, at: usize, length: usize): void {
  if (length < SHORTEST || length > LONGEST) return;
  const oldest = load<usize>(repeats, OLDEST);
  const entry = repeats + oldest * ENTRY;
  if (load<usize>(entry, 8) < length) {
    const bytes = take(length * 2);
    if (bytes === 0) return;
    store<usize>(entry, bytes, 4);
    store<usize>(entry, length * 2, 8);
  }
  store<usize>(entry, length);
  memory.copy(load<usize>(entry, 4), at, length);
  store<usize>(repeats, (oldest + 1) % MOST, OLDEST);
}

function take(bytes: usize): usize {
  const size = (bytes + 15) & ~15;
  if (used + size + 16 > MOST_BYTES) return 0;
  const at = memory_ + used;
  used += size;
  return at;
}

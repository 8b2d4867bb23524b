/**
 * Records that were met before, but for what differs from record to record, as a tree of their bytes:
 * runs that are compared, holes that are walked over, and branches by the next byte. Comparing bytes
 * takes a quarter of the time of finding a way through them, and most records of a log are one of a few
 * thousand.
 *
 * It is sound because a run holds nothing but bytes of a record that was walked through whole, and
 * because the bytes before a hole decide what stands in it.
 */
import { commonLength, isPacked, packWords, repackWords, wordsFor } from './pack-words.ts';

/** What differs: where its value stands, and whatever the walker knows it by. */
export type Holes<Field> = {
  readonly from: readonly number[];
  readonly to: readonly number[];
  readonly fields: readonly Field[];
  readonly length: number;
};

export type LineTree<Field, Leaf> = {
  /**
   * The leaf of a record with the same runs as the one from `from` to `to`; `undefined` where there is
   * none. `walk` takes the value in a hole: where it ends, or -1.
   */
  readonly find: (
    view: DataView,
    from: number,
    to: number,
    walk: (field: Field, at: number) => number,
  ) => Leaf | undefined;
  /** Learns a record that was not found. Once the tree is full nothing more is learnt. */
  readonly learn: (view: DataView, from: number, to: number, holes: Holes<Field>, leaf: Leaf) => void;
};

/** A run of bytes, and what stands behind it: a hole, the end of the record, or one of several nodes. */
type Node<Field, Leaf> = {
  start: number;
  length: number;
  hole: { readonly field: Field; readonly next: Node<Field, Leaf> } | undefined;
  leaf: Leaf | undefined;
  /** The nodes behind a branch, and the first byte of each. */
  branch: { readonly bytes: number[]; readonly nodes: Node<Field, Leaf>[] } | undefined;
};

/** Room for the runs (4 MiB), and for that many records. */
const MOST_WORDS = 1024 * 1024;
const MOST_LEAVES = 8 * 1024;

export function createLineTree<Field, Leaf>(): LineTree<Field, Leaf> {
  type Own = Node<Field, Leaf>;
  let arena = new Int32Array(16 * 1024);
  let used = 0;
  let leaves = 0;
  let root: Own | undefined;

  function find(
    view: DataView,
    from: number,
    to: number,
    walk: (field: Field, at: number) => number,
  ): Leaf | undefined {
    let node = root;
    let at = from;
    while (node !== undefined) {
      const behind: number = at + node.length;
      if (behind > to || !isPacked(view, at, behind, arena, node.start)) return undefined;
      at = behind;
      if (node.hole !== undefined) {
        at = walk(node.hole.field, at);
        if (at < 0) return undefined;
        node = node.hole.next;
      } else if (node.leaf !== undefined) {
        return at === to ? node.leaf : undefined;
      } else {
        node = at < to ? childOf(node, view.getUint8(at)) : undefined;
      }
    }
    return undefined;
  }

  function childOf({ branch }: Own, byte: number): Own | undefined {
    if (branch === undefined) return undefined;
    const { bytes, nodes } = branch;
    for (let index = 0; index < bytes.length; index += 1) if (bytes[index] === byte) return nodes[index];
    return undefined;
  }

  function learn(view: DataView, from: number, to: number, holes: Holes<Field>, leaf: Leaf): void {
    if (leaves === MOST_LEAVES || used + wordsFor(to - from) > MOST_WORDS) return;
    if (root === undefined) {
      root = grow(view, from, to, holes, 0, leaf);
      return;
    }
    let node: Own = root;
    let at = from;
    let hole = 0;
    for (;;) {
      const limit = holes.from[hole] ?? to;
      const common = commonLength(view, at, Math.min(limit, at + node.length), arena, node.start);
      at += common;
      if (common < node.length) {
        if (at === limit) return;
        split(node, common);
      }
      if (node.hole !== undefined) {
        if (at !== limit || hole === holes.length) return;
        at = holes.to[hole] ?? to;
        hole += 1;
        node = node.hole.next;
        continue;
      }
      if (node.leaf !== undefined || at === limit) return;
      const byte = view.getUint8(at);
      const child = childOf(node, byte);
      if (child === undefined) {
        node.branch?.bytes.push(byte);
        node.branch?.nodes.push(grow(view, at, to, holes, hole, leaf));
        return;
      }
      node = child;
    }
  }

  /** The nodes of a record from there on. */
  function grow(
    view: DataView,
    from: number,
    to: number,
    holes: Holes<Field>,
    first: number,
    leaf: Leaf,
  ): Own {
    leaves += 1;
    let behind: Own | undefined;
    for (let hole = holes.length; hole >= first; hole -= 1) {
      const start = hole === first ? from : (holes.to[hole - 1] ?? to);
      const node = nodeOf(holes.from[hole] ?? to, start);
      packWords(view, start, start + node.length, arena, node.start);
      const field = holes.fields[hole];
      if (behind === undefined || field === undefined) node.leaf = leaf;
      else node.hole = { field, next: behind };
      behind = node;
    }
    return behind ?? nodeOf(0, 0);
  }

  function nodeOf(end: number, start: number): Own {
    const node = {
      start: used,
      length: end - start,
      hole: undefined,
      leaf: undefined,
      branch: undefined,
    };
    makeRoom(wordsFor(node.length));
    used += wordsFor(node.length);
    return node;
  }

  /** What stood behind the node now stands behind the rest of its run. */
  function split(node: Own, length: number): void {
    const rest = nodeOf(node.length, length);
    repackWords(arena, node.start, length, rest.start, rest.length);
    rest.hole = node.hole;
    rest.leaf = node.leaf;
    rest.branch = node.branch;
    repackWords(arena, node.start, 0, node.start, length);
    node.length = length;
    node.hole = undefined;
    node.leaf = undefined;
    node.branch = { bytes: [(arena[rest.start] ?? 0) & 0xff], nodes: [rest] };
  }

  function makeRoom(size: number): void {
    if (used + size <= arena.length) return;
    const roomier = new Int32Array(Math.max(2 * arena.length, used + size));
    roomier.set(arena.subarray(0, used));
    arena = roomier;
  }

  return { find, learn };
}

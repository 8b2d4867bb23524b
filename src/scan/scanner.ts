/**
 * Finds the way through lines that are records by themselves, by their bytes: notes where the wanted
 * members stand, and gives the parts that the plan makes of them, each read only where its bytes were
 * not met before.
 *
 * Any record that is odd in any way is left: broken, deeply nested, a wanted name twice or spelt with an
 * escape, another shape. Whoever asks has an ordinary reader for it, whose answer is the truth.
 */
import { createAssembly, ownScanMemory, type ScanMemory, SHARE } from './assembly.ts';
import type { Laid } from './bays.ts';
import { buildRecord } from './build-record.ts';
import { layOut } from './lay-out.ts';
import type { ScanPlan } from './plan.ts';

export type Scanner<Kept, Slot extends string> = {
  /** Where lines must be put. */
  readonly window: Buffer;
  /**
   * Takes whole lines between two places of the window, from the first on, as long as it knows them for
   * records: a row each. Returns where the first one starts that was not taken.
   */
  readonly scan: (from: number, to: number, ahead?: LinesAhead) => number;
  /** Rows of the last scan; they go with the next one. */
  readonly rows: () => number;
  /** Where in the window the row's record starts, and what is behind it. */
  readonly from: (row: number) => number;
  readonly behind: (row: number) => number;
  /** What was kept of the row's part; `undefined` where the plan's reader of it said so. */
  readonly parts: { readonly [Name in keyof Kept]: (row: number) => Kept[Name] | undefined };
  readonly slots: { readonly [Name in Slot]: SlotReader };
};

/** Lines that another thread has laid down: all places are in its bytes then, and not in the window. */
export type LinesAhead = Laid & {
  readonly thread: number;
  readonly window: Buffer;
};

export type SlotReader = {
  readonly isThere: (row: number) => boolean;
  readonly text: (row: number) => string;
  /** Of a GUID: its four words. */
  readonly words: (row: number, to: [number, number, number, number]) => void;
  /** Of an instant: milliseconds since 1970, and nanoseconds within. */
  readonly ms: (row: number) => number;
  readonly ns: (row: number) => number;
};

/** Room for what is read ahead too. */
const WINDOW = 4 * 1024 * 1024;
/** Bytes behind it that are read with the last ones. */
const SLACK = 64;
const MOST_ROWS = 1024;
/** Words before the slots of a row, and of a slot. */
const HEAD = 4;
const SLOT = 8;

/**
 * `keep`: what is remembered of each part. `undefined` where scanning is not possible here.
 */
export function createScanner<
  Parts extends object,
  Kept extends { [Name in keyof Parts]: unknown },
  Slot extends string,
>(
  plan: ScanPlan<Parts, Slot>,
  keep: { readonly [Name in keyof Parts]: (value: Parts[Name]) => Kept[Name] },
  shared: ScanMemory = ownScanMemory(),
): Scanner<Kept, Slot> | undefined {
  const assembly = createAssembly(shared, 0);
  if (assembly === undefined) return undefined;
  const { buffer } = shared;
  const memory = Buffer.from(buffer);
  const words = new Uint32Array(buffer);
  const doubles = new Float64Array(buffer);
  const layout = layOut(assembly, memory, plan);
  const window = assembly.room(WINDOW + SLACK);
  const stride = assembly.rowSize() / 4;
  const rows = assembly.room(MOST_ROWS * stride * 4);
  const first = rows / 4;

  const names = Object.keys(plan.parts) as (keyof Parts)[];
  const forget = names.map(() => () => {});
  const firstPart = first + HEAD + SLOT * Object.keys(plan.slots).length;
  const parts = {} as { [Name in keyof Kept]: (row: number) => Kept[Name] | undefined };
  names.forEach((name, index) => {
    type Value = Kept[typeof name] | undefined;
    const part = layout.parts[index] ?? 0;
    let known: Value[] = [];
    forget[index] = () => {
      known = [];
      assembly.forget(part);
      for (let share = SHARE; share < buffer.byteLength; share += SHARE) assembly.forgetAdopted(part + share);
    };
    const learn = (entry: number): Value => {
      const value = plan.parts[name].read(
        buildRecord(memory, assembly.entryAt(part, entry), layout.members, plan),
      );
      const kept = value === undefined ? undefined : keep[name](value);
      known[entry] = kept;
      return kept;
    };
    parts[name] = (row) => {
      const entry = words[firstPart + row * stride + index] ?? 0;
      return known[entry] ?? learn(entry);
    };
  });

  const slots = {} as { [Name in Slot]: SlotReader };
  (Object.keys(plan.slots) as Slot[]).forEach((name, index) => {
    const place = first + HEAD + SLOT * index;
    slots[name] = {
      isThere: (row) => words[place + row * stride] !== 0,
      text: (row) => {
        const at = place + row * stride;
        return memory.toString('latin1', (words[at] ?? 0) + 1, (words[at + 1] ?? 0) - 1);
      },
      words(row, to) {
        const at = place + row * stride + 4;
        to[0] = words[at] ?? 0;
        to[1] = words[at + 1] ?? 0;
        to[2] = words[at + 2] ?? 0;
        to[3] = words[at + 3] ?? 0;
      },
      ms: (row) => doubles[(place + row * stride + 4) / 2] ?? 0,
      ns: (row) => words[place + row * stride + 6] ?? 0,
    };
  });

  /** Where the bytes lie that were scanned last, and whose; of another thread's lines the row that is next. */
  let [base, lines, theirs] = [window, undefined as LinesAhead | undefined, 0];

  return {
    window: memory.subarray(window, window + WINDOW),
    scan(from, to, ahead) {
      const full = assembly.fullPart.value;
      if (full >= 0) forget[full]?.();
      base = ahead?.bytes ?? window;
      if (ahead?.rows === undefined)
        return assembly.scan(base + from, base + to, rows, MOST_ROWS, plan.longest) - base;
      if (ahead !== lines) [lines, theirs] = [ahead, ahead.rows.from];
      const { behind } = ahead.rows;
      const end = assembly.adopt(base + from, theirs, behind, rows, MOST_ROWS, ahead.thread * SHARE);
      theirs = assembly.nextTheirs.value;
      return end - base;
    },
    rows: () => assembly.rowCount.value,
    from: (row) => (words[first + row * stride] ?? 0) - base,
    behind: (row) => (words[first + row * stride + 1] ?? 0) - base,
    parts,
    slots,
  };
}

/** The scanner's inner loop: assembly/*.ts, compiled to WebAssembly. What each does stands there. */
import { wasm } from '#scan-wasm';

/** Of the exported numbers that change while it works. */
type Changing = { readonly value: number };

export type Assembly = {
  readonly room: (bytes: number) => number;
  readonly newKind: () => number;
  readonly newPart: (entries: number, slots: number, bytes: number) => number;
  readonly usePart: (part: number) => void;
  readonly addSlot: (kind: number, isOfEnvelope: number, isOptional: number) => void;
  readonly addField: (
    kind: number,
    at: number,
    length: number,
    role: number,
    code: number,
    parts: number,
    members: number,
    slot: number,
  ) => void;
  readonly useKinds: (outermost: number, enveloped: number) => void;
  readonly rowSize: () => number;
  readonly scan: (from: number, to: number, row: number, mostRows: number, longest: number) => number;
  readonly adopt: (
    from: number,
    theirs: number,
    behindTheirs: number,
    row: number,
    mostRows: number,
    distance: number,
  ) => number;
  readonly nextTheirs: Changing;
  readonly rowCount: Changing;
  readonly fullPart: Changing;
  readonly entryAt: (part: number, entry: number) => number;
  readonly forget: (part: number) => void;
  readonly forgetAdopted: (part: number) => void;
};

/** Of one thread, or of several that have a share of it each. */
export type ScanMemory = WebAssembly.Memory;

/** Bytes of a thread's share; the same in assembly/room.ts. What is not written costs nothing. */
export const SHARE = 128 * 1024 * 1024;
/** In pages of 64 KiB; the most are those of scripts/compile-scanner.ts. */
const PAGE = 64 * 1024;
const MOST_PAGES = 32_768;
/** Threads that one memory has room for. */
export const MOST_THREADS = (MOST_PAGES * PAGE) / SHARE;
/** Less than a share, because nothing is read ahead; the engine counts all of it. */
const OWN_PAGES = (64 * 1024 * 1024) / PAGE;

/** Collected when nobody holds it any more, as shared memory is late or never. */
export function ownScanMemory(): ScanMemory {
  return new WebAssembly.Memory({ initial: OWN_PAGES });
}

/** For a command, which ends. `undefined` where there is no room for so many addresses. */
export function sharedScanMemory(threads: number): ScanMemory | undefined {
  try {
    return new WebAssembly.Memory({ initial: (threads * SHARE) / PAGE, maximum: MOST_PAGES, shared: true });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

const compiled: { own?: WebAssembly.Module; shared?: WebAssembly.Module } = {};

/** On the share of that thread, from 0; `undefined` where there is none, because it was not built or cannot run here. */
export function createAssembly(memory: ScanMemory, thread: number): Assembly | undefined {
  const kind = memory.buffer instanceof SharedArrayBuffer ? 'shared' : 'own';
  const bytes = wasm[kind];
  if (bytes === undefined) return undefined;
  try {
    compiled[kind] ??= new WebAssembly.Module(bytes);
  } catch (error) {
    // A machine without the instructions it is made of.
    if (error instanceof WebAssembly.CompileError) return undefined;
    throw error;
  }
  const imports = { env: { memory }, room: { start: thread * SHARE } };
  return new WebAssembly.Instance(compiled[kind], imports).exports as Assembly;
}

/** The scanner's inner loop: assembly/*.ts, compiled to WebAssembly. What each does stands there. */
import { wasm } from '#scan-wasm';

/** Of the exported numbers that change while it works. */
type Changing = { readonly value: number };

export type Assembly = {
  readonly memory: { readonly buffer: ArrayBuffer };
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
  readonly rowCount: Changing;
  readonly fullPart: Changing;
  readonly entryAt: (part: number, entry: number) => number;
  readonly forget: (part: number) => void;
};

let compiled: WebAssembly.Module | undefined;

/** One with a memory of its own; `undefined` where there is none, because it was not built or cannot run here. */
export function createAssembly(): Assembly | undefined {
  if (wasm === undefined) return undefined;
  try {
    compiled ??= new WebAssembly.Module(wasm);
  } catch (error) {
    // A machine without the instructions it is made of.
    if (error instanceof WebAssembly.CompileError) return undefined;
    throw error;
  }
  return new WebAssembly.Instance(compiled).exports as Assembly;
}

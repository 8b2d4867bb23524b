/** The part of WebAssembly that is used: its types come with those of browsers, which do not belong here. */
declare namespace WebAssembly {
  class Module {
    constructor(bytes: Uint8Array<ArrayBuffer>);
  }
  class Instance {
    constructor(module: Module);
    readonly exports: { readonly [name: string]: unknown };
  }
  class CompileError extends Error {}
}

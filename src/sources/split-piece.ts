/** What a splitter makes of a stream of bytes, in the order it stands there. */
export type Piece =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'notJson' }
  | { readonly kind: 'tooLarge' };

/** Turns bytes into pieces as they arrive, holding no more of them than one record may have. */
export type Splitter = {
  push(chunk: Uint8Array): void;
  /** `cut`: the bytes end where they should not, which is told once even between two records. */
  end(cut: boolean): void;
};

/** Largest record that is read, in bytes. */
export const LARGEST_RECORD = 1024 * 1024;

export const NOT_JSON: Piece = { kind: 'notJson' };
export const TOO_LARGE: Piece = { kind: 'tooLarge' };

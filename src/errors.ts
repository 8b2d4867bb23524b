/**
 * One class per way the caller can react; anything else that is thrown is a bug of ours (exit 1).
 * Messages say what, where, expected, got and what to do, and never a person's name or a secret.
 */

/** The user asked for something that cannot be: flags, paths, days, settings. Exit 2, HTTP 400 or 503. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  /** Stable name for machines, e.g. `badDay`. */
  readonly code: string;
  /** The flag, parameter or setting it is about. */
  readonly field: string | undefined;
  constructor(code: string, message: string, options: { field?: string; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.field = options.field;
  }
}

/** Settings that are wrong, all of them at once. Exit 2; HTTP 503 with the list. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
  readonly problems: readonly string[];
  constructor(problems: readonly string[], options: { cause?: unknown } = {}) {
    super(problems.join('\n'), options);
    this.problems = problems;
  }
}

/**
 * A source did not answer as promised. `refused`: credentials, permission or licence, nothing helps
 * but a change (exit 4). `unavailable`: worth another try at the next tick; the day stays partial.
 */
export class SourceError extends Error {
  override readonly name = 'SourceError';
  readonly kind: 'refused' | 'unavailable';
  /** Set where the service asked not to be asked again for longer than the run may wait: ms from now on. */
  readonly waitMs: number | undefined;
  constructor(kind: 'refused' | 'unavailable', message: string, cause?: unknown, waitMs?: number) {
    super(message, { cause });
    this.kind = kind;
    this.waitMs = waitMs;
  }
}

/**
 * A channel did not take the digest (exit 5). `refused`: nothing went out, so it may be tried again as
 * if never tried. `unknown`: it was handed over and no answer came; it may be out.
 */
export class DeliveryError extends Error {
  override readonly name = 'DeliveryError';
  readonly channel: string;
  readonly kind: 'refused' | 'unknown';
  constructor(channel: string, message: string, cause?: unknown, kind: 'refused' | 'unknown' = 'refused') {
    super(message, { cause });
    this.channel = channel;
    this.kind = kind;
  }
}

/** A stored chunk of facts cannot be read: the day's facts are to be dropped and read again. */
export class DamagedChunk extends Error {
  override readonly name = 'DamagedChunk';
}

/** A row is larger than the store takes: its content is to be spread over several. */
export class RowTooLarge extends Error {
  override readonly name = 'RowTooLarge';
}

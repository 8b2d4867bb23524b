import type { Source } from '../../src/core/ports.ts';

export type CountedSource = {
  readonly source: Source;
  /** The day of each reading that was begun, in order (UTC). */
  readonly readings: readonly string[];
};

/** The same source, and which days it was asked for. */
export function counted(source: Source): CountedSource {
  const readings: string[] = [];
  return {
    readings,
    source: {
      ...source,
      read(window, ...given) {
        // The middle of the window: it begins before its day and ends after it.
        readings.push(new Date((window.from + window.to) / 2).toISOString().slice(0, 10));
        return source.read(window, ...given);
      },
    },
  };
}

import type { App } from './app.ts';
import { openApp } from './app.ts';
import type { Environment } from './settings.ts';

const ending = new AbortController();

/** One app per process, opened on first use; after a failure the next call tries again. */
export const appFor: (environment: Environment) => Promise<App> = openedOnce((environment: Environment) =>
  openApp(environment, { stop: ending.signal }),
);

/** The host is about to end this process: what is under way stops, and the next run goes on. */
export function stopRuns(): void {
  ending.abort();
}

/** Remembers what was opened, and what is being opened; not a failure. */
export function openedOnce<Arguments extends unknown[]>(
  open: (...given: Arguments) => Promise<App>,
): (...given: Arguments) => Promise<App> {
  let opened: Promise<App> | undefined;
  return (...given) => {
    opened ??= open(...given).catch((error: unknown) => {
      opened = undefined;
      throw error;
    });
    return opened;
  };
}

import type { App } from './app.ts';
import { openApp } from './app.ts';
import type { Environment } from './settings.ts';

/** One app per process, opened on first use; after a failure the next call tries again. */
export const appFor: (environment: Environment) => Promise<App> = openedOnce(openApp);

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

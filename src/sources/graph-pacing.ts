/** Keeps requests apart: the service's own limit is 5 in 10 s per app and tenant (domain facts §1.4). */
import type { Clock } from '../core/ports.ts';
import type { Sleep } from '../retry-timing.ts';

/** Runs a request when its turn has come. */
export type Pacer = <T>(request: () => Promise<T>, signal?: AbortSignal) => Promise<T>;

export const PACE = {
  /** One below the service's limit, which all programs of one app registration share. */
  requests: 4,
  perMs: 10_000,
  /** What a slow connection may shift the arrival of one request against another. */
  marginMs: 250,
} as const;

/** One request at a time, and never more than `PACE.requests` started in any `PACE.perMs`. */
export function createPacer({ clock, sleep }: { clock: Clock; sleep: Sleep }): Pacer {
  const span = PACE.perMs + PACE.marginMs;
  let started: readonly number[] = [];
  let last: Promise<unknown> = Promise.resolve();

  async function turn(signal: AbortSignal | undefined): Promise<void> {
    const fourthLast = started.at(-PACE.requests);
    if (fourthLast !== undefined) {
      // A clock that was set back must not make a wait of hours out of one of seconds.
      const wait = Math.min(fourthLast + span - clock(), span);
      if (wait > 0) await sleep(wait, signal);
    }
    started = [...started.slice(1 - PACE.requests), clock()];
  }

  return (request, signal) => {
    const mine = last.then(async () => {
      await turn(signal);
      return request();
    });
    last = mine.catch(() => undefined);
    return mine;
  };
}

/** How long to wait before another try, and how long that may take, for everything that asks a service: pure arithmetic. */
import type { TimeLeft } from './core/ports.ts';

/** Waits; with a signal it ends, rejected, as soon as that is given. */
export type Sleep = (ms: number, signal?: AbortSignal) => Promise<void>;

/** No pause is shorter, whatever the service or chance says, ms. */
const FLOOR_MS = 1_000;
/**
 * No service is left alone for longer, whatever it says, ms. Beyond that no time is kept as the one until
 * which a source is not asked (src/collect/upkeep.ts), and it would be asked at every tick.
 */
const LONGEST_ASKED_MS = 24 * 3_600_000;
/** Back-off: a random part of 2, 4, 8 … seconds, never more than a minute, ms. */
const BACK_OFF = { first: 2_000, most: 60_000 } as const;
/** What a try gets even where the run is all but over, ms. */
const SHORTEST_TRY_MS = 1_000;

/**
 * Retry-After in ms from `now`, at least a second and at most a day: seconds or an HTTP date, also one
 * that is over. `undefined` for none and for junk, which back-off then answers. Only dates that end in GMT
 * count: the language's own parser takes "-1" and much else for a date.
 */
export function retryAfterMs(header: string | undefined, now: number): number | undefined {
  const text = header?.trim() ?? '';
  if (/^\d+(\.\d+)?$/.test(text)) return within(Number(text) * 1000);
  if (!/^[A-Za-z]+, .* GMT$/.test(text)) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : within(at - now);
}

function within(asked: number): number {
  return Math.min(LONGEST_ASKED_MS, Math.max(FLOOR_MS, asked));
}

/** Pause before the next try, after `tried` tries; `chance` is 0 up to 1. */
export function backOffMs(tried: number, chance: number): number {
  const ceiling = Math.min(BACK_OFF.most, BACK_OFF.first * 2 ** (tried - 1));
  return Math.max(FLOOR_MS, Math.round(chance * ceiling));
}

/** Time limit of one try: `mostMs`, or less where the run has less left. */
export function tryLimitMs(mostMs: number, timeLeft: TimeLeft | undefined): number {
  return timeLeft === undefined ? mostMs : Math.min(mostMs, Math.max(SHORTEST_TRY_MS, timeLeft()));
}

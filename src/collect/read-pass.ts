/** Reads a day's window from the pass's cursor on, batch by batch, to its end or as far as it goes. */
import type { App } from '../app.ts';
import type { TimeLeft } from '../core/ports.ts';
import { SourceError } from '../errors.ts';
import type { Pass } from './pass.ts';
import { readInShards, type ShardsRead } from './read-in-shards.ts';
import { shardsFor } from './shards-for.ts';

/** Why a window was not read to its end. */
export type Unread = {
  readonly why: string;
  /** For so long the source asks to be left alone, ms. */
  readonly waitMs?: number | undefined;
};

/**
 * Undefined where the window was read to its end; else why it was not. What was read is kept.
 * @throws SourceError refused
 */
export async function readPass(
  app: App,
  day: string,
  pass: Pass,
  timeLeft: TimeLeft | undefined,
): Promise<Unread | undefined> {
  const isTimeUp = () => app.stop.aborted || (timeLeft !== undefined && timeLeft() <= 0);
  const resumed = pass.cursor !== undefined || pass.shards !== undefined;
  app.log('passStarted', { day, pass: pass.number, resumed });
  try {
    if (pass.shards !== undefined) return await readDivided(pass.shards);
    for await (const { readTo = 0, rows, ...batch } of app.source.read(pass.window, pass.cursor, timeLeft)) {
      const shards =
        rows === undefined ? undefined : shardsFor(rows, app.settings.shardAbove, pass.shardsBefore);
      if (shards !== undefined) {
        app.log('passDivided', { day, pass: pass.number, rows, shards });
        return (await pass.divide(shards)) ? await readDivided(shards) : OVERTAKEN;
      }
      if (!(await pass.keep({ ...batch, ...(readTo > 0 && { readTo }) }))) return OVERTAKEN;
      // What is read to its end needs no more time: pausing there would ask for nothing, again and again.
      if (readTo < pass.window.to && isTimeUp()) return await paused();
    }
    return (await pass.finish()) ? undefined : OVERTAKEN;
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    const { kind, message, waitMs } = error;
    if (isTimeUp() && waitMs === undefined) return await paused(message);
    await pass.letGo({ problem: message, waitMs });
    app.log('dayFailed', { day, kind, reason: message });
    if (kind === 'refused') throw error;
    return { why: message, waitMs };
  }

  async function readDivided(of: number): Promise<Unread | undefined> {
    const read = await readInShards(app, day, { pass, of }, { timeLeft, isTimeUp });
    return read === 'outOfTime' ? await paused() : ENDS[read];
  }

  /** `reason`: what the source failed with while its time ran out. */
  async function paused(reason?: string): Promise<Unread> {
    await pass.letGo();
    app.log('passPaused', { day, pass: pass.number, ...(reason !== undefined && { reason }) });
    return STOPPED;
  }
}

/** The day is someone else's to publish. */
export const OVERTAKEN: Unread = { why: 'someone else went on with it' };
/** Nothing is wrong, there was no time for more. */
export const STOPPED: Unread = { why: 'the time is used up; the next run goes on' };
/** Someone else is at the day right now. */
export const BUSY: Unread = { why: 'someone else is reading it' };
/** So many of its shards are. */
const ELSEWHERE: Unread = { why: 'its shards are being read by other instances' };

const ENDS = {
  whole: undefined,
  overtaken: OVERTAKEN,
  elsewhere: ELSEWHERE,
} as const satisfies Record<Exclude<ShardsRead, 'outOfTime'>, Unread | undefined>;

/** Reasons for which a day is not read that say nothing against its source. */
export const NOTHING_WRONG: ReadonlySet<string> = new Set(
  [OVERTAKEN, STOPPED, BUSY, ELSEWHERE].map(({ why }) => why),
);

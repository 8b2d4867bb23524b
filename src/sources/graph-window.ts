/** Reads a window to its end, page by page, whatever the service makes of it on the way. */
import type { Batch, Clock, TimeLeft, Window } from '../core/ports.ts';
import { type ReadRecord, readingTime } from '../core/sign-in.ts';
import type { SourceError } from '../errors.ts';
import type { Log } from '../logger.ts';
import type { GetPage } from './graph-client.ts';
import { createLinkGuard, type GraphVersion } from './graph-next-link.ts';
import { firstPage, type Part, startProgress } from './graph-query.ts';
import { readPageRecords } from './graph-records.ts';

/** How often pages are begun afresh without having come any further in between. */
const FRESH_STARTS = 3;

/** Where the next page of a part is. */
type Place = {
  readonly part: Part;
  readonly url: URL;
  /** The address is ours and not a link of a page. */
  readonly isFirst: boolean;
  readonly follow: ReturnType<typeof createLinkGuard>;
};

/**
 * One batch a page. What is too much for the service is asked for in shorter parts, a link gone stale
 * gives way to first pages from the cursor on, and where beta is refused v1.0 is asked instead, which
 * each batch then tells. Every way ends in progress, or at its limit in an error.
 * @throws SourceError
 */
export async function* readWindow(
  window: Window,
  cursor: string | undefined,
  options: {
    readonly origin: string;
    readonly getPage: GetPage;
    readonly timeLeft: TimeLeft | undefined;
    readonly clock: Clock;
    readonly log: Log;
  },
): AsyncGenerator<Batch, void, undefined> {
  const { origin, getPage, timeLeft, clock, log } = options;
  const readAt = readingTime({ ms: clock(), ns: 0 });
  let progress = startProgress(window, cursor);
  let version: GraphVersion = 'beta';
  /** Why beta was refused, until v1.0 has given a page. */
  let refusal: SourceError | undefined;
  let isUnread = true;
  let stale = { from: '', times: 0 };

  function begin(): Place {
    const { part } = progress;
    const url = firstPage(origin, version, part);
    return { part, url, isFirst: true, follow: createLinkGuard(url) };
  }

  function batch(records: readonly ReadRecord[]): Batch {
    const { cursor, readTo } = progress;
    return {
      records,
      cursor,
      ...(readTo === undefined ? {} : { readTo }),
      ...(version === 'beta' ? {} : { source: `graph ${version}` }),
    };
  }

  for (let place = begin(); ; ) {
    const narrowed = progress.narrowed(place.part);
    const patience = refusal !== undefined ? 'once' : narrowed === undefined ? 'whole' : 'divisible';
    const answer = await getPage(place.url, { patience, timeLeft });

    if (answer.page !== undefined) {
      const { value, nextLink } = answer.page;
      if (refusal !== undefined)
        log('sourceDegraded', { source: `graph ${version}`, reason: refusal.message });
      refusal = undefined;
      isUnread = false;
      const records = readPageRecords(answer.page, readAt);
      progress = progress.after(records);
      if (nextLink === undefined) progress = progress.through(place.part);
      // Handed over before the link is judged: a bad link does not make a good page bad.
      yield batch(records);
      if (progress.isWhole) return;
      place =
        nextLink === undefined
          ? begin()
          : { ...place, url: place.follow(nextLink, value.length), isFirst: false };
      continue;
    }

    const { failure, error } = answer;
    const helps = new Set(failure.remedies);
    if (refusal !== undefined) throw refusal;
    if (isUnread && helps.has('otherVersion')) {
      refusal = error;
      version = 'v1.0';
    } else if (narrowed !== undefined && helps.has('shorterTime')) {
      progress = narrowed;
      const seconds = (progress.part.to - Date.parse(progress.part.from)) / 1000;
      log('sourceNarrowed', { source: 'graph', what: failure.what, seconds });
      // The cursor has changed, and who reads may look at the time.
      yield batch([]);
    } else if (!place.isFirst && helps.has('freshStart')) {
      const { from } = progress.part;
      stale = { from, times: from === stale.from ? stale.times + 1 : 1 };
      if (stale.times > FRESH_STARTS) throw error;
      progress = progress.afresh();
      log('sourceRestarted', { source: 'graph', what: failure.what, times: stale.times });
    } else {
      throw error;
    }
    place = begin();
  }
}

/** One day through one channel, waited for no longer than the run has left. */
import type { App } from '../app.ts';
import type { DigestDay } from '../core/due-digest.ts';
import type { Channel } from '../core/ports.ts';
import { deliverOnce } from './deliver-once.ts';
import type { Outcome } from './send.ts';

const OVERTIME: Outcome = {
  status: 'unknown',
  reason: 'It did not end within the time of this run. It may be out; it is sent once more later, marked.',
};

/** As `deliverOnce`. One that ends after all, while this process lives, writes down itself how it ended. */
export async function deliverInTime(
  app: App,
  channel: Channel,
  { digest, leftMs }: { readonly digest: DigestDay; readonly leftMs: number | undefined },
): Promise<Outcome | undefined> {
  const delivering = deliverOnce(app, channel, digest);
  if (leftMs === undefined) return await delivering;
  const { promise: over, resolve } = Promise.withResolvers<Outcome>();
  const limit = setTimeout(() => resolve(OVERTIME), leftMs);
  try {
    const outcome = await Promise.race([delivering, over]);
    if (outcome === OVERTIME)
      app.log('digestFailed', { day: digest.day, channel: channel.name, reason: OVERTIME.reason });
    return outcome;
  } finally {
    clearTimeout(limit);
  }
}

/** `demo`: the morning before, as the timers would have worked then. */
import type { App } from '../app.ts';
import { addDays, HOUR } from '../core/day.ts';
import type { Channel, Clock } from '../core/ports.ts';
import { collect, deliver } from '../run.ts';

export type StagedClock = {
  /** The real time, but during a scene. */
  readonly clock: Clock;
  /** `act` with the clock standing at that instant, ms. */
  during<T>(instant: number, act: () => Promise<T>): Promise<T>;
};

export function stagedClock(clock: Clock): StagedClock {
  let staged: number | undefined;
  return {
    clock: () => staged ?? clock(),
    async during(instant, act) {
      staged = instant;
      try {
        return await act();
      } finally {
        staged = undefined;
      }
    },
  };
}

/** What is told in the morning stays in the store; nobody gets a mail, and no file is written. */
const NOBODY: Channel = { name: 'demo', send: async () => undefined };

/** The tick of the digest, and one later on: a process that was killed while it sent has left it to that. */
const TICKS = [0, HOUR / 2];

/**
 * The morning of that day: what is due by then is collected, and the digest of the day before delivered,
 * once. Later figures of the days it told are told as restated against it.
 */
export async function playMorning(app: App, day: string, stage: StagedClock): Promise<void> {
  const before = addDays(day, -1);
  const told = await app.store.sent(before, before);
  if (told.some(({ channel, status }) => channel === NOBODY.name && status === 'sent')) return;
  const { hour, minute } = app.settings.digestAt;
  const morning = app.calendar.at(day, hour * HOUR + minute * 60_000);
  // It is not the world's clock: nothing is removed as too old by it.
  await stage.during(morning, () => collect(app, { byHand: true, isAsOf: true }));
  for (const tick of TICKS) {
    const delivered = await stage.during(morning + tick, () => deliver({ ...app, channels: [NOBODY] }));
    if (delivered.some(({ status }) => status === 'sent')) return;
  }
}

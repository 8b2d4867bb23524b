/**
 * Sixty days of ticks, from an empty store on: which days are due is what the collector itself computes
 * (`src/core/due.ts`), a run reads them in that order until its time is used up, and nothing fails.
 */
import { addDays, createCalendar } from '../../src/core/day.ts';
import { dueDays, firstDue, isLost } from '../../src/core/due.ts';
import type { Publishing } from '../../src/core/ports.ts';
import type { Readings } from './day-at-scale.ts';
import type { ScaleConstants } from './scale-constants.ts';

export type SimulatedTicks = {
  /** Of the last 14 days, the longest from the first time a day may be read to its being read, s; `undefined`: one was not. */
  readonly worstReadySeconds: number | undefined;
  /** Until every day of the backfill was read, or was lost; `undefined`: not within the sixty, or all were lost. */
  readonly backfilledDays: number | undefined;
  /** Days that left the source before one reading of them came to its end. */
  readonly neverWhole: number;
  /** Runs that read anything, a day, in the last 14. */
  readonly runsADay: number;
};

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const LASTS = 60;
const LOOKED_AT = 14;
const CALENDAR = createCalendar('UTC');
const BEGINS = '2026-01-01';
const RULES = {
  requests: [],
  sealHours: 48,
  backfillDays: 30,
  keepDays: 400,
  retentionDays: 30,
  calendar: CALENDAR,
};

type Simulated = {
  pass: { readonly startedAt: number; left: number } | undefined;
  stored: Publishing | undefined;
  readyAt: number | undefined;
};

export function simulateTicks(readings: Readings, constants: ScaleConstants): SimulatedTicks {
  const { settleHours, tickMinutes, timeoutMinutes, runShare } = constants;
  const runMs = timeoutMinutes * 60_000 * runShare;
  const begins = CALENDAR.window(BEGINS).from;
  const ends = begins + LASTS * DAY;
  const days = new Map<string, Simulated>();
  let runsAtTheEnd = 0;
  for (let tick = begins; tick < ends; tick += tickMinutes * 60_000) {
    const stored = [...days.values()].flatMap((each) => each.stored ?? []);
    let spent = 0;
    for (const { day } of dueDays({ ...RULES, settleHours, now: tick, stored })) {
      if (spent >= runMs) break;
      spent += readOn(day, tick + spent, runMs - spent);
    }
    if (spent > 0 && tick >= ends - LOOKED_AT * DAY) runsAtTheEnd += 1;
  }

  /** Goes on with a day for so long at most; returns how long it took, ms. */
  function readOn(day: string, now: number, atMost: number): number {
    const known = days.get(day) ?? { pass: undefined, stored: undefined, readyAt: undefined };
    days.set(day, known);
    const { to } = CALENDAR.window(day);
    const [first, again, sealing] = readings;
    const whole = now < to + DAY ? first : now < to + 2 * DAY ? again : sealing;
    known.pass ??= { startedAt: now, left: whole * 1_000 };
    const took = Math.min(atMost, known.pass.left);
    known.pass.left -= took;
    const isWhole = known.pass.left <= 0;
    const lastReadAt = isWhole ? text(known.pass.startedAt) : known.stored?.lastReadAt;
    known.stored = {
      day,
      windowTo: text(to),
      state:
        lastReadAt === undefined ? 'partial' : Date.parse(lastReadAt) >= to + 2 * DAY ? 'sealed' : 'open',
      collectedAt: text(now + took),
      lastReadAt,
      classifier: 0,
      exclusions: '',
    };
    if (isWhole) {
      known.readyAt ??= now + took;
      known.pass = undefined;
    }
    return took;
  }

  const readyAt = (day: string) => days.get(day)?.readyAt;
  const dueAt = (day: string) => firstDue(day, { calendar: CALENDAR, settleHours });
  const newest = Array.from({ length: LOOKED_AT }, (_, back) => addDays(CALENDAR.dayOf(ends), -2 - back));
  const waits = newest.map((day) => (readyAt(day) ?? Number.POSITIVE_INFINITY) - dueAt(day));
  const worst = Math.max(...waits) / 1_000;
  const backfill = Array.from({ length: RULES.backfillDays }, (_, back) => addDays(BEGINS, -1 - back));
  const isGone = (day: string) => readyAt(day) === undefined && isLost(day, { ...RULES, now: ends });
  const kept = backfill.filter((day) => !isGone(day));
  const filled = Math.max(...kept.map((day) => (readyAt(day) ?? Number.POSITIVE_INFINITY) - begins));
  const all = Array.from({ length: RULES.backfillDays + LASTS - 2 }, (_, nth) =>
    addDays(BEGINS, nth - RULES.backfillDays),
  );
  return {
    worstReadySeconds: Number.isFinite(worst) ? worst : undefined,
    backfilledDays: Number.isFinite(filled) ? filled / DAY : undefined,
    neverWhole: all.filter(isGone).length,
    runsADay: runsAtTheEnd / LOOKED_AT,
  };
}

function text(ms: number): string {
  return new Date(ms).toISOString();
}

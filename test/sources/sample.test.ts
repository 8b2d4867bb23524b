import { describe, expect, it } from 'vitest';
import { LOOK_AHEAD, LOOK_BACK } from '../../src/core/attempts.ts';
import { addDays, createCalendar } from '../../src/core/day.ts';
import { createFacts, type Facts } from '../../src/core/facts.ts';
import { FINDING_KIND_NAMES } from '../../src/core/finding-kinds.ts';
import { lookUpMethod, METHOD_NAMES } from '../../src/core/methods.ts';
import type { Window } from '../../src/core/ports.ts';
import { REASON_NAMES } from '../../src/core/reasons.ts';
import { type Figures, HOWS, INTERRUPTS, OUTCOMES, REQUIRED } from '../../src/core/report.ts';
import { lookUpText, RESULTS } from '../../src/core/results.ts';
import type { ReadRecord } from '../../src/core/sign-in.ts';
import { tally } from '../../src/core/tally.ts';
import { SourceError } from '../../src/errors.ts';
import { readSignIn } from '../../src/sources/read-sign-in.ts';
import { sampleDay } from '../../src/sources/sample/sample-day.ts';
import { STORY_DAY } from '../../src/sources/sample/story.ts';
import { openSample, sampleRecords } from '../../src/sources/sample.ts';

/** The day after the story day of whoever names none. */
const TODAY = '2026-11-24';
const HOUR = 3_600_000;
const calendar = createCalendar('UTC');

describe('the records of a date', () => {
  it('are the same whenever they are asked for', () => {
    expect(sampleRecords('2026-11-16')).toEqual(sampleRecords('2026-11-16'));
  });

  it('differ from date to date', () => {
    const other = idsOf('2026-11-17');
    expect([...idsOf('2026-11-16')].filter((id) => other.has(id))).toEqual([]);
  });

  it('depend on the story day, and on how far off it is modulo 120 days alone', () => {
    const records = sampleRecords('2026-11-16', '2026-11-20');
    expect(records).not.toEqual(sampleRecords('2026-11-16', '2026-11-21'));
    expect(records).toEqual(sampleRecords('2026-11-16', '2027-03-20'));
  });

  it('lie within the date and ascend', () => {
    const times = sampleRecords('2026-11-16').map((record) => Date.parse(String(record.createdDateTime)));
    const { midnight } = sampleDay('2026-11-16');
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times.every((time) => time >= midnight && time < midnight + 24 * HOUR)).toBe(true);
  });

  it('share no id with those of another date, over sixty days', () => {
    const perDay = daysBefore(TODAY, 60).map(idsOf);
    expect(new Set(perDay.flatMap((ids) => [...ids])).size).toBe(
      perDay.reduce((sum, ids) => sum + ids.size, 0),
    );
  });

  it('hold some exact repeats and a version without its details, as logs do', () => {
    const records = sampleRecords('2026-11-16');
    const versions = [...Map.groupBy(records, (record) => record.id).values()].filter(
      (same) => same.length > 1,
    );
    const exact = versions.filter((same) => new Set(same.map((each) => JSON.stringify(each))).size === 1);
    expect(exact.length).toBeGreaterThanOrEqual(1);
    expect(versions.length - exact.length).toBeGreaterThanOrEqual(1);
  });

  it.each([
    ['2026-02-30', 'no such day'],
    ['24/11/2026', 'another form'],
    ['', 'empty'],
  ])('cannot be asked for by %s (%s)', (date) => {
    expect(() => sampleRecords(date)).toThrow(RangeError);
    expect(() => sampleRecords('2026-11-16', date)).toThrow(RangeError);
  });

  it('are all readable', () => {
    const read = sampleRecords('2026-11-16').map(readSignIn);
    expect(read.filter((record) => record.kind === 'rejected')).toEqual([]);
    expect(read.filter((record) => record.kind === 'outOfScope')).toHaveLength(1);
    expect(
      read.filter((record) => record.kind === 'signIn' && record.scope === 'nonInteractive'),
    ).toHaveLength(9);
  });

  it.each([
    ['userPrincipalName', /^[a-z.]+@(contoso\.com|partner\.contoso\.example)$/],
    ['ipAddress', /^(192\.0\.2|198\.51\.100|203\.0\.113)\.\d{1,3}$/],
    ['id', /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/],
    ['createdDateTime', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/],
  ])('show an invented %s', (name, form) => {
    const values = sampleRecords('2026-11-16').map((record) => record[name]);
    const texts = values.filter((value) => typeof value === 'string');
    expect(texts.length).toBeGreaterThan(2000);
    expect(texts.filter((text) => !form.test(text))).toEqual([]);
  });

  it('hold attempts that begin before midnight and end after it', () => {
    const evening = new Set(sampleRecords('2026-11-16').map((record) => record.correlationId));
    const morning = sampleRecords('2026-11-17').map((record) => record.correlationId);
    expect(morning.some((correlation) => evening.has(correlation))).toBe(true);
  });
});

describe('the volume of a day', () => {
  const days = daysBefore(TODAY, 84);

  it.each([
    ['working', 1750, 2300],
    ['saturday', 400, 700],
    ['sunday', 250, 430],
  ])('on a %s day is between %i and %i sign-ins', (kind, least, most) => {
    const volumes = days.filter((day) => sampleDay(day).kind === kind).map(signInsOn);
    expect(volumes.filter((volume) => volume < least || volume > most)).toEqual([]);
  });
});

describe('over the 45 days that the source keeps', () => {
  // One today well into the invented year, and one soon after it began anew.
  describe.each([TODAY, '2028-07-20'])('before %s', (today) => {
    const { figures, facts } = readAll(today);
    const sum = (pick: (day: Figures) => number): number =>
      figures.reduce((total, day) => total + pick(day), 0);

    it.each(OUTCOMES)('the outcome %s occurs', (outcome) => {
      expect(sum((day) => day.outcomes[outcome].attempts)).toBeGreaterThan(0);
    });
    it.each(REQUIRED)('required %s occurs', (required) => {
      expect(sum((day) => day.required[required].attempts)).toBeGreaterThan(0);
    });
    it.each(HOWS)('satisfied by %s occurs', (how) => {
      expect(sum((day) => day.satisfied.find((row) => row.how === how)?.attempts ?? 0)).toBeGreaterThan(0);
    });
    it.each(REASON_NAMES)('the reason %s occurs', (reason) => {
      expect(sum((day) => day.reasons.find((row) => row.reason === reason)?.attempts ?? 0)).toBeGreaterThan(
        0,
      );
    });
    // Pending is a matter of the clock: what is left open and read at once.
    it.each(INTERRUPTS.filter((interrupt) => interrupt !== 'pending'))(
      'interrupted as %s occurs',
      (interrupt) => {
        expect(sum((day) => day.interrupted[interrupt].attempts)).toBeGreaterThan(0);
      },
    );
    it.each(FINDING_KIND_NAMES)('a finding of kind %s occurs', (kind) => {
      expect(sum((day) => day.found.find((row) => row.kind === kind)?.users ?? 0)).toBeGreaterThan(0);
    });
    it.each(METHOD_NAMES)('the method %s occurs', (method) => {
      const methods = facts.flatMap(({ toChunk }) =>
        toChunk().evidences.flatMap(({ steps }) => steps.map((step) => step.method)),
      );
      expect(new Set(methods.map((text) => lookUpMethod(text).method))).toContain(method);
    });
    it('every listed status string occurs, in one of its wordings', () => {
      const texts = new Set(
        facts.flatMap(({ toChunk }) =>
          toChunk().evidences.flatMap(({ steps, text }) => [text, ...steps.map((step) => step.text)]),
        ),
      );
      const met = new Set([...texts].map((text) => (text === undefined ? undefined : lookUpText(text))));
      expect(RESULTS.filter((row) => !met.has(row)).map((row) => row.texts[0])).toEqual([]);
    });
    it('texts, codes and methods that no table has occur, and are few', () => {
      const texts = new Set(figures.flatMap((day) => day.unlisted.texts.map((row) => row.text)));
      expect([...texts].toSorted()).toEqual([
        'MFA denied; approval was withdrawn by the device',
        'MFA evaluation deferred to session policy',
      ]);
      expect(new Set(figures.flatMap((day) => day.unlisted.codes.map((row) => row.code)))).toEqual(
        new Set([9900417]),
      );
      expect(new Set(figures.flatMap((day) => day.unlisted.methods.map((row) => row.text)))).toEqual(
        new Set(['Nearby device confirmation']),
      );
    });
    it('a dozen applications and countries, and five systems, occur', () => {
      const names = (dimension: 'app' | 'country' | 'os'): Set<string> =>
        new Set(figures.flatMap((day) => day.breakdowns[dimension].rows.map((row) => row.name)));
      expect(names('app').size).toBeGreaterThanOrEqual(12);
      expect(names('country').size).toBe(12);
      expect([...names('os')]).toEqual(
        expect.arrayContaining(['Windows', 'macOS', 'iOS', 'Android', 'Linux']),
      );
    });
  });

  it('a prompt left open is pending for a while', () => {
    const day = '2026-11-18';
    const facts = factsOf(recordsAround(day));
    const left = figuresOf(facts, day, calendar.window(day).to + 24 * HOUR).interrupted;
    expect(left.abandoned.attempts).toBeGreaterThan(0);
    // Read at the very start of the day, nothing is two hours old.
    const early = figuresOf(facts, day, calendar.window(day).from).interrupted;
    expect(early.pending.attempts).toBeGreaterThan(0);
  });
});

describe('what is worth seeing', () => {
  it.each(
    daysBefore(TODAY, 28)
      .filter((day) => sampleDay(day).kind === 'working')
      .map((day) => [day, day === STORY_DAY ? 'the story day' : 'an ordinary day'] as const),
  )('on %s, %s, a fitting share of challenged people cannot get in', (day, which) => {
    const { unable, challenged } = dayFigures(day);
    const share = unable.users / challenged.users;
    const [least, most] = which === 'the story day' ? [0.07, 0.11] : [0.005, 0.045];
    expect(share).toBeGreaterThanOrEqual(least);
    expect(share).toBeLessThanOrEqual(most);
  });

  it('the push outage of the story day hits the hours from 13:00 to 15:00 UTC', () => {
    const { hours } = dayFigures(STORY_DAY);
    const denied = hours.map((hour) => hour.denied);
    expect((denied[13] ?? 0) + (denied[14] ?? 0)).toBeGreaterThan(
      denied.reduce((sum, count) => sum + count, 0) * 0.4,
    );
  });

  it('a fraud report or a burst falls on few days', () => {
    const severe = daysBefore(TODAY, 28).filter((day) =>
      dayFigures(day).found.some(({ kind }) => kind === 'fraudReported' || kind === 'promptBurst'),
    );
    expect(severe.length).toBeLessThanOrEqual(9);
  });

  it('a burst is twelve refusals within seven minutes from 03:12 UTC, then an approval', () => {
    const night = sampleRecords(STORY_DAY).filter((record) =>
      /T03:(1[2-9]|2\d)/.test(String(record.createdDateTime)),
    );
    const bursts = [...Map.groupBy(night, (record) => record.userId).values()].filter(
      (rows) => rows.length > 12,
    );
    expect(bursts).toHaveLength(1);
    const read = (bursts[0] ?? []).map(readSignIn).filter((record) => record.kind === 'signIn');
    const codes = read.map((record) => record.evidence.code).filter((code) => code !== 50074);
    expect(codes).toEqual([...Array<number>(12).fill(500121), 0]);
    const denied = read.filter((record) => record.evidence.code === 500121).map((record) => record.at.ms);
    expect(Math.max(...denied) - Math.min(...denied)).toBeLessThan(7 * 60_000);
  });

  it('that night is found as a burst, and as a burst that ended in a success', () => {
    expect(dayFigures(STORY_DAY).found).toEqual(
      expect.arrayContaining([
        { kind: 'promptBurst', users: 1 },
        { kind: 'burstThenSuccess', users: 1 },
      ]),
    );
  });

  it('phishing-resistant credentials and unanswered prompts grow from week to week', () => {
    const weeks = daysBefore(TODAY, 90).toReversed().map(sampleDay);
    expect(weeks.every((day, nth) => nth === 0 || day.takeUp > (weeks[nth - 1]?.takeUp ?? 1))).toBe(true);
    expect(weeks.every((day, nth) => nth === 0 || day.unanswered > (weeks[nth - 1]?.unanswered ?? 1))).toBe(
      true,
    );
  });
});

describe('reading', () => {
  const source = sourceAt(`${TODAY}T23:59:59.999Z`);
  const day = calendar.window('2026-11-23');

  it('hands over all records of the window, in batches of 500 at most', async () => {
    const { batches, records } = await readWindow(source, day);
    expect(batches.every((batch) => batch.records.length <= 500)).toBe(true);
    expect(records).toEqual(sampleRecords('2026-11-23').map(readSignIn));
  });

  it('takes from both dates where the window spans two', async () => {
    const window = { from: day.from - 2 * HOUR, to: day.from + 9 * HOUR };
    const { records } = await readWindow(source, window);
    const times = records.map(timeOf);
    expect(Math.min(...times)).toBeLessThan(day.from);
    expect(Math.max(...times)).toBeGreaterThan(day.from);
    expect(times.every((time) => time >= window.from && time < window.to)).toBe(true);
  });

  it('goes on from any cursor as if it had not stopped', async () => {
    const window = { from: day.from - LOOK_BACK, to: day.to + LOOK_AHEAD };
    const whole = await readWindow(source, window);
    let read = 0;
    for (const batch of whole.batches) {
      read += batch.records.length;
      const rest = await readWindow(sourceAt(`${TODAY}T23:59:59.999Z`), window, batch.cursor);
      expect(rest.records).toEqual(whole.records.slice(read));
    }
    expect(read).toBe(whole.records.length);
  });

  it('begins anew from a cursor of another source', async () => {
    const whole = await readWindow(source, day);
    const anew = await readWindow(source, day, 'https://graph.example/next?$skiptoken=1');
    expect(anew.records).toEqual(whole.records);
  });

  it('fails at once for the day eight days before the story day', async () => {
    const { records, error } = await readWindow(source, around('2026-11-15'));
    expect(records).toEqual([]);
    expect(error).toMatchObject({ name: 'SourceError', kind: 'unavailable' });
  });

  it('stops at 17:00 UTC of the day four days before it', async () => {
    const { records, error } = await readWindow(source, around('2026-11-19'));
    expect(error).toMatchObject({ name: 'SourceError', kind: 'unavailable' });
    const cut = Date.parse('2026-11-19T17:00:00Z');
    expect(records.length).toBeGreaterThan(1000);
    expect(records.every((record) => timeOf(record) < cut)).toBe(true);
  });

  it('does so whenever it is asked, and goes on to nothing', async () => {
    const later = sourceAt('2026-12-20T08:00:00Z');
    expect(await readWindow(later, around('2026-11-15'))).toMatchObject({ batches: [] });
    const first = await readWindow(source, around('2026-11-19'));
    const again = await readWindow(later, around('2026-11-19'), first.batches.at(-1)?.cursor);
    expect(again).toMatchObject({ batches: [], error: { kind: 'unavailable' } });
  });

  it('shows the last fourteen records before 16:00 UTC of the day two days before it from its noon on', async () => {
    const late = calendar.window('2026-11-21');
    const early = await readWindow(sourceAt('2026-11-23T11:59:59Z'), late);
    const whole = await readWindow(sourceAt('2026-11-23T12:00:00Z'), late);
    expect(whole.records).toEqual(sampleRecords('2026-11-21').map(readSignIn));
    const shown = new Set(early.records.map((record) => JSON.stringify(record)));
    const missing = whole.records.filter((record) => !shown.has(JSON.stringify(record)));
    expect(whole.records.length - early.records.length).toBe(14);
    expect(missing.every((record) => timeOf(record) < late.from + 16 * HOUR)).toBe(true);
  });

  it.each(daysBefore('2026-11-25', 46).filter((date) => date !== '2026-11-15' && date !== '2026-11-19'))(
    'reads %s in full, with what lies around it',
    async (date) => {
      const { error, records } = await readWindow(source, around(date));
      expect(error).toBeUndefined();
      expect(records.length).toBeGreaterThan(sampleRecords(date).length);
    },
  );
});

function around(date: string): Window {
  const { from, to } = calendar.window(date);
  return { from: from - LOOK_BACK, to: to + LOOK_AHEAD };
}

type Batch = { readonly records: readonly ReadRecord[]; readonly cursor: string };

async function readWindow(
  source: ReturnType<typeof openSample>,
  window: Window,
  cursor?: string,
): Promise<{ batches: Batch[]; records: ReadRecord[]; error: SourceError | undefined }> {
  const batches: Batch[] = [];
  let error: SourceError | undefined;
  try {
    for await (const batch of source.read(window, cursor)) batches.push(batch);
  } catch (thrown) {
    if (!(thrown instanceof SourceError)) throw thrown;
    error = thrown;
  }
  return { batches, records: batches.flatMap((batch) => batch.records), error };
}

function timeOf(record: ReadRecord): number {
  return record.at?.ms ?? Number.NaN;
}

/** The days before `today`, newest first. */
function daysBefore(today: string, count: number): string[] {
  return Array.from({ length: count }, (_, nth) => addDays(today, -1 - nth));
}

function idsOf(date: string): Set<unknown> {
  return new Set(sampleRecords(date).map((record) => record.id));
}

/** The source as it is at that instant. */
function sourceAt(instant: string): ReturnType<typeof openSample> {
  return openSample({ clock: () => Date.parse(instant), storyDay: async () => STORY_DAY });
}

function signInsOn(date: string): number {
  const records = sampleRecords(date).map(readSignIn);
  const interactive = records.filter((record) => record.kind === 'signIn' && record.scope === 'interactive');
  return new Set(interactive.map((record) => record.id)).size;
}

function recordsAround(date: string): ReadRecord[] {
  return [addDays(date, -1), date, addDays(date, 1)].flatMap((each) => sampleRecords(each).map(readSignIn));
}

function factsOf(records: readonly ReadRecord[]): Facts {
  const facts = createFacts();
  for (const record of records) facts.add(record);
  return facts;
}

function figuresOf(facts: Facts, date: string, readAt: number): Figures {
  return tally(facts, {
    window: calendar.window(date),
    readAt,
    exclude: { users: new Set(), apps: new Set() },
    dayEnd: (ms) => calendar.window(calendar.dayOf(ms)).to,
  });
}

const known = new Map<string, Figures>();

function dayFigures(date: string): Figures {
  const figures =
    known.get(date) ?? figuresOf(factsOf(recordsAround(date)), date, calendar.window(date).to + 24 * HOUR);
  known.set(date, figures);
  return figures;
}

/** The figures of the 45 days. */
function readAll(today: string): { figures: Figures[]; facts: Facts[] } {
  const days = daysBefore(today, 45);
  const facts = days.map((day) => factsOf(sampleRecords(day).map(readSignIn)));
  const figures = days.map((day, nth) => {
    const ofDay = facts[nth] ?? createFacts();
    return figuresOf(ofDay, day, calendar.window(day).to + 24 * HOUR);
  });
  return { figures, facts };
}

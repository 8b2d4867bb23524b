/** What the page of a range tells of days that are not as others. Figures and tenant are invented. */
import { describe, expect, it } from 'vitest';
import type { HistoryChart } from '../../src/core/history/history-chart.ts';
import { composeHistory, type HistoryPage, type HistoryReport } from '../../src/core/history.ts';
import { isMeasured } from '../../src/core/report.ts';
import { type RangeOptions, rangeInColumns, rangeInFull } from '../render/history-range.ts';
import { BASE_URL } from '../render/sample-pages.ts';

const compose = (report: HistoryReport) => composeHistory(report, { baseUrl: BASE_URL });
const chartsOf = ({ charts, friction }: HistoryPage) => [...charts, ...friction].flat();
const chart = (page: HistoryPage, id: string): HistoryChart => {
  const found = chartsOf(page).find((each) => each.id === id);
  if (found === undefined) throw new Error(`There is no chart ${id}.`);
  return found;
};

describe.each<[what: string, state: 'missing' | 'lost']>([
  ['that is not collected yet', 'missing'],
  ['that is lost', 'lost'],
])('a day %s', (_, state) => {
  const page = compose(rangeInFull(30, { states: { 9: state } }));

  it('is a gap in every drawing, never a zero', () => {
    expect(chartsOf(page)).toHaveLength(8);
    for (const { spans, series } of chartsOf(page)) {
      expect(spans[20]?.state).toBe('gap');
      for (const { values } of series) expect(values[20]).toBeUndefined();
    }
    for (const panel of page.reasons?.panels ?? []) expect(panel.chart.series[0]?.values[20]).toBeUndefined();
  });

  it('has no figures in every table', () => {
    const tables = [...chartsOf(page).map(({ table }) => table), ...(page.reasons?.tables.slice(0, 1) ?? [])];
    for (const { rows } of tables)
      expect(rows.find(({ name }) => name === 'Sat 14 Nov')?.cells).toBeUndefined();
  });

  it('is counted as such', () => {
    expect(page.coverage).toContain('29 whole days, 1 without figures');
  });
});

describe('a partial day', () => {
  const { days, ...rest } = rangeInFull(30, { states: { 4: 'partial' } });
  const page = compose({
    ...rest,
    days: days.map((day) =>
      day.state === 'partial'
        ? { ...day, coverage: { ...day.coverage, complete: false, readTo: `${day.day}T17:12:00Z` } }
        : day,
    ),
  });

  it('keeps its figures and is marked in every drawing and table', () => {
    for (const { spans, series, table } of chartsOf(page)) {
      expect(spans[25]).toMatchObject({ state: 'partial', remark: 'partial' });
      expect(series[0]?.values[25]).toBeGreaterThan(0);
      expect(table.rows.find(({ name }) => name === 'Thu 19 Nov')?.remark).toBe('partial');
    }
  });

  it('says how many of its hours were read', () => {
    expect(page.days[25]?.pills.map(({ word }) => word)).toEqual(['Partial, 17.2 of 24 h']);
  });

  it('is no record, however good or bad', () => {
    const { trend, ...others } = rangeInFull(30, { states: { 4: 'partial' } });
    const worse = trend.map((day) => (day.state === 'partial' ? { ...day, completed: 1, rate: 0.001 } : day));
    const { caption } = chart(compose({ ...others, days: [], trend: worse }), 'success');
    expect(caption).not.toContain('19 Nov');
    expect(caption).not.toContain('scale starts');
  });
});

it('an open day is open in the drawing, a sealed one is not', () => {
  const { spans } = chart(compose(rangeInFull(30)), 'success');
  expect(spans.slice(-3).map(({ state }) => state)).toEqual(['sealed', 'open', 'open']);
});

it.each<[what: string, rate: number, told: string | undefined]>([
  ['above 90% it starts there', 0.93, 'The scale starts at 90%.'],
  ['below, at the tenth beneath', 0.57, 'The scale starts at 50%.'],
  ['at the very bottom it says nothing, as scales start at zero', 0.04, undefined],
])('the scale of success: %s', (_, rate, told) => {
  const { days: _days, trend, ...rest } = rangeInFull(7);
  const bad = trend.map((day, index) =>
    index === 3 ? { ...day, completed: Math.round((day.challengedAttempts ?? 0) * rate) } : day,
  );
  const { caption, scale } = chart(compose({ ...rest, days: [], trend: bad }), 'success');
  expect(/The scale starts at \d+%\./.exec(caption)?.[0]).toBe(told);
  expect(scale.from * 100).toBeCloseTo(Number(/\d+/.exec(told ?? '0')?.[0]));
});

describe('one day', () => {
  const page = compose(rangeInFull(1));
  it('is drawn like a range, with nothing that needs two', () => {
    expect(chartsOf(page)).toHaveLength(8);
    expect(chartsOf(page).map(({ tag }) => tag)).toEqual(Array.from({ length: 8 }, () => undefined));
    expect(page.sentence).toMatch(/succeeded in 1 day\.$/);
  });
  it('leaves the other weekdays of the heat without squares', () => {
    const map = page.heat?.panels[0]?.map ?? [];
    expect(map.map((row) => row.filter((value) => value !== undefined).length)).toEqual([
      24, 0, 0, 0, 0, 0, 0,
    ]);
  });
});

it.each<[what: string, report: HistoryReport]>([
  ['no day at all', rangeInFull(0)],
  ['only days without figures', rangeInFull(2, { states: { 0: 'missing', 1: 'lost' } })],
])('%s: nothing is drawn', (_, report) => {
  const page = compose(report);
  expect(page).toMatchObject({
    charts: [],
    friction: [],
    reasons: undefined,
    heat: undefined,
    lacking: undefined,
  });
  expect(page.sentence).toMatch(/^No figures in \d days\.$/);
  expect(page.worst).toBeUndefined();
});

it('days on which nobody signed in are zeros, and say so in words', () => {
  const page = compose(rangeInFull(30, { idle: true }));
  expect(page.sentence).toBe('Nobody was asked for MFA in 30 days.');
  expect(chart(page, 'success').caption).toContain('No challenge in the range.');
  expect(chart(page, 'outcomes').caption).toBe('No attempt in 30 days.');
  expect(chart(page, 'unable').series[0]?.values).toEqual(Array.from({ length: 30 }, () => 0));
  expect(page.heat?.panels.map(({ caption }) => caption)).toEqual(['0 attempts.', '0 attempts.']);
  expect(chartsOf(page).map(({ id }) => id)).toEqual(['success', 'unable', 'outcomes', 'retries', 'single']);
});

describe('four hundred days', () => {
  const states: RangeOptions['states'] = {
    ...Object.fromEntries(Array.from({ length: 14 }, (_, day) => [200 + day, 'lost'] as const)),
    30: 'partial',
    59: 'missing',
  };
  const page = compose(rangeInColumns(400, { states }));
  const { spans, table } = chart(page, 'success');

  it('are drawn in weeks from Monday to Sunday, each as whole as its days', () => {
    expect(spans).toHaveLength(58);
    expect(spans.flatMap(({ days }) => days)).toHaveLength(400);
    expect(spans.slice(1, -1).every(({ days }) => days.length === 7)).toBe(true);
    expect(spans.at(-1)).toMatchObject({
      label: 'Mon 23 Nov 2026',
      state: 'partial',
      remark: '1 of 7 days whole',
    });
    expect(spans.find(({ days }) => days.some(({ day }) => day === '2026-10-24'))).toMatchObject({
      label: '19 Oct – 25 Oct 2026',
      state: 'partial',
      remark: '6 of 7 days whole',
      href: `${BASE_URL}/api/history?from=2026-10-19&to=2026-10-25`,
    });
    expect(spans.filter(({ state }) => state === 'gap')).toHaveLength(1);
  });

  it('say so, and write the year, as a date comes twice', () => {
    expect(chart(page, 'success').caption).toMatch(/^By week, Monday to Sunday\. /);
    expect(table).toMatchObject({ caption: 'By week, newest first', nameColumn: 'Week' });
    expect(page.days[0]?.label).toBe('Mon 20 Oct 2025');
  });

  it('tell from their columns all but hours, first tries and applications, and where those are', () => {
    expect(chartsOf(page).map(({ id }) => id)).toEqual([
      'success',
      'unable',
      'outcomes',
      'methods',
      'resistant',
      'prompts',
      'retries',
    ]);
    expect(page.reasons?.panels).toHaveLength(6);
    expect([page.heat, page.detailed]).toEqual([undefined, false]);
    expect(page.lacking?.text).toContain('Hours of the day, first tries and applications are not drawn');
    expect(page.lacking?.link?.href).toBe(`${BASE_URL}/api/history?from=2026-08-26&to=2026-11-23`);
  });

  it('add up to the same whether columns or whole days are read', () => {
    const whole = compose(rangeInFull(400, { states }));
    for (const id of ['success', 'outcomes', 'methods', 'resistant', 'prompts', 'retries'])
      expect(chart(whole, id).table).toEqual(chart(page, id).table);
    expect(whole.reasons?.tables[0]).toEqual(page.reasons?.tables[0]);
    expect(whole.resistant).toEqual(page.resistant);
  });

  it('show the highest day of a week, as users of several days do not add up', () => {
    const week = spans[30];
    const unable = week?.days.flatMap(({ unable: users }) => users ?? []) ?? [];
    expect(chart(page, 'unable').series[0]?.values[30]).toBe(Math.max(...unable));
  });
});

it.each([
  [100, 100],
  [101, 16],
])('%i days are drawn as %i columns', (days, columns) => {
  expect(chart(compose(rangeInColumns(days)), 'success').spans).toHaveLength(columns);
});

it('headlines alone draw success and unable users, and say what is not at hand', () => {
  const { trend, ...rest } = rangeInFull(30);
  const page = compose({ ...rest, trend, days: [] });
  expect(chartsOf(page).map(({ id }) => id)).toEqual(['success', 'unable']);
  expect(page.lacking?.text).toMatch(/^Only headlines are at hand here\./);
});

describe('hours are those of the clock on the wall', () => {
  it.each([
    ['UTC', 'UTC'],
    ['Europe/Berlin', 'Europe/Berlin'],
    ['Asia/Kolkata', 'Asia/Kolkata'],
  ])('in %s: the first hour of a day stands under 00', (zone) => {
    const { days, ...rest } = rangeInFull(1, { zone });
    const first = days.filter(isMeasured).map((day) => ({
      ...day,
      hours: day.hours.map((hour, place) => ({
        ...hour,
        completed: place === 0 ? 7 : 0,
        denied: 0,
        abandoned: 0,
      })),
    }));
    const page = compose({ ...rest, days: first });
    expect(page.heat?.panels[0]?.caption).toBe('7 attempts. Busiest: Mon 00:00, 7.');
    expect(page.notes).toContain(`Days of ${zone}.`);
    expect(page.heat?.caption).toContain(`(${zone})`);
  });

  it('the day on which the clock goes back has one hour twice, and loses no attempt', () => {
    const { days, ...rest } = rangeInFull(30, { zone: 'Europe/Berlin' });
    const sunday = days.filter(({ day }) => day === '2026-10-25');
    const hours = sunday[0]?.hours ?? [];
    expect(hours).toHaveLength(25);
    const map = compose({ ...rest, days: sunday, trend: [] }).heat?.panels[0]?.map ?? [];
    const challenged = (place: number) => {
      const hour = hours[place];
      return (hour?.completed ?? 0) + (hour?.denied ?? 0) + (hour?.abandoned ?? 0);
    };
    expect(map[6]?.[2]).toBe(challenged(2) + challenged(3));
    expect(map[6]?.[23]).toBe(challenged(24));
  });
});

describe('days that stand out', () => {
  const { days, trend, ...rest } = rangeInFull(30);
  const bad = (unable: number): HistoryPage =>
    compose({
      ...rest,
      days,
      trend: trend.map((day, n) => (n === 25 ? { ...day, unableUsers: unable } : day)),
    });

  it.each([
    [64, '1 day far above usual: 19 Nov (64).'],
    [14, 'Users who could not complete MFA that day.'],
  ])('%i unable users where 14 are usual: %s', (unable, told) => {
    expect(chart(bad(unable), 'unable').caption.endsWith(told)).toBe(true);
  });

  it('are named first, with what stopped most', () => {
    expect(bad(64).worst).toMatchObject({
      label: 'Thu 19 Nov',
      href: `${BASE_URL}/api/digest?day=2026-11-19`,
      text: expect.stringContaining('64 of '),
    });
    expect(bad(64).worst?.text).toContain('Most often: prompt not answered, 5 users.');
  });
});

describe('what is compared with the days before', () => {
  const now = rangeInFull(30);
  const earlier = rangeInColumns(60).wide?.slice(0, 30) ?? [];
  it('success and keys in points, users by their median day', () => {
    const page = compose({ ...now, before: earlier });
    const usual = Object.fromEntries(page.figures.map((figure) => [figure.label, figure.usual]));
    expect(usual['Challenge success']).toBe('unchanged');
    expect(usual['Unable users']).toMatch(/^\d+ before$/);
    expect(page.resistant?.usual).toMatch(/^\+\d+\.\d points$/);
    expect(page.comparison).toBe('Compared with the 30 days before.');
  });
  it.each([
    [15, 'Compared with the 30 days before, 15 of them with figures.'],
    [14, ''],
    [0, ''],
  ])('with %i known days before: "%s"', (known, told) => {
    const page = compose({ ...now, before: earlier.slice(0, known) });
    expect(page.comparison).toBe(told);
    expect(page.figures.some(({ usual }) => usual !== '')).toBe(told !== '');
  });
});

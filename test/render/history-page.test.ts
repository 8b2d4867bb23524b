/** The page of a range says the numbers of its report, in every table, and stays small. */
import { HtmlValidate } from 'html-validate';
import { describe, expect, it } from 'vitest';
import { count, percent, share } from '../../src/core/format.ts';
import { composeHistory, type HistoryReport } from '../../src/core/history.ts';
import { REASONS } from '../../src/core/reasons.ts';
import { isMeasured, type MeasuredDay, OUTCOMES } from '../../src/core/report.ts';
import { OUTCOME_TITLES } from '../../src/core/titles.ts';
import { renderHistoryHtml } from '../../src/render/render-history.ts';
import { rangeInColumns, rangeInFull } from './history-range.ts';
import { BASE_URL } from './sample-pages.ts';
import { plain, type ReadTable, tablesOf } from './tables-of.ts';

const pageOf = (report: HistoryReport, baseUrl: string | undefined = BASE_URL) =>
  renderHistoryHtml(composeHistory(report, { baseUrl }));

const REPORT = rangeInFull(30, { states: { 4: 'partial', 9: 'lost' } });
const HTML = pageOf(REPORT);
const TABLES = tablesOf(HTML);
const DAYS = REPORT.days.filter(isMeasured).toReversed();

function table(name: string): ReadTable {
  const found = TABLES.find((each) => each.name === name);
  if (found === undefined) throw new Error(`There is no table ${name}.`);
  return found;
}

/** The cells of the days with figures, newest first, without their names. */
function cells({ rows }: ReadTable): (readonly string[])[] {
  return rows.filter(([name, first]) => name !== 'All' && first !== 'no figures').map((row) => row.slice(1));
}

const completedOf = (day: MeasuredDay, ...strengths: string[]) =>
  sum(
    day.methods
      .filter(({ strength }) => strengths.includes(strength))
      .map(({ completed }) => completed.attempts),
  );

/** A table, and what its report says of a day, in the order of the columns. */
const ROWS: readonly [name: string, of: (day: MeasuredDay) => readonly (number | null | string)[]][] = [
  [
    'Challenge success, figures',
    (day) => [
      day.totals.signIns,
      day.challenged.attempts,
      day.outcomes.completed.attempts,
      day.outcomes.denied.attempts,
      day.interrupted.abandoned.attempts,
      percent(day.rate),
    ],
  ],
  [
    'Unable users, figures',
    (day) => [
      day.challenged.users,
      day.completed.firstTry.users,
      day.completed.afterRetry.users,
      day.unable.users,
    ],
  ],
  [
    'Methods, figures',
    (day) => [
      completedOf(day, 'phishingResistant'),
      completedOf(day, 'strong'),
      completedOf(day, 'telephony'),
      completedOf(day, 'bootstrap'),
      day.outcomes.completed.attempts,
    ],
  ],
  [
    'Phishing-resistant share, figures',
    ({ friction, outcomes }) => [
      friction.phishingResistant,
      outcomes.completed.attempts,
      percent(share(friction.phishingResistant, outcomes.completed.attempts)),
    ],
  ],
  ['Prompts per user, figures', ({ friction }) => [friction.promptsMedian, friction.promptsP95]],
  [
    'Days',
    (day) => [
      day.challenged.users,
      day.completed.firstTry.users,
      day.completed.afterRetry.users,
      day.unable.users,
      percent(day.rate),
    ],
  ],
];

describe('a table says what the report says of each day', () => {
  it.each(ROWS)('%s', (name, of) => {
    const told = DAYS.map((day) => of(day).map((cell) => (typeof cell === 'string' ? cell : count(cell))));
    expect(told.length).toBe(29);
    const shown = cells(table(name)).filter((row) => row.some((cell) => cell !== '–'));
    expect(shown).toEqual(told);
  });

  it('Outcomes of all attempts, by the names of its columns', () => {
    const { head } = table('Outcomes of all attempts, figures');
    expect(new Set(head.slice(1, -1))).toEqual(new Set(OUTCOMES.map((name) => OUTCOME_TITLES[name])));
    for (const [index, row] of cells(table('Outcomes of all attempts, figures')).entries()) {
      const day = DAYS[index];
      for (const name of OUTCOMES)
        expect(row[head.indexOf(OUTCOME_TITLES[name]) - 1]).toBe(count(day?.outcomes[name].attempts ?? null));
      expect(row.at(-1)).toBe(count(day?.totals.attempts ?? null));
    }
  });

  it('Reasons, by the names of its columns; the others are one', () => {
    const { head } = table('Reasons, By day, newest first');
    expect(head.at(-2)).toBe('3 other reasons');
    for (const [index, row] of cells(table('Reasons, By day, newest first')).entries()) {
      const reasons = DAYS[index]?.reasons ?? [];
      for (const { reason, attempts } of reasons) {
        const column = head.indexOf(REASONS[reason].title);
        if (column > 0) expect(row[column - 1]).toBe(count(attempts));
      }
      expect(row.at(-1)).toBe(count(sum(reasons.map(({ attempts }) => attempts))));
    }
  });

  it('Completed after a retry, and what got in with a single factor', () => {
    const retried = cells(table('Completed after a retry, figures')).map((row) => row.at(-1));
    expect(retried).toEqual(DAYS.map((day) => count(day.completed.afterRetry.attempts)));
    const single = cells(table('Got in with a single factor, figures')).map((row) => row.at(-1));
    expect(single).toEqual(DAYS.map((day) => count(day.outcomes.singleFactor.attempts)));
  });

  it.each(['Challenged', 'Denied or abandoned'])('%s by hour and weekday adds up to the days', (name) => {
    const { rows } = table(`${name}, figures`);
    const all = sum(
      DAYS.flatMap(({ hours }) =>
        hours.map(
          ({ completed, denied, abandoned }) => (name === 'Challenged' ? completed : 0) + denied + abandoned,
        ),
      ),
    );
    expect(rows.at(-1)?.at(-1)).toBe(count(all));
    expect(sum(rows.slice(0, -1).map((row) => number(row.at(-1))))).toBe(all);
  });

  it('a last row adds up its columns', () => {
    const adding = TABLES.filter(
      ({ rows, caption }) => rows.at(-1)?.[0] === 'All' && caption.startsWith('By day'),
    );
    expect(adding).toHaveLength(5);
    for (const { rows } of adding)
      for (const [column, total] of (rows.at(-1) ?? []).entries())
        if (column > 0) expect(number(total)).toBe(sum(rows.slice(0, -1).map((row) => number(row[column]))));
  });

  it('a day without figures has none in any table', () => {
    const gaps = TABLES.flatMap(({ rows }) => rows.filter(([name]) => name?.startsWith('Sat 14 Nov')));
    expect(gaps).toHaveLength(10);
    for (const [, ...row] of gaps)
      expect(row.every((cell) => cell === 'no figures' || cell === '–')).toBe(true);
  });
});

describe('the drawing', () => {
  it('hides itself from who cannot see it, and is no stop for the keyboard', () => {
    const plots = [...HTML.matchAll(/<div class="plot[^"]*"([^>]*)>/g)];
    expect(plots.length).toBe(8 + 6 * 2 + 2);
    for (const [, attributes] of plots) expect(attributes).toBe(' aria-hidden="true"');
    const within = HTML.match(/<svg[\s\S]*?<\/svg>/g)?.join('') ?? '';
    const links = within.match(/<a [^>]*>/g) ?? [];
    expect(links).toHaveLength(60);
    expect(links.every((link) => link.includes('tabindex="-1"'))).toBe(true);
  });

  it('breaks the line at a gap, dashes what is open and rings what is partial', () => {
    const [, svg = ''] = /<h2>Challenge success<[\s\S]*?(<svg[\s\S]*?<\/svg>)/.exec(HTML) ?? [];
    const path = (className: string) => new RegExp(`class="${className}" d="([^"]*)"`).exec(svg)?.[1] ?? '';
    expect(path('gap')).toBe('M200 0h10v200h-10z');
    expect(path('ln s-accent').match(/M/g)).toHaveLength(2);
    expect(path('ln open s-accent')).toMatch(/^M275 [\d.]+L285 [\d.]+L295 [\d.]+$/);
    expect(path('pt ring s-accent')).toMatch(/^M255 [\d.]+h\.01$/);
  });

  it('gives a partial day a dashed outline, and no bar to a gap', () => {
    const [, svg = ''] = /<h2>Unable users<[\s\S]*?(<svg[\s\S]*?<\/svg>)/.exec(HTML) ?? [];
    expect(svg).toMatch(/class="part" d="M251\.5 200V[\d.]+h7V200"/);
    expect(svg).toMatch(/class="bar s-accent dim" d="M255 200V[\d.]+"/);
    expect(svg).not.toMatch(/M205 200V/);
  });
});

describe('links', () => {
  it('lead each day of the table to its digest, where it is known where that is', () => {
    const hrefs = [...HTML.matchAll(/<th scope="row"><a href="([^"]+)"/g)].map(([, href = '']) =>
      href.replaceAll('&#x3D;', '='),
    );
    expect(hrefs).toEqual(REPORT.days.toReversed().map(({ day }) => `${BASE_URL}/api/digest?day=${day}`));
    expect(plain(HTML)).toContain('Each day opens its digest.');
  });

  it('are none where it is not', () => {
    const html = pageOf(REPORT, '');
    expect(html.match(/<a /g)).toHaveLength(1);
    expect(html).toContain('<a class="skip" href="#main">');
    expect(plain(html)).not.toContain('opens its digest');
  });
});

const STATES = { 5: 'partial', 9: 'lost', 60: 'missing' } as const;
const SIZES: readonly [days: number, report: () => HistoryReport, most: number][] = [
  [1, () => rangeInFull(1), 60_000],
  [30, () => rangeInFull(30, { states: STATES }), 150_000],
  [90, () => rangeInFull(90, { states: STATES }), 250_000],
  [400, () => rangeInColumns(400, { states: STATES }), 300_000],
];
const validator = new HtmlValidate({
  extends: ['html-validate:recommended'],
  rules: { 'no-inline-style': 'off', 'doctype-style': 'off', 'void-style': 'off', 'long-title': 'off' },
});

describe.each(SIZES)('a page of %i days', (days, report, most) => {
  const html = pageOf(report());

  it(`has fewer than ${most} bytes (told: how many)`, () => {
    process.stderr.write(`history of ${days} days: ${Buffer.byteLength(html)} bytes\n`);
    expect(Buffer.byteLength(html)).toBeLessThan(most);
  });

  it('is valid HTML without script, and asks for nothing', async () => {
    const { results } = await validator.validateString(html);
    expect(
      results.flatMap(({ messages }) => messages.map(({ line, message }) => `${line}: ${message}`)),
    ).toEqual([]);
    expect(html).not.toMatch(/<(script|img|link|iframe|form|object|embed|base)\b|url\(|@import|\son\w+=/i);
    expect(html).not.toMatch(/\bNaN\b|Infinity|undefined|\[object/);
  });
});

it('the earlier of four hundred days are behind a click, each with its link', () => {
  const tables = tablesOf(pageOf(rangeInColumns(400)));
  const [newest, older] = [
    tables.find(({ name }) => name === 'Days'),
    tables.find(({ name }) => name === '369 earlier days'),
  ];
  expect([newest?.rows.length, older?.rows.length]).toEqual([31, 369]);
  expect(older?.rows.at(-1)?.[0]).toBe('Mon 20 Oct 2025');
});

function number(cell: string | undefined): number {
  return Number(cell?.replaceAll(',', '').replace(/^(–|no figures)$/, '0') ?? 0);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/**
 * HTML, text, card, CSV, JSON and mail of one report show the same numbers (contract §2, invariant 9).
 * What each form says is read out of it as a reader would, and laid beside what the JSON says.
 */
import { simpleParser } from 'mailparser';
import { beforeAll, describe, expect, it } from 'vitest';
import { composeDigest } from '../../src/core/digest.ts';
import { FINDING_KINDS } from '../../src/core/finding-kinds.ts';
import { clockTime, compactCount, count, percent, shortDay, wholePercent } from '../../src/core/format.ts';
import { METHODS } from '../../src/core/methods.ts';
import { isMeasured, type MeasuredDay, OUTCOMES, type Report } from '../../src/core/report.ts';
import { OUTCOME_TITLES } from '../../src/core/titles.ts';
import { renderDigest } from '../../src/forms.ts';
import { renderCard } from '../../src/render/render-card.ts';
import { renderCsv } from '../../src/render/render-csv.ts';
import { renderHtml } from '../../src/render/render-html.ts';
import { renderJson } from '../../src/render/render-json.ts';
import { renderText } from '../../src/render/render-text.ts';
import { cardWords } from './adaptive-card.ts';
import { EVERY_DAY } from './every-day.ts';
import { parseCsv } from './parse-csv.ts';
import { BASE_URL } from './sample-pages.ts';

const OPTIONS = { baseUrl: BASE_URL, quietDays: 'full' } as const;

/** As read: on one line, without what does not show. */
const oneLine = (written: string) => written.replace(/[\u2060\u200b]/g, '').replace(/[\s\u00a0]+/g, ' ');

function htmlWords(html: string): string {
  const body = html.slice(html.indexOf('<table'));
  const shown = body
    .replace(/<[^>]+>/g, ' ')
    .replace(/&nbsp;/g, ' ')
    .replace(/&lt;/g, '<')
    .replace(/&quot;/g, '"')
    .replace(/&#x27;/g, "'")
    .replace(/&#x3D;/g, '=')
    .replace(/&amp;/g, '&');
  return oneLine(shown);
}

/** A report as it is parsed from its JSON: only what a reader of that form has. */
function asJson(report: Report): { day: MeasuredDay; trend: Report['trend'] } {
  const { days, trend }: Report = JSON.parse(renderJson(report));
  const [day] = days;
  if (day === undefined || !isMeasured(day)) throw new Error('The days of this test have figures.');
  return { day, trend };
}

const NUMBER = '(\\d(?:[\\d,]*\\d)?|–)';
const escaped = (words: string) => words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** The groups of the last match: a title stands in a sentence at the top before it has its own place. */
function read(words: string, pattern: string): string[] | undefined {
  return [...words.matchAll(new RegExp(pattern, 'gi'))].at(-1)?.slice(1);
}

const FIGURES = ['Challenged users', 'First try', 'After a retry', 'Unable users'] as const;
const figures = (words: string) =>
  FIGURES.map((label) => words.match(new RegExp(`${label} ${NUMBER} (?:of|\\d)`))?.[1]);
const usual = (words: string) =>
  FIGURES.map(
    (label) => words.match(new RegExp(`${label} [^%]*?(?:of [\\d,]+ users|% of them) usual ${NUMBER}`))?.[1],
  );
const success = (words: string) =>
  read(words, `Challenge success ([<>\\d.]+%)[^:]*: ${NUMBER} of ${NUMBER} challenged`);

const issue = (words: string, title: string) =>
  read(
    words,
    `${escaped(title)} (?:\\([^)]*\\) )?${NUMBER} unable,? ${NUMBER} users? affected.*?${NUMBER} (?:of [\\d,]+ failed )?attempts?`,
  );
const finding = (words: string, title: string) => read(words, `${escaped(title)} ${NUMBER} users?[:,] `);
const person = (words: string, user: string) =>
  read(words, `${escaped(user)}(?: \\(admin\\))? (?:(?!@).)*?(\\d+) (?:· Last at )?(\\d\\d:\\d\\d)`);
const row = (words: string, name: string, columns: readonly string[]) =>
  read(
    words,
    `${escaped(name)} (?:[^\\d%]*[\\d.]+% success[^%]*? )??${columns.map((column) => `(?:${column} )?${NUMBER}`).join(' (?:· )?')}(?= |$)`,
  );
const outcome = (words: string, name: string) =>
  read(words, ` ${escaped(name)} (?:[^%]*?)(?:Attempts )?${NUMBER} (?:· Share )?([<>\\d.]+%)`);

const METHOD_COLUMNS = ['Completed', 'Denied', 'Abandoned'];
const APP_COLUMNS = ['Challenged', 'Denied', 'Unable'];

/** What a form tells of each issue, finding, person, method, application and outcome that it names. */
function told(words: string, day: MeasuredDay) {
  const from = (start: string, end: string) => {
    const at = words.search(new RegExp(start, 'i'));
    return at < 0 ? '' : words.slice(at, at + 1 + words.slice(at + 1).search(new RegExp(`${end}|$`, 'i')));
  };
  const people = from('Times in UTC', 'Open Monday');
  const methods = from('by the method that decided them', 'How much is asked|Challenged and denied');
  const apps = from('unable users may count in several apps', 'All [\\d,]+ attempts');
  const outcomes = from('What became of every attempt', 'What is not as|How far these');
  return {
    issues: day.issues.map(({ title }) => issue(words, title)),
    findings: day.findings.map(({ kind }) => finding(words, FINDING_KINDS[kind].title)),
    people: day.people.map(({ user }) => person(people, user)),
    methods: day.methods.map(({ method }) =>
      row(methods, method === 'unknown' ? 'Not recorded' : METHODS[method].title, METHOD_COLUMNS),
    ),
    apps: day.breakdowns.app.rows.map(({ name }) => row(apps, name, APP_COLUMNS)),
    outcomes: OUTCOMES.map((name) => outcome(outcomes, OUTCOME_TITLES[name])),
  };
}

/** The same from the JSON, written as people read it. */
function truth(day: MeasuredDay): ReturnType<typeof told> {
  return {
    issues: day.issues.map(({ unableUsers, users, attempts }) => [unableUsers, users, attempts].map(count)),
    findings: day.findings.map(({ users }) => [count(users)]),
    people: day.people.map(({ attempts, lastAt }) => [count(attempts), clockTime(lastAt, day.zone, day.day)]),
    methods: day.methods.map(({ completed, denied, abandoned }) =>
      [completed, denied, abandoned].map(({ attempts }) => count(attempts)),
    ),
    apps: day.breakdowns.app.rows.map(({ challenged, denied, unableUsers }) =>
      [challenged.attempts, denied.attempts, unableUsers].map(count),
    ),
    outcomes: OUTCOMES.map((name) => {
      const { attempts } = day.outcomes[name];
      return [count(attempts), percent(attempts / day.totals.attempts)];
    }),
  };
}

/** How many of each the day shows at least; the rest is folded, and said to be. */
const SHOWN = {
  trouble: { issues: 5, findings: 2, people: 5, methods: 6, apps: 5, outcomes: 8 },
  partial: { issues: 4, findings: 2, people: 5, methods: 6, apps: 5, outcomes: 8 },
  quiet: { issues: 0, findings: 0, people: 0, methods: 2, apps: 1, outcomes: 4 },
} as const;

describe.each(['trouble', 'partial', 'quiet'] as const)('the %s day', (name) => {
  const report = EVERY_DAY[name]();
  const { day, trend } = asJson(report);
  const digest = composeDigest(report, OPTIONS);
  const forms: Record<string, string> = {
    html: htmlWords(renderHtml(digest)),
    text: oneLine(renderText(digest)),
    card: oneLine(cardWords(JSON.parse(renderCard(report, OPTIONS)))),
  };
  beforeAll(async () => {
    const { html, text } = await simpleParser(Buffer.from((await renderDigest(report, 'eml', OPTIONS)).body));
    forms['mail, HTML'] = htmlWords(String(html));
    forms['mail, text'] = oneLine(text ?? '');
  });
  const FORMS = ['html', 'text', 'card', 'mail, HTML', 'mail, text'];
  const wordsOf = (form: string) => forms[form] ?? '';

  it.each(FORMS)('has the four figures, what is usual, and the rate in %s', (form) => {
    const { challenged, completed, unable, outcomes, baseline } = day;
    expect(figures(wordsOf(form))).toEqual(
      [challenged.users, completed.firstTry.users, completed.afterRetry.users, unable.users].map(count),
    );
    const usually = baseline && [
      baseline.challengedUsers,
      baseline.firstTryUsers,
      baseline.afterRetryUsers,
      baseline.unableUsers,
    ];
    expect(usual(wordsOf(form))).toEqual(usually?.map(count) ?? FIGURES.map(() => undefined));
    expect(success(wordsOf(form))).toEqual([
      percent(day.rate),
      count(outcomes.completed.attempts),
      count(challenged.attempts),
    ]);
  });

  it.each(FORMS)(
    'has each issue, finding, person, method, application and outcome in %s, or none of its numbers',
    (form) => {
      const [says, is] = [told(wordsOf(form), day), truth(day)];
      for (const kind of ['issues', 'findings', 'people', 'methods', 'apps', 'outcomes'] as const) {
        const shown = says[kind].flatMap((numbers, index) =>
          numbers === undefined ? [] : [{ index, numbers }],
        );
        expect(shown).toEqual(shown.map(({ index }) => ({ index, numbers: is[kind][index] })));
        expect(shown.length, kind).toBeGreaterThanOrEqual(SHOWN[name][kind]);
      }
    },
  );

  it.each(FORMS)('has the same fourteen days in %s', (form) => {
    const words = wordsOf(form);
    const strip = words.slice(words.search(/Fourteen days/i));
    const unable = trend.map(({ unableUsers }) => (unableUsers === null ? '–' : compactCount(unableUsers)));
    if (form.toLowerCase().includes('html')) {
      const valuesOf = (label: string) =>
        read(strip, `${label}((?: (?:[\\d.]+[kM]?|–)){14})(?= )`)?.[0]?.trim().split(' ');
      expect(valuesOf('Unable users')).toEqual(unable);
      expect(valuesOf('Challenge success, %')).toEqual(trend.map(({ rate }) => wholePercent(rate)));
    } else {
      const [pattern, rates, users] =
        form === 'card' ? ['(\\S+) unable, (\\S+)', 1, 0] : ['([<>\\d.]+%|–) (\\S+)', 0, 1];
      const days = trend.map(({ day: date }) =>
        strip.match(new RegExp(`${shortDay(date)} ${pattern}`))?.slice(1),
      );
      expect(days.map((of) => of?.[Number(users)])).toEqual(unable);
      expect(days.map((of) => of?.[Number(rates)])).toEqual(trend.map(({ rate }) => percent(rate)));
    }
  });

  it('has the same subject on the page and on the mail', async () => {
    const { subject } = await simpleParser(Buffer.from((await renderDigest(report, 'eml', OPTIONS)).body));
    expect(subject).toBe(digest.subject);
    expect(renderHtml(digest)).toContain(`<title>${digest.subject}</title>`);
  });

  describe('in CSV', () => {
    const csv = parseCsv(renderCsv(report)).slice(1);
    const rowsOf = (dimension: string, key?: string) =>
      csv.filter((cells) => cells[4] === dimension && (key === undefined || cells[5] === key));
    const numbers = (cells: readonly string[] | undefined) =>
      cells?.slice(8).map((cell) => (cell === '' ? null : Number(cell)));

    it('has every count of the report, in the order of the contract', () => {
      const dimensions = [...new Set(csv.map((cells) => cells[4]))];
      const order =
        'total required result outcome interrupted cause reason satisfied method app country os client userType requiredBy hour unable';
      expect(dimensions).toEqual(order.split(' ').filter((known) => dimensions.includes(known)));
      expect(numbers(rowsOf('total')[0])).toEqual(Object.values(day.totals));
      for (const of of OUTCOMES)
        expect(numbers(rowsOf('outcome', of)[0])).toEqual(Object.values(day.outcomes[of]));
      for (const { reason, attempts, users } of day.reasons)
        expect(numbers(rowsOf('reason', reason)[0])).toEqual([null, attempts, users]);
      for (const { method, completed, denied, abandoned } of day.methods)
        expect(rowsOf('method', method).map((cells) => [cells[7], ...(numbers(cells) ?? [])])).toEqual([
          ['completed', null, completed.attempts, completed.users],
          ['denied', null, denied.attempts, denied.users],
          ['abandoned', null, abandoned.attempts, abandoned.users],
        ]);
      for (const { id, name: app, attempts, users, denied } of day.breakdowns.app.rows) {
        const [all, , second] = rowsOf('app', id ?? app);
        expect(numbers(all)).toEqual([null, attempts, users]);
        expect(numbers(second)).toEqual([null, denied.attempts, denied.users]);
      }
      expect(numbers(rowsOf('unable', 'all')[0])).toEqual([null, null, day.unable.users]);
    });

    it('has sums that add up', () => {
      const sum = (dimension: string, of: string) =>
        rowsOf(dimension)
          .filter((cells) => cells[7] === of)
          .reduce((total, cells) => total + Number(cells[9]), 0);
      expect(sum('outcome', '')).toBe(day.totals.attempts);
      expect(sum('hour', '')).toBe(day.totals.attempts);
      expect(sum('app', 'completed')).toBe(day.outcomes.completed.attempts);
      expect(sum('hour', 'denied')).toBe(day.outcomes.denied.attempts);
      expect(sum('reason', '')).toBe(day.outcomes.denied.attempts + day.interrupted.abandoned.attempts);
      const causes = rowsOf('unable').filter((cells) => cells[5] !== 'all');
      expect(causes.reduce((total, cells) => total + Number(cells[10]), 0)).toBe(day.unable.users);
    });

    it('is the one that the mail carries', async () => {
      const { attachments } = await simpleParser(
        Buffer.from((await renderDigest(report, 'eml', OPTIONS)).body),
      );
      expect(attachments.map(({ content }) => content.toString())).toEqual([renderCsv(report)]);
    });
  });

  it('is the report itself in JSON', () => {
    expect(JSON.parse(renderJson(report))).toEqual(JSON.parse(JSON.stringify(report)));
  });
});

describe.each(['missing', 'lost'] as const)('a %s day', (name) => {
  const report = EVERY_DAY[name]();
  const digest = composeDigest(report, OPTIONS);

  it.each([
    ['html', () => htmlWords(renderHtml(digest))],
    ['text', () => oneLine(renderText(digest))],
    ['card', () => oneLine(cardWords(JSON.parse(renderCard(report, OPTIONS))))],
  ])('has a dash for each figure in %s, and never a zero', (_, render) => {
    for (const label of FIGURES) expect(render()).toContain(`${label} – not measured`);
    expect(render()).toContain('Challenge success –');
  });
});

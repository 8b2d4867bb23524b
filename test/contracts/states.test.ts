/** The five states of a day, told in the same words in every form, with no number where nothing was measured. */
import { randomUUID } from 'node:crypto';
import { simpleParser } from 'mailparser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type App, openApp } from '../../src/app.ts';
import type { State } from '../../src/core/report.ts';
import { digestReport } from '../../src/digest-report.ts';
import type { DigestFormat, HistoryFormat } from '../../src/form-names.ts';
import { renderDigest, renderHistory } from '../../src/forms.ts';
import { health } from '../../src/health.ts';
import { historyReport } from '../../src/history-report.ts';
import { collect } from '../../src/run.ts';
import { type Azurite, startAzurite } from '../azurite.ts';
import { openSmallSource, smallDay } from '../small-source.ts';

/** As of Tuesday noon; the source keeps a week. */
const NOW = '2026-06-16T12:00:00Z';
const DAYS = {
  sealed: '2026-06-07',
  lost: '2026-06-08',
  missing: '2026-06-13',
  partial: '2026-06-14',
  open: '2026-06-15',
} as const satisfies Record<State, string>;
const LABELS = {
  sealed: 'Sun 7 Jun',
  lost: 'Mon 8 Jun',
  missing: 'Sat 13 Jun',
  partial: 'Sun 14 Jun',
  open: 'Mon 15 Jun',
} as const satisfies Record<State, string>;
const STATES = ['missing', 'partial', 'open', 'sealed', 'lost'] as const satisfies readonly State[];
const GAPS = ['missing', 'lost'] as const satisfies readonly State[];

/** An unusual state is the first thing said; an ordinary one stands beside what was read. */
const TOLD = {
  missing: /^[^–]{0,1000}○ missing/i,
  partial: /^[^–]{0,1000}◐ partial/i,
  lost: /^[^–]{0,1000}✕ lost/i,
  open: /All 24 hours read, UTC\. Open: figures may still grow\./,
  sealed: /All 24 hours read, UTC\. Sealed: final\./,
} as const satisfies Record<State, RegExp>;

let azurite: Azurite;
let app: App;

beforeAll(async () => {
  azurite = await startAzurite();
  const source = openSmallSource({ retentionDays: 7 });
  for (const day of Object.values(DAYS)) source.signIns.push(...smallDay(day, { completed: 9, denied: 2 }));
  let now = '2026-06-10T12:00:00Z';
  app = await openApp(
    { TABLES: azurite.connectionString, TENANT_ID: randomUUID(), TENANT_NAME: 'Contoso' },
    { clock: () => Date.parse(now), log: () => {}, source },
  );
  await collect(app, { days: [DAYS.sealed] });
  now = NOW;
  source.cut.add(DAYS.partial);
  await collect(app, { days: [DAYS.open, DAYS.partial] });
});
afterAll(async () => {
  await app.close();
  await azurite.close();
});

async function digest(state: State, format: DigestFormat): Promise<string> {
  const { body } = await renderDigest(await digestReport(app, DAYS[state]), format, app.settings);
  return Buffer.from(body).toString();
}

async function history(format: HistoryFormat, detail: 'headline' | 'full'): Promise<string> {
  const report = await historyReport(app, DAYS.sealed, DAYS.open, detail);
  return Buffer.from((await renderHistory(report, format, app.settings)).body).toString();
}

/** What a reader sees of a page, in one line. */
function visible(html: string): string {
  return html
    .replace(/<head>[\s\S]*?<\/head>|<div style="display:none[\s\S]*?<\/div>/g, '')
    .replace(/<[^>]+>/g, ' ')
    .replaceAll('&nbsp;', ' ')
    .replace(/\s+/g, ' ');
}

async function mail(
  state: State,
): Promise<{ subject: string; preheader: string; body: string; text: string }> {
  const { subject = '', html = '', text = '' } = await simpleParser(await digest(state, 'eml'));
  const page = html === false ? '' : html;
  const [, hidden = ''] = /<div style="display:none[^>]*>([^<]*)/.exec(page) ?? [];
  const [preheader = ''] = hidden.split('\u034f');
  return { subject, preheader, body: visible(page), text: text.replace(/\s+/g, ' ') };
}

describe.each(STATES)('a day that is %s', (state) => {
  it('is published as that', async () => {
    expect((await digestReport(app, DAYS[state])).days[0]?.state).toBe(state);
  });

  /** A form, and where in it the word stands. */
  const FORMS: readonly [form: string, rendered: () => Promise<string>, word: RegExp][] = [
    [
      'report JSON',
      () => digest(state, 'json'),
      new RegExp(`"day":"${DAYS[state]}"[^{}]*"state":"${state}"`),
    ],
    ['CSV', () => digest(state, 'csv'), new RegExp(`\n${DAYS[state]},UTC,${state},`)],
    ['preheader', async () => (await mail(state)).preheader, new RegExp(`\\b${state}\\b`, 'i')],
    ['body', async () => (await mail(state)).body, TOLD[state]],
    ['text part', async () => (await mail(state)).text, TOLD[state]],
    ['card', () => digest(state, 'card'), TOLD[state]],
    [
      'history JSON',
      () => history('json', 'headline'),
      new RegExp(`"day":"${DAYS[state]}"[^{}]*"state":"${state}"`),
    ],
    ['history CSV', () => history('csv', 'headline'), new RegExp(`\n${DAYS[state]},UTC,${state},`)],
    ['history page', async () => visible(await history('html', 'full')), historyLine(state)],
    ['history text', async () => history('text', 'full'), historyLine(state)],
  ];
  it.each(FORMS)('says so in the %s', async (_, rendered, word) => {
    expect((await rendered()).replace(/": /g, '":').replace(/,\n? +"/g, ',"')).toMatch(word);
  });

  it('says so in the subject where it is no ordinary day', async () => {
    const { subject } = await mail(state);
    const told = STATES.filter((word) => new RegExp(`\\b${word}\\b`, 'i').test(subject));
    expect(told).toEqual(state === 'open' || state === 'sealed' ? [] : [state]);
    expect(subject.startsWith('Incomplete')).toBe(told.length > 0);
  });
});

/** The day's line of a history, with its mark; a sealed day has none, and the page says what that means. */
function historyLine(state: State): RegExp {
  if (state === 'sealed') return /A day without a mark is sealed[\s\S]*Sun 7 Jun +(?![◐○✕])[\d–]/;
  return new RegExp(`${LABELS[state]}[^\\n]*?\\b${state}\\b`, 'i');
}

describe.each(GAPS)('no form shows a number for a day that is %s', (state) => {
  it('in the digest: dashes for figures', async () => {
    const { body, text } = await mail(state);
    for (const rendered of [body, text]) {
      for (const label of [
        'Challenged users',
        'First try',
        'After a retry',
        'Unable users',
        'Challenge success',
      ])
        expect(rendered).toMatch(new RegExp(`${label} –`));
      expect(rendered).not.toMatch(/\d+(\.\d+)?%|\d+ (challenged|unable|sign-in|user)/);
    }
    expect(await digest(state, 'card')).not.toMatch(/"text": "\d+/);
  });

  it('in JSON: null for every figure', async () => {
    const [day] = (await digestReport(app, DAYS[state])).days;
    const { revision, window: _window, hours: _hours, coverage, ...figures } = day ?? {};
    expect(revision).toBe(0);
    const written = JSON.stringify({ ...figures, ...coverage, day: '', readFrom: '', readTo: '' });
    expect(written.replace(/"\w+":/g, '')).not.toMatch(/\d/);
    const trend = (await historyReport(app, DAYS.sealed, DAYS.open, 'headline')).trend;
    const {
      day: _day,
      zone: _zone,
      state: _state,
      revision: _revision,
      ...headline
    } = trend.find((each) => each.day === DAYS[state]) ?? {};
    expect(new Set(Object.values(headline))).toEqual(new Set([null]));
  });

  it('in CSV: one row of empty cells', async () => {
    const row = `${DAYS[state]},UTC,${state},0,total,all,All sign-ins,,,,`;
    for (const csv of [
      await digest(state, 'csv'),
      await history('csv', 'headline'),
      await history('csv', 'full'),
    ])
      expect(csv.split('\r\n').filter((line) => line.includes(DAYS[state]))).toEqual([row]);
  });

  it('in the history: dashes, and a band that breaks the line', async () => {
    const line = (await history('text', 'full')).split('\n').find((each) => each.startsWith(LABELS[state]));
    expect(line?.replace(/\s+/g, ' ')).toBe(`${LABELS[state]} – – – – – ${state}`);
    const page = await history('html', 'full');
    expect(page).toContain(`<title>${LABELS[state]}: no figures</title>`);
    expect(visible(page)).toMatch(new RegExp(`${LABELS[state]} \\S ${state} – – – – –`, 'i'));
  });
});

it('no form holds what is no number', async () => {
  for (const state of STATES) {
    for (const format of ['html', 'text', 'json', 'csv', 'card'] as const)
      expect(await digest(state, format)).not.toMatch(/\bNaN\b|Infinity|undefined/);
  }
  for (const format of ['html', 'text', 'json', 'csv'] as const)
    expect(await history(format, 'full')).not.toMatch(/\bNaN\b|Infinity|undefined/);
});

it('health names the days that are not as they should be', async () => {
  const { days, reasons } = await health(app);
  expect(days).toMatchObject({ partial: [DAYS.partial], unstable: [] });
  expect(days.lost).toContain(DAYS.lost);
  expect(days.overdue).toContain(DAYS.missing);
  expect(reasons.join(' ')).toMatch(/Partial, .*: 2026-06-14\. Lost, .* Overdue, .*2026-06-13/);
  expect(reasons.join(' ')).not.toContain(DAYS.sealed);
});

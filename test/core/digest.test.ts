import { describe, expect, it } from 'vitest';
import { composeDigest, type Digest, type Repeat } from '../../src/core/digest.ts';
import { compactCount, count, percent, wholePercent } from '../../src/core/format.ts';
import { composeHistory } from '../../src/core/history.ts';
import type { MeasuredDay, TrendDay } from '../../src/core/report.ts';
import type { Block } from '../../src/core/sections/block.ts';
import { renderHtml } from '../../src/render/render-html.ts';
import { renderText } from '../../src/render/render-text.ts';
import { emptyDay, gapDay, quietDay, report, trend, troubleDay } from '../render/report-builder.ts';
import { SAMPLE_NAMES, SAMPLE_REPORTS, sampleDigest } from '../render/sample-pages.ts';

describe('the subject', () => {
  it.each([
    [
      'names the unable users first',
      troubleDay(),
      '64 of 1,386 users could not get through MFA · Contoso, Mon 23 Nov',
    ],
    [
      'says when everybody got through',
      quietDay({ unable: { ...emptyDay().unable } }),
      'All 81 challenged users got through MFA · Contoso, Tue 17 Nov',
    ],
    ['says when nobody signed in', emptyDay(), 'No sign-ins were recorded · Contoso, Mon 23 Nov'],
    [
      'says when nobody was challenged',
      emptyDay({ totals: { signIns: 1, attempts: 1, users: 1 } }),
      'No MFA challenge in 1 sign-in · Contoso, Mon 23 Nov',
    ],
    [
      'says that a partial day is incomplete',
      troubleDay({ state: 'partial' }),
      'Incomplete, partial day: 64 of 1,386 users unable so far · Contoso, Mon 23 Nov',
    ],
    [
      'says that a missing day has no figures',
      gapDay('missing'),
      'Incomplete, missing day: no figures yet · Contoso, Mon 23 Nov',
    ],
    [
      'says that a lost day is lost',
      gapDay('lost'),
      'Incomplete, lost day: no figures · Contoso, Mon 23 Nov',
    ],
  ])('%s', (_, day, subject) => {
    expect(composeDigest(report({ days: [day] })).subject).toBe(subject);
    expect(subject.split(' · ')[0]?.length).toBeLessThanOrEqual(60);
  });

  it('falls back on the tenant id where there is no name', () => {
    const digest = composeDigest(report({ days: [emptyDay()], tenant: { id: 'tenant-id', name: null } }));
    expect(digest.subject).toContain('tenant-id, Mon 23 Nov');
  });
});

describe('the four figures', () => {
  const OVERLAP = 'Some users stand under more than one of these.';
  it.each([
    ['where they add up', 60, 5, 5, false],
    ['where somebody is counted twice', 61, 5, 5, true],
    ['where somebody is under none of them', 59, 5, 5, false],
  ])('say whether they overlap: %s', (_, first, retry, unable, isSaid) => {
    const day = troubleDay({
      challenged: { attempts: 90, users: 70 },
      completed: { firstTry: { attempts: 70, users: first }, afterRetry: { attempts: 5, users: retry } },
      unable: { ...troubleDay().unable, users: unable },
    });
    const [, figures] = composeDigest(report({ days: [day] })).blocks;
    expect(figures?.kind === 'figures' && figures.sentences.includes(OVERLAP)).toBe(isSaid);
  });
});

describe('the sections', () => {
  it('stand in one order: what to know, what to do, the evidence', () => {
    expect(kinds(sampleDigest('trouble'))).toEqual([
      'verdict',
      'figures',
      'strip',
      'heading',
      ...Array.from({ length: 5 }, () => 'issue'),
      'note',
      'note',
      'list',
      'heading',
      'issue',
      'issue',
      'list',
      'table people',
      'action',
      'table methods',
      'list',
      'table apps',
      'shares',
      'list',
      'list',
    ]);
  });

  it('of a quiet day are few: the reasons as a table instead of cards, and no evidence', () => {
    const short = ['verdict', 'figures', 'strip', 'table reasons', 'action', 'list'];
    expect(kinds(sampleDigest('quiet'))).toEqual(short);
  });

  it('of a quiet day are as many as of any other where that is wanted', () => {
    const full = kinds(composeDigest(SAMPLE_REPORTS.quiet, { quietDays: 'full' }));
    for (const table of ['table reasons', 'table methods', 'table apps', 'shares'])
      expect(full).toContain(table);
  });

  it.each(['missing', 'lost'] as const)(
    'of a %s day say that nothing was collected, and what to do',
    (name) => {
      expect(kinds(sampleDigest(name))).toEqual(['verdict', 'list', 'figures', 'strip']);
      expect(renderText(sampleDigest(name))).toMatch(/Challenged users +–/);
      expect(renderText(sampleDigest(name))).not.toMatch(/users +0/);
    },
  );

  it('leave the strip out while there is only one day to draw', () => {
    expect(kinds(composeDigest(report({ days: [troubleDay()] })))).not.toContain('strip');
  });

  it('link nowhere without a base URL, or with one that is not an address', () => {
    for (const baseUrl of [undefined, '', 'javascript:alert(1)', 'ftp://contoso.example']) {
      const digest = composeDigest(report({ days: [troubleDay()] }), { baseUrl });
      expect(kinds(digest)).not.toContain('action');
      expect(digest.footer.links).toEqual([]);
    }
  });

  it('show unlisted texts, codes and methods with their wording', () => {
    const text = renderText(sampleDigest('trouble')).replace(/\s+/g, ' ');
    expect(text).toContain('“MFA denied; passkey provider timed out”, 3 times: counted as denied.');
    expect(text).toContain('1 unlisted code 987654, 2 times.');
    expect(text).toContain('“Ring of power”, once.');
  });
});

describe('friction and strength', () => {
  it('are told in the digest, in parts that add up', () => {
    const said = textOf(troubleDay());
    for (const sentence of [
      'Prompts per user Median 1, 95th percentile 4, per challenged user.',
      'Retries 96 of 2,204 completed attempts (4.4%) needed a retry: App notification 61, Code of the app or a token 24 and Text message 11.',
      'Phishing-resistant 229 of 2,204 completed attempts (10.4%) by a method that cannot be phished.',
      'Single factor 553 attempts got in with one factor: Microsoft 365 web 402 and Contoso intranet 151.',
    ])
      expect(said).toContain(sentence);
  });

  it('say nothing of what nobody did', () => {
    expect(textOf(emptyDay())).not.toMatch(/Prompts per user|Retries|Phishing-resistant +0/);
  });
});

describe('a day without sign-ins', () => {
  it.each(SAMPLE_NAMES)('%s: no sentence holds NaN, Infinity, undefined or null', (name) => {
    expect(renderText(sampleDigest(name))).not.toMatch(/NaN|Infinity|undefined|\bnull\b/);
  });

  it('has no rate, and says why', () => {
    expect(renderText(sampleDigest('zero'))).toContain('Challenge success –, as no attempt was challenged.');
  });
});

describe('how much was read, and how final it is', () => {
  const covered = (coverage: Partial<MeasuredDay['coverage']>, state: MeasuredDay['state'] = 'partial') => {
    const day = troubleDay({ state });
    return { ...day, coverage: { ...day.coverage, complete: state !== 'partial', ...coverage } };
  };
  it.each<[rule: string, day: MeasuredDay, sentence: string]>([
    [
      'a partial day tells how far it was read',
      covered({ readTo: '2026-11-23T17:12:00Z' }),
      'Partial: 17.2 of 24 hours read, up to Mon 23 Nov, 17:12 (UTC).',
    ],
    [
      'no number where the source keeps no order and nobody knows how far',
      covered({ readFrom: '2026-11-22T23:30:00Z', readTo: '2026-11-22T23:30:00Z' }),
      'Partial: some of the 24 hours are unread (UTC).',
    ],
    [
      'none of its hours, where only what comes before it was read',
      covered({ readFrom: '2026-11-22T23:30:00Z', readTo: '2026-11-22T23:45:00Z' }),
      'Partial: 0 of 24 hours read, up to Sun 22 Nov, 23:45 (UTC).',
    ],
    [
      'all of its hours, but not the one in which late attempts end',
      covered({ readTo: '2026-11-24T00:30:00Z' }),
      'Partial: all 24 hours of Monday were read, but not yet the hour after',
    ],
    ['an open day may grow', covered({}, 'open'), 'All 24 hours read, UTC. Open: figures may still grow.'],
    ['a sealed day is final', covered({}, 'sealed'), 'All 24 hours read, UTC. Sealed: final.'],
    [
      'F33 an open day whose source shows less than before says so, with its share',
      covered({ passes: 2, agreement: 0.994 }, 'open'),
      'Open: figures may still grow. The source disagrees with itself: its last reading showed 99.4% of the sign-ins it had shown before.',
    ],
    [
      'F33 not where it is as good as all of them',
      covered({ passes: 2, agreement: 0.995 }, 'open'),
      'All 24 hours read, UTC. Open: figures may still grow.',
    ],
  ])('%s', (_, day, sentence) => {
    const digest = composeDigest(report({ days: [day] }));
    const figures = digest.blocks.find((block) => block.kind === 'figures');
    expect(figures?.sentences.at(-1)).toMatch(sentence.startsWith('All') ? exactly(sentence) : sentence);
    expect(digest.preheader).toContain(sentence);
  });

  it('F33 while the source disagrees with itself, the day is not sealed, and the digest says so', () => {
    const text = textOf(covered({ passes: 3, agreement: 0.9 }, 'open'));
    expect(text).toContain('Open: Monday is read again and not sealed while that is so.');
    expect(text).toContain(
      'showed 90.0% of the sign-ins it had shown before. What was shown once stays counted.',
    );
  });
});

describe('F4 a day whose reading was stopped', () => {
  const problem = 'Sign-ins could not be read: expected a page, got 429 (throttled).';
  it.each([
    ['missing', gapDay('missing', { problem })],
    ['partial', troubleDay({ state: 'partial', problem })],
  ])('says what stopped it: a %s one', (_, day) => {
    const digest = composeDigest(report({ days: [day] }));
    expect(renderText(digest).replace(/\s+/g, ' ')).toContain(problem);
    expect(renderHtml(digest)).toContain(problem);
  });
});

describe('what a reader must know of the reading', () => {
  it.each<[rule: string, day: MeasuredDay, sentence: string]>([
    [
      'a day read by v1.0 lacks MFA details',
      troubleDay({ source: 'graph v1.0' }),
      'This day was read by Graph v1.0, where MFA details are missing',
    ],
    [
      'sign-ins that the settings leave out, with the settings',
      troubleDay({ coverage: { ...troubleDay().coverage, excluded: 12 } }),
      '12 sign-ins excluded by EXCLUDE_USERS or EXCLUDE_APPS',
    ],
  ])('%s', (_, day, sentence) => {
    expect(textOf(day)).toContain(sentence);
    expect(textOf(troubleDay())).not.toContain(sentence);
  });
});

describe('what is not as it was last mailed', () => {
  const [restatedDay, healedDay] = [trend(troubleDay(), 14)[3], trend(troubleDay(), 14)[8]];
  const changed = (day: TrendDay | undefined, change: Partial<TrendDay>): TrendDay[] =>
    trend(troubleDay(), 14).map((each) => (each.day === day?.day ? { ...each, ...change } : each));
  const grown: TrendDay['restated'] = {
    from: 1,
    why: 'lateRecords',
    figures: { unableUsers: [9, 11], rate: [0.5, 0.625] },
  };

  it.each<[rule: string, days: TrendDay[], sentence: string]>([
    [
      'F14 a restated day, before and after',
      changed(restatedDay, { restated: grown }),
      'Fri 13 Nov Restated, late records: unable users 9 → 11 and success 50.0% → 62.5%.',
    ],
    [
      'F24 a day that was missing, with its figures',
      changed(healedDay, { healed: 'missing', challengedUsers: 412, unableUsers: 9 }),
      'Wed 18 Nov Was missing and is now complete: 412 challenged users, 9 unable.',
    ],
    [
      'F24 a day that was partial, with what changed',
      changed(healedDay, { healed: 'partial', restated: grown }),
      'Wed 18 Nov Was partial and is now complete: unable users 9 → 11 and success 50.0% → 62.5%.',
    ],
    [
      'F24 a day of which no mail went out',
      changed(healedDay, { healed: 'untold', challengedUsers: 1, unableUsers: 0 }),
      'Wed 18 Nov No mail of it is on record; it is complete: 1 challenged user, 0 unable.',
    ],
  ])('%s', (_, days, sentence) => {
    for (const day of [troubleDay(), gapDay('missing')]) {
      const digest = composeDigest(report({ days: [day], trend: days }));
      expect(renderText(digest).replace(/\s+/g, ' ')).toContain(sentence);
    }
    const history = composeHistory(report({ trend: days }));
    expect(history.notes).toContain(sentence.replace(/^(\w+ \d+ \w+) /, '$1: '));
    expect(history.days.flatMap(({ pills }) => pills.map(({ word }) => word))).toContain(
      sentence.includes('Restated') ? 'Restated' : 'Caught up',
    );
  });

  it('F14 sign-ins that came late', () => {
    expect(textOf(troubleDay())).toContain('11 sign-ins of Mon 23 Nov 2026 arrived after the first reading');
  });

  it('is left out where there is nothing to tell', () => {
    expect(textOf(quietDay())).not.toContain('RESTATED');
  });
});

it.each<[what: string, why: Repeat, said: string]>([
  ['may be a repeat', 'hung', 'You may have this digest already'],
  ['is repeated on request', 'asked', 'This is sent once more on request.'],
])('F22 a mail that %s says so before all else', (_, why, said) => {
  const once = sampleDigest('trouble');
  const repeat = { ...once, repeat: why };
  for (const rendered of [renderText(repeat), renderHtml(repeat)]) {
    const notice = rendered.replace(/\s+/g, ' ').indexOf(said);
    expect(notice).toBeGreaterThan(0);
    expect(notice).toBeLessThan(
      rendered.replace(/\s+/g, ' ').indexOf('64 of 1,386 challenged users could not get through MFA'),
    );
  }
  expect((renderText(once) + renderHtml(once)).replace(/\s+/g, ' ')).not.toContain(said);
});

it('a digest of several days is refused: a range has its own page', () => {
  expect(() => composeDigest(report({ days: [troubleDay(), quietDay()] }))).toThrow('composeHistory');
});

describe('the history', () => {
  it('counts whole, partial and empty days, and never a gap as zero', () => {
    const page = composeHistory(report({ trend: trend(troubleDay(), 30) }));
    expect(page.coverage).toContain('28 whole days, 1 partial, 1 without figures');
    expect(page.days.find(({ gap }) => gap)?.text).toMatchObject({ unable: '–', rate: '–', signIns: '–' });
  });

  it('stands on the days themselves where the trend does not cover them', () => {
    const page = composeHistory(report({ days: [quietDay(), troubleDay()], trend: [] }));
    expect(page.days.map(({ day }) => day)).toEqual(['2026-11-17', '2026-11-23']);
    expect(page.outcomes?.rows.at(-1)?.cells[0]).toBe('9,599');
  });

  it('of no day at all says so', () => {
    expect(composeHistory(report()).sentence).toBe('No figures in 0 days.');
  });
});

describe('numbers for people', () => {
  it.each([
    [0, '0'],
    [999, '999'],
    [1000, '1,000'],
    [1234567, '1,234,567'],
    [null, '–'],
  ])('%s reads %s', (value, written) => {
    expect(count(value)).toBe(written);
  });

  it.each([
    [0, '0.0%', '0'],
    [0.0001, '<0.1%', '1'],
    [0.916, '91.6%', '92'],
    [0.9999, '>99.9%', '99'],
    [1, '100.0%', '100'],
    [null, '–', '–'],
  ])('a rate of %s reads %s, and %s where there is little room', (rate, long, short) => {
    expect(percent(rate)).toBe(long);
    expect(wholePercent(rate)).toBe(short);
  });

  it.each([
    [999, '999'],
    [1234, '1.2k'],
    [12_345, '12k'],
    [999_499, '999k'],
    [1_234_567, '1.2M'],
  ])('%s takes at most four signs in a strip: %s', (value, written) => {
    expect(compactCount(value)).toBe(written);
  });
});

const textOf = (day: MeasuredDay): string =>
  renderText(composeDigest(report({ days: [day] }))).replace(/\s+/g, ' ');

const exactly = (text: string): RegExp => new RegExp(`^${text.replaceAll('.', '\\.')}$`);

function kinds(digest: Digest): string[] {
  return digest.blocks.map((block: Block) => (block.kind === 'table' ? `table ${block.id}` : block.kind));
}

/** What a day means beside the days before, as its reader meets it. All figures are invented, tenant Contoso. */
import { describe, expect, it } from 'vitest';
import { composeDigest } from '../../src/core/digest.ts';
import type { MeasuredDay } from '../../src/core/report.ts';
import { renderCard } from '../../src/render/render-card.ts';
import { renderHtml } from '../../src/render/render-html.ts';
import { renderText } from '../../src/render/render-text.ts';
import { issue, judgedDay, person } from '../render/judged-day.ts';
import { quietDay, report, troubleDay } from '../render/report-builder.ts';
import { sampleDigest } from '../render/sample-pages.ts';

const digestOf = (day: MeasuredDay) => composeDigest(report({ days: [day] }));
const textOf = (day: MeasuredDay) => renderText(digestOf(day)).replace(/\s+/g, ' ');

/** What a terminal of 80 by 24 shows of it. */
const firstScreen = renderText(sampleDigest('trouble'))
  .split('\n')
  .slice(0, 24)
  .join('\n')
  .replace(/\s+/g, ' ');

describe('the first screen of the text answers', () => {
  it.each([
    [
      'how bad it is, and whether that is usual',
      '64 of 1,386 challenged users could not get through MFA; 17 is usual for a Monday.',
    ],
    [
      'what is new',
      'What is new Push did not reach the phone (new, 58 users, usually none). All 58 users by App notification, 52 of 58 users on Android, 84 of 92 attempts between 13:00 and 15:00: points to one cause, not to 58 single troubles. Prompt not answered (worse, 37 users, usually 19). No method registered (back, 6 users, usually none).',
    ],
    [
      'whom to help',
      'Whom to help 64 users could not get in, 39 of them with “Push did not reach the phone” (k…n@contoso.example, b…e@contoso.example, c…e@contoso.example and 61 more).',
    ],
    [
      'whom to check',
      'Whom to check Denied prompts, then a success: 1 user (a…r@contoso.example). Reported as fraud: 1 user (k…n@contoso.example).',
    ],
    ['how the figures compare', 'Unable users 64 4.6% of them usual 17, +47'],
  ])('%s', (_, said) => {
    expect(firstScreen).toContain(said);
  });

  it.each<[rule: string, day: MeasuredDay, said: string]>([
    [
      'nothing new on a quiet day',
      quietDay(),
      'What is new Nothing stands out. Whom to help 1 user could not get in. Whom to check Nobody.',
    ],
    [
      'nothing new, where all is known',
      judgedDay({
        issues: [issue('noResponse', 'steady', [9, 1, 9]), issue('noMethod', 'fixed', [0, 0, 0])],
      }),
      'What is new Nothing: of 1 issue none is new, worse or back, and not acknowledged.',
    ],
    [
      'no more than three, and how many more',
      judgedDay({
        issues: (['noResponse', 'wrongCode', 'noMethod', 'declined', 'wrongPin'] as const).map((id) =>
          issue(id, 'new', [9, 1, 9]),
        ),
      }),
      'No method registered (new, 9 users). And 2 more.',
    ],
    [
      'no name where none is kept',
      judgedDay({ people: [], findings: [] }),
      '“Push did not reach the phone”. Whom to check Nobody.',
    ],
  ])('%s', (_, day, said) => {
    expect(textOf(day)).toContain(said);
  });

  it('nothing on a day without a challenge', () => {
    expect(renderText(sampleDigest('zero'))).not.toContain('What is new');
  });
});

describe('an issue', () => {
  it.each([
    [
      'new',
      '[NEW] Push did not reach the phone (not in the 28 days before) 39 unable, 58 users affected, usually none, 92 of 203 failed attempts, 92 prompts denied. Users, 7 days: –_–_▁_█ (T –, W 0, T –, F 0, S 1, S 0, M 58)',
    ],
    [
      'worse',
      '[WORSE] Prompt not answered (since Wed 26 Aug) 10 unable, 37 users affected, usually 19, 48 of 203 failed attempts',
    ],
    ['back', '[BACK] No method registered (after more than a week) 6 unable'],
    ['better', '[BETTER] Prompt left open (since Mon 5 Oct) 5 unable, 23 users affected, usually 41'],
    ['steady', '[STEADY] Wrong code (since Wed 26 Aug) 4 unable, 18 users affected, no comparison yet'],
    [
      'fixed',
      '✓ FIXED ------- Stood out last on the day beside it; at least three whole days since were below the floor. Fri 20 Nov Code never entered.',
    ],
  ])('tells its state: %s', (_, said) => {
    expect(textOf(judgedDay())).toContain(said);
  });

  it('tells its shape before its meaning, and one next step', () => {
    expect(textOf(judgedDay())).toMatch(
      /84 of 92 attempts between 13:00 and 15:00: points to one cause, not to 58 single troubles\. The notification could not be handed .* Next: Offer the code shown in the app/,
    );
  });

  it('that is acknowledged stands below, with its note and its end, and is no card', () => {
    const text = textOf(judgedDay());
    expect(text).toContain(
      'Until Mon 30 Nov Registration not finished (steady, 5 users, usually 6), 0 unable. By helpdesk. “roll-out in the branches this month”',
    );
    expect(text).not.toContain('[STEADY] Registration');
  });

  it('beyond the fifth is told in a line', () => {
    const ids = ['noResponse', 'wrongCode', 'noMethod', 'declined', 'wrongPin', 'deviceKey'] as const;
    const text = textOf(judgedDay({ issues: ids.map((id) => issue(id, 'steady', [9, 1, 9])) }));
    expect(text.match(/\[STEADY\]/g)).toHaveLength(5);
    expect(text).toContain('And 1 more issue. Windows Hello key refused (steady, 9 users).');
  });
});

describe('people', () => {
  it('stand worst first, with reason, finding, method, phone, application, time and admin mark', () => {
    const text = textOf(judgedDay());
    expect(text).toContain(
      'a…r@contoso.example (admin) 5 03:21 Prompt declined · Denied prompts, then a success · App notification · Azure portal',
    );
    expect(text).toContain('App notification +XX XXXXXXXX42 · Microsoft 365 web');
  });

  it('that are not shown are counted, also those that were not kept', () => {
    expect(textOf(judgedDay())).toContain('and 56 more');
    const two = [
      person('a@contoso.example'),
      person('b@contoso.example', { lastAt: '2026-11-24T00:12:00Z' }),
    ];
    const some = { ...troubleDay(), people: two, unable: { ...troubleDay().unable, users: 2 } };
    expect(textOf(some)).not.toContain('more WHO COULD');
    expect(textOf(some)).toContain('Tue 24 Nov, 00:12');
  });

  it('are left out where there are none', () => {
    expect(textOf(judgedDay({ people: [] }))).not.toContain('PEOPLE');
  });
});

describe('what is usual', () => {
  it('is told with the days it was taken from, or that there is no comparison yet', () => {
    expect(textOf(judgedDay())).toContain(
      'Usual for a Monday: the median of 16 Nov, 9 Nov, 2 Nov and 26 Oct.',
    );
    expect(textOf(judgedDay({ baseline: null }))).toContain(
      'No comparison yet: fewer than two of the last four Mondays',
    );
  });

  it('of a partial day shows no decline: what is unread may still come', () => {
    const text = textOf(judgedDay({ state: 'partial' }));
    expect(text).toContain('usual 1,354, +32');
    expect(text).toContain('usual 1,290 After a retry');
    expect(text).not.toContain('−59');
  });
});

describe('the subject leads with what matters most', () => {
  it.each<[rule: string, day: MeasuredDay, subject: string, preheader: string]>([
    [
      'a severe finding, then another',
      judgedDay(),
      'Denied prompts, then a success: 1 user; 64 of 1,386 unable · Contoso, Mon 23 Nov',
      'Reported as fraud: 1 user. All 24 hours read',
    ],
    [
      'else the unable users, then a finding',
      judgedDay({ findings: [{ kind: 'userBlocked', severity: 'medium', users: 2, people: [] }] }),
      '64 of 1,386 users could not get through MFA · Contoso, Mon 23 Nov',
      'Blocked from MFA: 2 users. All 24 hours read',
    ],
    [
      'then what is new',
      judgedDay({ findings: [] }),
      '64 of 1,386 users could not get through MFA · Contoso, Mon 23 Nov',
      'Push did not reach the phone (new, 58 users, usually none). All 24 hours read',
    ],
  ])('%s', (_, day, subject, preheader) => {
    const digest = digestOf(day);
    expect(digest.subject).toBe(subject);
    expect(digest.preheader).toContain(preheader);
    expect(digest.subject.split(' · ')[0]?.length).toBeLessThanOrEqual(60);
  });
});

it('the card tells whom to check before what stopped people', () => {
  const card = renderCard(report({ days: [judgedDay()] }));
  expect(card.indexOf('Whom to check')).toBeGreaterThan(0);
  expect(card.indexOf('Whom to check')).toBeLessThan(card.indexOf('What stopped them'));
  expect(card).toContain('**What is new:** Push did not reach the phone');
});

it('a page has each anchor once, although a finding may be called as a reason is', () => {
  const day = judgedDay({
    issues: [issue('fraudReported', 'new', [9, 1, 9])],
    findings: [{ kind: 'fraudReported', severity: 'high', users: 9, people: [] }],
  });
  const ids = [...renderHtml(digestOf(day)).matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
  expect(ids).toContain('finding-fraudReported');
  expect(new Set(ids).size).toBe(ids.length);
});

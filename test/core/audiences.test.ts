/** The same report for those who check and those who help. All figures are invented, tenant Contoso. */
import { describe, expect, it } from 'vitest';
import { AUDIENCES, type Audience } from '../../src/core/audiences.ts';
import { composeDigest, type Digest } from '../../src/core/digest.ts';
import type { Day } from '../../src/core/report.ts';
import { renderText } from '../../src/render/render-text.ts';
import { judgedDay, person } from '../render/judged-day.ts';
import { gapDay, quietDay, report } from '../render/report-builder.ts';

const kinds = ({ blocks }: Digest): string[] =>
  blocks.map((block) => (block.kind === 'table' ? `table ${block.id}` : block.kind));

describe('a digest for some', () => {
  const digestFor = (audience: Audience, day: Day = judgedDay()) =>
    composeDigest(report({ days: [day] }), { audience });
  const wordsFor = (audience: Audience) => renderText(digestFor(audience)).replace(/\s+/g, ' ');

  it.each<[audience: Audience, sections: string[]]>([
    [
      'security',
      ['verdict', 'figures', 'heading', 'issue', 'issue', 'table people', 'heading', 'issue', 'list'],
    ],
    [
      'helpdesk',
      [
        'verdict',
        'figures',
        'table people',
        'heading',
        ...Array.from({ length: 5 }, () => 'issue'),
        'note',
        'list',
      ],
    ],
  ])('%s: the same report, other sections', (audience, sections) => {
    expect(kinds(digestFor(audience))).toEqual(sections);
  });

  it.each<[audience: Audience, subject: string]>([
    ['security', 'Security: Denied prompts, then a success: 1 user · Contoso, Mon 23 Nov'],
    ['helpdesk', 'Help desk: 64 of 1,386 users could not get through MFA · Contoso, Mon 23 Nov'],
  ])('%s: says so in the subject, in at most 60 characters before the tenant', (audience, subject) => {
    expect(digestFor(audience).subject).toBe(subject);
    expect(Array.from(subject.split(' · ')[0] ?? '').length).toBeLessThanOrEqual(60);
  });

  it('whom to check is not told to the help desk, nor whom to help to those who check', () => {
    expect(wordsFor('helpdesk')).not.toMatch(/a…r@contoso\.example|fraud: 1|success: 1 user|Whom to check/);
    expect(wordsFor('helpdesk')).toContain('b…e@contoso.example 2 13:10');
    expect(digestFor('helpdesk').preheader).toMatch(/^Push did not reach the phone \(new/);
    expect(wordsFor('security')).not.toMatch(/b…e@contoso\.example|Whom to help/);
    expect(wordsFor('security')).toContain('a…r@contoso.example (admin) 5 03:21');
    expect(wordsFor('security')).toContain('[STEADY] Prompt declined');
  });

  it('the help desk is told what to do about every reason, also where no card tells of it', () => {
    const few = judgedDay({ issues: judgedDay().issues.filter(({ id }) => id === 'pushUndeliverable') });
    const said = renderText(digestFor('helpdesk', few)).replace(/\s+/g, ' ');
    expect(said).toContain('THE OTHER REASONS ----------------- 25 unable users, by the reason of the last');
    expect(said).toContain('Prompt not answered 10 unable. Ask whether they started that sign-in.');
    expect(said).not.toContain('Push did not reach 39 unable');
  });

  it('the help desk is told whom to help on a quiet day, too, and how', () => {
    const day = quietDay({ people: [person('a…z@contoso.example', { reason: 'wrongCode' })] });
    const quiet = report({ days: [day], verdict: { level: 'quiet', text: 'All is well.' } });
    const said = (audience: Audience) => renderText(composeDigest(quiet, { audience })).replace(/\s+/g, ' ');
    expect(said('helpdesk')).toContain('WHO COULD NOT GET IN');
    expect(said('helpdesk')).toContain('WHAT TO DO, BY REASON');
    expect(said('everyone')).not.toContain('PEOPLE');
  });

  it.each<[audience: Audience, setting: string]>([
    ['everyone', '(MAIL_TO)'],
    ['security', '(MAIL_TO_SECURITY)'],
    ['helpdesk', '(MAIL_TO_HELPDESK)'],
  ])('%s: names the list that its readers are on', (audience, setting) => {
    expect(wordsFor(audience)).toContain(setting);
  });

  it('of a day without figures is what everyone reads', () => {
    expect(kinds(digestFor('helpdesk', gapDay('missing')))).toEqual(
      kinds(digestFor('everyone', gapDay('missing'))),
    );
  });
});

it.each(AUDIENCES)('%s: the figures and how much was read stand in every digest', (audience) => {
  const text = renderText(composeDigest(report({ days: [judgedDay()] }), { audience }));
  expect(text).toMatch(/Challenged users +1,386[\s\S]+Unable users +64/);
  expect(text).toContain('All 24 hours read, UTC.');
});

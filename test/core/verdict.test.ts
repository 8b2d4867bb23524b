import { describe, expect, it } from 'vitest';
import type { Baseline, Finding, Issue, MeasuredDay } from '../../src/core/report.ts';
import { verdictOf } from '../../src/core/verdict.ts';
import { issue } from '../render/judged-day.ts';
import { au, gapDay, reason, troubleDay } from '../render/report-builder.ts';

const FLOOR = 3;

/** A Monday; nothing is usual yet unless it says so. */
function day(challenged: number, unable: number, changes: Partial<MeasuredDay> = {}): MeasuredDay {
  const trouble = troubleDay();
  return {
    ...trouble,
    state: 'sealed',
    challenged: au(challenged, challenged),
    unable: { ...trouble.unable, users: unable },
    reasons: [],
    ...changes,
  };
}

const usual = (unableUsers: number): { baseline: Baseline } => ({
  baseline: {
    days: ['2026-11-16', '2026-11-09'],
    challengedUsers: 1_000,
    firstTryUsers: 900,
    afterRetryUsers: 50,
    unableUsers,
    rate: 0.98,
  },
});
const FRAUD = { reasons: [reason('fraudReported', 1, 0, 0)] };
const found = (severity: Finding['severity']): { findings: Finding[] } => ({
  findings: [{ kind: 'declinedThenSuccess', severity, users: 1, people: [] }],
});
const standing = (state: Issue['state'], unableUsers = 0, acknowledged: Issue['acknowledged'] = null) => ({
  issues: [issue('noResponse', state, [9, unableUsers, 9], { acknowledged })],
});
const ACK = { until: '2026-12-01', by: 'helpdesk', note: '' };

describe('the verdict of a day', () => {
  it.each([
    ['nobody challenged', day(0, 0, { challenged: au(0, 0) }), 'quiet', 'Nobody was challenged for MFA.'],
    [
      'F30 challenged, but not one with a user',
      day(0, 0, { challenged: au(2, 0) }),
      'quiet',
      '2 challenged attempts, none by a known user.',
    ],
    ['one, who got through', day(1, 0), 'quiet', 'The one challenged user got through MFA.'],
    ['all got through', day(1_386, 0), 'quiet', 'All 1,386 challenged users got through MFA.'],
    ['below the floor', day(10, 2), 'quiet', '2 of 10 challenged users could not get through MFA.'],
    ['at the floor, below 5 %', day(61, 3), 'watch', '3 of 61 challenged users could not get through MFA.'],
    ['at the floor, 5 %', day(60, 3), 'act', '3 of 60 challenged users could not get through MFA.'],
    [
      'a fraud report below the floor, by nobody known',
      day(10, 0, FRAUD),
      'watch',
      'All 10 challenged users got through MFA.',
    ],
    [
      'partial',
      day(60, 3, { state: 'partial' }),
      'incomplete',
      'So far 3 of 60 challenged users could not get through MFA. Part of the day is unread.',
    ],
    [
      'partial, and nobody unable yet',
      day(60, 0, { state: 'partial' }),
      'incomplete',
      'So far all 60 challenged users got through MFA. Part of the day is unread.',
    ],
    [
      'beside what is usual',
      day(1_386, 64, usual(41)),
      'act',
      '64 of 1,386 challenged users could not get through MFA; 41 is usual for a Monday.',
    ],
    [
      'beside a Monday on which usually nobody is',
      day(1_386, 2, usual(0)),
      'quiet',
      '2 of 1,386 challenged users could not get through MFA; usually none on a Monday.',
    ],
    [
      'nobody, where some usually are',
      day(1_386, 0, usual(41)),
      'quiet',
      'All 1,386 challenged users got through MFA; on a usual Monday 41 do not.',
    ],
    ['nobody, as usual', day(1_386, 0, usual(0)), 'quiet', 'All 1,386 challenged users got through MFA.'],
    [
      'partial, beside what is usual',
      day(1_386, 64, { state: 'partial', ...usual(41) }),
      'incomplete',
      'So far 64 of 1,386 challenged users could not get through MFA; 41 is usual for a Monday. Part of the day is unread.',
    ],
  ])('%s', (_, measured, level, text) => {
    expect(verdictOf(measured, FLOOR)).toEqual({ level, text });
  });

  it.each(['missing', 'lost'] as const)('%s is incomplete and holds no number', (state) => {
    const verdict = verdictOf(gapDay(state), FLOOR);
    expect(verdict.level).toBe('incomplete');
    expect(verdict.text).toMatch(/^No figures: 2026-/);
  });
});

describe('the level, where something is usual', () => {
  it.each<[rule: string, measured: MeasuredDay, level: string]>([
    ['act: half as many again, and three more', day(1_000, 30, usual(20)), 'act'],
    ['not below', day(1_000, 29, usual(20)), 'quiet'],
    ['not of fewer than the floor', day(1_000, 2, usual(0)), 'quiet'],
    ['as usual is quiet, although above the floor', day(1_000, 20, usual(20)), 'quiet'],
    ['watch: 5 % are unable, however usual', day(400, 20, usual(20)), 'watch'],
    ['not below 5 %', day(401, 20, usual(20)), 'quiet'],
    ['act: a severe finding', day(1_000, 0, { ...usual(0), ...found('high') }), 'act'],
    ['watch: any other finding', day(1_000, 0, { ...usual(0), ...found('medium') }), 'watch'],
    ['watch: a new issue', day(1_000, 20, { ...usual(20), ...standing('new') }), 'watch'],
    ['watch: one that is worse', day(1_000, 20, { ...usual(20), ...standing('worse') }), 'watch'],
    ['watch: one that is back', day(1_000, 20, { ...usual(20), ...standing('back') }), 'watch'],
    ['not: one that is steady', day(1_000, 20, { ...usual(20), ...standing('steady') }), 'quiet'],
    ['not: one that is better', day(1_000, 20, { ...usual(20), ...standing('better') }), 'quiet'],
    ['not: one that is fixed', day(1_000, 20, { ...usual(20), ...standing('fixed') }), 'quiet'],
    ['not: one that is acknowledged', day(1_000, 20, { ...usual(20), ...standing('new', 9, ACK) }), 'quiet'],
    [
      'users of an acknowledged issue do not raise it',
      day(1_000, 30, { ...usual(20), ...standing('worse', 1, ACK) }),
      'quiet',
    ],
    ['those of others do', day(1_000, 30, { ...usual(20), ...standing('worse', 0, ACK) }), 'act'],
  ])('%s', (_, measured, level) => {
    expect(verdictOf(measured, FLOOR).level).toBe(level);
  });

  it.each<[rule: string, measured: MeasuredDay, level: string]>([
    [
      'a new issue alone is none on the first days, when everything is new',
      day(1_000, 0, standing('new')),
      'quiet',
    ],
    ['a severe finding is one on any day', day(1_000, 0, found('high')), 'act'],
    [
      'nor does what is usual of it hide the trouble of others',
      day(1_000, 45, {
        ...usual(20),
        issues: [issue('noResponse', 'steady', [20, 20, 20], { acknowledged: ACK, usualUnable: 20 })],
      }),
      'act',
    ],
    ['an acknowledged issue is out of the share, too', day(60, 3, standing('new', 3, ACK)), 'quiet'],
  ])('and where nothing is yet: %s', (_, measured, level) => {
    expect(verdictOf(measured, FLOOR).level).toBe(level);
  });

  it('an acknowledged issue stays in the sentence', () => {
    const measured = day(1_000, 30, { ...usual(20), ...standing('worse', 30, ACK) });
    expect(verdictOf(measured, FLOOR)).toEqual({
      level: 'quiet',
      text: '30 of 1,000 challenged users could not get through MFA; 20 is usual for a Monday.',
    });
  });
});

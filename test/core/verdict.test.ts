import { describe, expect, it } from 'vitest';
import type { MeasuredDay } from '../../src/core/report.ts';
import { verdictOf } from '../../src/core/verdict.ts';
import { au, gapDay, troubleDay } from '../render/report-builder.ts';

const FLOOR = 3;

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

const FRAUD: MeasuredDay['reasons'] = [
  {
    reason: 'fraudReported',
    cause: 'declined',
    title: 'Reported as fraud',
    prompts: 1,
    attempts: 0,
    users: 0,
  },
];

describe('the verdict of a day', () => {
  it.each([
    ['nobody challenged', day(0, 0, { challenged: au(0, 0) }), 'quiet', 'Nobody was challenged for MFA.'],
    [
      'F30 challenged, but not one with a user',
      day(0, 0, { challenged: au(2, 0) }),
      'quiet',
      '2 challenged attempts, none by a known user.',
    ],
    ['one, who got through', day(1, 0), 'quiet', 'All 1 challenged user got through MFA.'],
    ['all got through', day(1_386, 0), 'quiet', 'All 1,386 challenged users got through MFA.'],
    ['below the floor', day(10, 2), 'quiet', '2 of 10 challenged users could not get through MFA.'],
    ['at the floor, below 5 %', day(61, 3), 'watch', '3 of 61 challenged users could not get through MFA.'],
    ['at the floor, 5 %', day(60, 3), 'act', '3 of 60 challenged users could not get through MFA.'],
    [
      'a fraud report below the floor',
      day(10, 0, { reasons: FRAUD }),
      'watch',
      'All 10 challenged users got through MFA.',
    ],
    [
      'partial',
      day(60, 3, { state: 'partial' }),
      'incomplete',
      'At least 3 of 60 challenged users could not get through MFA. Part of the day is unread.',
    ],
    [
      'partial, and nobody unable yet',
      day(60, 0, { state: 'partial' }),
      'incomplete',
      'So far all 60 challenged users got through MFA. Part of the day is unread.',
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

import { describe, expect, it } from 'vitest';
import { dayColumns, headlineColumns, headlineOf } from '../../src/core/metrics.ts';
import { OUTCOMES } from '../../src/core/report.ts';
import { toEntity, toHeadline } from '../../src/store/day-entity.ts';
import { figures, storedDay } from '../store/builders.ts';

describe('the numeric columns of a day', () => {
  it('of a quiet day are all there, and all 0', () => {
    const columns = dayColumns(figures());
    expect(columns).toMatchObject({
      signIns: 0,
      attempts: 0,
      users: 0,
      unableUsers: 0,
      interrupted_pending: 0,
    });
    expect(Object.keys(columns)).toEqual(expect.arrayContaining(OUTCOMES.map((name) => `outcome_${name}`)));
    expect(new Set(Object.values(columns))).toEqual(new Set([0]));
  });

  it('count attempts where the name says nothing, users where it says so', () => {
    const columns = dayColumns(storedDay().figures);
    expect(columns).toMatchObject({
      outcome_completed: 5,
      cause_noAnswer_users: 3,
      reason_noResponse: 2,
      reason_noResponse_users: 2,
      method_push_completed: 5,
      method_push_denied: 2,
      method_push_abandoned: 0,
      method_push_retried: 0,
      phishingResistant: 0,
    });
    expect(Object.keys(columns).filter((name) => name.includes('*'))).toEqual([]);
  });

  it('tell the prompts of a user only where somebody was challenged', () => {
    const friction = { promptsMedian: 1, promptsP95: 4, phishingResistant: 7 };
    const methods = storedDay().figures.methods.map((row) => ({
      ...row,
      afterRetry: { attempts: 3, users: 2 },
    }));
    expect(dayColumns(figures({ friction, methods }))).toMatchObject({ ...friction, method_push_retried: 3 });
    expect(Object.keys(dayColumns(figures()))).not.toContain('promptsMedian');
  });

  it('include each column that a headline is read from', () => {
    expect(Object.keys(dayColumns(figures()))).toEqual(
      expect.arrayContaining(Object.values(headlineColumns)),
    );
  });

  it.each([
    ['an ordinary day', storedDay()],
    ['a quiet day', storedDay({ figures: figures() })],
  ])('give the same headline counted or stored: %s', (_, day) => {
    expect(headlineOf(day)).toEqual(toHeadline(toEntity('contoso', day)));
  });
});

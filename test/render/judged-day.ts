/** The invented day of trouble as it is judged: every state of an issue, findings, people. Tenant Contoso. */
import { REASONS, type ReasonName } from '../../src/core/reasons.ts';
import type { Issue, MeasuredDay, Person } from '../../src/core/report.ts';
import { DAY, troubleDay } from './report-builder.ts';

export function judgedDay(overrides: Partial<MeasuredDay> = {}): MeasuredDay {
  const day = troubleDay();
  return {
    ...day,
    baseline: {
      days: ['2026-11-16', '2026-11-09', '2026-11-02', '2026-10-26'],
      challengedUsers: 1_354,
      firstTryUsers: 1_290,
      afterRetryUsers: 49,
      unableUsers: 17,
      rate: 0.978,
    },
    issues: [
      issue('pushUndeliverable', 'new', [58, 39, 92], {
        baselineUsers: 0,
        week: [null, 0, null, 0, 1, 0, 58],
        topMethod: 'App notification',
        shape:
          'All 58 users by App notification, 52 of 58 users on Android, 84 of 92 attempts between 13:00 and 15:00: points to one cause, not to 58 single troubles.',
      }),
      issue('noResponse', 'worse', [37, 10, 48], {
        baselineUsers: 19,
        week: [null, 21, null, 22, 3, 2, 37],
        firstDay: '2026-08-26',
      }),
      issue('noMethod', 'back', [6, 6, 6], { baselineUsers: 0, week: [null, 0, null, 0, 0, 0, 6] }),
      issue('promptAbandoned', 'better', [23, 5, 25], {
        baselineUsers: 41,
        week: [null, 40, null, 38, 4, 3, 23],
        firstDay: '2026-10-05',
      }),
      issue('wrongCode', 'steady', [18, 4, 21], {
        week: [null, 17, null, 15, 1, 0, 18],
        firstDay: '2026-08-26',
      }),
      issue('registrationNeeded', 'steady', [5, 0, 6], {
        baselineUsers: 6,
        firstDay: '2026-09-01',
        acknowledged: { until: '2026-11-30', by: 'helpdesk', note: 'roll-out in the branches this month' },
      }),
      issue('declined', 'steady', [3, 0, 4], { baselineUsers: 2, firstDay: '2026-11-20' }),
      issue('codeNotEntered', 'fixed', [0, 0, 0], {
        baselineUsers: 4,
        firstDay: '2026-11-12',
        lastDay: '2026-11-20',
      }),
    ],
    found: [
      { kind: 'burstThenSuccess', users: 1 },
      { kind: 'fraudReported', users: 1 },
    ],
    findings: [
      { kind: 'burstThenSuccess', severity: 'high', users: 1, people: ['a…r@contoso.example'] },
      { kind: 'fraudReported', severity: 'high', users: 1, people: ['k…n@contoso.example'] },
    ],
    people: [
      person('a…r@contoso.example', {
        unable: false,
        findings: ['burstThenSuccess'],
        admin: true,
        reason: 'declined',
        app: 'Azure portal',
        lastAt: `${DAY}T03:21:00Z`,
        id: userId(0),
        prompts: 12,
        attempts: 5,
        completed: 1,
      }),
      person('k…n@contoso.example', {
        findings: ['fraudReported'],
        reason: 'fraudReported',
        lastAt: `${DAY}T16:40:00Z`,
        id: userId(1),
      }),
      ...Array.from({ length: 13 }, (_, index) =>
        person(`${String.fromCharCode(98 + index)}…e@contoso.example`, {
          lastAt: `${DAY}T13:${10 + index}:00Z`,
          id: userId(2 + index),
          detail: index % 3 === 0 ? '+XX XXXXXXXX42' : null,
        }),
      ),
    ],
    ...overrides,
  };
}

/** An object id of nobody. */
export function userId(n: number): string {
  return `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
}

/** `counts`: users, unable users, attempts. */
export function issue(
  id: ReasonName,
  state: Issue['state'],
  [users, unableUsers, attempts]: readonly [users: number, unableUsers: number, attempts: number],
  given: Partial<Issue> = {},
): Issue {
  const { title, cause, nextStep } = REASONS[id];
  return {
    id,
    state,
    title,
    cause,
    users,
    unableUsers,
    attempts,
    baselineUsers: null,
    usualUnable: null,
    week: [null, null, null, null, null, null, users],
    firstDay: DAY,
    lastDay: DAY,
    topApp: null,
    topMethod: null,
    shape: null,
    nextStep,
    acknowledged: null,
    ...given,
  };
}

export function person(user: string, given: Partial<Person> = {}): Person {
  return {
    user,
    id: null,
    unable: true,
    findings: [],
    admin: false,
    prompts: 2,
    attempts: 2,
    completed: 0,
    reason: 'pushUndeliverable',
    method: 'push',
    detail: null,
    app: 'Microsoft 365 web',
    lastAt: `${DAY}T13:40:00Z`,
    ...given,
  };
}

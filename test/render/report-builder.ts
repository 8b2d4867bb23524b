/** Reports for tests: sound defaults, invented figures of an invented tenant; a test writes what it is about. */

import { METHODS, type MethodName } from '../../src/core/methods.ts';
import { CAUSE_NAMES, type Cause, REASONS, type ReasonName } from '../../src/core/reasons.ts';
import type { AU, Count, MeasuredDay, Report, Row, TrendDay, UnmeasuredDay } from '../../src/core/report.ts';
import { DIMENSIONS, INTERRUPTS, OUTCOMES } from '../../src/core/report.ts';

export const DAY = '2026-11-23';

export function report(overrides: Partial<Report> = {}): Report {
  return {
    schema: 1,
    product: { name: 'mfa-digest', version: '0.1.0', classifier: 1 },
    generatedAt: '2026-11-24T07:30:00Z',
    tenant: { id: '11111111-2222-4333-8444-555555555555', name: 'Contoso' },
    privacy: 'masked',
    verdict: null,
    days: [],
    trend: [],
    ...overrides,
  };
}

/** A day with nothing in it, complete and sealed; every figure is 0 and measured. */
export function emptyDay(overrides: Partial<MeasuredDay> = {}): MeasuredDay {
  const day = overrides.day ?? DAY;
  const from = Date.parse(`${day}T00:00:00Z`);
  return {
    day,
    zone: 'UTC',
    window: {
      from: `${day}T00:00:00Z`,
      to: new Date(from + 86_400_000).toISOString().replace('.000', ''),
      hours: 24,
    },
    state: 'sealed',
    revision: 1,
    collectedAt: '2026-11-24T03:00:00Z',
    source: 'sample',
    classifier: 1,
    problem: null,
    coverage: {
      readFrom: new Date(from - 1_800_000).toISOString(),
      readTo: new Date(from + 90_000_000).toISOString(),
      complete: true,
      passes: 1,
      agreement: 1,
      records: 0,
      signIns: 0,
      duplicates: 0,
      outsideWindow: 0,
      nonInteractive: 0,
      outOfScope: 0,
      excluded: 0,
      late: 0,
      rejected: { total: 0, byCause: {} },
      crossCheck: null,
    },
    totals: counts(),
    required: { yes: counts(), no: counts(), unknown: counts() },
    results: { satisfied: counts(), denied: counts(), none: counts() },
    outcomes: named(OUTCOMES, () => counts()),
    interrupted: named(INTERRUPTS, () => au()),
    challenged: au(),
    completed: { firstTry: au(), afterRetry: au() },
    unable: { users: 0, byCause: named(CAUSE_NAMES, () => 0) },
    rate: null,
    causes: CAUSE_NAMES.map((cause) => ({ cause, attempts: 0, users: 0 })),
    reasons: [],
    satisfied: [],
    methods: [],
    breakdowns: named(DIMENSIONS, () => ({ rows: [], other: null })),
    hours: Array.from({ length: 24 }, (_, hour) => ({
      from: new Date(from + hour * 3_600_000).toISOString().replace('.000', ''),
      signIns: 0,
      attempts: 0,
      completed: 0,
      denied: 0,
      abandoned: 0,
    })),
    baseline: null,
    issues: [],
    findings: [],
    people: [],
    unlisted: { texts: [], codes: [], methods: [], more: 0 },
    found: [],
    friction: { promptsMedian: null, promptsP95: null, phishingResistant: 0 },
    restated: null,
    ...overrides,
  };
}

/** Mon 23 Nov: push stopped arriving. The sums of contract §2 hold. */
export function troubleDay(overrides: Partial<MeasuredDay> = {}): MeasuredDay {
  const empty = emptyDay();
  return {
    ...empty,
    state: 'open',
    coverage: {
      ...empty.coverage,
      records: 18_120,
      signIns: 12_684,
      duplicates: 31,
      nonInteractive: 5_340,
      outOfScope: 62,
      rejected: { total: 3, byCause: { notJson: 2, noTime: 1 } },
      late: 11,
    },
    totals: counts(12_684, 9_299, 2_301),
    required: {
      yes: counts(9_900, 8_300, 2_120),
      no: counts(1_900, 561, 402),
      unknown: counts(884, 438, 311),
    },
    results: {
      satisfied: counts(11_000, 8_074, 2_204),
      denied: counts(240, 172, 131),
      none: counts(1_444, 1_053, 690),
    },
    outcomes: {
      completed: counts(2_260, 2_204, 1_322),
      denied: counts(231, 172, 131),
      satisfiedWithoutPrompt: counts(8_703, 5_871, 1_804),
      interrupted: counts(310, 83, 71),
      firstFactorFailed: counts(498, 380, 264),
      otherReason: counts(47, 32, 30),
      singleFactor: counts(630, 553, 398),
      unclassified: counts(5, 4, 3),
    },
    interrupted: { abandoned: au(31, 28), pending: au(41, 36), handedOff: au(9, 6), notPrompted: au(2, 2) },
    challenged: au(2_407, 1_386),
    completed: { firstTry: au(2_108, 1_231), afterRetry: au(96, 91) },
    unable: {
      users: 64,
      byCause: {
        ...named(CAUSE_NAMES, () => 0),
        unreachable: 39,
        noAnswer: 15,
        notRegistered: 6,
        wrongCode: 4,
      },
    },
    rate: 2_204 / 2_407,
    causes: CAUSE_NAMES.map((cause) => ({ cause, ...(CAUSE_FIGURES[cause] ?? { attempts: 0, users: 0 }) })),
    reasons: [
      reason('pushUndeliverable', 92, 92, 58, { unableUsers: 39 }),
      reason('noResponse', 54, 48, 37, { unableUsers: 10 }),
      reason('promptAbandoned', 0, 25, 23, { unableUsers: 5 }),
      reason('wrongCode', 29, 21, 18, { unableUsers: 4 }),
      reason('noMethod', 6, 6, 6, { unableUsers: 6 }),
      reason('registrationNeeded', 0, 6, 5),
      reason('declined', 12, 4, 3),
      reason('unlisted', 1, 1, 1),
    ],
    satisfied: [
      { how: 'claimInToken', signIns: 7_402, attempts: 4_820, users: 1_622 },
      { how: 'rememberedDevice', signIns: 1_301, attempts: 1_051, users: 610 },
    ],
    methods: [
      { ...method('push', 1_318, 140, 18), afterRetry: au(61, 58) },
      { ...method('oathCode', 402, 18, 3), afterRetry: au(24, 23) },
      method('passkey', 229, 2, 0),
      { ...method('sms', 176, 3, 1), afterRetry: au(11, 11) },
      method('callMobile', 61, 3, 0),
      method('temporaryAccessPass', 18, 0, 0),
      method('unknown', 0, 6, 9),
    ],
    breakdowns: {
      app: { rows: APPS, other: null },
      country: { rows: [row('DE', 'DE', 9_299, 2_301, [2_407, 2_204, 172, 31], 64)], other: null },
      os: { rows: [row(null, 'Windows', 9_299, 2_301, [2_407, 2_204, 172, 31], 64)], other: null },
      client: { rows: [row(null, 'Browser', 9_299, 2_301, [2_407, 2_204, 172, 31], 64)], other: null },
      userType: { rows: [row(null, 'member', 9_299, 2_301, [2_407, 2_204, 172, 31], 64)], other: null },
      requiredBy: { rows: [row(null, 'unknown', 9_299, 2_301, [2_407, 2_204, 172, 31], 64)], other: null },
    },
    hours: empty.hours.map((hour, index) =>
      index === 13
        ? { ...hour, signIns: 12_684, attempts: 9_299, completed: 2_204, denied: 172, abandoned: 31 }
        : hour,
    ),
    friction: { promptsMedian: 1, promptsP95: 4, phishingResistant: 229 },
    unlisted: {
      texts: [
        { text: 'MFA denied; passkey provider timed out', outcome: 'denied', signIns: 3 },
        { text: 'Verified by platform credential', outcome: 'unclassified', signIns: 4 },
      ],
      codes: [{ code: 987_654, signIns: 2 }],
      methods: [{ text: 'Ring of power', signIns: 1 }],
      more: 0,
    },
    ...overrides,
  };
}

/** Tue 17 Nov: nothing needs anybody. */
export function quietDay(overrides: Partial<MeasuredDay> = {}): MeasuredDay {
  const empty = emptyDay({ day: '2026-11-17' });
  return {
    ...empty,
    coverage: { ...empty.coverage, records: 460, signIns: 410, duplicates: 10, nonInteractive: 40 },
    totals: counts(410, 300, 120),
    required: { yes: counts(390, 285, 118), no: counts(20, 15, 12), unknown: counts() },
    results: { satisfied: counts(380, 280, 118), denied: counts(3, 2, 2), none: counts(27, 18, 15) },
    outcomes: {
      ...empty.outcomes,
      completed: counts(100, 90, 80),
      denied: counts(3, 2, 2),
      satisfiedWithoutPrompt: counts(287, 193, 101),
      singleFactor: counts(20, 15, 12),
    },
    challenged: au(92, 81),
    completed: { firstTry: au(88, 79), afterRetry: au(2, 2) },
    unable: { users: 1, byCause: { ...empty.unable.byCause, wrongCode: 1 } },
    rate: 90 / 92,
    causes: CAUSE_NAMES.map((cause) => ({ cause, ...(cause === 'wrongCode' ? au(2, 2) : au()) })),
    reasons: [reason('wrongCode', 3, 2, 2, { unableUsers: 1 })],
    satisfied: [{ how: 'claimInToken', signIns: 287, attempts: 193, users: 101 }],
    methods: [method('push', 60, 0, 0), method('oathCode', 30, 2, 0)],
    breakdowns: {
      ...empty.breakdowns,
      app: { rows: [row('a1', 'Microsoft 365 web', 300, 120, [92, 90, 2, 0], 1)], other: null },
    },
    hours: empty.hours.map((hour, index) =>
      index === 9 ? { ...hour, signIns: 410, attempts: 300, completed: 90, denied: 2 } : hour,
    ),
    ...overrides,
  };
}

/** A day that was never collected: every figure `null`, every list empty. */
export function gapDay(state: UnmeasuredDay['state'], overrides: Partial<UnmeasuredDay> = {}): UnmeasuredDay {
  const empty = emptyDay();
  const none: { signIns: null; attempts: null; users: null } = { signIns: null, attempts: null, users: null };
  const noAu: { attempts: null; users: null } = { attempts: null, users: null };
  return {
    day: empty.day,
    zone: empty.zone,
    window: empty.window,
    state,
    revision: 0,
    collectedAt: null,
    source: null,
    classifier: null,
    problem: null,
    coverage: {
      readFrom: empty.window.from,
      readTo: empty.window.from,
      complete: false,
      passes: null,
      agreement: null,
      records: null,
      signIns: null,
      duplicates: null,
      outsideWindow: null,
      nonInteractive: null,
      outOfScope: null,
      excluded: null,
      late: null,
      rejected: { total: null, byCause: {} },
      crossCheck: null,
    },
    totals: none,
    required: { yes: none, no: none, unknown: none },
    results: { satisfied: none, denied: none, none },
    outcomes: named(OUTCOMES, () => none),
    interrupted: named(INTERRUPTS, () => noAu),
    challenged: noAu,
    completed: { firstTry: noAu, afterRetry: noAu },
    unable: { users: null, byCause: named(CAUSE_NAMES, () => null) },
    rate: null,
    causes: [],
    reasons: [],
    satisfied: [],
    methods: [],
    breakdowns: named(DIMENSIONS, () => ({ rows: [], other: null })),
    hours: [],
    baseline: null,
    issues: [],
    findings: [],
    people: [],
    unlisted: { texts: [], codes: [], methods: [], more: null },
    found: [],
    friction: { promptsMedian: null, promptsP95: null, phishingResistant: null },
    restated: null,
    ...overrides,
  };
}

/** `days` headlines that end with the day: a weekly rhythm, one partial and one missing day among them. */
export function trend(day: MeasuredDay, days: number): TrendDay[] {
  const before = rhythm(day.day, days).slice(0, -1);
  return [...before, headline(day)];
}

export function headline(day: MeasuredDay): TrendDay {
  return {
    day: day.day,
    zone: day.zone,
    state: day.state,
    revision: day.revision,
    signIns: day.totals.signIns,
    attempts: day.totals.attempts,
    users: day.totals.users,
    challengedAttempts: day.challenged.attempts,
    challengedUsers: day.challenged.users,
    completed: day.outcomes.completed.attempts,
    denied: day.outcomes.denied.attempts,
    abandoned: day.interrupted.abandoned.attempts,
    unableUsers: day.unable.users,
    rate: day.rate,
    restated: null,
    healed: null,
  };
}

function rhythm(last: string, days: number): TrendDay[] {
  return Array.from({ length: days }, (_, index) => {
    const day = new Date(Date.parse(`${last}T00:00:00Z`) - (days - 1 - index) * 86_400_000)
      .toISOString()
      .slice(0, 10);
    const back = days - 1 - index;
    if (back === 6) return gapHeadline(day, 'missing');
    const weekend = [0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay());
    const challengedAttempts = weekend ? 200 + index : 2_300 + index * 3;
    const unableUsers = weekend ? 2 + (index % 2) : 11 + ((index * 7) % 8);
    const denied = unableUsers * 2 + 8;
    const abandoned = Math.round(unableUsers / 3);
    const completed = challengedAttempts - denied - abandoned;
    return {
      day,
      state: back < 2 ? 'open' : back === 4 ? 'partial' : 'sealed',
      revision: back < 2 ? 1 : 3,
      zone: 'UTC',
      signIns: challengedAttempts * 5,
      attempts: challengedAttempts * 4,
      users: challengedAttempts,
      challengedAttempts,
      challengedUsers: Math.round(challengedAttempts * 0.58),
      completed,
      denied,
      abandoned,
      unableUsers,
      rate: completed / challengedAttempts,
      restated: null,
      healed: null,
    };
  });
}

/** A day that says what its headline says; four of five sign-ins are satisfied without a prompt. */
export function wholeDay(of: TrendDay): MeasuredDay | UnmeasuredDay {
  if (of.state === 'missing' || of.state === 'lost') return gapDay(of.state, { day: of.day });
  const empty = emptyDay({ day: of.day, state: of.state, revision: of.revision });
  const challenged = au(of.challengedAttempts ?? 0, of.challengedUsers ?? 0);
  const completed = of.completed ?? 0;
  const afterRetry = Math.round(completed / 25);
  const signIns = of.signIns ?? 0;
  const silent = signIns - challenged.attempts;
  return {
    ...empty,
    coverage: { ...empty.coverage, records: signIns, signIns, complete: of.state !== 'partial' },
    totals: counts(signIns, signIns, challenged.users * 2),
    required: { ...empty.required, yes: counts(signIns, signIns, challenged.users * 2) },
    results: { ...empty.results, none: counts(signIns, signIns, challenged.users * 2) },
    outcomes: {
      ...empty.outcomes,
      completed: counts(completed, completed, challenged.users),
      denied: counts(of.denied ?? 0, of.denied ?? 0, of.unableUsers ?? 0),
      interrupted: counts(of.abandoned ?? 0, of.abandoned ?? 0, of.unableUsers ?? 0),
      satisfiedWithoutPrompt: counts(silent, silent, challenged.users * 2),
    },
    interrupted: { ...empty.interrupted, abandoned: au(of.abandoned ?? 0, of.unableUsers ?? 0) },
    challenged,
    completed: {
      firstTry: au(
        completed - afterRetry,
        challenged.users - (of.unableUsers ?? 0) - Math.round(afterRetry / 2),
      ),
      afterRetry: au(afterRetry, Math.round(afterRetry / 2)),
    },
    unable: {
      users: of.unableUsers ?? 0,
      byCause: { ...empty.unable.byCause, noAnswer: of.unableUsers ?? 0 },
    },
    rate: of.rate,
  };
}

export function gapHeadline(day: string, state: 'missing' | 'lost'): TrendDay {
  return {
    day,
    zone: 'UTC',
    state,
    revision: 0,
    signIns: null,
    attempts: null,
    users: null,
    challengedAttempts: null,
    challengedUsers: null,
    completed: null,
    denied: null,
    abandoned: null,
    unableUsers: null,
    rate: null,
    restated: null,
    healed: null,
  };
}

export function counts(signIns = 0, attempts = 0, users = 0): Count {
  return { signIns, attempts, users };
}

export function au(attempts = 0, users = 0): AU {
  return { attempts, users };
}

export function reason(
  name: ReasonName,
  prompts: number,
  attempts: number,
  users: number,
  given: Partial<MeasuredDay['reasons'][number]> = {},
): MeasuredDay['reasons'][number] {
  const { cause, title } = REASONS[name];
  const most = { method: null, app: null, os: null, country: null };
  return { reason: name, cause, title, prompts, attempts, users, unableUsers: 0, most, hours: [], ...given };
}

export function method(
  name: MethodName,
  completed: number,
  denied: number,
  abandoned: number,
): MeasuredDay['methods'][number] {
  return {
    method: name,
    strength: METHODS[name].strength,
    completed: au(completed, completed),
    denied: au(denied, denied),
    abandoned: au(abandoned, abandoned),
    afterRetry: au(),
  };
}

/** `challenges`: challenged, completed, denied and abandoned attempts; each by as many users. */
export function row(
  id: string | null,
  name: string,
  attempts: number,
  users: number,
  challenges: readonly [challenged: number, completed: number, denied: number, abandoned: number],
  unableUsers: number,
): Row {
  const [challenged, completed, denied, abandoned] = challenges.map((value) =>
    au(value, Math.min(value, users)),
  );
  return {
    id,
    name,
    attempts,
    users,
    challenged: challenged ?? au(),
    completed: completed ?? au(),
    denied: denied ?? au(),
    abandoned: abandoned ?? au(),
    unableUsers,
    singleFactor: 0,
  };
}

const APPS = [
  {
    ...row('00000003-0000-0ff1-ce00-000000000000', 'Microsoft 365 web', 3_900, 1_322, [846, 770, 66, 10], 24),
    singleFactor: 402,
  },
  row('1fec8e78-bce4-4aaf-ab1b-5451cc387264', 'Microsoft Teams', 2_410, 1_102, [561, 502, 52, 7], 17),
  row('a3', 'Contoso VPN', 1_180, 640, [318, 270, 41, 7], 14),
  row('c44b4083-3bb0-49c1-b47d-974e53cbdf3c', 'Azure portal', 702, 88, [214, 212, 1, 1], 3),
  row('a5', 'Salesforce', 540, 300, [176, 170, 4, 2], 2),
  row('a6', 'ServiceNow', 301, 190, [120, 116, 3, 1], 2),
  row('a7', 'Contoso expenses', 150, 101, [72, 70, 1, 1], 1),
  { ...row('a8', 'Contoso intranet', 66, 52, [50, 48, 2, 0], 1), singleFactor: 151 },
  row('a9', 'Zoom', 30, 22, [30, 28, 1, 1], 1),
  row(null, 'unknown', 20, 17, [20, 18, 1, 1], 0),
];

const CAUSE_FIGURES: Partial<Record<Cause, AU>> = {
  noAnswer: au(73, 55),
  wrongCode: au(21, 18),
  unreachable: au(92, 58),
  declined: au(4, 3),
  notRegistered: au(12, 11),
  unknown: au(1, 1),
};

function named<Name extends string, Value>(names: readonly Name[], value: () => Value): Record<Name, Value> {
  return Object.fromEntries(names.map((name) => [name, value()])) as Record<Name, Value>;
}

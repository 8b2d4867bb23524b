/**
 * The one value everything is rendered from (contract §2). `null` = not measured, `0` = measured
 * and none.
 */
import type { FindingKind, Severity } from './finding-kinds.ts';
import type { MethodName, Strength } from './methods.ts';
import type { Cause, ReasonName } from './reasons.ts';
import type { Rejection } from './sign-in.ts';

export type State = 'missing' | 'partial' | 'open' | 'sealed' | 'lost';
export type Level = 'quiet' | 'watch' | 'act' | 'incomplete';
export type Privacy = 'aggregate' | 'masked' | 'named';

export type Count = { signIns: number; attempts: number; users: number };
export type AU = { attempts: number; users: number };

export const OUTCOMES = [
  'completed',
  'denied',
  'satisfiedWithoutPrompt',
  'interrupted',
  'firstFactorFailed',
  'otherReason',
  'singleFactor',
  'unclassified',
] as const;
export type Outcome = (typeof OUTCOMES)[number];

export const INTERRUPTS = ['abandoned', 'pending', 'handedOff', 'notPrompted'] as const;
export type Interrupt = (typeof INTERRUPTS)[number];

export const REQUIRED = ['yes', 'no', 'unknown'] as const;
export type Required = (typeof REQUIRED)[number];

export const RESULT_LISTS = ['satisfied', 'denied', 'none'] as const;
export type ResultList = (typeof RESULT_LISTS)[number];

export const HOWS = [
  'claimInToken',
  'rememberedDevice',
  'registeredDevice',
  'trustedLocation',
  'trustedIp',
  'insideCorporateNetwork',
  'appPassword',
  'windowsBroker',
  'externalProvider',
] as const;
export type How = (typeof HOWS)[number];

export const DIMENSIONS = ['app', 'country', 'os', 'client', 'userType', 'requiredBy'] as const;
export type Dimension = (typeof DIMENSIONS)[number];

/** What the users of one reason may have in common. */
export const SHARED = ['method', 'app', 'os', 'country'] as const;
export type Shared = (typeof SHARED)[number];

export type Row = {
  id: string | null;
  name: string;
  attempts: number;
  users: number;
  challenged: AU;
  completed: AU;
  denied: AU;
  abandoned: AU;
  unableUsers: number;
  /** Attempts that got in with one factor. */
  singleFactor: number;
};

export type Headline = {
  day: string;
  zone: string;
  state: State;
  revision: number;
  signIns: number | null;
  attempts: number | null;
  users: number | null;
  challengedAttempts: number | null;
  challengedUsers: number | null;
  completed: number | null;
  denied: number | null;
  abandoned: number | null;
  unableUsers: number | null;
  rate: number | null;
};

/**
 * What became of a day's figures since a mail last told them, by their names in `Headline`; `from` is
 * the revision that was told. Only figures that were measured both times and differ; `rate` is 0 to 1.
 */
export type Restated = {
  from: number;
  why: RestatedWhy;
  figures: Record<string, [before: number, after: number]>;
};

/**
 * `restRead`: it was partial when it was told, and more of it was read since. Else by the number of its sign-ins: more are late
 * records, the same with other outcomes have had their details completed, fewer were left out when it
 * was collected again (`--accept-fewer`, exclusions).
 */
export const RESTATED_WHYS = ['restRead', 'lateRecords', 'detailsCompleted', 'collectedAgain'] as const;
export type RestatedWhy = (typeof RESTATED_WHYS)[number];

/** How readers knew a day until now. `untold`: a mail about it was due, and none is on record as sent. */
export type KnownAs = 'missing' | 'partial' | 'lost' | 'untold';

/** A headline beside what readers were told of that day. */
export type TrendDay = Headline & {
  /** `null`: nothing was told yet, or nothing of it has changed. */
  restated: Restated | null;
  /** How readers knew a day that has become whole since; `null` for every other day. */
  healed: KnownAs | null;
};

export type Coverage = {
  readFrom: string;
  readTo: string;
  complete: boolean;
  passes: number;
  agreement: number | null;
  records: number;
  signIns: number;
  duplicates: number;
  outsideWindow: number;
  nonInteractive: number;
  outOfScope: number;
  excluded: number;
  late: number;
  rejected: { total: number; byCause: Partial<Record<Rejection, number>> };
};

/**
 * How many sign-ins Microsoft counts (`theirs`, by the report named `counter`) and how many were
 * received here (`ours`, those excluded among them). The two may count differently, so the ratio means
 * something only beside what it usually is.
 */
export type CrossCheck = {
  counter: string;
  theirs: number;
  ours: number;
  /** Ours ÷ theirs. */
  ratio: number;
  /** Median of the earlier days; `null` while there are fewer than seven. */
  usual: number | null;
  /** How many earlier days there are to compare with, at most 28. */
  days: number;
};

/** The figures of a day: what `tally` counts, and all that is stored of it. */
export type Figures = {
  totals: Count;
  required: Record<Required, Count>;
  results: Record<ResultList, Count>;
  outcomes: Record<Outcome, Count>;
  interrupted: Record<Interrupt, AU>;
  challenged: AU;
  completed: { firstTry: AU; afterRetry: AU };
  unable: { users: number; byCause: Record<Cause, number> };
  rate: number | null;
  causes: { cause: Cause; attempts: number; users: number }[];
  reasons: {
    reason: ReasonName;
    cause: Cause;
    title: string;
    prompts: number;
    attempts: number;
    users: number;
    /** Users whose last failed attempt of the day has this reason, and who did not get through. */
    unableUsers: number;
    /**
     * Of the users with an attempt of this reason, the value that most of them had, by the names of
     * the breakdowns and the titles of the methods; ties by name. `null` where no user had one.
     */
    most: Record<Shared, { name: string; users: number } | null>;
    /** Attempts of this reason by the hour they began in, one per started hour of the window. */
    hours: number[];
  }[];
  satisfied: { how: How; signIns: number; attempts: number; users: number }[];
  methods: {
    method: MethodName;
    strength: Strength;
    completed: AU;
    denied: AU;
    abandoned: AU;
    /** Those of `completed` that held a denied prompt before. */
    afterRetry: AU;
  }[];
  breakdowns: Record<Dimension, { rows: Row[]; other: Row | null }>;
  hours: {
    from: string;
    signIns: number;
    attempts: number;
    completed: number;
    denied: number;
    abandoned: number;
  }[];
  unlisted: {
    texts: { text: string; outcome: Outcome; signIns: number }[];
    codes: { code: number; signIns: number }[];
    methods: { text: string; signIns: number }[];
    more: number;
  };
  /** Users by kind of finding, in the order of `FINDING_KINDS`; kinds without a user are left out. */
  found: { kind: FindingKind; users: number }[];
  friction: Friction;
};

/** How much is asked of people, and how well their answers protect them. */
export type Friction = {
  /**
   * Prompts per challenged user: denied prompts of the day, and one for each completed or abandoned
   * attempt. Nearest rank; `null` where no user was challenged.
   */
  promptsMedian: number | null;
  promptsP95: number | null;
  /** Attempts completed with a phishing-resistant method. */
  phishingResistant: number;
};

/** The same shape with every number `null`: a day that was not measured. */
export type Unmeasured<T> = T extends number
  ? null
  : T extends readonly (infer Item)[]
    ? Unmeasured<Item>[]
    : T extends object
      ? { [K in keyof T]: Unmeasured<T[K]> }
      : T;

export type DayHeader = {
  day: string;
  zone: string;
  window: { from: string; to: string; hours: number };
  state: State;
  revision: number;
  collectedAt: string | null;
  source: string | null;
  classifier: number | null;
  /** What stopped the newest reading, where the day is missing or partial and something was wrong. */
  problem: string | null;
};

export type DayRest = {
  /** What is usual for that weekday; `null`: no comparison yet. */
  baseline: Baseline | null;
  issues: Issue[];
  findings: Finding[];
  people: Person[];
  restated: Restated | null;
};

/** A day with figures. */
export type MeasuredDay = DayHeader & {
  state: 'partial' | 'open' | 'sealed';
  coverage: Coverage & { crossCheck: CrossCheck | null };
} & Figures &
  DayRest;
/** A day that was never collected: every figure `null`, every list empty. */
export type UnmeasuredDay = DayHeader & {
  state: 'missing' | 'lost';
  coverage: Unmeasured<Coverage> & { complete: false; crossCheck: null };
} & Unmeasured<Figures> &
  DayRest;
export type Day = MeasuredDay | UnmeasuredDay;

export function isMeasured(day: Day): day is MeasuredDay {
  return day.state !== 'missing' && day.state !== 'lost';
}

/** Medians over the same weekday of the four weeks before; users are whole numbers. */
export type Baseline = {
  /** The days they were taken from, newest first; two to four. */
  days: string[];
  challengedUsers: number;
  firstTryUsers: number;
  afterRetryUsers: number;
  unableUsers: number;
  /** 0 to 1; `null` where none of the days had a challenge. */
  rate: number | null;
};

export type Issue = {
  id: ReasonName;
  state: 'new' | 'worse' | 'steady' | 'better' | 'back' | 'fixed';
  title: string;
  cause: Cause;
  users: number;
  /** Users whose last failed attempt had this reason, and who did not get through. */
  unableUsers: number;
  attempts: number;
  baselineUsers: number | null;
  /** What is usual of `unableUsers`; `null`: no comparison yet. */
  usualUnable: number | null;
  /**
   * Users of the reason on the seven days that end with the day, ascending; `null` where a day was not
   * read whole. The last is `users`: of a partial day those so far.
   */
  week: (number | null)[];
  /** First day of the present episode: it stood out since then without a pause of more than 7 days. */
  firstDay: string;
  /** The last day on which it stood out. */
  lastDay: string;
  /** The one that more than half of the users had to do with. */
  topApp: string | null;
  topMethod: string | null;
  /** What most of it has in common, in words; `null` where it is of many kinds, or of few users. */
  shape: string | null;
  nextStep: string;
  acknowledged: { until: string; by: string; note: string } | null;
};

export type Finding = {
  kind: FindingKind;
  severity: Severity;
  users: number;
  people: string[];
};

export type Person = {
  /** Principal name, else object id. */
  user: string;
  id: string | null;
  unable: boolean;
  findings: FindingKind[];
  /** Seen in an admin portal or tool (`admin-apps.ts`). */
  admin: boolean;
  /** Denied prompts of the day. */
  prompts: number;
  attempts: number;
  completed: number;
  reason: ReasonName | null;
  method: MethodName | null;
  detail: string | null;
  app: string | null;
  lastAt: string;
};

export type Report = {
  schema: 1;
  product: { name: 'mfa-digest'; version: string; classifier: number };
  generatedAt: string;
  tenant: { id: string; name: string | null };
  privacy: Privacy;
  verdict: { level: Level; text: string } | null;
  days: Day[];
  trend: TrendDay[];
};

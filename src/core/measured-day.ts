/** A stored day as a report shows it: its figures, and what they mean beside those of the days before. */
import { baselineFigures } from './baseline.ts';
import { crossCheckOf } from './cross-check.ts';
import { HOUR } from './day.ts';
import { figuresShown } from './figures-shown.ts';
import { FINDING_KINDS } from './finding-kinds.ts';
import { issuesOf } from './issues.ts';
import { headlineOf } from './metrics.ts';
import type { Ack } from './ports.ts';
import type { Finding, MeasuredDay, Person, Privacy } from './report.ts';
import type { StoredDay } from './stored-day.ts';
import { sinceTold, type WhatWasTold } from './what-was-told.ts';

export type MeasuredDayOptions = {
  readonly privacy: Privacy;
  /** The stored days that it is judged by, in any order; the 89 before it are enough. */
  readonly days: readonly StoredDay[];
  readonly issueMinUsers: number;
  readonly told: WhatWasTold;
  readonly acks: readonly Ack[];
  /** Of this day, worst first; none where they are not kept or not to be shown. */
  readonly people: readonly Person[];
};

export function measuredDay(stored: StoredDay, options: MeasuredDayOptions): MeasuredDay {
  const { day, zone, windowFrom, windowTo, state, revision, collectedAt, source, classifier } = stored;
  const { days, told, people, privacy } = options;
  const hours = (Date.parse(windowTo) - Date.parse(windowFrom)) / HOUR;
  return {
    day,
    zone,
    window: { from: windowFrom, to: windowTo, hours },
    state,
    revision,
    collectedAt,
    source,
    classifier,
    problem: null,
    coverage: { ...stored.coverage, crossCheck: crossCheckOf(stored, days) },
    ...figuresShown(stored, privacy),
    baseline: baselineFigures(stored, days),
    issues: issuesOf(days, { ...options, day }),
    findings: findingsOf(stored, people),
    people: [...people],
    restated: sinceTold(headlineOf(stored), told(day)).restated,
  };
}

/** Named in each finding; the others stand among the people of the day. */
const PEOPLE_NAMED = 20;

function findingsOf({ figures }: StoredDay, people: readonly Person[]): Finding[] {
  return figures.found.map(({ kind, users }) => ({
    kind,
    severity: FINDING_KINDS[kind].severity,
    users,
    people: people
      .filter(({ findings }) => findings.includes(kind))
      .slice(0, PEOPLE_NAMED)
      .map(({ user }) => user),
  }));
}

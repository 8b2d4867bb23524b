/** Invariants 1 to 7 of contract §2, as expectations on any day with figures. */
import { expect } from 'vitest';
import type { Recount } from './recount.ts';

export function expectInvariants({ figures, coverage }: Recount): void {
  const { totals, outcomes, interrupted, challenged, completed, unable } = figures;
  const { causes, reasons, hours } = figures;
  for (const parts of [outcomes, figures.required, figures.results]) {
    expect(sum(Object.values(parts).map(({ signIns }) => signIns))).toBe(totals.signIns);
    expect(sum(Object.values(parts).map(({ attempts }) => attempts))).toBe(totals.attempts);
  }

  const failed = outcomes.denied.attempts + interrupted.abandoned.attempts;
  expect(outcomes.completed.attempts + failed).toBe(challenged.attempts);
  expect(sum(hours.map((hour) => hour.completed + hour.denied + hour.abandoned))).toBe(challenged.attempts);

  expect(sum(Object.values(interrupted).map(({ attempts }) => attempts))).toBe(outcomes.interrupted.attempts);
  expect(completed.firstTry.attempts + completed.afterRetry.attempts).toBe(outcomes.completed.attempts);

  expect(sum(causes.map(({ attempts }) => attempts))).toBe(failed);
  expect(sum(reasons.map(({ attempts }) => attempts))).toBe(failed);
  expect(causes).toHaveLength(10);

  expect(unable.users).toBeLessThanOrEqual(challenged.users);
  expect(challenged.users).toBeLessThanOrEqual(totals.users);
  expect(sum(Object.values(unable.byCause))).toBe(unable.users);

  expect(sum(reasons.map(({ unableUsers }) => unableUsers))).toBe(unable.users);
  for (const { attempts, hours: ofReason } of reasons) expect(sum(ofReason)).toBe(attempts);
  const retried = figures.methods.map(({ afterRetry }) => afterRetry.attempts);
  expect(sum(retried)).toBe(completed.afterRetry.attempts);

  expect(sum(hours.map(({ attempts }) => attempts))).toBe(totals.attempts);
  expect(sum(hours.map(({ signIns }) => signIns))).toBe(totals.signIns);
  for (const { rows, other } of Object.values(figures.breakdowns)) {
    const all = other === null ? rows : [...rows, other];
    expect(sum(all.map(({ attempts }) => attempts))).toBe(totals.attempts);
    expect(sum(all.map(({ singleFactor }) => singleFactor))).toBe(outcomes.singleFactor.attempts);
  }

  const { records, signIns, duplicates, outsideWindow, nonInteractive, outOfScope, rejected } = coverage;
  expect(signIns).toBe(totals.signIns);
  expect(signIns + duplicates + outsideWindow + nonInteractive + outOfScope + rejected.total).toBe(records);
  expect(sum(Object.values(rejected.byCause))).toBe(rejected.total);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

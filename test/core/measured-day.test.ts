/** A stored day beside the days before it and the people of it. Tenant Contoso, all invented. */
import { expect, it } from 'vitest';
import { composeDigestReport } from '../../src/core/compose-report.ts';
import { createCalendar } from '../../src/core/day.ts';
import type { Person } from '../../src/core/report.ts';
import { person } from '../render/judged-day.ts';
import { figures, storedDay } from '../store/builders.ts';

const OPTIONS = {
  version: '0.0.0',
  tenant: { id: 'contoso', name: 'Contoso' },
  privacy: 'masked',
  now: Date.parse('2026-06-17T08:00:00Z'),
  calendar: createCalendar('UTC'),
  retentionDays: 30,
  issueMinUsers: 3,
} as const;

const DAY = storedDay({
  figures: figures({
    found: [
      { kind: 'promptBurst', users: 30 },
      { kind: 'userBlocked', users: 1 },
    ],
  }),
});
const reportOf = (people?: readonly Person[]) =>
  composeDigestReport(DAY.day, [DAY], OPTIONS, people === undefined ? {} : { people }).days[0];

it('a finding names the people it is about, twenty at most, and how severe it is', () => {
  const burst = Array.from({ length: 30 }, (_, index) =>
    person(`user${index}@contoso.example`, { findings: ['promptBurst'] }),
  );
  const people = [person('blocked@contoso.example', { findings: ['userBlocked'] }), ...burst];
  const day = reportOf(people);
  expect(day?.findings).toEqual([
    { kind: 'promptBurst', severity: 'high', users: 30, people: burst.slice(0, 20).map(({ user }) => user) },
    { kind: 'userBlocked', severity: 'medium', users: 1, people: ['blocked@contoso.example'] },
  ]);
  expect(day?.people).toEqual(people);
});

it('where people are not kept, a finding still counts them', () => {
  const day = reportOf();
  expect(day?.people).toEqual([]);
  expect(day?.findings).toMatchObject([
    { users: 30, people: [] },
    { users: 1, people: [] },
  ]);
});

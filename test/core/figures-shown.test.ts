/** What a report shows of few people where PRIVACY is aggregate. Everything is invented, tenant Contoso. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { composeDigestReport, composeFilesReport } from '../../src/core/compose-report.ts';
import { createCalendar, HOUR } from '../../src/core/day.ts';
import { createDaysOfFiles } from '../../src/core/days-of-files.ts';
import { DIMENSIONS, isMeasured, type MeasuredDay, type Privacy } from '../../src/core/report.ts';
import type { ReadRecord } from '../../src/core/sign-in.ts';
import type { StoredDay } from '../../src/core/stored-day.ts';
import { arbitraryReadAt, arbitraryRecords, INVENTED_DAYS } from '../arbitrary-sign-ins.ts';
import { buildSignIn, guid, step } from '../build-sign-in.ts';
import { type RecountedDay, recountFolded } from '../naive/recount.ts';
import { windowOf } from '../naive/window.ts';
import { au, count, figures, outcomes, reasonOf, storedDay } from '../store/builders.ts';
import { brokenInvariants } from './invariants.ts';

const DAY = windowOf('2026-03-10', 'UTC');
const LATER = DAY.to + 48 * HOUR;

function storedOf(records: readonly ReadRecord[], day: RecountedDay, asOf: number): StoredDay | undefined {
  const files = createDaysOfFiles(createCalendar(day.zone));
  for (const record of records) files.add(record);
  const exclude = { users: new Set<string>(), apps: new Set<string>() };
  return files.days({ day: day.day, asOf, sealHours: 48, exclude })[0];
}

function options(privacy: Privacy, zone = 'UTC') {
  return {
    version: '0.0.0',
    tenant: { id: 'contoso', name: 'Contoso' },
    privacy,
    now: LATER,
    calendar: createCalendar(zone),
    retentionDays: 30,
    issueMinUsers: 1,
  };
}

function shown(stored: StoredDay | undefined, privacy: Privacy = 'aggregate', zone = 'UTC'): MeasuredDay {
  if (stored === undefined) throw new Error('The day is found.');
  const [day] = composeDigestReport(stored.day, [stored], options(privacy, zone)).days;
  if (day === undefined || !isMeasured(day)) throw new Error('The day has figures.');
  return day;
}

/** One completed attempt of each user with each application, by their letters: `A:1 A:2 B:1`. */
function signIns(written: string): ReadRecord[] {
  return written.split(' ').map((pair, n) => {
    const [app = '', user = ''] = pair.split(':');
    return buildSignIn({
      at: '2026-03-10T10:00:00Z',
      id: guid(1, n),
      userId: user === '-' ? undefined : guid(2, Number(user)),
      userPrincipalName: undefined,
      appId: undefined,
      appName: app,
      correlation: guid(3, n),
      steps: [step('Text message', 'MFA successfully completed', true)],
    });
  });
}

describe('a breakdown where PRIVACY is aggregate', () => {
  it.each<[rule: string, written: string, told: string]>([
    ['has rows of three users as they are', 'A:1 A:2 A:3 B:1 B:2 B:3', 'A 3/3, B 3/3'],
    ['folds rows of two', 'A:1 A:2 A:3 B:1 B:2 C:3', 'A 3/3, other 3/3'],
    [
      'folds the smallest remaining row, too, where the small ones are two users',
      'A:1 A:2 A:3 A:4 B:1 B:2 B:3 C:4 C:5',
      'A 4/4, other 5/5',
    ],
    [
      'counts a user of both small rows once, and so adds another',
      'A:1 A:2 A:3 A:4 B:1 B:2 B:5 C:1 D:1',
      'A 4/4, other 5/3',
    ],
    [
      'of two remaining rows alike folds the one listed last',
      'A:1 A:2 A:3 B:1 B:2 B:3 C:1',
      'A 3/3, other 4/3',
    ],
    [
      'takes the row of fewest users, not of fewest attempts',
      'A:1 A:2 A:3 A:1 A:1 A:2 B:1 B:2 B:3 B:4 C:1',
      'B 4/4, other 7/3',
    ],
    ['is one row where all together are two users', 'A:1 A:2 B:1 C:2', 'other 4/2'],
    ['is one row where nothing else can hide a single user', 'A:1 A:2 A:3 A:4 B:1', 'other 5/4'],
    ['folds attempts of nobody', 'A:1 A:2 A:3 B:1 B:2 B:3 C:-', 'A 3/3, other 4/3'],
    ['folds them with those of others', 'A:1 A:2 A:3 B:4 B:5 B:- C:6 C:-', 'A 3/3, other 5/3'],
  ])('%s', (_, written, told) => {
    const { app } = shown(storedOf(signIns(written), DAY, LATER)).breakdowns;
    const rows = [...app.rows, ...(app.other === null ? [] : [app.other])];
    expect(rows.map(({ name, attempts, users }) => `${name} ${attempts}/${users}`).join(', ')).toBe(told);
    const exact = shown(storedOf(signIns(written), DAY, LATER), 'masked').breakdowns.app;
    expect(exact.rows.map(({ name }) => name)).toEqual([...new Set(written.match(/[A-D]/g))].sort());
    expect(exact.other).toBeNull();
  });

  it('folds the many applications that no list shows with the few users among those it does', () => {
    const many = Array.from({ length: 50 }, (_, n) => `a${n}:1 a${n}:2 a${n}:3 a${n}:4`).join(' ');
    const told = (written: string) => {
      const { rows, other } = shown(storedOf(signIns(written), DAY, LATER)).breakdowns.app;
      return [rows.length, other?.attempts, other?.users];
    };
    expect(told(`${many} z:1 z:2 z:5`)).toEqual([50, 3, 3]);
    expect(told(`${many} z:5 z:6`)).toEqual([49, 6, 6]);
    expect(told(`${many.replace('a7:1 a7:2 a7:3 a7:4', 'a7:1 a7:2 a7:1 a7:2')} z:5`)).toEqual([49, 5, 3]);
  });

  it('of a day stored before folds were kept is one row of the whole day, unless it hides nobody', () => {
    const row = {
      id: null,
      attempts: 4,
      users: 3,
      challenged: au(4, 3),
      completed: au(3),
      denied: au(1),
      abandoned: au(),
      unableUsers: 1,
      singleFactor: 0,
    };
    const rare = { ...row, name: 'Contoso VPN', users: 1 };
    const stored = storedDay({
      figures: figures({
        totals: count(12, 9, 6),
        challenged: au(8, 5),
        outcomes: outcomes({ completed: count(6, 5, 4), denied: count(2), singleFactor: count(1) }),
        interrupted: { ...figures().interrupted, abandoned: au(1) },
        unable: { ...figures().unable, users: 2 },
        breakdowns: {
          ...figures().breakdowns,
          app: { rows: [{ ...row, name: 'Contoso Mail' }, rare], other: null },
          country: { rows: [{ ...row, name: 'NL' }], other: { ...row, name: 'other' } },
        },
      }),
    });
    expect(shown(stored).breakdowns.country).toEqual(stored.figures.breakdowns.country);
    expect(shown(stored).breakdowns.app).toEqual({
      rows: [],
      other: {
        id: null,
        name: 'other',
        attempts: 9,
        users: 6,
        challenged: au(8, 5),
        completed: au(5, 4),
        denied: au(2),
        abandoned: au(1),
        unableUsers: 2,
        singleFactor: 1,
      },
    });
  });
});

describe('what the users of a reason have in common', () => {
  const reason = reasonOf('noResponse', 3, {
    most: {
      method: { name: 'Text message', users: 1 },
      app: { name: 'Contoso VPN', users: 2 },
      os: { name: 'iOS', users: 3 },
      country: { name: 'NL', users: 2 },
    },
  });
  const stored = storedDay({ figures: figures({ reasons: [reason] }) });

  it('is told from three users on where PRIVACY is aggregate, the method always', () => {
    const day = shown(stored);
    expect(day.reasons[0]?.most).toEqual({ ...reason.most, app: null, country: null });
    expect(day.issues).toMatchObject([{ id: 'noResponse', users: 3, topApp: null }]);
  });

  it.each([
    ['all of them', 34, 34],
    ['all but three', 34, 31],
  ])('is told of %s', (_, users, part) => {
    const most = { method: null, app: null, os: { name: 'Android', users: part }, country: null };
    const day = shown(
      storedDay({ figures: figures({ reasons: [reasonOf('noResponse', users, { most })] }) }),
    );
    expect(day.reasons[0]?.most.os).toEqual({ name: 'Android', users: part });
  });

  it('is not told where the few that are left are fewer than three', () => {
    const most = { method: null, app: null, os: { name: 'Android', users: 32 }, country: null };
    const day = shown(storedDay({ figures: figures({ reasons: [reasonOf('noResponse', 34, { most })] }) }));
    expect(day.reasons[0]?.most.os).toBeNull();
  });

  it('is told in full elsewhere', () => {
    const day = shown(stored, 'masked');
    expect(day.reasons[0]?.most).toEqual(reason.most);
    expect(day.issues).toMatchObject([{ topApp: 'Contoso VPN' }]);
  });
});

describe.each(INVENTED_DAYS)('whatever is read on $day in $zone', (day) => {
  const read = fc.record({ records: arbitraryRecords(day, { most: 24 }), asOf: arbitraryReadAt(day) });

  it('the folded breakdowns are those of a naive count, of nobody alone, and add up', () => {
    fc.assert(
      fc.property(read, ({ records, asOf }) => {
        const stored = storedOf(records, day, asOf);
        if (stored === undefined) return;
        const told = shown(stored, 'aggregate', day.zone);
        expect(told.breakdowns).toEqual(recountFolded(records, day, { readAt: asOf }));
        expect(brokenInvariants(told)).toEqual([]);
        for (const dimension of DIMENSIONS) {
          const { rows, other } = told.breakdowns[dimension];
          for (const { users } of rows) expect(users).toBeGreaterThanOrEqual(3);
          if (rows.length > 0 && other !== null) expect(other.users).toBeGreaterThanOrEqual(3);
        }
        const [ofFiles] = composeFilesReport([stored], options('aggregate', day.zone)).days;
        expect(ofFiles?.breakdowns).toEqual(told.breakdowns);
        expect(JSON.stringify(ofFiles)).not.toContain('folds');
      }),
      { numRuns: 75 },
    );
  });
});

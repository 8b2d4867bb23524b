/** Days at the limits of what a digest can be asked to show. Invented records, tenant Contoso. */
import { addDays } from '../../src/core/day.ts';
import { REASON_NAMES } from '../../src/core/reasons.ts';
import type { Privacy, Report } from '../../src/core/report.ts';
import { RESULTS } from '../../src/core/results.ts';
import { sampleRecords } from '../../src/sources/sample.ts';
import { guid } from '../build-sign-in.ts';
import { DAY } from './report-builder.ts';
import {
  failing,
  type RawRecord,
  rawRecord,
  reportOfRecords,
  reportsOfRecords,
} from './report-of-records.ts';

/** What a name of a worst case is made of: what HTML, JSON and markdown write longest, and what takes most bytes. */
const LETTERS = { equals: '=', quote: '"', backslash: '\\', wide: '字', emoji: '😀' } as const;
export type LetterName = keyof typeof LETTERS;
export const LETTER_NAMES: readonly LetterName[] = ['equals', 'quote', 'backslash', 'wide', 'emoji'];

const PAIRS = 10_000;
const NAME_LENGTH = 256;
/** The texts by which a prompt can be said to have failed, the first of each row of the table, and some of no row. */
const FAILURES = [
  ...RESULTS.flatMap(({ says, texts: [text] }) => (says === 'denied' && text !== undefined ? [text] : [])),
  ...Array.from({ length: 60 }, (_, n) => `MFA denied; never heard of ${n}`),
].map((text) => (text.startsWith('MFA denied') ? text : `MFA denied; ${text}`));

/**
 * 10,000 pairs of a reason and an application, each of a user of their own, all names 256 letters
 * long; four weeks of the same in small before it, all people admins in findings, all issues noted.
 */
export function worstDays(letter: LetterName): (privacy: Privacy) => Report {
  const name = (n: number) => `${n} ${LETTERS[letter].repeat(NAME_LENGTH)}`.slice(0, NAME_LENGTH);
  const records: RawRecord[] = [];
  const add = (day: string, pairs: number) => {
    for (let pair = 0; pair < pairs; pair += 1) {
      const n = records.length;
      const failure = FAILURES[pair % FAILURES.length] ?? '';
      const unlisted = failure.includes('never heard') ? `${failure} ${name(pair)}` : failure;
      records.push(
        rawRecord({
          n,
          at: `${day}T${String(pair % 24).padStart(2, '0')}:00:00Z`,
          user: pair,
          ...failing(unlisted),
          method: pair % 3 === 0 ? name(pair % 90) : 'Mobile app notification',
          with: {
            userPrincipalName: `${name(pair)}@contoso.example`,
            userDisplayName: name(pair),
            appId: guid(0xf4, Math.floor(pair / FAILURES.length)),
            appDisplayName: name(Math.floor(pair / FAILURES.length)),
            clientAppUsed: name(pair % 70),
            deviceDetail: { operatingSystem: name(pair % 80) },
            location: { countryOrRegion: name(pair % 300) },
            authenticationRequirementPolicies: [{ requirementProvider: name(pair % 60) }],
          },
        }),
      );
    }
  };
  for (let back = 28; back > 0; back -= 1) add(addDays(DAY, -back), back % 7 === 0 ? 500 : 100);
  add(DAY, PAIRS);
  records.push(...bursts(records.length, name));
  const reportOf = reportsOfRecords(records);
  const acks = REASON_NAMES.filter((_, index) => index % 2 === 0).map((reason) => ({
    reason,
    until: addDays(DAY, 7),
    by: name(1),
    note: name(2),
  }));
  return (privacy) => reportOf({ privacy, tenantName: name(0), acks });
}

/** Users who were asked again and again, in an admin portal, and gave in; each kind of finding has some. */
function bursts(first: number, name: (n: number) => string): RawRecord[] {
  const app = { appId: 'c44b4083-3bb0-49c1-b47d-974e53cbdf3c', appDisplayName: 'Azure Portal' };
  return Array.from({ length: 30 }, (_, user) => user).flatMap((user) => {
    const person = { userPrincipalName: `${name(user)}@contoso.example`, userDisplayName: name(user) };
    const records = Array.from({ length: 12 }, (_, prompt) =>
      rawRecord({
        n: first + user * 20 + prompt,
        at: `${DAY}T03:${String(10 + Math.floor(prompt / 2)).padStart(2, '0')}:${prompt % 2 === 0 ? '00' : '30'}Z`,
        user: PAIRS + user,
        ...failing(
          user % 3 === 0 ? 'MFA denied; fraud code entered' : 'MFA denied; user declined the authentication',
        ),
        with: { ...person, ...app },
      }),
    );
    const approved = rawRecord({
      n: first + user * 20 + 15,
      at: `${DAY}T03:17:00Z`,
      user: PAIRS + user,
      with: { ...person, ...app },
    });
    return user % 2 === 0 ? [...records, approved] : records;
  });
}

/** Names that read from right to left, are wide, combine, or lie outside the first plane. */
export const NAMES = [
  { user: 'نورا', app: 'بوابة الموظفين' },
  { user: 'דנה', app: 'מערכת שכר (ראשית)' },
  { user: '王小明', app: '经费报销系统' },
  { user: '佐藤', app: '勤怠管理システム' },
  { user: '김민수', app: '전자결재 시스템' },
  { user: 'Łukasz', app: 'Żółta księgowość' },
  { user: 'Søren', app: 'Ærø-portalen' },
  { user: 'नीता', app: 'कर्मचारी पोर्टल' },
  { user: 'สมชาย', app: 'ระบบเงินเดือน' },
  { user: '𝒵oë', app: '👩‍👩‍👧‍👦 Family desk 🏳️‍🌈' },
] as const;

/** A day whose users, applications, and texts that no table knows are called so; mixed with Latin names. */
export function namesDay(privacy: Privacy = 'named'): Report {
  const records = NAMES.flatMap(({ user, app }, index) =>
    Array.from({ length: 12 }, (_, n) => {
      const failed = n >= 6;
      return rawRecord({
        n: index * 12 + n,
        at: `${DAY}T${String(8 + (n % 6)).padStart(2, '0')}:${String(index).padStart(2, '0')}:00Z`,
        user: failed ? 1000 + index : index * 6 + n,
        ...(failed
          ? failing(
              n === 11 ? `MFA denied; ${app}` : 'MFA denied; user did not respond to mobile app notification',
            )
          : {}),
        with: {
          userPrincipalName: `${user}${failed ? '' : n}@contoso.example`,
          userDisplayName: user,
          appId: guid(0xf4, index),
          appDisplayName: app,
        },
      });
    }),
  );
  return reportOfRecords({ records, privacy, tenantName: 'Contoso 株式会社 (كونتوسو)' });
}

/** The sample tenant's day of trouble as it is collected: four weeks of invented records through all of it. */
export function sampleDay(day: string = DAY): Report {
  const dates = Array.from({ length: 30 }, (_, back) => addDays(day, -28 + back));
  return reportOfRecords({ records: dates.flatMap((date) => [...sampleRecords(date)]) });
}

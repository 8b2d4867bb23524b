/** Raw records, as a source hands them over, through reader, tally and report. All of it is invented, tenant Contoso. */
import { composeDigestReport } from '../../src/core/compose-report.ts';
import { addDays, createCalendar } from '../../src/core/day.ts';
import { createDaysOfFiles } from '../../src/core/days-of-files.ts';
import { peopleShown } from '../../src/core/people-shown.ts';
import type { Ack } from '../../src/core/ports.ts';
import type { Privacy, Report } from '../../src/core/report.ts';
import { readSignIn } from '../../src/sources/read-sign-in.ts';
import { guid } from '../build-sign-in.ts';
import { DAY } from './report-builder.ts';

export type RawRecord = Record<string, unknown>;

export type ReportParts = {
  readonly tenantName?: string;
  readonly privacy?: Privacy;
  readonly acks?: readonly Ack[];
};

/** The report of `DAY`, judged by the days that the records hold before it; the days are counted once. */
export function reportsOfRecords(records: Iterable<unknown>): (parts?: ReportParts) => Report {
  const calendar = createCalendar('UTC');
  const files = createDaysOfFiles(calendar);
  for (const record of records) files.add(readSignIn(record));
  const now = calendar.window(addDays(DAY, 3)).to;
  const exclude = { users: new Set<string>(), apps: new Set<string>() };
  const wanted = [...new Set([...files.found().filter((day) => day < DAY), DAY])];
  const days = wanted.flatMap((day) => files.days({ day, asOf: now, sealHours: 48, exclude }));
  return ({ tenantName = 'Contoso', privacy = 'masked', acks = [] } = {}) =>
    composeDigestReport(
      DAY,
      days,
      {
        version: '0.1.0',
        tenant: { id: '11111111-2222-4333-8444-555555555555', name: tenantName },
        privacy,
        now,
        calendar,
        retentionDays: 30,
        issueMinUsers: 3,
      },
      { people: peopleShown(files.people(DAY), privacy), acks },
    );
}

export function reportOfRecords({ records, ...parts }: ReportParts & { records: Iterable<unknown> }): Report {
  return reportsOfRecords(records)(parts);
}

/** What a raw record is about; the rest is as Graph writes it. */
export type RawParts = {
  readonly n: number;
  readonly at?: string;
  readonly user?: number;
  readonly code?: number;
  /** Of the one MFA step; `null`: the record has none. */
  readonly text?: string | null;
  readonly succeeded?: boolean;
  readonly method?: string;
  readonly with?: RawRecord;
};

/** One Graph `signIn` whose prompt was answered, unless told otherwise. */
export function rawRecord({ n, at, user, code, text, succeeded, method, ...parts }: RawParts): RawRecord {
  const created = at ?? `${DAY}T09:00:00Z`;
  return {
    id: guid(0xf1, n),
    createdDateTime: created,
    userId: guid(0xf2, user ?? n),
    userPrincipalName: `user${user ?? n}@contoso.example`,
    userDisplayName: `User ${user ?? n}`,
    userType: 'member',
    correlationId: guid(0xf3, n),
    appId: guid(0xf4, 1),
    appDisplayName: 'Contoso VPN',
    resourceDisplayName: 'Contoso VPN',
    clientAppUsed: 'Browser',
    isInteractive: true,
    signInEventTypes: ['interactiveUser'],
    authenticationRequirement: 'multiFactorAuthentication',
    authenticationRequirementPolicies: [{ requirementProvider: 'multiConditionalAccess', detail: 'Policy' }],
    status: { errorCode: code ?? 0, failureReason: 'Other.', additionalDetails: null },
    deviceDetail: { operatingSystem: 'Windows 11', browser: 'Edge 140', displayName: 'CON-1' },
    location: { city: 'Leipzig', state: 'Saxony', countryOrRegion: 'DE' },
    authenticationDetails:
      text === null
        ? []
        : [
            {
              authenticationStepDateTime: created,
              authenticationMethod: method ?? 'Mobile app notification',
              authenticationMethodDetail: null,
              succeeded: succeeded ?? true,
              authenticationStepResultDetail: text ?? 'MFA successfully completed',
              authenticationStepRequirement: 'Multifactor authentication',
            },
          ],
    ...parts.with,
  };
}

/** The parts of one whose prompt failed for a reason that the text says. */
export function failing(text: string): Pick<RawParts, 'code' | 'text' | 'succeeded'> {
  return { code: 500121, text, succeeded: false };
}

/**
 * Invented records at random, crowded where the rules bite: few users and correlations, times around
 * the borders of the day and exactly one gap apart, every listed text, code and method and some that
 * no table has, several versions of one id.
 */
import * as fc from 'fast-check';
import { CODES } from '../src/core/codes.ts';
import type { Evidence, Step } from '../src/core/evidence.ts';
import { METHODS } from '../src/core/methods.ts';
import { RESULTS } from '../src/core/results.ts';
import { type Instant, REJECTIONS, type ReadRecord, type SignIn } from '../src/core/sign-in.ts';
import { buildSignIn, guid, timeOf } from './build-sign-in.ts';
import type { RecountedDay } from './naive/recount.ts';
import { windowOf } from './naive/window.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Days of 24, 23, 25, 23.5 and 24.5 hours, and one far from UTC. */
export const INVENTED_DAYS: readonly RecountedDay[] = [
  windowOf('2026-03-10', 'UTC'),
  windowOf('2026-03-29', 'Europe/Amsterdam'),
  windowOf('2026-10-25', 'Europe/Amsterdam'),
  windowOf('2026-10-04', 'Australia/Lord_Howe'),
  windowOf('2026-04-05', 'Australia/Lord_Howe'),
  windowOf('2026-06-01', 'Pacific/Kiritimati'),
];

export type RecordOptions = {
  /** Most stories; each is up to six sign-ins of one person, in one or more versions. */
  readonly most?: number;
  /** False leaves out rejected records that carry an id, whose repeats are duplicates. */
  readonly rejectedIds?: boolean;
};

/** Records of a day and its neighbourhood, in any order, with repeats. */
export function arbitraryRecords(day: RecountedDay, options: RecordOptions = {}): fc.Arbitrary<ReadRecord[]> {
  const group = fc.oneof(
    { weight: 12, arbitrary: story(day) },
    { weight: 1, arbitrary: others(day, options) },
  );
  return fc.array(group, { maxLength: options.most ?? 12, size: 'medium' }).chain((groups) => {
    const records = groups.flatMap((recordsAt, place) => recordsAt(place));
    const again = fc.subarray(records, { maxLength: Math.min(4, records.length) });
    return fc
      .tuple(fc.shuffledSubarray(records, { minLength: records.length }), again)
      .map(([once, repeated]) => [...once, ...repeated]);
  });
}

/** Long enough after the day that nothing is pending, or in the middle of it. */
export function arbitraryReadAt(day: RecountedDay): fc.Arbitrary<number> {
  return fc.constantFrom(
    day.to + 48 * HOUR,
    day.from + 7 * HOUR,
    day.from + 7 * HOUR + 1,
    day.to + 2 * HOUR,
    day.to + 2 * HOUR + 10 * MINUTE,
  );
}

/** Records that know their place among the groups, so that no two sign-ins share an id by chance. */
type Group = (place: number) => ReadRecord[];

/** What one person does in one go: up to six sign-ins with one correlation, minutes or exactly one gap apart. */
function story(day: RecountedDay): fc.Arbitrary<Group> {
  const row = fc.record({
    signIn: signIns(day),
    idAt: ids,
    after: fc.constantFrom(0, 0, 0, 1, 1_000, MINUTE, 5 * MINUTE, 30 * MINUTE, 30 * MINUTE + 1, 59 * MINUTE),
    ns: fc.constantFrom(0, 0, 0, 1, 100),
    changes: fc.oneof(
      { weight: 4, arbitrary: fc.constant<Change[]>([]) },
      fc.array(changes, { maxLength: 2 }),
    ),
  });
  return fc.array(row, { minLength: 1, maxLength: 6, size: 'medium' }).map((rows) => (place) => {
    const first = rows[0]?.signIn;
    if (first === undefined) return [];
    const { userId, userPrincipalName, userDisplayName, correlation } = first;
    let ms = first.at.ms;
    return rows.flatMap(({ signIn, idAt, after, ns, changes: later }, index) => {
      ms += after;
      const at = { ms, ns };
      const told = { ...signIn, id: idAt(place * 10 + index), at, createdDateTime: timeOf(at) };
      const own = { ...told, userId, userPrincipalName, userDisplayName, correlation };
      return [own, ...later.map((change) => ({ ...own, ...change }))];
    });
  });
}

function signIns(day: RecountedDay): fc.Arbitrary<SignIn> {
  return fc
    .record({
      at: instants(day),
      person: fc.constantFrom(...PEOPLE),
      correlation: fc.constantFrom(undefined, guid(0xc0, 1), guid(0xc0, 1), guid(0xc0, 2), guid(0xc0, 3)),
      app: fc.constantFrom(...APPS),
      country: countries,
      operatingSystem: fc.constantFrom(
        undefined,
        'Windows10',
        'Windows 11',
        'MacOs',
        'Ios 18',
        'Android',
        'BeOS',
      ),
      clientApp: fc.constantFrom(undefined, 'Browser', 'Mobile Apps and Desktop clients'),
      userType: fc.constantFrom(undefined, 'member', 'guest'),
      requiredBy: fc.constantFrom(undefined, 'multiConditionalAccess', 'securityDefaults'),
      mfaDetail: details,
      readAt: readTimes,
      scope: scopes,
      evidence: evidences,
    })
    .map(({ at, person, app, evidence, ...rest }) =>
      buildSignIn({ ...rest, ...person, ...app, ...evidence, at: timeOf(at) }),
    );
}

/** Someone with both names, by id alone, by UPN alone, under that UPN with an id, and nobody. */
const PEOPLE: readonly Partial<Pick<SignIn, 'userId' | 'userPrincipalName' | 'userDisplayName'>>[] = [
  { userId: guid(0xa0, 1), userPrincipalName: 'ann@contoso.example', userDisplayName: 'Ann Invented' },
  { userId: guid(0xa0, 2) },
  { userPrincipalName: 'guest@contoso.example' },
  { userId: guid(0xa0, 3), userPrincipalName: 'guest@contoso.example' },
  {},
];

const APPS: readonly Partial<Pick<SignIn, 'appId' | 'appName'>>[] = [
  { appId: guid(0xb0, 1), appName: 'Contoso Mail' },
  { appId: guid(0xb0, 2), appName: 'Contoso Portal' },
  { appId: guid(0xb0, 3) },
  { appName: 'Contoso VPN' },
  {},
];

const countries = fc.constantFrom(undefined, 'NL', 'JP');
const details = fc.constantFrom(undefined, '+XX XXXXXXXX17', '+XX XXXXXXXX42', 'Invented phone');
const readTimes = fc.constantFrom(0, 0, 1_000, 2_000);
const scopes = fc.constantFrom<SignIn['scope'][]>(
  'interactive',
  ...Array<'interactive'>(8).fill('interactive'),
  'nonInteractive',
);

/** GUIDs in random order, and some ids that are none; the number given keeps them apart. */
const ids = fc
  .tuple(fc.constantFrom('guid', 'guid', 'guid', 'upper', 'text'), fc.nat(1_000))
  .map(([form, random]) => (place: number) => {
    const n = random * 1_000 + place;
    if (form === 'text') return `request-${n}`;
    return form === 'upper' ? guid(0xabcdef, n).toUpperCase() : guid(random % 7, n);
  });

/** Crowded on the day's borders, on those of its reading, and exactly 30 minutes (and a little more) apart. */
function instants(day: RecountedDay): fc.Arbitrary<Instant> {
  const { from, to } = day;
  const anchors = [
    from - 30 * MINUTE,
    from - 90 * MINUTE,
    from,
    from + 5 * HOUR,
    from + 5 * HOUR,
    to - HOUR,
    to,
    to + HOUR,
  ];
  return fc
    .tuple(
      fc.constantFrom(...anchors),
      fc.integer({ min: -1, max: 4 }),
      fc.constantFrom(0, 0, 0, 1_000, MINUTE, 29 * MINUTE),
      fc.constantFrom(-1, 0, 0, 0, 1),
      fc.constantFrom(0, 0, 0, 1, 100, 999_900),
    )
    .map(([anchor, gaps, some, little, ns]) => ({ ms: anchor + gaps * 30 * MINUTE + some + little, ns }));
}

const listedTexts = RESULTS.flatMap(({ texts }) => texts);

/** Any listed text in any case and either apostrophe; what each kind of row says is equally likely. */
const texts: fc.Arbitrary<string> = fc.oneof(
  {
    weight: 10,
    arbitrary: fc
      .constantFrom(...Map.groupBy(RESULTS, ({ says }) => says).values())
      .chain((rows) => fc.constantFrom(...rows.flatMap((row) => row.texts))),
  },
  {
    weight: 4,
    arbitrary: fc
      .tuple(fc.constantFrom(...listedTexts), fc.constantFrom(upper, lower, curly, stopped))
      .map(([text, change]) => change(text)),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom('Looked away from the camera', 'MFA denied; the moon was full', 'MFA denied'),
  },
);

const methods = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('Password', 'Mobile app notification', 'Text message') },
  {
    weight: 3,
    arbitrary: fc.constantFrom(...Object.values(METHODS).flatMap((row): readonly string[] => row.texts)),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(undefined, 'Retina scan', 'An external thing', 'Passkey (invented)'),
  },
);

const steps: fc.Arbitrary<Step> = fc.record({
  method: methods,
  text: fc.oneof({ weight: 2, arbitrary: fc.constant(undefined) }, { weight: 3, arbitrary: texts }),
  succeeded: fc.constantFrom(true, true, false, undefined),
});

const codes = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(0, 0, 0, 50140, 50199) },
  {
    weight: 4,
    arbitrary: fc.constantFrom(50072, 50074, 50076, 50079, 50158, 50158, 50203, 500121, 500121, 50126, 53003),
  },
  { weight: 3, arbitrary: fc.constantFrom(...CODES.map(({ code }) => code)) },
  { weight: 1, arbitrary: fc.constantFrom(undefined, 999_999, 5001211) },
);

const requirements = fc.constantFrom(
  undefined,
  'singleFactorAuthentication',
  'multiFactorAuthentication',
  'MultifactorAuthentication',
  'somethingNew',
);

const evidences: fc.Arbitrary<Evidence> = fc.oneof(
  // The code alone, as most rows of an attempt are.
  fc.record({
    steps: fc.constant([]),
    text: fc.constant(undefined),
    code: fc.constantFrom(0, 0, 0, 0, 50140, 50074, 50074, 50158, 50158, 500121, 50203, 50072),
    requirement: requirements,
    mfaMethod: fc.constant(undefined),
    canPrompt: fc.constant(true),
  }),
  fc.record({
    steps: fc.array(steps, { maxLength: 3 }),
    text: fc.oneof({ weight: 2, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: texts }),
    code: codes,
    requirement: requirements,
    mfaMethod: fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: methods }),
    canPrompt: fc.constantFrom(true, true, true, true, false),
  }),
);

/** What a later version of a record may say otherwise. */
type Change = Partial<Pick<SignIn, 'evidence' | 'readAt' | 'scope' | 'country' | 'mfaDetail'>>;
const changes: fc.Arbitrary<Change> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      evidence: evidences,
      readAt: readTimes,
      scope: scopes,
      country: countries,
      mfaDetail: details,
    }),
  },
  // What no figure tells apart, a person's line may.
  { weight: 1, arbitrary: fc.record({ mfaDetail: details }) },
);

/** Records that are no sign-ins of ours. Their ids are theirs alone. */
function others(day: RecountedDay, { rejectedIds = true }: RecordOptions): fc.Arbitrary<Group> {
  const outOfScope = fc
    .tuple(fc.option(fc.nat(30), { nil: undefined }), fc.option(instants(day), { nil: undefined }))
    .map(([n, anywhen]): ReadRecord => {
      const at = n === undefined ? anywhen : { ms: day.from + (n - 3) * HOUR, ns: 0 };
      return {
        kind: 'outOfScope',
        id: n === undefined ? undefined : guid(0xd0, n),
        at,
        createdDateTime: at === undefined ? undefined : timeOf(at),
        readAt: 0,
      };
    });
  const rejected = fc.tuple(fc.constantFrom(...REJECTIONS), fc.option(fc.nat(5), { nil: undefined })).map(
    ([cause, n]): ReadRecord => ({
      kind: 'rejected',
      cause,
      id:
        n === undefined || !rejectedIds || cause === 'noId' || cause === 'notJson'
          ? undefined
          : guid(0xe0, n),
      at: undefined,
      createdDateTime: undefined,
    }),
  );
  return fc
    .array(fc.oneof(outOfScope, rejected), { minLength: 1, maxLength: 2 })
    .map((records) => () => records);
}

function upper(text: string): string {
  return text.toUpperCase();
}

function lower(text: string): string {
  return text.toLowerCase();
}

function curly(text: string): string {
  return text.replaceAll("'", '\u2019');
}

function stopped(text: string): string {
  return text.endsWith('.') ? text : `${text}.`;
}

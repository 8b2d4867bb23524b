/**
 * A line that is one sign-in as Graph writes it, or such a sign-in in a diagnostic envelope, read by its
 * bytes. `readSignIn` reads every part that was not met before, and every record that is odd. Without
 * this file, `src/scan/` and their import in the archive all is read as before, only slower.
 */
import { isLogTime } from '../core/day.ts';
import type { Evidence } from '../core/evidence.ts';
import { readingTime, type SignIn } from '../core/sign-in.ts';
import type { PartPlan, ScanPlan, Wanted } from '../scan/plan.ts';
import { createScanner } from '../scan/scanner.ts';
import { FIELDS } from './read-fields.ts';
import { type ReadInstant, readInstant } from './read-instant.ts';
import type { ReadLine } from './read-records.ts';
import { openEnvelope, readSignIn, readUser } from './read-sign-in.ts';

type Parts = {
  readonly user: Pick<SignIn, 'userId' | 'userPrincipalName' | 'userDisplayName'>;
  readonly app: Pick<SignIn, 'appId' | 'appName'>;
  readonly context: Pick<
    SignIn,
    'country' | 'operatingSystem' | 'clientApp' | 'userType' | 'requiredBy' | 'scope'
  >;
  readonly evidence: { readonly prompted: Evidence; readonly promptless: Evidence };
  /** Either may say that no prompt can be shown. */
  readonly client: Pick<Evidence, 'canPrompt'>;
  readonly agent: Pick<Evidence, 'canPrompt'>;
  readonly details: Pick<SignIn, 'stepDetails' | 'mfaDetail'>;
};

/** Members that differ from record to record, read under these names only. */
const SLOTS = [
  FIELDS.id[0],
  FIELDS.createdDateTime[0],
  FIELDS.correlationId[0],
  FIELDS.writtenAt[0],
] as const;
const [ID, TIME, CORRELATION, WRITTEN] = [0, 1, 2, 3];

/** Where to find what `readSignIn` reads; a test holds it against the names which that asks for. */
export const SIGN_IN_PLAN: ScanPlan<Parts> = {
  envelope: 'properties',
  slots: SLOTS,
  // Other names of what is read per record, and the names under which a page holds its records.
  odd: [...FIELDS.writtenAt.slice(1), 'value', 'records'],
  filler: { id: '0', createdDateTime: '2020-01-01T00:00:00Z' },
  parts: {
    user: {
      varies: true,
      wanted: named([...FIELDS.userId, ...FIELDS.userPrincipalName, ...FIELDS.userDisplayName]),
      // There are hundreds of thousands of them: no more than this is asked of the record.
      read: (record) => readUser(openEnvelope(record).fields),
    },
    app: part([...FIELDS.appId, ...FIELDS.appDisplayName], ({ appId, appName }) => ({ appId, appName })),
    context: part(
      [
        ...FIELDS.signInEventTypes,
        ...FIELDS.category,
        ...FIELDS.isInteractive,
        ...FIELDS.clientAppUsed,
        ...FIELDS.userType,
        ...FIELDS.operatingSystem,
        ...members(FIELDS.requirementPolicies, 'requirementProvider'),
        ...members(FIELDS.deviceDetail, 'operatingSystem'),
        ...members(FIELDS.location, 'countryOrRegion'),
      ],
      ({ country, operatingSystem, clientApp, userType, requiredBy, scope }) => ({
        country,
        operatingSystem,
        clientApp,
        userType,
        requiredBy,
        scope,
      }),
    ),
    evidence: part(
      [
        ...members(FIELDS.steps, 'authenticationMethod', 'authenticationStepResultDetail', 'succeeded'),
        ...members(FIELDS.status, 'errorCode', 'additionalDetails'),
        ...FIELDS.errorCode,
        ...FIELDS.resultText,
        ...FIELDS.authenticationRequirement,
        ...members(FIELDS.mfaDetail, 'authMethod'),
        ...FIELDS.authMethod,
      ],
      ({ evidence }) => ({ prompted: evidence, promptless: { ...evidence, canPrompt: false } }),
    ),
    client: part(
      [...FIELDS.clientAppUsed, ...FIELDS.authenticationProtocol],
      ({ evidence: { canPrompt } }) => ({ canPrompt }),
    ),
    agent: { varies: true, ...part(FIELDS.userAgent, ({ evidence: { canPrompt } }) => ({ canPrompt })) },
    details: part(
      [
        ...members(FIELDS.steps, 'authenticationMethodDetail'),
        ...members(FIELDS.mfaDetail, 'authDetail'),
        ...FIELDS.authDetail,
      ],
      ({ stepDetails, mfaDetail }) => ({ stepDetails, mfaDetail }),
    ),
  },
};

function part<Value>(wanted: readonly (string | Wanted)[], pick: (signIn: SignIn) => Value): PartPlan<Value> {
  return {
    wanted: named(wanted),
    read(fields) {
      const record = readSignIn(fields);
      return record.kind === 'signIn' ? pick(record) : undefined;
    },
  };
}

function named(wanted: readonly (string | Wanted)[]): readonly Wanted[] {
  return wanted.map((each) => (typeof each === 'string' ? { name: each } : each));
}

/** Of what stands under these names only the members named so, in either spelling. */
function members(names: readonly string[], ...wanted: readonly string[]): Wanted[] {
  const spellings = wanted.flatMap((name) => [name, name.charAt(0).toUpperCase() + name.slice(1)]);
  return names.map((name) => ({ name, members: spellings }));
}

/** A reader for any number of files: what it learnt of one helps with the next. */
export function createLineReader(): ReadLine {
  const { parts, scan, slot } = createScanner(SIGN_IN_PLAN);

  /** The latest time: in a log the next one is often the same. */
  let latest: { readonly text: string; readonly read: ReadInstant | undefined } | undefined;
  function readTime(text: string): ReadInstant | undefined {
    if (latest?.text !== text) {
      const read = readInstant(text);
      latest = { text, read: read !== undefined && isLogTime(read.at.ms) ? read : undefined };
    }
    return latest.read;
  }

  return (bytes, from, to) => {
    if (!scan(bytes, from, to)) return undefined;
    const id = slot(ID, 'record');
    const correlation = slot(CORRELATION, 'record');
    const time = slot(TIME, 'record');
    const written = slot(WRITTEN, 'envelope');
    if (!id || !correlation || !time || written === null || isZeros(correlation)) return undefined;
    const created = readTime(time);
    if (created === undefined) return undefined;
    const writtenAt = written === undefined ? undefined : readInstant(written);
    const user = parts.user();
    const app = parts.app();
    const context = parts.context();
    const evidence = parts.evidence();
    const client = parts.client();
    const agent = parts.agent();
    const details = parts.details();
    if (!user || !app || !context || !evidence || !client || !agent || !details) return undefined;
    return {
      kind: 'signIn',
      scope: context.scope,
      id,
      at: created.at,
      createdDateTime: created.createdDateTime,
      readAt: writtenAt === undefined ? 0 : readingTime(writtenAt.at),
      userId: user.userId,
      userPrincipalName: user.userPrincipalName,
      userDisplayName: user.userDisplayName,
      correlation,
      appId: app.appId,
      appName: app.appName,
      country: context.country,
      operatingSystem: context.operatingSystem,
      clientApp: context.clientApp,
      userType: context.userType,
      requiredBy: context.requiredBy,
      evidence: client.canPrompt && agent.canPrompt ? evidence.prompted : evidence.promptless,
      stepDetails: details.stepDetails,
      mfaDetail: details.mfaDetail,
    };
  };
}

/** Entra writes an id of zeros where it knows none. */
function isZeros(id: string): boolean {
  const first = id.charCodeAt(0);
  return (first === 48 || first === 45) && /^[0-]+$/.test(id);
}

/** Where a sign-in, as Graph writes it or in a diagnostic envelope, holds what `readSignIn` reads: for the scanner. */
import type { Evidence } from '../core/evidence.ts';
import type { SignIn } from '../core/sign-in.ts';
import type { PartPlan, ScanPlan, Wanted } from '../scan/plan.ts';
import { FIELDS } from './read-fields.ts';
import { openEnvelope, readSignIn, readUser } from './read-sign-in.ts';
import { LARGEST_RECORD } from './split-piece.ts';

/** What is the same of all sign-ins that agree in some members. */
export type Parts = {
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

/** What differs from record to record. */
export type Slot = 'id' | 'time' | 'correlation' | 'written';

/** Where to find what `readSignIn` reads; a test holds it against the names which that asks for. */
export const SIGN_IN_PLAN: ScanPlan<Parts, Slot> = {
  longest: LARGEST_RECORD,
  envelope: 'properties',
  slots: {
    id: { name: FIELDS.id[0], kind: 'guid' },
    time: { name: FIELDS.createdDateTime[0], kind: 'instant' },
    correlation: { name: FIELDS.correlationId[0], kind: 'guid' },
    written: { name: FIELDS.writtenAt[0], kind: 'instant', isOfEnvelope: true, isOptional: true },
  },
  // Other names of what is read per record, and the names under which a page holds its records.
  odd: [...FIELDS.writtenAt.slice(1), 'value', 'records'],
  filler: { id: '0', createdDateTime: '2020-01-01T00:00:00Z' },
  parts: {
    user: {
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
    agent: part(FIELDS.userAgent, ({ evidence: { canPrompt } }) => ({ canPrompt })),
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

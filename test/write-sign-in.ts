/** A sign-in written out as Graph would have written it: the inverse of `readSignIn`. */
import type { SignIn } from '../src/core/sign-in.ts';
import { instantOf, timeOf } from './build-sign-in.ts';

export type Json = { readonly [name: string]: unknown };

/** Entra writes an id of zeros where it knows none. */
const ZEROS = '00000000-0000-0000-0000-000000000000';
/** What `readAt` counts from. */
const READING_TIMES_FROM = Date.UTC(2015, 0);

/** One line of an archive: the sign-in, in a diagnostic envelope where it tells when it was written. */
export function writtenLine(signIn: SignIn): string {
  const record = toGraph(signIn);
  return JSON.stringify(signIn.readAt === 0 ? record : enveloped(record, writtenAt(signIn.readAt)));
}

/** The object of Graph. Of a sign-in without a correlation it has zeros. */
export function toGraph(signIn: SignIn): Json {
  const { evidence, stepDetails } = signIn;
  return {
    id: signIn.id,
    createdDateTime: timeText(signIn),
    userId: signIn.userId ?? null,
    userPrincipalName: signIn.userPrincipalName ?? '',
    userDisplayName: signIn.userDisplayName,
    correlationId: signIn.correlation ?? ZEROS,
    appId: signIn.appId,
    appDisplayName: signIn.appName,
    clientAppUsed: signIn.clientApp ?? '',
    // Of the ways to say that a client cannot show a prompt, the one that leaves its name alone.
    userAgent: evidence.canPrompt ? 'Mozilla/5.0' : 'BAV2ROPC',
    userType: signIn.userType,
    isInteractive: signIn.scope === 'interactive',
    authenticationRequirement: evidence.requirement,
    authenticationRequirementPolicies:
      signIn.requiredBy === undefined ? [] : [{ requirementProvider: signIn.requiredBy, detail: 'x' }],
    deviceDetail: { deviceId: '', operatingSystem: signIn.operatingSystem ?? null },
    location: signIn.country === undefined ? null : { city: 'Z\u00fcrich', countryOrRegion: signIn.country },
    status: {
      errorCode: evidence.code,
      failureReason: 'Other.',
      additionalDetails: evidence.text ?? null,
    },
    mfaDetail:
      evidence.mfaMethod === undefined && signIn.mfaDetail === undefined
        ? null
        : { authMethod: evidence.mfaMethod ?? null, authDetail: signIn.mfaDetail },
    authenticationDetails: evidence.steps.map((step, nth) => ({
      authenticationStepDateTime: signIn.createdDateTime,
      authenticationMethod: step.method,
      authenticationMethodDetail: stepDetails[nth] ?? null,
      succeeded: step.succeeded,
      authenticationStepResultDetail: step.text,
    })),
  };
}

/** The same as a diagnostic setting writes it, at that time. */
export function enveloped(record: Json, time: string): Json {
  return {
    time,
    resourceId: '/tenants/x/providers/Microsoft.aadiam',
    category: record.isInteractive === false ? 'NonInteractiveUserSignInLogs' : 'SignInLogs',
    correlationId: record.correlationId,
    properties: record,
    Level: 4,
  };
}

/** As it came, unless a test has moved the instant without it. */
function timeText({ at, createdDateTime }: SignIn): string {
  const { ms, ns } = instantOf(createdDateTime);
  return ms === at.ms && ns === at.ns ? createdDateTime : timeOf(at);
}

function writtenAt(readAt: number): string {
  const ms = Math.floor(readAt);
  return timeOf({ ms: ms + READING_TIMES_FROM, ns: Math.round((readAt - ms) * 1e6) });
}

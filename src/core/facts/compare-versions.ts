/** Which of two versions of one sign-in counts: contract §1, "sign-in". */

import type { Classification } from '../classify.ts';
import { compareText } from '../compare-text.ts';
import type { Evidence } from '../evidence.ts';
import type { Instant } from '../sign-in.ts';
import { type AppEntry, type ContextEntry, FIRST_REJECTION, type UserEntry } from './chunk.ts';

export type Version = {
  readonly classification: Classification;
  /** When this version was written (`readingTime`); 0 where untold. */
  readonly readAt: number;
  readonly at: Instant;
  /** As in the scope column: what could be read beats what was rejected. */
  readonly scope: number;
  readonly correlation: string | null;
  readonly user: UserEntry;
  readonly app: AppEntry;
  readonly context: ContextEntry;
  readonly evidence: Evidence;
  /** Scrubbed phone or device text, where it was kept. */
  readonly detail: string | undefined;
};

/** Positive where `a` is the one to keep; 0 only where no figure and no person's line can tell them apart. */
export function compareVersions(a: Version, b: Version): number {
  return (
    Number(b.scope >= FIRST_REJECTION) - Number(a.scope >= FIRST_REJECTION) ||
    a.classification.weight - b.classification.weight ||
    a.classification.stepsWithText - b.classification.stepsWithText ||
    a.readAt - b.readAt ||
    compareText(canonicalJson(a), canonicalJson(b)) ||
    b.scope - a.scope ||
    compareText(a.detail ?? '', b.detail ?? '')
  );
}

/**
 * The record as JSON under the names Graph uses, keys sorted, as far as it was read. What no figure
 * depends on was not kept, so it cannot break a tie (docs/decisions/0002).
 */
function canonicalJson(version: Version): string {
  const [appId, appDisplayName] = version.app;
  const [countryOrRegion, operatingSystem, clientAppUsed, userType, requirementProvider] = version.context;
  const [userId, userPrincipalName, userDisplayName] = version.user;
  const { steps, text, code, requirement, mfaMethod, canPrompt } = version.evidence;
  const sorted = {
    appDisplayName,
    appId,
    authenticationDetails: steps.map((step) => ({
      authenticationMethod: step.method,
      authenticationStepResultDetail: step.text,
      succeeded: step.succeeded,
    })),
    authenticationRequirement: requirement,
    authenticationRequirementPolicies: requirementProvider,
    canPrompt,
    clientAppUsed,
    correlationId: version.correlation,
    createdDateTime: [version.at.ms, version.at.ns],
    deviceDetail: operatingSystem,
    isInteractive: version.scope === 0,
    location: countryOrRegion,
    mfaDetail: mfaMethod,
    status: { additionalDetails: text, errorCode: code },
    userDisplayName,
    userId,
    userPrincipalName,
    userType,
  };
  return JSON.stringify(sorted, (_, value: unknown) => value ?? undefined);
}

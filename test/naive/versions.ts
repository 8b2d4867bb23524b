/**
 * Which records there are: one per id, the best version of each (contract §1, sign-in). Everything
 * else that was received is a repeat.
 */
import { lookUpCode } from '../../src/core/codes.ts';
import type { Evidence } from '../../src/core/evidence.ts';
import { lookUpText } from '../../src/core/results.ts';
import { REJECTIONS, type ReadRecord, type Rejected, type SignIn } from '../../src/core/sign-in.ts';

/** Every distinct record, and how many of those received were repeats of one. */
export function distinctRecords(records: readonly ReadRecord[]): {
  distinct: ReadRecord[];
  duplicates: number;
} {
  const byId = new Map<string, ReadRecord>();
  const distinct: ReadRecord[] = [];
  for (const record of records) {
    // What has no id cannot be known again.
    if (record.id === undefined) {
      distinct.push(record);
      continue;
    }
    const known = byId.get(record.id);
    byId.set(record.id, known === undefined || isBetter(record, known) ? record : known);
  }
  distinct.push(...byId.values());
  return { distinct, duplicates: records.length - distinct.length };
}

/**
 * "Of two versions: more evidence wins, then more steps with a text, then the later reading, then
 * the larger canonical JSON of the record." A record that was read beats one that was rejected.
 */
function isBetter(a: ReadRecord, b: ReadRecord): boolean {
  if (a.kind === 'rejected' || b.kind === 'rejected') {
    if (a.kind === 'rejected' && b.kind === 'rejected') return causeOrder(a) < causeOrder(b);
    return b.kind === 'rejected';
  }
  const difference =
    evidenceRank(a) - evidenceRank(b) || stepsWithText(a) - stepsWithText(b) || a.readAt - b.readAt;
  if (difference !== 0) return difference > 0;
  return canonicalJson(a) > canonicalJson(b);
}

function causeOrder(record: Rejected): number {
  return REJECTIONS.indexOf(record.cause);
}

/** 2: "any answered or denied text or MFA failure code"; 1: "any other MFA text or code"; 0: "none". */
function evidenceRank(record: ReadRecord): 0 | 1 | 2 {
  if (record.kind !== 'signIn') return 0;
  const texts = textsOf(record.evidence).map(weightOfText);
  const weights = [...texts, weightOfCode(record.evidence.code)];
  if (weights.includes(2)) return 2;
  return weights.includes(1) ? 1 : 0;
}

function textsOf(evidence: Evidence): string[] {
  return [...evidence.steps.map(({ text }) => text), evidence.text].filter((text) => text !== undefined);
}

function weightOfText(text: string): 0 | 1 | 2 {
  const row = lookUpText(text);
  if (row === undefined) return 0;
  if (row === 'unlistedDenial') return 2;
  switch (row.says) {
    case 'completed':
    case 'denied':
      return 2;
    case 'satisfied':
    case 'challenge':
    case 'registration':
    case 'handOver':
    case 'generic':
      return 1;
    case 'firstFactorPassed':
    case 'firstFactorFailed':
    case 'nothing':
      return 0;
  }
}

function weightOfCode(code: number | undefined): 0 | 1 | 2 {
  const row = code === undefined ? undefined : lookUpCode(code);
  if (row === undefined || !row.mfa) return 0;
  return row.kind === 'failure' ? 2 : 1;
}

function stepsWithText(record: ReadRecord): number {
  return record.kind === 'signIn' ? record.evidence.steps.filter(({ text }) => text !== undefined).length : 0;
}

/** The record with the source's key names, keys sorted, what is absent left out. */
export function canonicalJson(record: ReadRecord): string {
  if (record.kind !== 'signIn')
    return JSON.stringify({ createdDateTime: record.createdDateTime, id: record.id });
  return JSON.stringify(sorted(asSource(record)));
}

function asSource(signIn: SignIn): unknown {
  const { evidence } = signIn;
  return {
    appDisplayName: signIn.appName,
    appId: signIn.appId,
    authenticationDetails: evidence.steps.map((step) => ({
      authenticationMethod: step.method,
      authenticationStepResultDetail: step.text,
      succeeded: step.succeeded,
    })),
    authenticationRequirement: evidence.requirement,
    authenticationRequirementPolicies:
      signIn.requiredBy === undefined ? undefined : [{ requirementProvider: signIn.requiredBy }],
    canPrompt: evidence.canPrompt,
    clientAppUsed: signIn.clientApp,
    correlationId: signIn.correlation,
    createdDateTime: signIn.createdDateTime,
    deviceDetail: { operatingSystem: signIn.operatingSystem },
    id: signIn.id,
    isInteractive: signIn.scope === 'interactive',
    location: { countryOrRegion: signIn.country },
    mfaDetail: { authMethod: evidence.mfaMethod },
    status: { additionalDetails: evidence.text, errorCode: evidence.code },
    userDisplayName: signIn.userDisplayName,
    userId: signIn.userId,
    userPrincipalName: signIn.userPrincipalName,
    userType: signIn.userType,
  };
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}

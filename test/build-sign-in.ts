/**
 * Sign-ins for tests: a test mentions only what it is about. All of it is invented, in the tenant
 * Contoso (contoso.example).
 */
import type { Evidence, Step } from '../src/core/evidence.ts';
import type { Instant, SignIn } from '../src/core/sign-in.ts';

/** `at` is an RFC 3339 time in UTC with `Z` and up to nine digits of a second. */
export type SignInParts = { readonly at: string } & Partial<
  Omit<SignIn, 'at' | 'createdDateTime' | 'evidence' | 'kind'>
> &
  Partial<Evidence>;

/** A successful, interactive sign-in without steps, texts, requirement or correlation, unless told otherwise. */
export function buildSignIn(parts: SignInParts): SignIn {
  const evidence = buildEvidence(parts);
  return {
    kind: 'signIn',
    scope: parts.scope ?? 'interactive',
    id: parts.id ?? '00000000-0000-4000-8000-000000000001',
    at: instantOf(parts.at),
    createdDateTime: parts.at,
    readAt: parts.readAt ?? 0,
    userId: parts.userId,
    userPrincipalName: parts.userPrincipalName,
    userDisplayName: parts.userDisplayName,
    correlation: parts.correlation,
    appId: parts.appId,
    appName: parts.appName,
    country: parts.country,
    operatingSystem: parts.operatingSystem,
    clientApp: parts.clientApp,
    userType: parts.userType,
    requiredBy: parts.requiredBy,
    evidence,
    stepDetails: parts.stepDetails ?? evidence.steps.map(() => undefined),
    mfaDetail: parts.mfaDetail,
  };
}

export function buildEvidence(parts: Partial<Evidence>): Evidence {
  return {
    steps: parts.steps ?? [],
    text: parts.text,
    code: 'code' in parts ? parts.code : 0,
    requirement: parts.requirement,
    mfaMethod: parts.mfaMethod,
    canPrompt: parts.canPrompt ?? true,
  };
}

/** One step: its method, its text and whether it succeeded. */
export function step(method: string | undefined, text?: string, succeeded?: boolean): Step {
  return { method, text, succeeded };
}

/** The nth GUID of a kind, in text order for n below 16^12. */
export function guid(kind: number, n: number): string {
  return `${kind.toString(16).padStart(8, '0')}-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;
}

export function instantOf(time: string): Instant {
  const [, seconds, fraction = ''] = /^(.*?:\d\d:\d\d)(?:\.(\d+))?Z$/u.exec(time) ?? [];
  if (seconds === undefined) throw new Error(`Not a UTC time with seconds: ${time}`);
  const digits = fraction.padEnd(9, '0');
  return { ms: Date.parse(`${seconds}.${digits.slice(0, 3)}Z`), ns: Number(digits.slice(3, 9)) };
}

/** RFC 3339 with all nine digits of the second where they are needed. */
export function timeOf({ ms, ns }: Instant): string {
  const time = new Date(ms).toISOString();
  return ns === 0 ? time : time.replace('Z', `${ns.toString().padStart(6, '0')}Z`);
}

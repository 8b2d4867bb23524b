/**
 * A sign-in as read, before anything is concluded from it.
 *
 * Texts are already cleaned here (NFC; no control, bidi or zero-width characters; at most 200
 * characters), an empty string is `undefined`, and enumerations keep the case they came in.
 */
import type { Evidence } from './evidence.ts';

/**
 * A point in time at full precision: milliseconds since 1970 (UTC) and the nanoseconds within that
 * millisecond. Entra writes seven fractional digits, which a `number` of nanoseconds cannot hold.
 */
export type Instant = { readonly ms: number; readonly ns: number };

/**
 * A reading time as one number, to be compared with others of its kind: milliseconds since 2015, so
 * that a double still tells apart the seven digits that Entra writes.
 */
export function readingTime({ ms, ns }: Instant): number {
  return ms - Date.UTC(2015, 0) + ns / 1e6;
}

/** Negative where `a` is earlier than `b`, positive where later, 0 where they are the same instant. */
export function compareInstants(a: Instant, b: Instant): number {
  return a.ms - b.ms || a.ns - b.ns;
}

/** Why a record could not be used. The order is the order of the checks. */
export const REJECTIONS = ['notJson', 'notAnObject', 'noId', 'noTime', 'badTime', 'tooLarge'] as const;
export type Rejection = (typeof REJECTIONS)[number];

export type SignIn = {
  readonly kind: 'signIn';
  /** Interactive user sign-ins are judged and counted; the others only raise `coverage.nonInteractive`. */
  readonly scope: 'interactive' | 'nonInteractive';
  readonly id: string;
  readonly at: Instant;
  /** RFC 3339, UTC with `Z`, all digits of the fraction kept. */
  readonly createdDateTime: string;
  /** When this version of the record was written (TimeGenerated or envelope time): `readingTime`; 0 where untold. */
  readonly readAt: number;
  /** Object id; `undefined` for null, empty and all zeros. */
  readonly userId: string | undefined;
  /** User principal name, lower-cased. */
  readonly userPrincipalName: string | undefined;
  readonly userDisplayName: string | undefined;
  /** `correlationId`, else (null or zeros) `originalRequestId`, else `undefined`. */
  readonly correlation: string | undefined;
  readonly appId: string | undefined;
  readonly appName: string | undefined;
  /** Two-letter country or region. */
  readonly country: string | undefined;
  /** As written, e.g. `Windows10`; folded to a family where it is counted. */
  readonly operatingSystem: string | undefined;
  readonly clientApp: string | undefined;
  /** `member` or `guest`, lower-cased. */
  readonly userType: string | undefined;
  /** Provider of the first requirement policy. */
  readonly requiredBy: string | undefined;
  readonly evidence: Evidence;
  /** Per step, beside `evidence.steps`: masked phone, device or key name; not evidence. */
  readonly stepDetails: readonly (string | undefined)[];
  /** `mfaDetail.authDetail`. */
  readonly mfaDetail: string | undefined;
};

/** A record of another log (service principal, managed identity, audit …). */
export type OutOfScope = {
  readonly kind: 'outOfScope';
  readonly id: string | undefined;
  readonly at: Instant | undefined;
  readonly createdDateTime: string | undefined;
  readonly readAt: number;
};

/** A record that cannot be used; what could still be read of it is kept. */
export type Rejected = {
  readonly kind: 'rejected';
  readonly cause: Rejection;
  readonly id: string | undefined;
  readonly at: Instant | undefined;
  readonly createdDateTime: string | undefined;
};

export type ReadRecord = SignIn | OutOfScope | Rejected;

/** What an answer of Microsoft Graph means for the pass: good, worth another try, or the end of it. */
import type { PipelineResponse } from '@azure/core-rest-pipeline';
import { SourceError } from '../errors.ts';
import { ProtocolError, pageOf } from './graph-page.ts';

export type Failure = {
  /** How often the request may be made in all; 1: not again. */
  readonly tries: number;
  /** For the log: a few words, no address and no body. */
  readonly what: string;
  /** What is thrown once no try is left. */
  error(tried: number): SourceError;
};

export type Where = {
  readonly origin: string;
  /** For messages; may be empty. */
  readonly tenantId: string;
  /** False where no credential is sent (loopback without GRAPH_TOKEN). */
  readonly signedIn: boolean;
};

/** Tries of a request that fails for a reason that may pass. */
export const TRIES = 8;

/**
 * Tries where Graph says the tenant has no licence: said of licensed tenants too, sometimes of most
 * calls (domain facts §1.4), so nobody is told to buy one on the first.
 */
const LICENCE_TRIES = 4;

const NO_LICENCE = 'Authentication_RequestFromNonPremiumTenantOrB2CTenant';

/** `undefined` for a page; else what failed. */
export function judgeAnswer(response: PipelineResponse, where: Where): Failure | undefined {
  const { status } = response;
  if (status === 200) {
    try {
      pageOf(response);
      return undefined;
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      return passing(where, `200 with ${error.message}`);
    }
  }
  if (status === 401) return final(where, 'refused', '401', unauthorized(where));
  if (status === 403) return forbidden(response, where);
  if (status === 429) return passing(where, '429 (throttled)');
  if (status === 408 || status >= 500) return passing(where, withCode(response));
  if (status >= 300 && status < 400) {
    return final(
      where,
      'unavailable',
      `${status} (a redirect)`,
      'Redirects are not followed, so that the token stays where it belongs. Check GRAPH_ENDPOINT, CLOUD and any proxy in between.',
    );
  }
  if (status < 300) return passing(where, `${status} without a page`);
  return final(
    where,
    'unavailable',
    withCode(response),
    'The request or its place in the pages was not accepted. What was read is kept; the next run goes on from there.',
  );
}

/** No answer at all: connection refused, reset, timed out, or a body that broke off. */
export function judgeSilence(what: string, where: Where): Failure {
  return passing(where, what);
}

/** The service asks for a longer pause than a run can make. */
export function tooLongAWait(where: Where, what: string, waitMs: number, longestMs: number): SourceError {
  return new SourceError(
    'unavailable',
    `Sign-ins could not be read from ${where.origin}: ${what}, and it asks to wait ${Math.ceil(waitMs / 1000)} s, longer than the ${Math.ceil(longestMs / 1000)} s a run waits. What was read is kept; a later run goes on from there.`,
  );
}

function passing(where: Where, what: string): Failure {
  return {
    tries: TRIES,
    what,
    error: (tried) =>
      new SourceError(
        'unavailable',
        `Sign-ins could not be read from ${where.origin}: expected a page of sign-ins, got ${what}, at the last of ${tried} tries. What was read is kept; the next run goes on from there.`,
      ),
  };
}

function final(where: Where, kind: SourceError['kind'], what: string, advice: string): Failure {
  return {
    tries: 1,
    what,
    error: () =>
      new SourceError(
        kind,
        `Sign-ins could not be read from ${where.origin}: expected a page of sign-ins, got ${what}. ${advice}`,
      ),
  };
}

function unauthorized(where: Where): string {
  return where.signedIn
    ? `The token was turned away, and so was a new one. Check that the identity belongs to ${tenantOf(where)}, that TENANT_ID and CLOUD are right and, if GRAPH_TOKEN is set, that it has not run out.`
    : 'No credential is sent to plain http; set GRAPH_TOKEN if this endpoint needs one.';
}

function forbidden(response: PipelineResponse, where: Where): Failure {
  if (errorCode(response) === NO_LICENCE) {
    const advice = `Microsoft Graph says that ${tenantOf(where)} has no Microsoft Entra ID P1 or P2 licence, which reading sign-ins needs, and said so ${LICENCE_TRIES} times. If the tenant has one, this passes by itself (after a purchase within three days); otherwise use SOURCE=archive with downloads from the portal.`;
    return { ...final(where, 'refused', withCode(response), advice), tries: LICENCE_TRIES };
  }
  return final(
    where,
    'refused',
    withCode(response),
    `Grant the identity the Microsoft Graph application role AuditLog.Read.All in ${tenantOf(where)} and consent as an administrator; an account signed in by hand also needs the Entra role Reports Reader. A new role counts from the next token on, which can take an hour.`,
  );
}

function tenantOf({ tenantId }: Where): string {
  return tenantId === '' ? 'the tenant' : `tenant ${tenantId}`;
}

function withCode(response: PipelineResponse): string {
  const code = errorCode(response);
  return code === undefined ? String(response.status) : `${response.status} ${code}`;
}

/** `error.code` of Graph's error body. The text beside it is not used: it may name people. */
function errorCode(response: PipelineResponse): string | undefined {
  let body: unknown;
  try {
    body = JSON.parse(response.bodyAsText ?? '');
  } catch {
    return undefined;
  }
  if (typeof body !== 'object' || body === null || !('error' in body)) return undefined;
  const { error } = body;
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' && /^\w{1,80}$/.test(error.code) ? error.code : undefined;
}

/** What an answer of Microsoft Graph means for the reading: a page, worth another try, or the end of it. */
import type { PipelineResponse } from '@azure/core-rest-pipeline';
import { SourceError } from '../errors.ts';
import { type Page, ProtocolError, parsePage } from './graph-page.ts';
import { refusalOf, UNTOLD } from './graph-refusals.ts';

export type Where = {
  readonly origin: string;
  /** For messages; may be empty. */
  readonly tenantId: string;
  /** False where no credential is sent (loopback without GRAPH_TOKEN). */
  readonly signedIn: boolean;
};

/**
 * What may help where the same request again does not: asking for a shorter time, first pages in place
 * of a link that is no longer good, or the other version of the API.
 */
export type Remedy = 'shorterTime' | 'freshStart' | 'otherVersion';

export type Failure = {
  /** How often the request may be made in all; 1: not again. */
  readonly tries: number;
  /** For the log: a few words, no address and no body. */
  readonly what: string;
  readonly remedies: readonly Remedy[];
  /** What is thrown where nothing helps. */
  error(tried: number): SourceError;
};

export type Verdict =
  | { readonly page: Page; readonly failure?: undefined }
  | { readonly page?: undefined; readonly failure: Failure };

/** Tries of a request that fails for a reason that may pass. */
const TRIES = 8;

export function judgeAnswer(response: PipelineResponse, where: Where): Verdict {
  const { status } = response;
  if (status === 200) return judgeBody(response.bodyAsText ?? '', where);
  return { failure: judgeStatus(status, errorCode(response.bodyAsText ?? ''), where) };
}

/**
 * No answer at all: connection refused, reset, timed out, or a body that broke off. `mayBeTooMuch`:
 * the service had begun to work at it.
 */
export function judgeSilence(what: string, mayBeTooMuch: boolean, where: Where): Failure {
  return passing(where, what, mayBeTooMuch ? ['shorterTime'] : []);
}

/**
 * The next try is due later than the run may wait. `asked`: Retry-After says so, and then the error
 * tells it on, so that no later run asks before that.
 */
export function tooLongAWait(
  where: Where,
  what: string,
  { waitMs, longestMs, asked }: { waitMs: number; longestMs: number; asked: boolean },
): SourceError {
  const due = asked ? 'it asks to wait' : 'the next try is due in';
  return new SourceError(
    'unavailable',
    `Sign-ins could not be read from ${where.origin}: ${what}, and ${due} ${inSeconds(waitMs)}, longer than the ${inSeconds(longestMs)} that this run can wait. What was read is kept; a later run goes on from there.`,
    undefined,
    asked ? waitMs : undefined,
  );
}

export function stoppedByCaller(where: Where): SourceError {
  return new SourceError(
    'unavailable',
    `The run was stopped; sign-ins were not read to the end from ${where.origin}. What was read is kept; a later run goes on from there.`,
  );
}

function judgeBody(body: string, where: Where): Verdict {
  try {
    return { page: parsePage(body) };
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    return { failure: passing(where, `200 with ${error.message}`, error.isCut ? ['shorterTime'] : []) };
  }
}

function judgeStatus(status: number, code: string | undefined, where: Where): Failure {
  const what = code === undefined ? String(status) : `${status} ${code}`;
  if (status === 401 || status === 403) return refused(status, code, what, where);
  if (status === 429) return passing(where, '429 (throttled)', []);
  if (status === 501) return final(where, what, ['otherVersion'], NOT_ACCEPTED);
  if (status === 408 || status >= 500) return passing(where, what, ['shorterTime']);
  if (status >= 300 && status < 400) return final(where, `${status} (a redirect)`, [], REDIRECTED);
  if (status < 300) return passing(where, `${status} without a page`, []);
  // A link that went stale is a 400 to Graph (domain facts §1.5); the others are HTTP's own words for it.
  const helps = status === 400 || status === 404 || status === 410;
  return final(where, what, helps ? ['freshStart', 'otherVersion'] : [], NOT_ACCEPTED);
}

const REDIRECTED =
  'Redirects are not followed, so that the token stays where it belongs. Check GRAPH_ENDPOINT, CLOUD and any proxy in between.';
const NOT_ACCEPTED =
  'The request or its place in the pages was not accepted; where it stays so, check that CLOUD is the cloud of the tenant and that it offers sign-ins. What was read is kept; the next run goes on from there.';

function passing(where: Where, what: string, remedies: readonly Remedy[]): Failure {
  return {
    tries: TRIES,
    what,
    remedies,
    error: (tried) =>
      new SourceError(
        'unavailable',
        `Sign-ins could not be read from ${where.origin}: expected a page of sign-ins, got ${what}, at the last of ${tried} tries. What was read is kept; the next run goes on from there.`,
      ),
  };
}

function final(
  where: Where,
  what: string,
  remedies: readonly Remedy[],
  advice: string,
  kind: SourceError['kind'] = 'unavailable',
): Failure {
  return {
    tries: 1,
    what,
    remedies,
    error: () =>
      new SourceError(
        kind,
        `Sign-ins could not be read from ${where.origin}: expected a page of sign-ins, got ${what}. ${advice}`,
      ),
  };
}

function refused(status: 401 | 403, code: string | undefined, what: string, where: Where): Failure {
  const tenant = where.tenantId === '' ? 'the tenant' : `tenant ${where.tenantId}`;
  const known = refusalOf(code);
  if (status === 401) {
    return final(where, what, [], known?.advice(tenant) ?? unauthorized(where, tenant), 'refused');
  }
  const { advice, tries = 1, ofTenant = false } = known ?? UNTOLD;
  return {
    ...final(where, what, ofTenant ? [] : ['otherVersion'], advice(tenant), 'refused'),
    tries,
  };
}

function unauthorized({ signedIn }: Where, tenant: string): string {
  return signedIn
    ? `The token was turned away, and so was a new one. Check that the identity belongs to ${tenant}, that TENANT_ID and CLOUD are right and, if GRAPH_TOKEN is set, that it has not run out.`
    : 'No credential is sent to plain http; set GRAPH_TOKEN if this endpoint needs one.';
}

function inSeconds(ms: number): string {
  return `${Math.max(0, Math.ceil(ms / 1000))} s`;
}

/** `error.code` of Graph's error body. The text beside it is not used: it may name people. */
function errorCode(text: string): string | undefined {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof body !== 'object' || body === null || !('error' in body)) return undefined;
  const { error } = body;
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' && /^\w{1,80}$/.test(error.code) ? error.code : undefined;
}

/** What an answer of Microsoft Graph means for the reading: a page, worth another try, or the end of it. */
import type { PipelineResponse } from '@azure/core-rest-pipeline';
import { LATE, type Silence } from '../ask/answer-or-silence.ts';
import { errorCodes } from '../ask/error-codes.ts';
import {
  type Failure as AnyFailure,
  final,
  KEPT,
  PASSING,
  passing,
  redirected,
  type Telling,
  THROTTLED,
  type VerdictRow,
  verdictOn,
} from '../ask/verdict-on.ts';
import { type Page, ProtocolError, parsePage } from './graph-page.ts';
import { refusalOf, UNTOLD } from './graph-refusals.ts';
import { NO_CREDENTIAL, signInsFrom } from './sign-ins-from.ts';

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

type Helps = { readonly remedies: readonly Remedy[] };

export type Failure = AnyFailure & Helps;

export type Verdict =
  | { readonly page: Page; readonly failure?: undefined }
  | { readonly page?: undefined; readonly failure: Failure };

const NOT_ACCEPTED = `The request or its place in the pages was not accepted; where it stays so, check that CLOUD is the cloud of the tenant and that it offers sign-ins. ${KEPT}`;

/** All but a 200, and what is refused with a code that is known (graph-refusals.ts). */
const VERDICTS = [
  { ...THROTTLED, remedies: [] },
  { on: /^501/, means: 'unavailable', advice: NOT_ACCEPTED, remedies: ['otherVersion'] },
  { ...PASSING, remedies: ['shorterTime'] },
  { on: /^401/, isUnsigned: true, means: 'refused', advice: NO_CREDENTIAL, remedies: [] },
  {
    on: /^401/,
    means: 'refused',
    advice: (where) =>
      `The token was turned away, and so was a new one. Check that the identity belongs to ${tenantOf(where)}, that TENANT_ID and CLOUD are right and, if GRAPH_TOKEN is set, that it has not run out.`,
    remedies: [],
  },
  {
    on: /^403/,
    means: 'refused',
    advice: (where) => UNTOLD.advice(tenantOf(where)),
    remedies: ['otherVersion'],
  },
  { ...redirected('GRAPH_ENDPOINT, CLOUD'), remedies: [] },
  { on: /^[12]/, means: 'passing', told: 'without a page', remedies: [] },
  // A link that went stale is a 400 to Graph (domain facts §1.5); the others are HTTP's own words for it.
  {
    on: /^(400|404|410)/,
    means: 'unavailable',
    advice: NOT_ACCEPTED,
    remedies: ['freshStart', 'otherVersion'],
  },
  { on: /^4/, means: 'unavailable', advice: NOT_ACCEPTED, remedies: [] },
] as const satisfies readonly (VerdictRow<Where> & Helps)[];

/** Codes of a connection that was made and then broke, or did not end in time; with all others nobody was reached. */
const BEGUN: ReadonlySet<string> = new Set([LATE, 'ECONNRESET', 'EPIPE', 'PARSE_ERROR']);

export function judgeAnswer({ status, bodyAsText }: PipelineResponse, where: Where): Verdict {
  const body = bodyAsText ?? '';
  if (status === 200) return judgeBody(body, where);
  return { failure: judgeStatus(status, errorCodes(body).slice(0, 1), where) };
}

/** No answer at all. A shorter time may help where the service had begun to work at it. */
export function judgeSilence({ what, code }: Silence, where: Where): Failure {
  return { ...passing(what, telling(where)), remedies: BEGUN.has(code) ? ['shorterTime'] : [] };
}

function judgeBody(body: string, where: Where): Verdict {
  try {
    return { page: parsePage(body) };
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    const failure = passing(`200 with ${error.message}`, telling(where));
    return { failure: { ...failure, remedies: error.isCut ? ['shorterTime'] : [] } };
  }
}

function judgeStatus(status: number, codes: readonly string[], where: Where): Failure {
  const known = refusalOf(codes[0]);
  if (known === undefined || (status !== 401 && status !== 403)) {
    const { row, failure } = verdictOn(VERDICTS, { status, codes }, { where, telling: telling(where) });
    return { ...failure, remedies: row.remedies };
  }
  const { advice, tries = 1, ofTenant = false } = known;
  const failure = final('refused', `${status} ${codes[0]}`, advice(tenantOf(where)), telling(where));
  return status === 401
    ? { ...failure, remedies: [] }
    : { ...failure, tries, remedies: ofTenant ? [] : ['otherVersion'] };
}

export function telling({ origin }: Where): Telling {
  return signInsFrom(origin, 'a page of sign-ins');
}

function tenantOf({ tenantId }: Where): string {
  return tenantId === '' ? 'the tenant' : `tenant ${tenantId}`;
}

/** What an answer of the Logs query API means for the reading: rows, worth another try, too much, or the end of it. */
import type { PipelineResponse } from '@azure/core-rest-pipeline';
import { SourceError } from '../errors.ts';
import type { Where } from './graph-verdict.ts';
import { type LogTable, parseLogAnswer } from './log-answer.ts';
import { LOG_TABLE } from './log-columns.ts';
import { isObject } from './read-fields.ts';

export type LogWhere = Where & { readonly workspaceId: string };

export type LogFailure = {
  /** For the log: a few words, no query and no body. */
  readonly what: string;
  /** How often the query may be sent in all; 1: not again. */
  readonly tries: number;
  /** True where asking for less may help. */
  readonly isTooMuch: boolean;
  /** What is thrown where nothing helps. */
  error(tried: number): SourceError;
};

export type LogVerdict =
  | { readonly table: LogTable; readonly failure?: undefined }
  | { readonly table?: undefined; readonly failure: LogFailure };

/** Tries of a query that fails for a reason that may pass. */
const TRIES = 8;

export function judgeLogAnswer(response: PipelineResponse, where: LogWhere): LogVerdict {
  const { status, bodyAsText } = response;
  const body = bodyAsText ?? '';
  if (status === 200) return judgeBody(body, where);
  return { failure: judgeStatus(status, codesOf(body), where) };
}

/** No answer at all. `isTooMuch`: there was time for one. */
export function judgeLogSilence(what: string, isTooMuch: boolean, where: LogWhere): LogFailure {
  return isTooMuch ? tooMuch(what, where) : passing(what, where);
}

function judgeBody(body: string, where: LogWhere): LogVerdict {
  const read = parseLogAnswer(body);
  if (read.table !== undefined) return read;
  const what = `200 with ${read.what}`;
  return { failure: read.isPartial ? tooMuch(what, where) : passing(what, where) };
}

/** Statuses and codes: azure-monitor-docs, `logs/api/errors.md` (2024-08), `logs/api/timeouts.md`. */
function judgeStatus(status: number, codes: readonly string[], where: LogWhere): LogFailure {
  const what = [status, ...codes.slice(-1)].join(' ');
  if (status === 429) return passing('429 (throttled)', where);
  if (status === 413 || status === 504) return tooMuch(what, where);
  if (status === 408 || status >= 500) return passing(what, where);
  if (status === 204) return final('unavailable', '204 (no data)', NO_DATA, where);
  if (status >= 300 && status < 400) return final('unavailable', `${status} (a redirect)`, REDIRECTED, where);
  if (status < 300) return passing(`${status} without a table`, where);
  if (status === 401) return final('refused', what, unauthorized(where), where);
  if (status === 403) return final('refused', what, forbidden(codes, where), where);
  if (status === 404) return final('refused', what, NOT_FOUND, where);
  if (codes.some((code) => code === 'SemanticError' || code.startsWith('SEM')))
    return final('refused', what, NO_TABLE, where);
  return final('unavailable', what, NOT_ACCEPTED, where);
}

const KEPT = 'What was read is kept; the next run goes on from there.';
const NO_DATA = `The workspace holds nothing at all. Check WORKSPACE_ID, and that a diagnostic setting of Microsoft Entra ID sends SignInLogs there.`;
const REDIRECTED =
  'Redirects are not followed, so that the token stays where it belongs. Check LOGS_ENDPOINT, CLOUD and any proxy in between.';
const NOT_FOUND =
  'There is no such workspace at this address. Check WORKSPACE_ID (the workspace id, not the resource id), LOGS_ENDPOINT and CLOUD.';
const NO_TABLE = `The workspace has no table ${LOG_TABLE}, or not as it is documented. In the Entra admin center, under Monitoring & health, Diagnostic settings, send SignInLogs to this workspace; the table is there some minutes after the first sign-in.`;
const NOT_ACCEPTED = `The query was not accepted. Check LOGS_ENDPOINT and any proxy in between. ${KEPT}`;

function unauthorized({ signedIn }: LogWhere): string {
  return signedIn
    ? 'The token was turned away, and so was a new one. Check that the identity belongs to the tenant of the workspace, and that TENANT_ID and CLOUD are right.'
    : 'No credential is sent to plain http; set GRAPH_TOKEN if this endpoint needs one.';
}

function forbidden(codes: readonly string[], { workspaceId }: LogWhere): string {
  if (codes.includes('InvalidAuthenticationToken') || codes.includes('InvalidAuthenticationTokenAudience'))
    return 'The token is not one for this service. Check that CLOUD is the cloud of the workspace, and LOGS_ENDPOINT.';
  return `The identity may not read workspace ${workspaceId}. Give it the role Log Analytics Reader there, or one with the action Microsoft.OperationalInsights/workspaces/query/*/read; a new role can take an hour to count. Check that WORKSPACE_ID is right.`;
}

function passing(what: string, where: LogWhere): LogFailure {
  return {
    what,
    tries: TRIES,
    isTooMuch: false,
    error: (tried) => unread('unavailable', `${what}, at the last of ${tried} tries. ${KEPT}`, where),
  };
}

function tooMuch(what: string, where: LogWhere): LogFailure {
  return {
    what,
    tries: 1,
    isTooMuch: true,
    error: () =>
      unread(
        'unavailable',
        `${what}, for the smallest part that is asked for. See whether the service is well. ${KEPT}`,
        where,
      ),
  };
}

function final(kind: SourceError['kind'], what: string, advice: string, where: LogWhere): LogFailure {
  return { what, tries: 1, isTooMuch: false, error: () => unread(kind, `${what}. ${advice}`, where) };
}

function unread(kind: SourceError['kind'], got: string, { origin }: LogWhere): SourceError {
  return new SourceError(
    kind,
    `Sign-ins could not be read from ${origin}: expected rows of ${LOG_TABLE}, got ${got}`,
  );
}

/** Codes of an error body, outermost first. The texts beside them are not used: they may quote rows. */
function codesOf(text: string): readonly string[] {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return [];
  }
  const codes: string[] = [];
  let error = isObject(body) ? body.error : undefined;
  for (let depth = 0; isObject(error) && depth < 5; depth += 1) {
    if (typeof error.code === 'string' && /^\w{1,80}$/.test(error.code)) codes.push(error.code);
    error = error.innererror;
  }
  return codes;
}

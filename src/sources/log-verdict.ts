/** What an answer of the Logs query API means for the reading: rows, worth another try, too much, or the end of it. */
import type { PipelineResponse } from '@azure/core-rest-pipeline';
import { errorCodes } from '../ask/error-codes.ts';
import {
  type Failure,
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
import { type LogTable, parseLogAnswer } from './log-answer.ts';
import { LOG_TABLE } from './log-columns.ts';
import { NO_CREDENTIAL, signInsFrom } from './sign-ins-from.ts';

export type LogWhere = {
  readonly origin: string;
  readonly workspaceId: string;
  /** False where no credential is sent (loopback without GRAPH_TOKEN). */
  readonly signedIn: boolean;
};

/** `isTooMuch`: asking for less may help. */
export type LogFailure = Failure & { readonly isTooMuch: boolean };

export type LogVerdict =
  | { readonly table: LogTable; readonly failure?: undefined }
  | { readonly table?: undefined; readonly failure: LogFailure };

const SMALLEST = `See whether the service is well. ${KEPT}`;

/** All but a 200. Statuses and codes: azure-monitor-docs, `logs/api/errors.md` (2024-08), `logs/api/timeouts.md`. */
const VERDICTS = [
  THROTTLED,
  { on: /^(413|504)/, isTooMuch: true, means: 'unavailable', advice: SMALLEST },
  PASSING,
  {
    on: /^204/,
    means: 'unavailable',
    told: '(no data)',
    advice:
      'The workspace holds nothing at all. Check WORKSPACE_ID, and that a diagnostic setting of Microsoft Entra ID sends SignInLogs there.',
  },
  redirected('LOGS_ENDPOINT, CLOUD'),
  { on: /^[12]/, means: 'passing', told: 'without a table' },
  { on: /^401/, isUnsigned: true, means: 'refused', advice: NO_CREDENTIAL },
  {
    on: /^401/,
    means: 'refused',
    advice:
      'The token was turned away, and so was a new one. Check that the identity belongs to the tenant of the workspace, and that TENANT_ID and CLOUD are right.',
  },
  {
    on: /^403.* InvalidAuthenticationToken(Audience)?\b/,
    means: 'refused',
    advice:
      'The token is not one for this service. Check that CLOUD is the cloud of the workspace, and LOGS_ENDPOINT.',
  },
  {
    on: /^403/,
    means: 'refused',
    advice: ({ workspaceId }) =>
      `The identity may not read workspace ${workspaceId}. Give it the role Log Analytics Reader there, or one with the action Microsoft.OperationalInsights/workspaces/query/*/read; a new role can take an hour to count. Check that WORKSPACE_ID is right.`,
  },
  {
    on: /^404/,
    means: 'refused',
    advice:
      'There is no such workspace at this address. Check WORKSPACE_ID (the workspace id, not the resource id), LOGS_ENDPOINT and CLOUD.',
  },
  {
    on: / (SemanticError\b|SEM)/,
    means: 'refused',
    advice: `The workspace has no table ${LOG_TABLE}, or not as it is documented. In the Entra admin center, under Monitoring & health, Diagnostic settings, send SignInLogs to this workspace; the table is there some minutes after the first sign-in.`,
  },
  {
    on: /^4/,
    means: 'unavailable',
    advice: `The query was not accepted. Check LOGS_ENDPOINT and any proxy in between. ${KEPT}`,
  },
] as const satisfies readonly (VerdictRow<LogWhere> & { readonly isTooMuch?: true })[];

export function judgeLogAnswer({ status, bodyAsText }: PipelineResponse, where: LogWhere): LogVerdict {
  const body = bodyAsText ?? '';
  if (status === 200) return judgeBody(body, where);
  const answer = { status, codes: errorCodes(body) };
  const { row, failure } = verdictOn(VERDICTS, answer, { where, telling: telling(where) });
  return { failure: 'isTooMuch' in row ? tooMuch(failure.what, where) : { ...failure, isTooMuch: false } };
}

/** No answer at all. `isTooMuch`: there was time for one. */
export function judgeLogSilence(what: string, isTooMuch: boolean, where: LogWhere): LogFailure {
  return isTooMuch ? tooMuch(what, where) : { ...passing(what, telling(where)), isTooMuch };
}

function judgeBody(body: string, where: LogWhere): LogVerdict {
  const read = parseLogAnswer(body);
  if (read.table !== undefined) return read;
  return { failure: judgeLogSilence(`200 with ${read.what}`, read.isPartial, where) };
}

function tooMuch(what: string, where: LogWhere): LogFailure {
  const told = `${what}, for the smallest part that is asked for`;
  return { ...final('unavailable', told, SMALLEST, telling(where)), what, isTooMuch: true };
}

export function telling({ origin }: LogWhere): Telling {
  return signInsFrom(origin, `rows of ${LOG_TABLE}`);
}

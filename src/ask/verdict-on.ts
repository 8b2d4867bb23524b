/** What an answer means that is none of those asked for: the tables of verdicts are the services' own. */
import { SourceError } from '../errors.ts';

export type Failure = {
  /** For the log: a few words, no address and no body. */
  readonly what: string;
  /** How often the request may be made in all; 1: not again. */
  readonly tries: number;
  /** Nothing is wrong, but too much was asked. */
  readonly isThrottled: boolean;
  /** What is thrown where nothing helps. */
  error(tried: number): SourceError;
};

/** How the error begins: what could not be read, up to a colon, and the words before what was got. */
export type Telling = { readonly unread: string; readonly wanted: string };

/** A row of a table of verdicts, of which the first counts that fits. */
export type VerdictRow<Where = unknown> = {
  /** Which answers: status and codes, such as `403 AccessDenied`. */
  readonly on: RegExp;
  /** Only where no credential is sent. */
  readonly isUnsigned?: true;
  /** Told beside the status in place of a code. */
  readonly told?: string;
} & (
  | { readonly means: 'throttled' | 'passing' }
  /** `advice`: what to do, as whole sentences. */
  | { readonly means: SourceError['kind']; readonly advice: string | ((where: Where) => string) }
);

/** Tries of a request that fails for a reason that may pass. */
const TRIES = 8;

export const KEPT = 'What was read is kept; the next run goes on from there.';

/** Rows that all services share. */
export const THROTTLED = { on: /^429/, means: 'throttled', told: '(throttled)' } as const;
export const PASSING = { on: /^(408|[5-9])/, means: 'passing' } as const;
/** `check`: the settings an address comes from. */
export const redirected = (check: string) =>
  ({
    on: /^3/,
    means: 'unavailable',
    told: '(a redirect)',
    advice: `Redirects are not followed, so that the token stays where it belongs. Check ${check} and any proxy in between.`,
  }) as const;

/** The row that fits, and what it makes of the answer. The innermost of the codes is told. */
export function verdictOn<Where extends { readonly signedIn: boolean }, Row extends VerdictRow<Where>>(
  rows: readonly Row[],
  { status, codes }: { readonly status: number; readonly codes: readonly string[] },
  { where, telling }: { readonly where: Where; readonly telling: Telling },
): { readonly row: Row; readonly failure: Failure } {
  const answer = [status, ...codes].join(' ');
  const row = rows.find(({ on, isUnsigned }) => on.test(answer) && !(isUnsigned && where.signedIn));
  if (row === undefined) throw new Error(`There is no verdict on ${answer}.`);
  const verdict: VerdictRow<Where> = row;
  const what = [status, verdict.told ?? codes.at(-1)].filter((part) => part !== undefined).join(' ');
  if (!('advice' in verdict))
    return { row, failure: { ...passing(what, telling), isThrottled: verdict.means === 'throttled' } };
  const { means, advice } = verdict;
  return { row, failure: final(means, what, typeof advice === 'string' ? advice : advice(where), telling) };
}

/** May be over at the next try. */
export function passing(what: string, { unread, wanted }: Telling): Failure {
  return {
    what,
    tries: TRIES,
    isThrottled: false,
    error: (tried) =>
      new SourceError('unavailable', `${unread} ${wanted} ${what}, at the last of ${tried} tries. ${KEPT}`),
  };
}

/** Would be the same at the next try. */
export function final(
  kind: SourceError['kind'],
  what: string,
  advice: string,
  { unread, wanted }: Telling,
): Failure {
  return {
    what,
    tries: 1,
    isThrottled: false,
    error: () => new SourceError(kind, `${unread} ${wanted} ${what}. ${advice}`),
  };
}

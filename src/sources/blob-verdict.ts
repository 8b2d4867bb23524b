/** What a failure of Blob Storage means for the reading: worth another try, or the end of it. */
import { SourceError } from '../errors.ts';

export type BlobVerdict = {
  /** For the log: a few words, no name and no address. */
  readonly what: string;
  /** How often the request may be made in all; 1: not again. */
  readonly tries: number;
  /** Nothing is wrong, but too much was asked. */
  readonly isThrottled: boolean;
  /** What is thrown where nothing helps. */
  error(tried: number): SourceError;
};

/** What was asked for. */
export type BlobWhere = {
  /** Name of the blob; `undefined` where names were asked for. */
  readonly blob: string | undefined;
  /** False where no credential is sent: plain http on this machine. */
  readonly signedIn: boolean;
};

/** Tries of a request that fails for a reason that may pass. */
const TRIES = 8;

/** Role that reads blobs; Azure built-in roles, 2a2b9908-6ea1-4ae2-8e65-a410df84e7d1. */
export const BLOB_READER = 'Storage Blob Data Reader';

/** Codes: learn.microsoft.com, "Blob Storage error codes" and "Common REST API error codes". */
const ADVICE: Readonly<Record<string, { readonly kind: SourceError['kind']; readonly advice: string }>> = {
  ContainerNotFound: {
    kind: 'refused',
    advice:
      'There is no such container. Check ARCHIVE: a diagnostic setting names it insights-logs-signinlogs, and makes it with the first sign-ins, within the hour.',
  },
  BlobNotFound: {
    kind: 'unavailable',
    advice: 'It was there when names were asked for. The next run goes on without it.',
  },
  BlobArchived: {
    kind: 'unavailable',
    advice:
      'Blobs of the archive tier cannot be read. Move it to another tier, or let BACKFILL_DAYS end before it; the lifecycle policy of the account should leave the last days where they are.',
  },
};

export function judgeBlobStatus(status: number, code: string | undefined, where: BlobWhere): BlobVerdict {
  const what = code === undefined ? String(status) : `${status} ${code}`;
  if (status === 429 || (status === 503 && code === 'ServerBusy'))
    return { ...passing(`${what} (throttled)`, where), isThrottled: true };
  if (status === 408 || status >= 500) return passing(what, where);
  if (status === 401 || status === 403) return final('refused', what, forbidden(status, where), where);
  const known = code === undefined ? undefined : ADVICE[code];
  if (known !== undefined) return final(known.kind, what, known.advice, where);
  if (status >= 300 && status < 400) return final('unavailable', `${status} (a redirect)`, REDIRECTED, where);
  if (!where.signedIn) return final('refused', what, NOT_PUBLIC, where);
  if (status === 404) return final('refused', what, 'Check the address in ARCHIVE.', where);
  return final('unavailable', what, NOT_ACCEPTED, where);
}

/** No answer, or one that is none of Blob Storage or broke off: nothing of it is used. */
export function judgeBlobSilence(what: string, where: BlobWhere): BlobVerdict {
  return passing(what, where);
}

/** The next try is due later than the run may wait; where the service `asked` for it, no later run asks before that. */
export function tooLongForBlobs(
  { what }: BlobVerdict,
  where: BlobWhere,
  { waitMs, longestMs, asked }: { waitMs: number; longestMs: number; asked: boolean },
): SourceError {
  const due = asked ? 'it asks to wait' : 'the next try is due in';
  const [wait, longest] = [waitMs, longestMs].map((ms) => `${Math.ceil(ms / 1000)} s`);
  return new SourceError(
    'unavailable',
    `${subject(where)} could not be read: got ${what}, and ${due} ${wait}, longer than the ${longest} that this run can wait. ${KEPT}`,
    undefined,
    asked ? waitMs : undefined,
  );
}

export function noTimeForNames(where: BlobWhere): SourceError {
  return new SourceError(
    'unavailable',
    `${subject(where)} could not be listed within the time of this run. Let ARCHIVE name the folder in which the years stand, such as .../insights-logs-signinlogs/tenantId=<id>.`,
  );
}

export function blobsStopped(where: BlobWhere): SourceError {
  return new SourceError(
    'unavailable',
    `The run was stopped; ${subject(where)} was not read to its end. ${KEPT}`,
  );
}

export function replacedTooOften(where: BlobWhere, tries: number): SourceError {
  return new SourceError(
    'unavailable',
    `${subject(where)} was replaced while it was read, ${tries} times. See who writes it. ${KEPT}`,
  );
}

const KEPT = 'What was read is kept; the next run goes on from there.';
const REDIRECTED =
  'Redirects are not followed, so that the token stays where it belongs. Check ARCHIVE, and any proxy in between.';
const NOT_PUBLIC =
  'No credential is sent to plain http; there the container must be open to the public, or ARCHIVE https.';
const NOT_ACCEPTED = `The request was not accepted. Check ARCHIVE and any proxy in between. ${KEPT}`;

function forbidden(status: number, { signedIn, blob }: BlobWhere): string {
  if (!signedIn) return NOT_PUBLIC;
  if (status === 401)
    return 'The token was turned away. Check that the identity belongs to the tenant of the account, and that TENANT_ID and CLOUD are right.';
  // Other roles, such as Reader with access to keys, may list and not read.
  const listed = blob === undefined ? '' : ', although it may list them';
  return `The identity may not read blobs${listed}. Give it the role "${BLOB_READER}" on the container or its account; a new role counts after up to ten minutes. The account must also admit this network.`;
}

function passing(what: string, where: BlobWhere): BlobVerdict {
  return {
    what,
    tries: TRIES,
    isThrottled: false,
    error: (tried) =>
      new SourceError(
        'unavailable',
        `${subject(where)} could not be read: got ${what}, at the last of ${tried} tries. ${KEPT}`,
      ),
  };
}

function final(kind: SourceError['kind'], what: string, advice: string, where: BlobWhere): BlobVerdict {
  return {
    what,
    tries: 1,
    isThrottled: false,
    error: () => new SourceError(kind, `${subject(where)} could not be read: got ${what}. ${advice}`),
  };
}

/** The address may be a secret by mistake; the name of a blob holds days and the id of a tenant. */
function subject({ blob }: BlobWhere): string {
  return blob === undefined
    ? 'The container in ARCHIVE'
    : `${JSON.stringify(blob)} in the container of ARCHIVE`;
}

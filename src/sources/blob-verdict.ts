/** What a failure of Blob Storage means for the reading: worth another try, or the end of it. */
import {
  type Failure,
  KEPT,
  PASSING,
  redirected,
  type Telling,
  THROTTLED,
  type VerdictRow,
  verdictOn,
} from '../ask/verdict-on.ts';
import { SourceError } from '../errors.ts';

/** What was asked for. */
export type BlobWhere = {
  /** Name of the blob; `undefined` where names were asked for. */
  readonly blob: string | undefined;
  /** False where no credential is sent: plain http on this machine. */
  readonly signedIn: boolean;
};

/** Role that reads blobs; Azure built-in roles, 2a2b9908-6ea1-4ae2-8e65-a410df84e7d1. */
export const BLOB_READER = 'Storage Blob Data Reader';

const NOT_PUBLIC =
  'No credential is sent to plain http; there the container must be open to the public, or ARCHIVE https.';

/** Codes: learn.microsoft.com, "Blob Storage error codes" and "Common REST API error codes". */
const VERDICTS = [
  THROTTLED,
  { on: /^503 ServerBusy$/, means: 'throttled', told: 'ServerBusy (throttled)' },
  PASSING,
  { on: /^(401|403)/, isUnsigned: true, means: 'refused', advice: NOT_PUBLIC },
  {
    on: /^401/,
    means: 'refused',
    advice:
      'The token was turned away. Check that the identity belongs to the tenant of the account, and that TENANT_ID and CLOUD are right.',
  },
  {
    on: /^403/,
    means: 'refused',
    // Other roles, such as Reader with access to keys, may list and not read.
    advice: ({ blob }) =>
      `The identity may not read blobs${blob === undefined ? '' : ', although it may list them'}. Give it the role "${BLOB_READER}" on the container or its account; a new role counts after up to ten minutes. The account must also admit this network.`,
  },
  {
    on: / ContainerNotFound$/,
    means: 'refused',
    advice:
      'There is no such container. Check ARCHIVE: a diagnostic setting names it insights-logs-signinlogs, and makes it with the first sign-ins, within the hour.',
  },
  {
    on: / BlobNotFound$/,
    means: 'unavailable',
    advice: 'It was there when names were asked for. The next run goes on without it.',
  },
  {
    on: / BlobArchived$/,
    means: 'unavailable',
    advice:
      'Blobs of the archive tier cannot be read. Move it to another tier, or let BACKFILL_DAYS end before it; the lifecycle policy of the account should leave the last days where they are.',
  },
  redirected('ARCHIVE,'),
  { on: /^/, isUnsigned: true, means: 'refused', advice: NOT_PUBLIC },
  { on: /^404/, means: 'refused', advice: 'Check the address in ARCHIVE.' },
  {
    on: /^/,
    means: 'unavailable',
    advice: `The request was not accepted. Check ARCHIVE and any proxy in between. ${KEPT}`,
  },
] as const satisfies readonly VerdictRow<BlobWhere>[];

export function blobVerdict(status: number, code: string | undefined, where: BlobWhere): Failure {
  const codes = code === undefined ? [] : [code];
  return verdictOn(VERDICTS, { status, codes }, { where, telling: blobTelling(where) }).failure;
}

export function blobTelling(where: BlobWhere): Telling {
  return { unread: `${subject(where)} could not be read:`, wanted: 'got' };
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

/** The address may be a secret by mistake; the name of a blob holds days and the id of a tenant. */
function subject({ blob }: BlobWhere): string {
  return blob === undefined
    ? 'The container in ARCHIVE'
    : `${JSON.stringify(blob)} in the container of ARCHIVE`;
}

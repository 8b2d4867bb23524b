/** What errors say of sign-ins that a service with an address of its own did not hand out. */
import type { Telling } from '../ask/verdict-on.ts';
import { SourceError } from '../errors.ts';

/** For a 401 where none is sent. */
export const NO_CREDENTIAL =
  'No credential is sent to plain http; set GRAPH_TOKEN if this endpoint needs one.';

/** `rows`: what was expected of it. */
export function signInsFrom(origin: string, rows: string): Telling {
  return { unread: `Sign-ins could not be read from ${origin}:`, wanted: `expected ${rows}, got` };
}

export function stoppedByCaller(origin: string): SourceError {
  return new SourceError(
    'unavailable',
    `The run was stopped; sign-ins were not read to the end from ${origin}. What was read is kept; a later run goes on from there.`,
  );
}

/** Whether sign-ins could be read from Microsoft Graph now: asks for one. */
import type { Clock, SourceState } from '../core/ports.ts';
import type { GetPage } from './graph-client.ts';
import { type GraphVersion, signInsPath } from './graph-next-link.ts';

/** Somebody waits for the answer, retries included, ms. */
const LIMIT_MS = 20_000;

/**
 * As a reading begins: what may pass is tried again, and where beta is refused v1.0 is asked.
 * @throws SourceError
 */
export async function checkGraph({
  origin,
  getPage,
  clock,
}: {
  readonly origin: string;
  readonly getPage: GetPage;
  readonly clock: Clock;
}): Promise<SourceState> {
  const ends = clock() + LIMIT_MS;
  const timeLeft = () => ends - clock();
  const oneOf = (version: GraphVersion) => new URL(`${origin}${signInsPath(version)}?$top=1`);
  const beta = await getPage(oneOf('beta'), { patience: 'divisible', timeLeft });
  if (beta.page !== undefined)
    return {
      says:
        beta.page.value.length === 0
          ? `Sign-ins can be read from ${origin} (beta); there is none yet.`
          : `Sign-ins can be read from ${origin} (beta).`,
      isDegraded: false,
    };
  if (!beta.failure.remedies.includes('otherVersion')) throw beta.error;
  const lesser = await getPage(oneOf('v1.0'), { patience: 'once', timeLeft });
  if (lesser.page === undefined) throw beta.error;
  return {
    says: `Sign-ins can be read from ${origin} in v1.0 only, which says little of MFA; beta is refused: ${beta.failure.what}.`,
    isDegraded: true,
  };
}

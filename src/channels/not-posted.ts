/** What the answer to a posted digest means, where it is not that it was taken. */
import { DeliveryError } from '../errors.ts';
import type { Posted } from './post.ts';

export type Whom = {
  /** Of the channel. */
  readonly name: string;
  /** For messages: who was asked, without an address that is a secret. */
  readonly service: string;
  /** What to do about a status, as whole sentences. */
  readonly advice: (status: number) => string | undefined;
};

/**
 * A gateway that lost sight of the request, and a success other than the one that is promised (a page of
 * a proxy): whether the digest is out, nobody knows. Other answers say that it is not.
 */
function isUnknown(status: number): boolean {
  return status === 502 || status === 504 || status < 300;
}

/** `code`: what the service calls it, a word. */
export function notPosted(whom: Whom, posted: Posted, code?: string): DeliveryError {
  const { name, service } = whom;
  const { isBegun } = posted;
  const answer =
    'status' in posted ? [posted.status, code].filter((part) => part !== undefined).join(' ') : '';
  const what =
    'silence' in posted ? posted.silence : isBegun ? answer : `a proxy on the way answered ${answer}`;
  if (isBegun && ('silence' in posted || isUnknown(posted.status)))
    return new DeliveryError(
      name,
      `It is not known whether the digest was taken by ${service}: ${what}. It is sent once more later, marked.`,
      undefined,
      'unknown',
    );
  const advice = adviceFor(posted, whom) ?? 'A later run tries again.';
  return new DeliveryError(name, `The digest was not taken by ${service}: ${what}. ${advice}`);
}

function adviceFor(posted: Posted, { advice }: Whom): string | undefined {
  if ('silence' in posted) return undefined;
  const { status, isBegun } = posted;
  if (!isBegun) return 'Check HTTPS_PROXY, and that the proxy lets this out.';
  if (status >= 300 && status < 400)
    return 'Redirects are not followed: check the address and any proxy in between.';
  return advice(status);
}

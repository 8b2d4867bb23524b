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
  const isOut = 'status' in posted ? isUnknown(posted.status) : posted.mayBeTaken;
  const what =
    'status' in posted
      ? [posted.status, code].filter((part) => part !== undefined).join(' ')
      : posted.silence;
  if (isOut)
    return new DeliveryError(
      name,
      `It is not known whether the digest was taken by ${service}: ${what}. It is sent once more later, marked.`,
      undefined,
      'unknown',
    );
  const advice =
    ('status' in posted ? adviceFor(posted.status, whom) : undefined) ?? 'A later run tries again.';
  return new DeliveryError(name, `The digest was not taken by ${service}: ${what}. ${advice}`);
}

function adviceFor(status: number, { advice }: Whom): string | undefined {
  if (status >= 300 && status < 400)
    return 'Redirects are not followed: check the address and any proxy in between.';
  return advice(status);
}

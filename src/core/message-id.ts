/** What tells mail programs which mails are one, and which belong together. */
import type { Message } from './ports.ts';

/**
 * `<day.kind.channel.tenant@domain>`, the same over repeats, so that a repeat after a crash lands on
 * the first one (contract §6). `from`: the address of the sender.
 */
export function messageId(mail: {
  readonly day: string;
  readonly kind: Message['kind'];
  readonly channel: string;
  readonly tenant: string;
  readonly from: string;
}): string {
  const identity = [mail.day, mail.kind, mail.channel, mail.tenant].map(atom).join('.');
  return `<${identity}@${domainOf(mail.from)}>`;
}

/** All digests of one tenant are one list (RFC 2919), for rules and folders. */
export function listId({ tenant, from }: { readonly tenant: string; readonly from: string }): string {
  return `MFA Digest <mfa-digest.${atom(tenant)}.${domainOf(from)}>`;
}

/** Only what may stand in an id, whatever a tenant or channel is called. */
function atom(part: string): string {
  return part.replace(/[^A-Za-z0-9-]+/g, '-').replace(/^-+|-+$/g, '') || 'none';
}

function domainOf(address: string): string {
  const domain = /@([A-Za-z0-9.-]+)>?\s*$/.exec(address)?.[1];
  return domain ?? 'localhost';
}

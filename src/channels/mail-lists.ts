/** Who receives mails: each list is a channel of its own, so that one that fails silences no other. */
import type { Audience } from '../core/audiences.ts';
import { DeliveryError } from '../errors.ts';
import { domainsTold, foreignDomains, type Settings } from '../settings.ts';

export type MailList = {
  /** Of the channel: `smtp`, `smtp-security`. */
  readonly name: string;
  readonly audience: Audience;
  readonly from: string;
  readonly to: readonly string[];
  /** Mail goes nowhere else. */
  readonly domains: readonly string[];
};

const LISTS = [
  { audience: 'everyone', suffix: '', setting: 'mailTo' },
  { audience: 'security', suffix: '-security', setting: 'mailToSecurity' },
  { audience: 'helpdesk', suffix: '-helpdesk', setting: 'mailToHelpdesk' },
] as const satisfies readonly { audience: Audience; suffix: string; setting: keyof Settings }[];

/** The lists that have recipients. */
export function mailLists(channel: string, settings: Settings): readonly MailList[] {
  const { mailFrom: from, mailDomains: domains } = settings;
  return LISTS.flatMap(({ audience, suffix, setting }) => {
    const to = settings[setting];
    if (from === undefined || to === undefined) return [];
    return [{ name: `${channel}${suffix}`, audience, from, to, domains }];
  });
}

/**
 * The recipients, looked at once more at the last door: settings are read elsewhere, and a list may be made by hand.
 * @throws DeliveryError where one is outside the domains, or there is none
 */
export function allowedRecipients({ name, to, domains }: MailList): readonly string[] {
  const foreign = foreignDomains(to, domains);
  if (foreign.length > 0)
    throw new DeliveryError(
      name,
      `Nothing was sent through ${name}: recipients must be in ${domainsTold(domains)}; got some in ${foreign.join(', ')}.`,
    );
  if (to.length === 0)
    throw new DeliveryError(name, `Nothing was sent through ${name}: it has no recipients.`);
  return to;
}

import type { App } from '../app.ts';
import { counted, listed } from '../core/format.ts';
import { MAIL_CHANNELS } from '../settings.ts';
import type { Context } from './context.ts';
import { failed, type Line, ok, warn } from './line.ts';

/** What is known of a channel that could deliver, by the name in CHANNELS. */
const REACHED = {
  file: 'Digests can be written into the folder of OUT.',
  smtp: 'The mail server answers, and lets us in; nothing was sent.',
  'graph-mail':
    'There is a token to send with, and Microsoft Graph answers; nothing was sent. Whether Exchange lets it send as MAIL_FROM, a test mail tells: mfa-digest send --to <your address>',
  teams: 'The host of TEAMS_URL answers; nothing was posted, so whether the workflow takes it is not known.',
} as const satisfies Record<Context['app']['settings']['channels'][number], string>;

/** Each channel, without delivering anything through it. */
export async function checkChannels({
  app,
}: {
  readonly app: Pick<App, 'channels' | 'settings'>;
}): Promise<readonly Line[]> {
  const lines: Line[] = [];
  for (const channel of app.channels) {
    try {
      await channel.check?.();
      const known = app.settings.channels.find((name) => channel.name.startsWith(name));
      lines.push(ok(`${channel.name}: ${known === undefined ? 'nothing can be asked.' : REACHED[known]}`));
    } catch (error) {
      lines.push(failed(error));
    }
  }
  return lines;
}

/** How many receive mails; that they are in the domains, the settings were refused for otherwise. */
export async function checkRecipients({ app }: Context): Promise<readonly Line[]> {
  const { settings } = app;
  if (!MAIL_CHANNELS.some((name) => settings.channels.includes(name)))
    return settings.channels.includes('teams') || settings.source === 'sample'
      ? []
      : [
          warn(
            'Digests are only written into a folder: nobody is told.',
            'Set CHANNELS to graph-mail, smtp or teams.',
          ),
        ];
  const lists = [
    ['MAIL_TO', settings.mailTo],
    ['MAIL_TO_SECURITY', settings.mailToSecurity],
    ['MAIL_TO_HELPDESK', settings.mailToHelpdesk],
  ] as const;
  const told = lists.flatMap(([name, to]) =>
    to === undefined ? [] : [`${counted(to.length, 'address', 'addresses')} in ${name}`],
  );
  return [ok(`${listed(told)}, all in ${listed(settings.mailDomains)}.`)];
}

/** The channels there are. Adding one is a file beside this and a line here. */
import type { Channel, Clock } from '../core/ports.ts';
import { graphTokensBy } from '../credential.ts';
import type { Settings } from '../settings.ts';
import { openFileChannel } from './file.ts';
import { mailLists } from './mail-lists.ts';

export type ChannelContext = {
  readonly settings: Settings;
  /** Time that passes, whatever counts as the present. */
  readonly passing: Clock;
};

/** Each is loaded only when chosen. Those of mail open one channel for each list of recipients. */
const CHANNELS = {
  file: async ({ settings }) => [openFileChannel(settings.out, settings.mailTo)],
  smtp: async ({ settings }) => {
    const { mailServer, openSmtp } = await import('./smtp.ts');
    const server = mailServer(settings.smtpUrl ?? '');
    return mailLists('smtp', settings).map((list) => openSmtp(list, server));
  },
  'graph-mail': async ({ settings, passing }) => {
    const { openGraphMail } = await import('./graph-mail.ts');
    const tokens = graphTokensBy(settings);
    const options = { origin: settings.graphEndpoint, tokens, clock: passing };
    return mailLists('graph-mail', settings).map((list) => openGraphMail(list, options));
  },
  teams: async ({ settings, passing }) => {
    const { openTeams } = await import('./teams.ts');
    return [openTeams({ url: settings.teamsUrl ?? '', clock: passing })];
  },
} as const satisfies Record<
  Settings['channels'][number],
  (context: ChannelContext) => Promise<readonly Channel[]>
>;

export async function openChannels(context: ChannelContext): Promise<readonly Channel[]> {
  const opened = await Promise.all(context.settings.channels.map((name) => CHANNELS[name](context)));
  return opened.flat();
}

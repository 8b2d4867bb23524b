/** The channels there are. Adding one is a file beside this and a line here. */
import type { Channel } from '../core/ports.ts';
import type { Settings } from '../settings.ts';
import { openFileChannel } from './file.ts';

const CHANNELS = {
  file: ({ out }) => openFileChannel(out),
} as const satisfies Record<string, (settings: Settings) => Channel>;

export type ChannelName = keyof typeof CHANNELS;
export const CHANNEL_NAMES = Object.keys(CHANNELS) as readonly ChannelName[];

export function openChannels(names: readonly string[], settings: Settings): Channel[] {
  return CHANNEL_NAMES.filter((name) => names.includes(name)).map((name) => CHANNELS[name](settings));
}

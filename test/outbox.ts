import type { Channel, Message } from '../src/core/ports.ts';

/** A channel that keeps what it was given, as its readers would have it. */
export type Outbox = { readonly channel: Channel; readonly mails: readonly Message[] };

/** `before`: what happens before a mail is taken; where it throws, the mail is not. */
export function createOutbox(name = 'outbox', before: () => Promise<void> = async () => {}): Outbox {
  const mails: Message[] = [];
  return {
    mails,
    channel: {
      name,
      async send(message) {
        await before();
        mails.push(message);
      },
    },
  };
}

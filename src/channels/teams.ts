/** The digest as a card in a Teams channel or chat, through a workflow that waits for a webhook (TEAMS_URL). */
import type { Channel } from '../core/ports.ts';
import { DeliveryError } from '../errors.ts';
import { checkHost } from './check-host.ts';
import { notPosted, type Whom } from './not-posted.ts';
import { createPost, type PostOptions } from './post.ts';

const NAME = 'teams';

/** Bytes of a message that Teams still takes (learn.microsoft.com, "Limits and specifications for Teams": 28 KB). */
const LARGEST = 28_000;

const WHOM: Whom = {
  name: NAME,
  service: 'the workflow of TEAMS_URL',
  advice: (status) =>
    status === 429 || status >= 500
      ? undefined
      : 'Check that the workflow still exists and is turned on, that anyone may trigger it, and copy its address into TEAMS_URL anew.',
};

/** Its `url` is a secret. */
export function openTeams(options: PostOptions): Channel {
  const { post, waitMs } = createPost(options);
  return {
    name: NAME,
    waitMs,
    async send(message) {
      const body = JSON.stringify({
        type: 'message',
        attachments: [
          {
            contentType: 'application/vnd.microsoft.card.adaptive',
            contentUrl: null,
            content: JSON.parse(message.card()),
          },
        ],
      });
      const size = Buffer.byteLength(body);
      if (size > LARGEST)
        throw new DeliveryError(
          NAME,
          `The card has ${size} bytes; Teams takes ${LARGEST}. Nothing was sent.`,
        );
      const posted = await post({ contentType: 'application/json', body });
      const isTaken =
        posted.isBegun && 'status' in posted && (posted.status === 200 || posted.status === 202);
      if (!isTaken) throw notPosted(WHOM, posted);
      return undefined;
    },
    // The host alone: whoever asks for the whole address starts the workflow.
    check: () => checkHost(NAME, new URL(options.url).origin, 'The host of TEAMS_URL'),
  };
}

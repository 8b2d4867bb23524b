import { app } from '@azure/functions';
import { appFor } from '../src/app-for.ts';
import { deliver } from '../src/run.ts';

/** A tick: what is to be sent is computed, so a missed, doubled or late one changes nothing. */
app.timer('send-digest', {
  schedule: '%DIGEST_SCHEDULE%',
  handler: async () => {
    await deliver(await appFor(process.env));
  },
});

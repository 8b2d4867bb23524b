import { app } from '@azure/functions';
import host from '../host.json' with { type: 'json' };
import { handedOverIn, tenantsFor } from '../src/app-for.ts';
import { deliverTick } from '../src/tenants/tick.ts';
import { timeBudget } from '../src/time-budget.ts';
import { queue } from './take-over.ts';

/** A tick: what is to be sent is computed, so a missed, doubled or late one changes nothing. */
app.timer('send-digest', {
  schedule: '%DIGEST_SCHEDULE%',
  ...(queue && { extraOutputs: [queue] }),
  handler: async (_, context) => {
    const end = Date.now() + timeBudget(host, process.env);
    const run = async () => deliverTick(await tenantsFor(process.env), () => end - Date.now());
    const messages = await handedOverIn(run);
    if (queue) context.extraOutputs.set(queue, messages);
  },
});

import { app } from '@azure/functions';
import host from '../host.json' with { type: 'json' };
import { tenantsFor } from '../src/app-for.ts';
import { deliverTick } from '../src/tenants/tick.ts';
import { timeBudget } from '../src/time-budget.ts';

/** A tick: what is to be sent is computed, so a missed, doubled or late one changes nothing. */
app.timer('send-digest', {
  schedule: '%DIGEST_SCHEDULE%',
  handler: async () => {
    const end = Date.now() + timeBudget(host, process.env);
    await deliverTick(await tenantsFor(process.env), () => end - Date.now());
  },
});

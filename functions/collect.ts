import { app } from '@azure/functions';
import host from '../host.json' with { type: 'json' };
import { stopRuns, tenantsFor } from '../src/app-for.ts';
import { collectTick } from '../src/tenants/tick.ts';
import { timeBudget } from '../src/time-budget.ts';

/** A tick: which days are due is computed, so a missed, doubled or late one changes nothing. */
app.timer('collect', {
  schedule: '%COLLECT_SCHEDULE%',
  handler: async () => {
    const end = Date.now() + timeBudget(host, process.env);
    await collectTick(await tenantsFor(process.env), () => end - Date.now());
  },
});

app.hook.appTerminate(stopRuns);

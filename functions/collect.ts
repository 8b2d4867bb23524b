import { app } from '@azure/functions';
import host from '../host.json' with { type: 'json' };
import { handedOverIn, stopRuns, tenantsFor } from '../src/app-for.ts';
import { collectTick } from '../src/tenants/tick.ts';
import { timeBudget } from '../src/time-budget.ts';
import { queue } from './take-over.ts';

/** A tick: which days are due is computed, so a missed, doubled or late one changes nothing. */
app.timer('collect', {
  schedule: '%COLLECT_SCHEDULE%',
  ...(queue && { extraOutputs: [queue] }),
  handler: async (_, context) => {
    const end = Date.now() + timeBudget(host, process.env);
    const run = async () => collectTick(await tenantsFor(process.env), () => end - Date.now());
    const messages = await handedOverIn(run);
    if (queue) context.extraOutputs.set(queue, messages);
  },
});

app.hook.appTerminate(stopRuns);

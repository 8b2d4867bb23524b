import { app, output } from '@azure/functions';
import host from '../host.json' with { type: 'json' };
import { handedOver, stopRuns, tenantsFor } from '../src/app-for.ts';
import { collectTick } from '../src/tenants/tick.ts';
import { timeBudget } from '../src/time-budget.ts';

const queue = process.env.SHARD_QUEUE?.trim()
  ? output.storageQueue({ queueName: '%SHARD_QUEUE%', connection: 'AzureWebJobsStorage' })
  : undefined;

/** A tick: which days are due is computed, so a missed, doubled or late one changes nothing. */
app.timer('collect', {
  schedule: '%COLLECT_SCHEDULE%',
  ...(queue && { extraOutputs: [queue] }),
  handler: async (_, context) => {
    const end = Date.now() + timeBudget(host, process.env);
    await collectTick(await tenantsFor(process.env), () => end - Date.now());
    if (queue) context.extraOutputs.set(queue, handedOver.splice(0));
  },
});

app.hook.appTerminate(stopRuns);

import { app, output } from '@azure/functions';
import host from '../host.json' with { type: 'json' };
import { handedOverIn, shardQueue, tenantsFor } from '../src/app-for.ts';
import { takeOver } from '../src/tenants/take-over.ts';
import { timeBudget } from '../src/time-budget.ts';

const place = shardQueue(process.env);

/** What is handed over goes in here as a function ends. Without one the ticks do it all alone. */
export const queue = place && output.storageQueue(place);

/** Shards of days and turns of tenants. What fails comes again. */
if (place && queue)
  app.storageQueue('take-over', {
    ...place,
    extraOutputs: [queue],
    handler: async (entry, context) => {
      const end = Date.now() + timeBudget(host, process.env);
      const run = async () => takeOver(await tenantsFor(process.env), entry, () => end - Date.now());
      // The turn of a tenant may hand over shards of its days.
      context.extraOutputs.set(queue, await handedOverIn(run));
    },
  });

import { app } from '@azure/functions';
import host from '../host.json' with { type: 'json' };
import { appFor } from '../src/app-for.ts';
import { toShardMessage } from '../src/collect/shard-message.ts';
import { takeShard } from '../src/collect/take-shard.ts';
import { timeBudget } from '../src/time-budget.ts';

/** Without a queue there is nothing to listen to, and the tick reads all shards itself. What fails comes again. */
if (process.env.SHARD_QUEUE?.trim())
  app.storageQueue('shard', {
    queueName: '%SHARD_QUEUE%',
    connection: 'AzureWebJobsStorage',
    handler: async (entry) => {
      const end = Date.now() + timeBudget(host, process.env);
      const message = toShardMessage(entry);
      if (message === undefined)
        throw new Error('SHARD_QUEUE: expected a shard of a day, got something else.');
      await takeShard(await appFor(process.env, message.tenant), message, () => end - Date.now());
    },
  });

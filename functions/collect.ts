import { app } from '@azure/functions';
import { appFor } from '../src/app-for.ts';
import { collect } from '../src/run.ts';

/** Less than `functionTimeout` of host.json (10 min), with room for the last writes. */
const BUDGET_MS = 8 * 60_000;

/** A tick: which days are due is computed, so a missed, doubled or late one changes nothing. */
app.timer('collect', {
  schedule: '%COLLECT_SCHEDULE%',
  handler: async () => {
    const end = Date.now() + BUDGET_MS;
    await collect(await appFor(process.env), { isTimeUp: () => Date.now() >= end });
  },
});

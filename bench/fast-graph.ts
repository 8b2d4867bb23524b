/** Our Graph source, whose pauses take no time but are counted. */
import type { Clock, Source } from '../src/core/ports.ts';
import { openGraph } from '../src/sources/graph.ts';

export type FastGraph = {
  readonly source: Source;
  /** Milliseconds that it asked to pause so far. */
  readonly pausedMs: () => number;
};

/** Its own clock shows `clock` and the pauses together, so that it asks for no more of them than it would. */
export function fastGraph(endpoint: string, clock: Clock): FastGraph {
  let paused = 0;
  const source = openGraph({
    endpoint,
    credential: undefined,
    tenantId: '',
    clock: () => clock() + paused,
    sleep: async (ms) => {
      paused += ms;
    },
    random: () => 0.5,
  });
  return { source, pausedMs: () => paused };
}

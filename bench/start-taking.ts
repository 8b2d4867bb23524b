/** What a part of this process takes, without what starting Node and loading modules took before it. */
import { writeFileSync } from 'node:fs';
import type { Taken } from './measure-command.ts';
import { peakMemory } from './peak-memory.ts';

/** Begins now; asked, it tells the time since then, and the peak of memory since the process began. */
export function startTaking(): () => Taken {
  const started = performance.now();
  const cpu = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(cpu);
    return {
      seconds: (performance.now() - started) / 1000,
      cpuSeconds: (user + system) / 1e6,
      peakMiB: peakMemory(),
    };
  };
}

/** Figures for whoever started this process. */
export function leaveBehind(path: string, figures: Readonly<Record<string, unknown>>): void {
  writeFileSync(path, JSON.stringify(figures));
}

/**
 * The command line with one thing added: as it ends, it leaves behind what it took.
 *
 *   node bench/peak-memory.ts taken.json report signins.ndjson --out report.json
 */
import { readFileSync, writeFileSync } from 'node:fs';

/**
 * Most memory this process ever held resident, in MiB. Linux hands the peak of whoever started a
 * process down to it, so there `resourceUsage` may tell that of another: asked is the kernel's own page.
 */
export function peakMemory(): number {
  return (highWaterMark() ?? process.resourceUsage().maxRSS) / 1024;
}

/** In KiB; `undefined` where the system has no such page. */
function highWaterMark(): number | undefined {
  if (process.platform !== 'linux') return undefined;
  const [, kibibytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  return kibibytes === undefined ? undefined : Number(kibibytes);
}

/** As this process ends, what all of it took is left behind for whoever started it. */
export function leaveAtExit(path: string): void {
  process.on('exit', () => {
    const { user, system } = process.cpuUsage();
    writeFileSync(path, JSON.stringify({ peakMiB: peakMemory(), cpuSeconds: (user + system) / 1e6 }));
  });
}

if (import.meta.main) {
  const [leftAt = 'taken.json', ...args] = process.argv.slice(2);
  leaveAtExit(leftAt);
  // What `npx mfa-digest` runs: the bundle, unless a source is newer.
  process.argv.splice(2, Infinity, ...args);
  await import(new URL('../bin/mfa-digest.js', import.meta.url).href);
}

/** One command in a process of its own, with what it took. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';

export type Taken = {
  /** From starting the process to its end, as its user waits. */
  readonly seconds: number;
  /** Of all its threads together. */
  readonly cpuSeconds: number;
  readonly peakMiB: number;
};

const WRAPPER = fileURLToPath(new URL('peak-memory.ts', import.meta.url));
/** What `leaveAtExit` left. */
export const Left = z.object({ peakMiB: z.number(), cpuSeconds: z.number() });

/**
 * Runs `mfa-digest` with these arguments in that folder, with nothing of our environment but the path.
 * @throws Error where it does not end with exit code 0
 */
export async function measureCommand(folder: string, args: readonly string[]): Promise<Taken> {
  const leftAt = join(folder, 'taken.json');
  const seconds = await secondsOf(folder, [WRAPPER, leftAt, ...args]);
  return { seconds, ...Left.parse(JSON.parse(await readFile(leftAt, 'utf8'))) };
}

/** Wall time of `node` with these arguments. @throws Error where it does not end with exit code 0 */
export async function secondsOf(folder: string, args: readonly string[]): Promise<number> {
  return (await runProcess(folder, process.execPath, args)).seconds;
}

/** Its wall time, and what it printed. @throws Error where it does not end with exit code 0 */
export async function runProcess(
  folder: string,
  program: string,
  args: readonly string[],
): Promise<{ seconds: number; printed: string }> {
  const started = performance.now();
  const child = spawn(program, args, {
    cwd: folder,
    env: { PATH: process.env.PATH },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const printed: string[] = [];
  child.stdout.setEncoding('utf8').on('data', (text: string) => printed.push(text));
  let told = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    told = (told + text).slice(-2000);
  });
  const [exit, signal] = await once(child, 'close');
  const seconds = (performance.now() - started) / 1000;
  if (exit !== 0)
    throw new Error(`${program} ${args.join(' ')}: expected exit code 0, got ${exit ?? signal}.\n${told}`);
  return { seconds, printed: printed.join('') };
}

/** `2.8 s (3.1 of CPU), 127 MiB` */
export function told({ seconds, cpuSeconds, peakMiB }: Taken): string {
  return `${seconds.toFixed(1)} s (${cpuSeconds.toFixed(1)} of CPU), ${peakMiB.toFixed(0)} MiB`;
}

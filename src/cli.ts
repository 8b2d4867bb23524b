/** The same job from a terminal: `mfa-digest <command>` (contract §4). */
import { setFlagsFromString } from 'node:v8';
import { isMainThread } from 'node:worker_threads';
import { run } from './cli/program.ts';
import { createTerminal } from './cli/terminal.ts';

export async function main(args: readonly string[]): Promise<number> {
  // Reading millions of records leaves little behind and much garbage: collect it early rather than
  // let the young heap grow. A seventh less at the peak of a million records, in the same time.
  setFlagsFromString('--semi-space-growth-factor=1');
  return await run(args, createTerminal(process, new URL(import.meta.url)));
}

// Another thread of ours starts here too.
if (!isMainThread) (await import('./cli/thread-work.ts')).workOnThread();
else if (import.meta.main) process.exitCode = await main(process.argv.slice(2));

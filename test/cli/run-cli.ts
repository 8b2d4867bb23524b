/** The real command line as a child process, in a folder and an environment of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const CLI = fileURLToPath(new URL('../../src/cli.ts', import.meta.url));
/** What Node has compiled once: a start takes 0.5 s then instead of 0.8 s. */
const COMPILED = fileURLToPath(new URL('../../node_modules/.cache/compiled', import.meta.url));

export type Setting = Readonly<Record<string, string>>;

export type Ended = {
  /** `null` after a signal. */
  readonly exit: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Lines of stderr. */
  readonly told: readonly string[];
};

export type RunOptions = {
  /** The current folder. */
  readonly cwd: string;
  /** Settings; nothing else of this process's environment is handed on. */
  readonly env?: Setting;
  /** All that stands on standard input. */
  readonly input?: string | Uint8Array;
};

/** Runs a command to its end. */
export async function runCli(args: readonly string[], options: RunOptions): Promise<Ended> {
  return await startCli(args, options).ended;
}

export type Started = {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves once standard output or standard error, so far, matches; rejects if the process ends first. */
  readonly said: (stream: 'stdout' | 'stderr', pattern: RegExp) => Promise<RegExpExecArray>;
};

/** Starts a command that is talked to, interrupted or killed on the way. */
export function startCli(args: readonly string[], { cwd, env = {}, input = '' }: RunOptions): Started {
  const child = spawn(process.execPath, [CLI, ...args], {
    cwd,
    env: { PATH: process.env.PATH, NODE_COMPILE_CACHE: COMPILED, ...env },
  });
  const collected = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8');
    child[stream].on('data', (text: string) => {
      collected[stream] += text;
    });
  }
  // A command that does not read its input closes it; that is its right.
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const ended = once(child, 'close').then(([exit]): Ended => {
    const { stdout, stderr } = collected;
    return { exit, stdout, stderr, told: stderr.split('\n').filter((line) => line !== '') };
  });
  return {
    child,
    ended,
    said: async (stream, pattern) => {
      for (;;) {
        const match = pattern.exec(collected[stream]);
        if (match !== null) return match;
        const more = once(child[stream], 'data').then(() => true);
        if (!(await Promise.race([more, ended.then(() => false)])) && !pattern.test(collected[stream]))
          throw new Error(
            `ended before ${stream} said ${pattern}:\n${collected.stdout}\n${collected.stderr}`,
          );
      }
    },
  };
}

/** A new folder under the system's own for such things, and its removal. */
export async function temporaryFolder(): Promise<{ readonly path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'mfa-digest-cli-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** Servers of the benchmark: each in a process of its own, so that its CPU time and memory count for nobody else. */
import { fork } from 'node:child_process';
import { subscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';

const Started = z.object({ address: z.string() });
const Served = z.object({
  /** Requests so far, by method: told by Node's own server, so that none can be forgotten. */
  requests: z.record(z.string(), z.number()),
  /** Of the server's process. */
  cpuSeconds: z.number(),
});
export type Served = z.infer<typeof Served>;

export type ServerProcess = {
  /** Whatever its clients need to find it. */
  readonly address: string;
  served(): Promise<Served>;
  stop(): Promise<void>;
};

/** Starts a script of this folder that calls `offer`. @throws Error where it ends instead */
export async function startServer(script: string, args: readonly string[]): Promise<ServerProcess> {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const child = fork(path, args, { env: { PATH: process.env.PATH } });
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`${script}: expected a server, but it ended with exit code ${code}.`);
  });
  ended.catch(() => {});
  const reply = async (): Promise<unknown> => (await Promise.race([once(child, 'message'), ended]))[0];
  const { address } = Started.parse(await reply());
  return {
    address,
    async served() {
      const told = reply();
      child.send('served');
      return Served.parse(await told);
    },
    async stop() {
      const gone = once(child, 'exit');
      child.send('stop');
      await gone;
    },
  };
}

/** The server's side: tells its address to who started it, answers what it served, and ends when told to, or left alone. */
export function offer(address: string, close: () => Promise<void>): void {
  const requests: Record<string, number> = {};
  subscribe('http.server.request.start', (message) => {
    const { method } = z.object({ request: z.object({ method: z.string() }) }).parse(message).request;
    requests[method] = (requests[method] ?? 0) + 1;
  });
  const end = async (): Promise<void> => {
    await close();
    process.exit();
  };
  process.on('message', (asked) => {
    const { user, system } = process.cpuUsage();
    if (asked === 'served') process.send?.({ requests, cpuSeconds: (user + system) / 1e6 });
    if (asked === 'stop') void end();
  });
  process.on('disconnect', () => void end());
  process.send?.({ address });
}

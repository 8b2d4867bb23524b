/** `serve`: the HTTP routes on loopback, without the Functions host. */
import { UsageError } from '../errors.ts';
import { serve } from '../http/serve.ts';
import { openTenants } from '../tenants/open-tenants.ts';
import { EXIT, type ExitCode } from './exit.ts';
import type { Session } from './session.ts';

export type ServeFlags = { readonly port: string };

export async function serveCommand(session: Session, flags: ServeFlags): Promise<ExitCode> {
  const port = portOf(flags.port);
  // Wrong settings end the command here; a host would answer 503 until they are mended.
  const tenants = openTenants(session.environment, { clock: session.clock, log: () => {} });
  const { several } = tenants;
  try {
    await (several === undefined ? tenants.open() : several.ledger());
    const openApp = (tenant?: string) => tenants.open(tenant);
    const server = await listening(serve({ openApp, several, port, log: session.terminal.tell }), port);
    await session.terminal.print(
      `${server.url}/api/digest\n${server.url}/api/history\n${server.url}/api/health\n`,
    );
    session.tell('Press Ctrl-C to stop.');
    await new Promise<void>((stop) => session.terminal.onInterrupt(stop));
    await server.close();
  } finally {
    await tenants.close();
  }
  return EXIT.done;
}

function portOf(given: string): number {
  const port = Number(given);
  if (/^\d+$/.test(given) && port <= 65_535) return port;
  throw new UsageError(
    'badPort',
    `--port: expected a number from 0 to 65535; got ${JSON.stringify(given)}.`,
    { field: '--port' },
  );
}

async function listening<T>(server: Promise<T>, port: number): Promise<T> {
  try {
    return await server;
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    if (code !== 'EADDRINUSE' && code !== 'EACCES') throw cause;
    throw new UsageError(
      'badPort',
      `--port: ${port} cannot be used on 127.0.0.1 (${code}); name another one, or 0 for any.`,
      {
        field: '--port',
        cause,
      },
    );
  }
}

import type { App } from '../app.ts';
import { SettingsError, UsageError } from '../errors.ts';
import { createLogger } from '../logger.ts';
import type { Several } from '../tenants/open-tenants.ts';
import { foreignRefusal, type Gate } from './gate.ts';
import { parameter } from './read-query.ts';
import { type Failure, failureReply, jsonReply, type Reply } from './reply.ts';

/** What is looked at of a request; the request of `@azure/functions` is one. */
export type Request = {
  readonly query: URLSearchParams;
  readonly headers: { get(name: string): string | null };
  /** Parts of the route, e.g. `day`. */
  readonly params: Readonly<Record<string, string>>;
};

/** What a request is answered with, besides itself. */
export type Call = {
  /**
   * Opened inside the request: wrong settings are an answer, not a crash. With the id of the tenant that is
   * asked for; without one it is the only tenant.
   */
  readonly open: (tenant?: string) => Promise<App>;
  /** Left out, and `undefined`: there is one tenant. */
  readonly several?: () => Promise<Several | undefined>;
  /** Told in a reply to an unexpected error, and logged beside it. */
  readonly runId: string;
  readonly log: (line: string) => void;
  /** Decides who is let in to the report routes. */
  readonly gate: Gate;
};

export type Answer = (request: Request, call: Call) => Promise<Reply>;

/** Something went wrong before or while answering. */
export type Trouble = Failure & { readonly status: number; readonly problems: readonly string[] };

/**
 * Makes an answer of a handler: opens the app, and turns what is thrown into a reply. A mistake of the
 * asker is told (400), wrong settings are listed (503), anything else is told to the log only (500).
 */
export function answering(
  handle: (app: App, request: Request) => Promise<Reply>,
  inTrouble: (trouble: Trouble) => Reply = troubleReply,
): Answer {
  return async (request, call) => {
    let blame = 400;
    try {
      const tenant = parameter(request.query, 'tenant');
      // Until the app is open, nothing else can be the asker's mistake.
      blame = 503;
      const app = await call.open(tenant);
      blame = 400;
      return await handle(app, request);
    } catch (error) {
      return inTrouble(troubleOf(error, blame, call));
    }
  };
}

/**
 * An answer about people or days: whom the gate refuses learns nothing, not even that settings are
 * wrong. What changes something is done for pages of this server only.
 */
export function guarded(
  asking: 'reads' | 'changes',
  handle: (app: App, request: Request) => Promise<Reply>,
): Answer {
  const answer = answering(handle);
  return async (request, call) => {
    const refusal = call.gate(request) ?? (asking === 'changes' ? foreignRefusal(request) : undefined);
    return refusal === undefined ? await answer(request, call) : failureReply(refusal.status, refusal);
  };
}

export function troubleReply({ status, problems, ...failure }: Trouble): Reply {
  if (problems.length === 0) return failureReply(status, failure);
  const { code, message, field = null } = failure;
  return jsonReply(status, { error: { code, message, field, problems } });
}

/** Told before an app is open, and the asker's mistake all the same. */
const STATUS_OF_CODE: Readonly<Record<string, number>> = { noTenant: 400, unknownTenant: 404 };

/** `blame`: the status where it is a mistake of whoever asks. */
export function troubleOf(error: unknown, blame: number, { runId, log }: Call): Trouble {
  if (error instanceof UsageError) {
    const status = STATUS_OF_CODE[error.code] ?? blame;
    return { status, code: error.code, message: error.message, field: error.field, problems: [] };
  }
  if (error instanceof SettingsError) {
    return { status: 503, code: 'settings', message: error.message, problems: error.problems };
  }
  const what = error instanceof Error ? (error.stack ?? `${error.name}: ${error.message}`) : typeof error;
  createLogger(log)('requestFailed', { runId, error: what });
  return {
    status: 500,
    code: 'unexpected',
    message: `Something unexpected happened. The log has the details under run ${runId}.`,
    problems: [],
  };
}

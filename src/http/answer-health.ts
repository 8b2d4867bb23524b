import { health } from '../health.ts';
import { chosenTenant } from '../tenants/chosen-tenant.ts';
import type { Several } from '../tenants/open-tenants.ts';
import { tenantHealth, tenantsHealth, troublesOf } from '../tenants/tenants-health.ts';
import {
  type Answer,
  answering,
  type Call,
  type Request,
  type Trouble,
  troubleOf,
  troubleReply,
} from './answering.ts';
import { parameter } from './read-query.ts';
import { failureReply, jsonReply, type Reply } from './reply.ts';

/**
 * `GET /api/health`: for a monitor; 503 unless all is well. Of several tenants all are told, in which the
 * worst counts, without saying who they are: whoever asks may be anybody. One of them is told to readers.
 */
export const answerHealth: Answer = async (request, call) => {
  let several: Several | undefined;
  try {
    several = await call.several?.();
    if (several !== undefined && !request.query.has('tenant'))
      return healthReply(await tenantsHealth(several));
  } catch (error) {
    return failing(troubleOf(error, 503, call));
  }
  if (several !== undefined) return await ofOneOf(several, request, call);
  // As ever where there is one tenant: no parameter matters.
  return await ofTheOnly({ query: new URLSearchParams(), headers: request.headers, params: {} }, call);
};

const ofTheOnly = answering(async (app) => healthReply(await health(app)), failing);

async function ofOneOf(several: Several, request: Request, call: Call): Promise<Reply> {
  const refusal = call.gate(request);
  if (refusal !== undefined) return failureReply(refusal.status, refusal);
  try {
    const tenant = chosenTenant(several.all, parameter(request.query, 'tenant'));
    const troubles = (await troublesOf(several))(tenant.id);
    const { status, health: known, reasons } = await tenantHealth(tenant, troubles);
    const said = troubles.map(({ says }) => says);
    return healthReply({
      ...(known ?? NOTHING_KNOWN),
      status,
      reasons: [...reasons, ...said, ...tenant.problems],
    });
  } catch (error) {
    return troubleReply(troubleOf(error, 400, call));
  }
}

function healthReply(state: { readonly status: string; readonly reasons: readonly string[] }): Reply {
  return jsonReply(state.status === 'ok' ? 200 : 503, state);
}

const NOTHING_KNOWN = { lastCollected: null, lastSent: null, daysDue: null, days: null } as const;

/** The same shape where not even the app could be opened, so that a monitor need not know two. */
function failing({ code, message, problems }: Trouble): Reply {
  return jsonReply(503, {
    status: 'failing',
    ...NOTHING_KNOWN,
    reasons: problems.length > 0 ? problems : [message],
    error: { code, message, field: null },
  });
}

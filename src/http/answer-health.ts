import { health } from '../health.ts';
import { answering, type Trouble } from './answering.ts';
import { jsonReply, type Reply } from './reply.ts';

/** `GET /api/health`: for a monitor; 503 unless all is well. */
export const answerHealth = answering(async (app) => {
  const state = await health(app);
  return jsonReply(state.status === 'ok' ? 200 : 503, state);
}, failing);

/** The same shape where not even the app could be opened, so that a monitor need not know two. */
function failing({ code, message, problems }: Trouble): Reply {
  return jsonReply(503, {
    status: 'failing',
    lastCollected: null,
    lastSent: null,
    daysDue: null,
    days: null,
    reasons: problems.length > 0 ? problems : [message],
    error: { code, message, field: null },
  });
}

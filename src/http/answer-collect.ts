import type { App } from '../app.ts';
import { instantText } from '../core/day.ts';
import { isLost } from '../core/due.ts';
import { guarded } from './answering.ts';
import { choice, hasBegun, readDay } from './read-query.ts';
import { failureReply, jsonReply } from './reply.ts';

/** `POST /api/days/{day}/collect`: asks for a day to be read again. It queues; the next tick collects. */
export const answerCollect = guarded('changes', async (app, { query, params }) => {
  const force = choice(query, 'force', ['true', 'false']) === 'true';
  const now = app.clock();
  const { calendar, source } = app;
  const day = hasBegun(readDay(params.day ?? '', 'day'), calendar.dayOf(now), 'day');

  if (isLost(day, { calendar, now, retentionDays: source.retentionDays })) {
    return failureReply(410, {
      code: 'pastRetention',
      message: `${day} cannot be read any more: ${source.name} keeps ${source.retentionDays} days.`,
      field: 'day',
    });
  }
  const stored = await app.store.day(day);
  if (stored?.state === 'sealed' && !force) {
    return failureReply(409, {
      code: 'sealed',
      message: `${day} is final. Ask with force=true to read it all the same.`,
      field: 'force',
    });
  }
  const { requestedAt } = await app.store.request({ day, force, requestedAt: instantText(now) });
  return jsonReply(
    202,
    { day, state: stored?.state ?? 'missing', requestedAt },
    { Location: `/api/digest?day=${day}${tenantOf(app)}` },
  );
});

/** Where there are several, the link names the one that was asked. */
function tenantOf({ settings: { oneOfSeveral } }: App): string {
  return oneOfSeveral === undefined ? '' : `&tenant=${encodeURIComponent(oneOfSeveral.id)}`;
}

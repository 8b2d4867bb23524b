import { createHash } from 'node:crypto';
import type { App } from '../app.ts';
import { addDays, instantText } from '../core/day.ts';
import { firstDue } from '../core/due.ts';
import type { Report } from '../core/report.ts';
import { digestReport } from '../digest-report.ts';
import { DIGEST_FORMATS, type DigestFormat } from '../form-names.ts';
import { renderDigest } from '../forms.ts';
import { acceptedFormat } from './accepted-format.ts';
import { guarded, type Request } from './answering.ts';
import { choice, hasBegun, parameter, readDay } from './read-query.ts';
import { contentReply, failureReply, notModifiedReply, type Reply } from './reply.ts';

/** `GET /api/digest`: one stored day in the form asked for. */
export const answerDigest = guarded('reads', async (app, request) => {
  const format = formatOf(request);
  const report = await digestReport(app, dayOf(app, request));
  const [day] = report.days;
  if (day === undefined || day.state === 'missing') return notCollected(app, day?.day);
  if (day.state === 'lost') return lost(app, day.day);

  const headers = { ETag: etagOf(app, report, format), Vary: 'Accept' };
  if (isKnownTo(request, headers.ETag)) return notModifiedReply(headers);
  // Who opens a page has asked for it: quiet days are short in mails only.
  const digest = await renderDigest(report, format, { ...app.settings, quietDays: 'full' });
  return contentReply(digest, {
    ...headers,
    ...(format === 'csv' || format === 'eml'
      ? { 'Content-Disposition': `attachment; filename="digest-${day.day}.${digest.extension}"` }
      : {}),
  });
});

function dayOf(app: App, { query }: Request): string {
  const given = parameter(query, 'day') ?? 'latest';
  if (given === 'latest') return given;
  const today = app.calendar.dayOf(app.clock());
  return hasBegun(readDay(given, 'day'), today, 'day');
}

function formatOf({ query, headers }: Request): DigestFormat {
  return choice(query, 'format', DIGEST_FORMATS) ?? acceptedFormat(headers.get('accept'), DIGEST_FORMATS);
}

/** 404 with the time at which the day is first collected; `null` for a day nobody will come back to by itself. */
function notCollected(app: App, missing: string | undefined): Reply {
  const { calendar, settings } = app;
  const today = calendar.dayOf(app.clock());
  const day = missing ?? addDays(today, -1);
  const due =
    day < addDays(today, -settings.backfillDays)
      ? null
      : instantText(firstDue(day, { calendar, settleHours: settings.settleHours }));
  const when = due === null ? 'it is collected on request only' : `it is due at ${due}`;
  return failureReply(
    404,
    { code: 'notCollected', message: `${day} has not been collected yet; ${when}.`, field: 'day' },
    { body: { day, state: 'missing', due } },
  );
}

function lost(app: App, day: string): Reply {
  return failureReply(
    410,
    {
      code: 'lost',
      message: `${day} was never collected, and ${app.source.name} keeps ${app.source.retentionDays} days only.`,
      field: 'day',
    },
    { body: { day, state: 'lost' } },
  );
}

/**
 * Equal as long as a reader would see the same: all of the report but the moment it was made, its
 * form, and the settings that show in one. Weak, because that moment is in some of the forms.
 */
function etagOf(app: App, report: Report, format: DigestFormat): string {
  const { baseUrl, cloud, digestOn, mailFrom, mailTo } = app.settings;
  const seen = JSON.stringify([
    { ...report, generatedAt: '' },
    format,
    [baseUrl, cloud, digestOn, mailFrom, mailTo],
    app.version,
  ]);
  return `W/"${createHash('sha256').update(seen).digest('base64url').slice(0, 27)}"`;
}

function isKnownTo({ headers }: Request, etag: string): boolean {
  const bare = (tag: string) => tag.trim().replace(/^W\//, '');
  const known = (headers.get('if-none-match') ?? '').split(',').map(bare);
  return known.includes('*') || known.includes(bare(etag));
}

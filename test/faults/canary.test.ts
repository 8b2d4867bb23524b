/** The token goes to the configured host only, and is found nowhere else: no log, error, table, mail or page. */
import { randomUUID } from 'node:crypto';
import { TableClient } from '@azure/data-tables';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { digestReport } from '../../src/digest-report.ts';
import { DIGEST_FORMATS } from '../../src/form-names.ts';
import { renderDigest } from '../../src/forms.ts';
import { createLogger } from '../../src/logger.ts';
import { collect, deliver } from '../../src/run.ts';
import { type Azurite, startAzurite } from '../azurite.ts';
import { type Fault, startLoopbackGraph } from '../loopback-graph.ts';
import { createOutbox } from '../outbox.ts';
import { contosoSignIns, graphSource, startCollector } from './collector.ts';

const DAY = '2026-11-23';
const TOKEN = 'eyJhbGciOiJub25lIn0.Y2FuYXJ5.canary-7f3a91';
/** In a link, as a skip token; in a header; in the text of an error. Nothing of these is ours to repeat. */
const LINK = 'canary-link-55d0c2';
const BODY = 'canary-body-e81b44';
const CANARIES = [TOKEN, 'canary-7f3a91', LINK, BODY];

let azurite: Azurite;
beforeAll(async () => {
  azurite = await startAzurite();
});
afterAll(() => azurite.close());

const signIns = contosoSignIns(DAY, 24);
const linkTo = (link: string): Fault => ({ page: (page) => ({ ...page, '@odata.nextLink': link }) });
const refused = (status: number, code: string): Fault => ({
  status,
  body: { error: { code, message: BODY } },
});

/** Everything in the three tables, of whatever tenant. */
async function tables(connectionString: string): Promise<string> {
  const rows: unknown[] = [];
  for (const table of ['MfaDays', 'MfaFacts', 'MfaState']) {
    const client = TableClient.fromConnectionString(connectionString, table, {
      allowInsecureConnection: true,
    });
    for await (const row of client.listEntities()) rows.push(row);
  }
  return JSON.stringify(rows);
}

describe('S9 the token', () => {
  it.each<[what: string, fault: (evil: string) => Fault]>([
    ['F10 a link to another port', (evil) => linkTo(`${evil}/beta/auditLogs/signIns?$skiptoken=${LINK}`)],
    [
      'F10 a link to a host that looks alike',
      () => linkTo(`https://graph.microsoft.com.evil.example/${LINK}`),
    ],
    ['F10 a link with user info', (evil) => linkTo(evil.replace('//', `//${LINK}@`))],
    ['F10 a link of another scheme', () => linkTo(`file:///beta/auditLogs/signIns?${LINK}`)],
    [
      'S8 a redirect to another origin',
      (evil) => ({ status: 302, headers: { Location: `${evil}/${LINK}` } }),
    ],
    ['S8 a permanent one', (evil) => ({ status: 308, headers: { Location: `${evil}/${LINK}` } })],
    ['F7 a body that breaks off', () => ({ body: `{"value":[{"id":"${BODY}"`, cutAt: 20 })],
    ['F6 a page of a proxy', () => ({ body: `<html>${BODY}</html>` })],
    ['F19 a token that is turned away', () => refused(401, 'InvalidAuthenticationToken')],
    ['F20 a role that is missing', () => refused(403, 'Authorization_RequestDenied')],
    ['F5 a server error', () => refused(500, 'generalException')],
    ['F4 throttled', () => refused(429, 'TooManyRequests')],
  ])('%s: is seen by the configured host alone', async (_, fault) => {
    const evil = await startLoopbackGraph({ signIns: [] });
    const graph = await startLoopbackGraph({ signIns, pageSize: 40 });
    graph.always((_request, index) => (index > 0 ? fault(evil.endpoint) : undefined));
    const told: string[] = [];
    const log = createLogger((line) => told.push(line));
    const { app } = await startCollector({
      tables: azurite.connectionString,
      tenant: randomUUID(),
      at: '2026-11-24T12:00:00Z',
      source: graphSource(graph.endpoint, { token: () => TOKEN, log }),
    });
    const outbox = createOutbox();
    const logging = { ...app, log, channels: [outbox.channel] };
    const summary = await collect(logging).catch((error: Error) => {
      told.push(error.message, String(error.stack), JSON.stringify(error), String(error.cause));
      return undefined;
    });
    told.push(JSON.stringify(summary ?? null));
    await deliver(logging);
    for (const mail of outbox.mails) {
      told.push(JSON.stringify(mail), Buffer.from(await mail.eml({ channel: 'outbox', to: [] })).toString());
    }
    const report = await digestReport(app, DAY);
    for (const form of DIGEST_FORMATS)
      told.push(String((await renderDigest(report, form, app.settings)).body));
    told.push(await tables(azurite.connectionString));

    expect(graph.requests.length).toBeGreaterThan(1);
    for (const { headers } of graph.requests) expect(headers.authorization).toBe(`Bearer ${TOKEN}`);
    expect(evil.requests).toEqual([]);
    expect(outbox.mails).toHaveLength(1);
    const all = told.join('\n');
    for (const canary of CANARIES) expect(all).not.toContain(canary);
    expect(all).not.toMatch(/Bearer ey|\beyJ[\w-]{8}/);
    await Promise.all([graph.close(), evil.close()]);
  });
});

/** S9: what opens a mail server, a mailbox or a workflow is shown to that one alone, and stands nowhere else. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TableClient } from '@azure/data-tables';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type App, openApp } from '../../src/app.ts';
import { digestReport } from '../../src/digest-report.ts';
import { DIGEST_FORMATS } from '../../src/form-names.ts';
import { renderDigest } from '../../src/forms.ts';
import { health } from '../../src/health.ts';
import { createLogger } from '../../src/logger.ts';
import { deliver } from '../../src/run.ts';
import { type Azurite, startAzurite } from '../azurite.ts';
import type { Fault } from '../loopback-graph/faults.ts';
import { startLoopbackHook } from '../loopback-hook.ts';
import { type SmtpFaults, startLoopbackSmtp } from '../loopback-smtp.ts';
import { storedDay } from '../store/builders.ts';

const DAY = '2026-11-23';
const PASSWORD = 'canary/pass:word@7f3a91';
const SIGNATURE = 'canary-signature-55d0c2';
const TOKEN = 'canary-token-e81b44';
/** As they are, and as an address holds them. */
const CANARIES = [PASSWORD, encodeURIComponent(PASSWORD), SIGNATURE, TOKEN, 'canary', 'stranger'];

let azurite: Azurite;
let folder: string;
beforeAll(async () => {
  azurite = await startAzurite();
  folder = await mkdtemp(join(tmpdir(), 'mfa-digest-'));
});
afterAll(async () => {
  await azurite.close();
  await rm(folder, { recursive: true, force: true });
});

/** Everything in the tables. */
async function tables(): Promise<string> {
  const rows: unknown[] = [];
  for (const table of ['MfaDays', 'MfaFacts', 'MfaState']) {
    const client = TableClient.fromConnectionString(azurite.connectionString, table, {
      allowInsecureConnection: true,
    });
    for await (const row of client.listEntities()) rows.push(row);
  }
  return JSON.stringify(rows);
}

/** Every file that `file` wrote. */
async function written(out: string): Promise<string> {
  const names = await readdir(out);
  const contents = await Promise.all(names.map((name) => readFile(join(out, name), 'utf8')));
  return [...names, ...contents].join('\n');
}

/** Servers repeat what they were told, as real ones do. */
const ECHO: Fault = {
  status: 400,
  body: { error: { code: 'BadRequest', message: `${TOKEN} ${SIGNATURE}` } },
};

it.each<[what: string, faults: { smtp?: SmtpFaults; http?: Fault; login?: string }, statuses: string[]]>([
  ['all goes well', {}, ['sent', 'sent', 'sent', 'sent']],
  ['the password is wrong', { login: 'another' }, ['sent', 'sent', 'failed', 'sent']],
  [
    'all is refused',
    { smtp: { afterData: [`554 5.7.1 ${PASSWORD}`] }, http: ECHO },
    ['sent', 'failed', 'failed', 'failed'],
  ],
  [
    'a recipient is refused',
    { smtp: { recipients: { 'stranger@contoso.example': '550 5.1.1 nobody' } } },
    ['sent', 'sent', 'sent', 'sent'],
  ],
  [
    'all hang up',
    { smtp: { afterData: ['hangUp'] }, http: { reset: true } },
    ['sent', 'unknown', 'unknown', 'unknown'],
  ],
])('where %s', async (_, { smtp: smtpFaults = {}, http, login = PASSWORD }, statuses) => {
  const smtp = await startLoopbackSmtp({ login: { user: 'mfa', password: login }, faults: smtpFaults });
  const [graph, workflow] = [await startLoopbackHook(), await startLoopbackHook()];
  if (http !== undefined) for (const hook of [graph, workflow]) hook.answer([http]);
  const out = join(folder, randomUUID());
  const told: string[] = [];
  const app: App = await openApp(
    {
      TABLES: azurite.connectionString,
      TENANT_ID: randomUUID(),
      OUT: out,
      CHANNELS: 'file,graph-mail,smtp,teams',
      GRAPH_ENDPOINT: graph.origin,
      GRAPH_TOKEN: TOKEN,
      SMTP_URL: `smtp://mfa:${encodeURIComponent(PASSWORD)}@${new URL(smtp.url).host}`,
      TEAMS_URL: `${workflow.origin}/invoke?sig=${SIGNATURE}`,
      MAIL_FROM: 'mfa@contoso.example',
      MAIL_TO: 'helpdesk@contoso.example,stranger@contoso.example',
    },
    { clock: () => Date.parse('2026-11-24T07:30:00Z'), log: createLogger((line) => told.push(line)) },
  );
  await app.store.publish(storedDay({ day: DAY, state: 'open' }), undefined);

  const delivered = await deliver(app);
  expect(delivered.map(({ channel }) => channel)).toEqual(['file', 'graph-mail', 'smtp', 'teams']);
  expect(delivered.map(({ status }) => status)).toEqual(statuses);
  told.push(JSON.stringify(delivered), JSON.stringify(await health(app)), await tables());
  const report = await digestReport(app, DAY);
  for (const form of DIGEST_FORMATS)
    if (form !== 'eml') told.push(String((await renderDigest(report, form, app.settings)).body));
  // The mail itself names its recipients, and nothing else that is secret.
  told.push((await written(out)).replace(/^To: .*\r\n( .*\r\n)*/m, ''));
  told.push(...smtp.mails.map(({ bytes }) => bytes.toString().replace(/^To: .*\r\n( .*\r\n)*/m, '')));

  expect(graph.posts.map(({ headers }) => headers.authorization)).toEqual([`Bearer ${TOKEN}`]);
  expect(workflow.posts.map(({ path }) => path)).toEqual([`/invoke?sig=${SIGNATURE}`]);
  for (const post of [...graph.posts, ...workflow.posts]) {
    expect(post.body).not.toContain('canary');
    const { authorization: _token, ...others } = post.headers;
    expect(JSON.stringify(others)).not.toContain('canary');
  }
  expect(workflow.posts[0]?.headers.authorization).toBeUndefined();
  const all = told.join('\n');
  for (const canary of CANARIES) expect(all, canary).not.toContain(canary);
  await Promise.all([smtp.close(), graph.close(), workflow.close(), app.close()]);
});

/**
 * Ten invented tenants in one deployment, three of them failing in different ways: one refused by its
 * source, one whose source uses up all the time it is given, one whose mail server refuses.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Overrides } from '../../src/app.ts';
import { addDays } from '../../src/core/day.ts';
import { openGraph } from '../../src/sources/graph.ts';
import { openTenants, type Tenants } from '../../src/tenants/open-tenants.ts';
import { startAzurite } from '../azurite.ts';
import {
  type GraphRecord,
  inventedSignIns,
  type LoopbackGraph,
  startLoopbackGraph,
} from '../loopback-graph.ts';
import { type ReceivedMail, startLoopbackSmtp } from '../loopback-smtp.ts';

export type Kind = 'graph' | 'archive' | 'refused' | 'timesOut' | 'mailRefused';
export const TENANTS: readonly { readonly name: string; readonly kind: Kind; readonly zone: string }[] = [
  { name: 'Adatum', kind: 'graph', zone: 'UTC' },
  { name: 'Bellows', kind: 'refused', zone: 'UTC' },
  { name: 'Contoso', kind: 'graph', zone: 'Europe/Berlin' },
  { name: 'Datum', kind: 'timesOut', zone: 'UTC' },
  { name: 'Fabrikam', kind: 'archive', zone: 'America/New_York' },
  { name: 'Graphic', kind: 'archive', zone: 'UTC' },
  { name: 'Humongous', kind: 'graph', zone: 'Asia/Tokyo' },
  { name: 'Litware', kind: 'mailRefused', zone: 'UTC' },
  { name: 'Northwind', kind: 'archive', zone: 'Europe/Berlin' },
  { name: 'Proseware', kind: 'graph', zone: 'UTC' },
];
export const NAMES = TENANTS.map(({ name }) => name);
export const idOf = (index: number) => `aaaaaaaa-0000-4000-8000-${String(index).padStart(12, '0')}`;
export const mailOf = (index: number) => `desk@${TENANTS[index]?.name.toLowerCase()}.example`;
export const isHealthy = ({ kind }: { readonly kind: Kind }) => kind === 'graph' || kind === 'archive';
/** Who receives the mail about all of them. */
export const SUMMARY_TO = 'operations@provider.example';

/** Of each day, UTC: before and after the time of sending of each zone. What is between changes nothing. */
export const TICKS = ['00:35', '03:35', '06:35', '07:35', '12:35', '12:50', '22:35'];
/** What a run may last, ms. */
export const BUDGET = 480_000;

/** `<2026-11-02.daily.smtp.…>` */
export const dayOf = ({ mail }: Pick<ReceivedMail, 'mail'>) => mail.messageId?.slice(1, 11);

/** Rows of texts and numbers as a table, the first of them its head. */
export function printTable(rows: readonly (readonly unknown[])[]): void {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => String(row[at]).length)));
  const line = (row: readonly unknown[]) =>
    row.map((cell, at) => String(cell).padStart(widths[at] ?? 0)).join('  ');
  process.stdout.write(`${rows.map(line).join('\n')}\n`);
}

export type TenTenants = Awaited<ReturnType<typeof startTenTenants>>;

/** `now`: of whoever is at work; their sources let it pass. */
export async function startTenTenants(first: string, days: number, time: { now: number }) {
  const clock = () => time.now;
  const sleep = async (ms: number) => {
    time.now += ms;
  };
  const azurite = await startAzurite();
  const smtp = await startLoopbackSmtp();
  const refusing = await startLoopbackSmtp({ faults: { sender: '550 5.7.1 relaying denied' } });
  const folder = await mkdtemp(join(tmpdir(), 'mfa-digest-tenants-'));
  const graphs = new Map<string, LoopbackGraph>();

  /** The same ids in every tenant, at a pace of its own; Contoso's users all decline. */
  function signInsOf(index: number): readonly GraphRecord[] {
    const everyMs = 3_600_000 + index * 300_000;
    const count = Math.floor(((days + 4) * 86_400_000) / everyMs);
    const signIns = inventedSignIns({ count, from: `${addDays(first, -1)}T00:00:00Z`, everyMs });
    if (TENANTS[index]?.name !== 'Contoso') return signIns;
    const declined = 'MFA denied; user declined the authentication';
    return signIns.map((each) => ({ ...each, status: { errorCode: 500121, additionalDetails: declined } }));
  }

  const entries: object[] = [];
  for (const [index, { name, kind, zone }] of TENANTS.entries()) {
    const entry = { id: idOf(index), name, zone, recipients: [mailOf(index)] };
    if (kind === 'archive') {
      const archive = join(folder, name);
      await mkdir(archive);
      await writeFile(
        join(archive, 'a.ndjson'),
        signInsOf(index)
          .map((each) => JSON.stringify(each))
          .join('\n'),
      );
      entries.push({ ...entry, source: 'archive', overrides: { ARCHIVE: archive } });
      continue;
    }
    const graph = await startLoopbackGraph({ signIns: signInsOf(index), clock });
    graphs.set(idOf(index), graph);
    // An answer takes a second.
    graph.always(() => {
      time.now += 1_000;
      return undefined;
    });
    if (kind === 'refused')
      graph.always(() => ({
        status: 403,
        body: { error: { code: 'Authorization_RequestDenied', message: '' } },
      }));
    if (kind === 'timesOut')
      graph.always(() => {
        time.now += 30_000;
        return { status: 504 };
      });
    const overrides = kind === 'mailRefused' ? { SMTP_URL: refusing.url } : {};
    entries.push({ ...entry, source: 'graph', overrides: { ...overrides, GRAPH_ENDPOINT: graph.endpoint } });
  }

  return {
    signInsOf,
    mailsTo: (address: string) => smtp.mails.filter(({ to }) => to.includes(address)),
    /** One instance of the deployment, with connections of its own. */
    open: (overrides: Overrides): Tenants =>
      openTenants(
        {
          TABLES: azurite.connectionString,
          BACKFILL_DAYS: '3',
          CHANNELS: 'smtp',
          SMTP_URL: smtp.url,
          MAIL_FROM: 'mfa@provider.example',
          MAIL_DOMAINS: ['provider.example', ...TENANTS.map((_, index) => mailOf(index).split('@')[1])].join(
            ',',
          ),
          MAIL_TO_SUMMARY: SUMMARY_TO,
          BASE_URL: 'https://mfa.provider.example',
          TENANTS: JSON.stringify(entries),
        },
        { clock, ...overrides },
        (id) => {
          const endpoint = graphs.get(id)?.endpoint;
          if (endpoint === undefined) return {};
          const passing = { clock, sleep, random: () => 0.5 };
          return { source: openGraph({ endpoint, credential: undefined, tenantId: id, ...passing }) };
        },
      ),
    async close() {
      const servers = [azurite, smtp, refusing, ...graphs.values()];
      await Promise.all(servers.map((server) => server.close()));
      await rm(folder, { recursive: true });
    },
  };
}

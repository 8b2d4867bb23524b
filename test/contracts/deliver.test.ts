import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { simpleParser } from 'mailparser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type App, openApp } from '../../src/app.ts';
import type { Channel } from '../../src/core/ports.ts';
import { DeliveryError } from '../../src/errors.ts';
import { health } from '../../src/health.ts';
import { collect, deliver } from '../../src/run.ts';
import { startAzurite } from '../azurite.ts';

/** The sample tenant: 23 November is whole, four days ago is partial, nine days ago is missing. */
const TUESDAY = '2026-11-24T08:00:00Z';

let azurite: Awaited<ReturnType<typeof startAzurite>>;
const folders: string[] = [];

beforeAll(async () => {
  azurite = await startAzurite();
});
afterAll(async () => {
  await azurite.close();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** An app of its own tenant, whose clock can be set. */
async function appAt(time: string, environment: Record<string, string> = {}) {
  const out = mkdtempSync(join(tmpdir(), 'mfa-digest-'));
  folders.push(out);
  let now = Date.parse(time);
  const log: string[] = [];
  const app = await openApp(
    {
      TABLES: azurite.connectionString,
      TENANT_ID: crypto.randomUUID(),
      TENANT_NAME: 'Contoso',
      OUT: out,
      ...environment,
    },
    { clock: () => now, log: (event) => log.push(event) },
  );
  return {
    app,
    out,
    log,
    setClock: (later: string) => {
      now = Date.parse(later);
    },
  };
}

const files = (out: string) => readdirSync(out).sort();

describe('a digest', () => {
  it('goes out once its time has come, and only once', async () => {
    const { app, out, setClock } = await appAt('2026-11-24T07:29:00Z');
    await collect(app, { days: ['2026-11-23'] });
    expect(await deliver(app)).toEqual([]);
    setClock('2026-11-24T07:30:00Z');
    expect(await deliver(app)).toEqual([{ day: '2026-11-23', channel: 'file', status: 'sent' }]);
    expect(files(out)).toEqual(['digest-2026-11-23-daily.eml', 'digest-2026-11-23-daily.html']);
    setClock('2026-11-24T07:45:00Z');
    expect(await deliver(app)).toEqual([]);
  });

  it('is a mail with both parts and a Message-ID that repeats', async () => {
    const { app, out } = await appAt(TUESDAY, {
      MAIL_FROM: 'mfa@contoso.example',
      MAIL_TO: 'admin@contoso.example',
    });
    await collect(app, { days: ['2026-11-23'] });
    await deliver(app);
    const mail = await simpleParser(readFileSync(join(out, 'digest-2026-11-23-daily.eml')));
    expect(mail.messageId).toMatch(/^<2026-11-23\.daily\.file\..+@contoso\.example>$/);
    expect(mail.text).toContain('could not get through MFA');
    expect(mail.html).toContain('could not get through MFA');
    expect(mail.subject).toContain('Contoso');
  });

  it('waits for a day that is not whole, then goes out marked, and is corrected once', async () => {
    const { app, out, setClock } = await appAt('2026-11-24T07:30:00Z');
    expect(await deliver(app)).toEqual([]);
    setClock('2026-11-24T11:30:00Z');
    expect(await deliver(app)).toMatchObject([{ status: 'sent' }]);
    expect(readFileSync(join(out, 'digest-2026-11-23-daily.html'), 'utf8')).toMatch(
      /not collected|No figures/i,
    );
    await collect(app, { days: ['2026-11-23'] });
    expect(await deliver(app)).toMatchObject([{ status: 'sent' }]);
    expect(files(out)).toContain('digest-2026-11-23-correction.eml');
    setClock('2026-11-24T12:00:00Z');
    expect(await deliver(app)).toEqual([]);
  });

  it('stays in on days that DIGEST_ON leaves out', async () => {
    const { app } = await appAt(TUESDAY, { DIGEST_ON: 'mon,wed' });
    await collect(app, { days: ['2026-11-23'] });
    expect(await deliver(app)).toEqual([]);
  });

  it('of a quiet day is skipped where QUIET_DAYS says so', async () => {
    const { app, out, log } = await appAt('2026-11-23T08:00:00Z', { QUIET_DAYS: 'skip' });
    await collect(app, { days: ['2026-11-22'] });
    expect(await deliver(app)).toMatchObject([{ status: 'skipped' }]);
    expect(files(out)).toEqual([]);
    expect(log).toContain('digestSkipped');
    expect(await deliver(app)).toEqual([]);
  });

  it('that one channel does not take still reaches the others, and the monitor is told of those', async () => {
    const { app, out } = await appAt(TUESDAY, { PING_URL: 'http://127.0.0.1:9/monitor' });
    await collect(app, { days: ['2026-11-23'] });
    const broken: Channel = {
      name: 'broken',
      send: () => Promise.reject(new DeliveryError('broken', 'It was not taken.')),
    };
    const pinged: string[] = [];
    const both: App = {
      ...app,
      channels: [broken, ...app.channels],
      ping: async (url) => {
        pinged.push(url);
      },
    };
    expect(await deliver(both)).toMatchObject([
      { channel: 'broken', status: 'failed' },
      { channel: 'file', status: 'sent' },
    ]);
    expect(files(out)).toHaveLength(2);
    expect(pinged).toEqual(['http://127.0.0.1:9/monitor']);
  });
});

describe('health', () => {
  it('is stale before anything was collected or sent, and ok after both', async () => {
    const { app } = await appAt(TUESDAY, { BACKFILL_DAYS: '2' });
    expect(await health(app)).toMatchObject({
      status: 'stale',
      lastCollected: null,
      lastSent: null,
      daysDue: 2,
    });
    await collect(app);
    await deliver(app);
    expect(await health(app)).toEqual({
      status: 'ok',
      lastCollected: '2026-11-24T08:00:00Z',
      lastSent: '2026-11-24T08:00:00Z',
      daysDue: 0,
      reasons: [],
    });
  });

  it('is stale 36 hours after the last publication', async () => {
    const { app, setClock } = await appAt(TUESDAY, { BACKFILL_DAYS: '2' });
    await collect(app);
    await deliver(app);
    setClock('2026-11-25T20:00:00Z');
    expect(await health(app)).toMatchObject({ status: 'ok' });
    setClock('2026-11-25T20:00:01Z');
    expect(await health(app)).toMatchObject({ status: 'stale' });
  });
});

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { simpleParser } from 'mailparser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type App, openApp } from '../../src/app.ts';
import { addDays, daysBetween } from '../../src/core/day.ts';
import type { Channel, Source } from '../../src/core/ports.ts';
import { DeliveryError } from '../../src/errors.ts';
import { health } from '../../src/health.ts';
import { collect, deliver } from '../../src/run.ts';
import { startAzurite } from '../azurite.ts';
import { createOutbox, type Outbox } from '../outbox.ts';
import { openSmallSource, type SmallSource, smallDay, smallSignIn } from '../small-source.ts';
import { storedDay } from '../store/builders.ts';

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
async function appAt(time: string, environment: Record<string, string> = {}, source?: Source) {
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
    { clock: () => now, log: (event) => log.push(event), ...(source && { source }) },
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
  it('goes out once its time has come, and only once; until then that of the day before is due', async () => {
    const { app, out, setClock } = await appAt('2026-11-24T07:29:00Z');
    await collect(app, { days: ['2026-11-22', '2026-11-23'] });
    expect(await deliver(app)).toEqual([{ day: '2026-11-22', channel: 'file', status: 'sent' }]);
    expect(await deliver(app)).toEqual([]);
    setClock('2026-11-24T07:30:00Z');
    expect(await deliver(app)).toEqual([{ day: '2026-11-23', channel: 'file', status: 'sent' }]);
    const mails = files(out).filter((name) => name.endsWith('.eml'));
    expect(mails).toEqual(['digest-2026-11-22-daily.eml', 'digest-2026-11-23-daily.eml']);
    expect(files(out)).toContain('digest-2026-11-23-daily.html');
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

  it('that is due shortly before midnight goes out after it, and does not miss a mail of its own day', async () => {
    const late = { DIGEST_AT: '23:55', BACKFILL_DAYS: '3' };
    const { app, setClock } = await appAt('2026-06-11T12:00:00Z', late, juneSource());
    const outbox = createOutbox();
    const withOutbox: App = { ...app, channels: [outbox.channel] };
    for (const day of ['2026-06-12', '2026-06-13']) {
      setClock(`${day}T00:05:00Z`);
      await collect(app);
      await deliver(withOutbox);
    }
    expect(outbox.mails.map(({ day }) => day)).toEqual(['2026-06-10', '2026-06-11']);
    expect(lines(outbox)[1]).not.toContain('No mail of it is on record');
  });

  it('of a day that is whole past midnight is corrected in the night, not the morning after', async () => {
    const { app, out, setClock } = await appAt('2026-11-24T11:30:00Z');
    await deliver(app);
    setClock('2026-11-25T00:50:00Z');
    await collect(app, { days: ['2026-11-23'] });
    expect(await deliver(app)).toEqual([{ day: '2026-11-23', channel: 'file', status: 'sent' }]);
    expect(files(out)).toContain('digest-2026-11-23-correction.eml');
  });

  it('stays in on days that DIGEST_ON leaves out', async () => {
    const { app } = await appAt(TUESDAY, { DIGEST_ON: 'mon,wed' });
    await collect(app, { days: ['2026-11-23'] });
    expect(await deliver(app)).toEqual([]);
  });

  it('of a quiet day is skipped where QUIET_DAYS says so', async () => {
    const { app, out, log } = await appAt('2026-11-23T08:00:00Z', { QUIET_DAYS: 'skip' });
    await app.store.publish(storedDay({ day: '2026-11-22' }), undefined);
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

/** The small source, with the first half of June 2026: each day ten users complete MFA, and one declines it. */
function juneSource(options?: { readonly retentionDays: number }): SmallSource {
  const source = openSmallSource(options);
  for (const day of daysBetween('2026-06-01', '2026-06-16'))
    source.signIns.push(...smallDay(day, { completed: 10, denied: 1 }));
  return source;
}

/** An app whose mails come to an outbox, and what each mail says, in one line. */
async function juneApp(time: string, source: Source = juneSource()) {
  const { app, setClock } = await appAt(time, { BACKFILL_DAYS: '5' }, source);
  const outbox = createOutbox();
  const withOutbox: App = { ...app, channels: [outbox.channel] };
  return { app: withOutbox, outbox, setClock };
}

const lines = (outbox: Outbox): string[] => outbox.mails.map(({ text }) => text.replace(/\s+/g, ' '));

/** One morning: both timers tick. */
async function morning({ app, setClock }: Awaited<ReturnType<typeof juneApp>>, day: string) {
  setClock(`${day}T07:45:00Z`);
  await collect(app);
  return await deliver(app);
}

describe('F24 after mornings without a tick', () => {
  it('the first run ever collects days that were, mails the newest, and calls none of them healed', async () => {
    const june = await juneApp('2026-06-10T00:00:00Z');
    await morning(june, '2026-06-10');
    expect(june.outbox.mails.map(({ day }) => day)).toEqual(['2026-06-09']);
    expect(lines(june.outbox)[0]).not.toContain('RESTATED AND CAUGHT UP');
  });

  it('only the newest day is mailed; the others are named in it, once', async () => {
    const june = await juneApp('2026-06-10T00:00:00Z');
    await morning(june, '2026-06-10');
    await morning(june, '2026-06-14');
    // The tick that was due meanwhile comes late, and twice.
    await Promise.all([deliver(june.app), deliver(june.app)]);
    await morning(june, '2026-06-15');
    expect(june.outbox.mails.map(({ day }) => day)).toEqual(['2026-06-09', '2026-06-13', '2026-06-14']);
    const [, second = '', third = ''] = lines(june.outbox);
    for (const day of ['Wed 10 Jun', 'Thu 11 Jun', 'Fri 12 Jun']) {
      expect(second).toContain(
        `${day} No mail of it is on record; it is complete: 11 challenged users, 1 unable.`,
      );
    }
    expect(second).not.toContain('Tue 9 Jun No mail');
    expect(second).not.toContain('Sat 13 Jun No mail');
    expect(third).not.toContain('RESTATED AND CAUGHT UP');
  });

  it('a day that was mailed as missing is corrected in every channel before the next is told, which names it no more', async () => {
    const june = await juneApp('2026-06-10T00:00:00Z');
    const other = createOutbox('other');
    const both = { ...june, app: { ...june.app, channels: [june.outbox.channel, other.channel] } };
    await morning(both, '2026-06-10');
    june.setClock('2026-06-11T11:30:00Z');
    await deliver(both.app);
    await morning(both, '2026-06-12');
    await morning(both, '2026-06-12');
    for (const outbox of [june.outbox, other]) {
      expect(outbox.mails.map(({ day, kind }) => `${day} ${kind}`)).toEqual([
        '2026-06-09 daily',
        '2026-06-10 daily',
        '2026-06-10 correction',
        '2026-06-11 daily',
      ]);
      expect(outbox.mails[1]?.subject).toMatch(/^Incomplete, missing day: no figures yet · /);
      expect(lines(outbox)[3]).not.toContain('Wed 10 Jun Was missing');
    }
  });

  it('a day that was mailed as missing and is too old for a correction is healed in the next mail', async () => {
    const june = await juneApp('2026-06-10T00:00:00Z');
    await morning(june, '2026-06-10');
    june.setClock('2026-06-11T11:30:00Z');
    await deliver(june.app);
    await morning(june, '2026-06-14');
    expect(june.outbox.mails.map(({ day }) => day)).toEqual(['2026-06-09', '2026-06-10', '2026-06-13']);
    expect(lines(june.outbox)[2]).toContain(
      'Wed 10 Jun Was missing and is now complete: 11 challenged users, 1 unable.',
    );
  });

  it('F25 days that the source lost meanwhile are lost, and drawn as a gap', async () => {
    const june = await juneApp('2026-06-05T00:00:00Z', juneSource({ retentionDays: 3 }));
    await morning(june, '2026-06-05');
    await morning(june, '2026-06-14');
    const text = lines(june.outbox).at(-1);
    for (const day of daysBetween('2026-06-05', '2026-06-10')) {
      const shown = new RegExp(`\\w{3} ${Number(day.slice(8))} Jun – – lost`);
      expect(text).toMatch(shown);
    }
    expect(await health(june.app)).toMatchObject({
      days: { lost: daysBetween('2026-06-05', '2026-06-10') },
      reasons: expect.arrayContaining([
        expect.stringMatching(/^Lost, never collected and past the source's retention: .*2026-06-10/),
      ]),
    });
  });
});

describe('F14 sign-ins that come after the mail', () => {
  it('are restated in the next mail, against what readers were told, and only there', async () => {
    const source = juneSource();
    const june = await juneApp('2026-06-10T00:00:00Z', source);
    await morning(june, '2026-06-10');
    source.signIns.push(smallSignIn('2026-06-09T23:30:00Z', 20, false));
    source.signIns.sort((a, b) => a.at.ms - b.at.ms);
    await morning(june, '2026-06-11');
    await morning(june, '2026-06-12');
    const [first = '', second = '', third = ''] = lines(june.outbox);
    expect(first).not.toContain('RESTATED');
    expect(second).toContain(
      'Tue 9 Jun Restated, late records: sign-ins 11 → 12, attempts 11 → 12, users 11 → 12, challenged attempts 11 → 12, challenged users 11 → 12, denied 1 → 2, unable users 1 → 2 and success 90.9% → 83.3%.',
    );
    expect(third).not.toContain('RESTATED');
    const { mails } = june.outbox;
    expect(mails.map(({ day }) => day)).toEqual(daysBetween('2026-06-09', addDays('2026-06-09', 2)));
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
      days: { partial: [], lost: [], unstable: [], overdue: [] },
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

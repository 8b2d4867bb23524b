/** Who is named, where, and for how long: stored people, and every form of a digest. */
import { randomUUID } from 'node:crypto';
import { TableClient } from '@azure/data-tables';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { digestReport } from '../../src/digest-report.ts';
import { DIGEST_FORMATS } from '../../src/form-names.ts';
import { renderDigest } from '../../src/forms.ts';
import { collect } from '../../src/run.ts';
import { type Azurite, startAzurite } from '../azurite.ts';
import { type GraphRecord, inventedSignIns } from '../loopback-graph.ts';
import { invented, startCollector } from './collector.ts';

const DAY = '2026-11-23';
const NO_RESPONSE = 'MFA denied; user did not respond to mobile app notification';
/** Of no table, so that it is shown as it is. */
const TELLING = 'MFA denied; canaryperson@contoso.example (+49 170 7654321) is out';

/** User n of seven is denied every hour, with a name that nothing else holds. */
const records: GraphRecord[] = inventedSignIns({
  count: 168,
  from: `${DAY}T00:00:00Z`,
  everyMs: 500_000,
}).map((record, n) =>
  n % 7 === 3
    ? {
        ...record,
        userId: 'c0ffee00-0000-4000-8000-000000000003',
        userPrincipalName: 'canaryperson@contoso.example',
        userDisplayName: 'Canary Persona',
        status: { errorCode: 500121, additionalDetails: n % 2 === 0 ? NO_RESPONSE : TELLING },
        mfaDetail: { authMethod: 'CanaryPerson’s key', authDetail: 'CANARYPERSON-PC' },
      }
    : record,
);
const CANARIES = ['canaryperson', 'Canary Persona', '7654321'];

let azurite: Azurite;
beforeAll(async () => {
  azurite = await startAzurite();
});
afterAll(() => azurite.close());

function start(at: string, settings: Readonly<Record<string, string>> = {}, tenant: string = randomUUID()) {
  const source = invented(records);
  return startCollector({ tables: azurite.connectionString, tenant, at, source, settings });
}

/** Every row of the three tables of that tenant, bytes unpacked where they are people or figures. */
async function storedText(tenant: string): Promise<string> {
  const { inflateRawSync } = await import('node:zlib');
  const texts: string[] = [];
  for (const table of ['MfaDays', 'MfaFacts', 'MfaState']) {
    const client = TableClient.fromConnectionString(azurite.connectionString, table, {
      allowInsecureConnection: true,
    });
    for await (const row of client.listEntities()) {
      if (!String(row.partitionKey).startsWith(tenant)) continue;
      for (const value of Object.values(row)) {
        if (value instanceof Uint8Array && table !== 'MfaFacts') texts.push(inflateRawSync(value).toString());
        else texts.push(String(value));
      }
    }
  }
  return texts.join('\n');
}

describe('the people of a day', () => {
  it('are published with it, worst first, and an earlier revision leaves none behind', async () => {
    const { app, setClock } = await start('2026-11-24T03:00:00Z', { PRIVACY: 'named' });
    await collect(app);
    setClock('2026-11-26T00:00:00Z');
    await collect(app);
    const { days } = await digestReport(app, DAY);
    expect(days[0]?.people).toMatchObject([
      { user: 'canaryperson@contoso.example', unable: true, reason: 'noResponse', completed: 0 },
    ]);
    expect(days[0]?.revision).toBe(2);
    expect(await app.store.people(DAY, 1)).toEqual([]);
    expect(await app.store.people(DAY, 2)).toHaveLength(1);
  });

  it('are gone after KEEP_PEOPLE_DAYS, the day itself is not', async () => {
    const { app, setClock } = await start('2026-11-26T03:00:00Z', {
      KEEP_PEOPLE_DAYS: '5',
      BACKFILL_DAYS: '3',
    });
    await collect(app);
    expect(await app.store.people(DAY, 1)).toHaveLength(1);
    setClock('2026-11-29T03:00:00Z');
    await collect(app);
    await collect(app);
    expect(await app.store.people(DAY, 1)).toEqual([]);
    expect(await app.store.day(DAY)).toMatchObject({ state: 'sealed', figures: { unable: { users: 1 } } });
  });
});

describe('S23 no name of a person', () => {
  it.each([
    ['masked', '"user":"c…n@contoso.example"'],
    ['aggregate', '"people":[]'],
  ])('is in any stored row or form where PRIVACY is %s', async (privacy, shown) => {
    const tenant = randomUUID();
    const { app } = await start('2026-11-26T03:00:00Z', { PRIVACY: privacy, BACKFILL_DAYS: '3' }, tenant);
    await collect(app);
    const report = await digestReport(app, DAY);
    const forms = await Promise.all(
      DIGEST_FORMATS.map(async (form) => String((await renderDigest(report, form, app.settings)).body)),
    );
    expect(JSON.stringify(report)).toContain(shown);
    // The day is sealed, so that its facts, which hold names, are gone.
    const all = [await storedText(tenant), ...forms].join('\n');
    for (const canary of CANARIES) expect(all.toLowerCase()).not.toContain(canary.toLowerCase());
    if (privacy === 'aggregate') expect(all).not.toContain('c0ffee00');
  });

  it('is hidden where it was stored by name and PRIVACY is masked now', async () => {
    const tenant = randomUUID();
    const before = await start('2026-11-24T03:00:00Z', { PRIVACY: 'named' }, tenant);
    await collect(before.app);
    const after = await start('2026-11-24T03:15:00Z', { PRIVACY: 'masked' }, tenant);
    const { days } = await digestReport(after.app, DAY);
    expect(days[0]?.people[0]?.user).toBe('c…n@contoso.example');
  });
});

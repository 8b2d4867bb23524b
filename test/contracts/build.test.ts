import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Built, build } from '../../scripts/build.ts';
import { startAzurite } from '../azurite.ts';

const run = promisify(execFile);

/** Stands in for the module that the host alone provides: it keeps what is registered. */
const HOST_STAND_IN = `
const registered = (globalThis.registered = []);
module.exports = {
  version: '4.0.0',
  setProgrammingModel() {},
  registerHook() { return { dispose() {} }; },
  registerFunction: ({ name, bindings }, callback) => registered.push({ name, bindings, callback }),
};
`;

/** Prints what is registered. */
const TELL_REGISTERED = `
const shapes = registered.map(({ callback, ...rest }) => ({ ...rest, callable: typeof callback === 'function' }));
console.log(JSON.stringify(shapes));
`;

/** Calls functions as the host does, one after the other, and prints what they reply. */
const CALL_FUNCTIONS = `
const replies = [];
for (const [name, address, params] of JSON.parse(process.env.CALLS)) {
  const { callback } = registered.find((one) => one.name === name);
  const request = { query: new URL(address, 'http://host').searchParams, headers: new Headers(), params };
  const context = { invocationId: 'run-1', log() {}, error: console.error };
  const { status = null, body = '' } = (await callback(request, context)) ?? {};
  replies.push({ name, status, body: Buffer.from(body).toString() });
}
process.stdout.write(JSON.stringify(replies), () => process.exit(0));
`;

/** Two ticks; what the first hands over is taken before the second, and each list is printed. */
const TICK_TWICE = `
let put = [];
const extraOutputs = { set: (binding, messages) => put.push({ queue: binding.queueName, messages }) };
const context = { invocationId: 'run-1', log() {}, error: console.error, extraOutputs };
const call = (name, entry) => registered.find((one) => one.name === name).callback(entry, context);
const handed = [];
for (const work of ['collect', 'send-digest']) {
  for (let tick = 0; tick < 2; tick += 1) {
    put = [];
    await call(work);
    handed.push(...put);
    for (const { messages } of handed.slice(-1)) for (const message of messages) await call('take-over', message);
  }
}
process.stdout.write(JSON.stringify(handed), () => process.exit(0));
`;

let folder: string;
let built: Built;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mfa-digest-build-'));
  built = await build(folder);
  await mkdir(join(folder, 'node_modules/@azure/functions-core'), { recursive: true });
  await writeFile(join(folder, 'node_modules/@azure/functions-core/index.js'), HOST_STAND_IN);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Loads every entry point as the host does (each `functions/*.js`, plain Node, in the app's folder), then goes on. */
async function inHost(goOn: string, environment: Record<string, string>) {
  const files = (await readdir(join(folder, 'functions'))).map((file) => `./functions/${file}`);
  const script = `for (const file of ${JSON.stringify(files)}) await import(file);${goOn}`;
  await writeFile(join(folder, 'load.mjs'), script);
  return await run(process.execPath, ['load.mjs'], {
    cwd: folder,
    env: { PATH: process.env.PATH, ...environment },
    maxBuffer: 50_000_000,
  });
}

type Binding = Readonly<Record<string, unknown>>;
type Registered = {
  readonly name: string;
  readonly bindings: Readonly<Record<string, Binding>>;
  readonly callable: boolean;
};

async function registered(environment: Record<string, string> = {}) {
  const { stdout, stderr } = await inHost(TELL_REGISTERED, environment);
  const functions: Registered[] = JSON.parse(stdout);
  return { functions, told: stderr };
}

type Called = { readonly name: string; readonly status: number | null; readonly body: string };

async function called(
  calls: readonly (readonly [name: string, address: string, params?: object])[],
  environment: Record<string, string>,
): Promise<Called[]> {
  const { stdout } = await inHost(CALL_FUNCTIONS, { ...environment, CALLS: JSON.stringify(calls) });
  return JSON.parse(stdout);
}

describe('the built app in plain Node', () => {
  it('registers six functions with the schedules, routes, methods and keys of the contract', async () => {
    const { functions, told } = await registered();
    expect(told).toBe('');
    expect(functions.every(({ callable }) => callable)).toBe(true);
    const shapes = functions.map(({ name, bindings }) => {
      const [trigger] = Object.values(bindings).filter(({ type }) => String(type).endsWith('Trigger'));
      const { type, schedule, runOnStartup, route, methods, authLevel } = trigger ?? {};
      return { name, type, schedule, runOnStartup, route, methods, authLevel };
    });
    const timer = { type: 'timerTrigger', runOnStartup: undefined };
    const http = { type: 'httpTrigger' };
    expect(shapes.sort((a, b) => (a.name < b.name ? -1 : 1))).toEqual([
      { name: 'collect', ...timer, schedule: '%COLLECT_SCHEDULE%' },
      { name: 'days', ...http, route: 'days/{day}/collect', methods: ['POST'], authLevel: 'function' },
      { name: 'digest', ...http, route: 'digest', methods: ['GET'], authLevel: 'function' },
      { name: 'health', ...http, route: 'health', methods: ['GET'], authLevel: 'anonymous' },
      { name: 'history', ...http, route: 'history', methods: ['GET'], authLevel: 'function' },
      { name: 'send-digest', ...timer, schedule: '%DIGEST_SCHEDULE%' },
    ]);
  });

  it('listens to the queue of SHARD_QUEUE, and puts shards and turns into it, where there is one', async () => {
    const { functions } = await registered({ SHARD_QUEUE: ' Shards ' });
    const queues = functions.flatMap(({ name, bindings }) =>
      Object.values(bindings)
        .filter(({ type }) => String(type).startsWith('queue'))
        .map(({ type, queueName, connection }) => ({ name, type, queueName, connection })),
    );
    const queue = { queueName: 'shards', connection: 'AzureWebJobsStorage' };
    const named = (one: { readonly name: string; readonly type: unknown }) =>
      `${one.name} ${String(one.type)}`;
    expect(queues.sort((a, b) => (named(a) < named(b) ? -1 : 1))).toEqual([
      { name: 'collect', type: 'queue', ...queue },
      { name: 'send-digest', type: 'queue', ...queue },
      // A turn that is taken may hand over shards.
      { name: 'take-over', type: 'queue', ...queue },
      { name: 'take-over', type: 'queueTrigger', ...queue },
    ]);
  });

  it('loads all the same where settings are wrong, and answers 503 with all that is wrong', async () => {
    // The host runs no function whose queue cannot be.
    const wrong = { SOURCE: 'nonsense', ZONE: 'Nowhere', SHARD_QUEUE: 'My_Queue', ALLOW_KEY_ONLY: 'true' };
    expect((await registered(wrong)).functions).toHaveLength(6);
    const [digest, health] = await called(
      [
        ['digest', '/api/digest'],
        ['health', '/api/health'],
      ],
      wrong,
    );
    expect([digest?.status, health?.status]).toEqual([503, 503]);
    expect(JSON.parse(digest?.body ?? '').error).toMatchObject({ code: 'settings', problems: { length: 3 } });
    expect(JSON.parse(health?.body ?? '')).toMatchObject({ status: 'failing', reasons: { length: 3 } });
  });

  it('collects the sample tenant, delivers, and answers in every form', async () => {
    const azurite = await startAzurite();
    try {
      const digests = ['html', 'text', 'json', 'csv', 'card', 'eml'].map(
        (form) => ['digest', `/api/digest?format=${form}`] as const,
      );
      const histories = ['html', 'json', 'csv'].map(
        (form) => ['history', `/api/history?format=${form}`] as const,
      );
      const replies = await called(
        [
          ['collect', ''],
          ['send-digest', ''],
          ...digests,
          ...histories,
          ['days', '', { day: '2001-01-01' }],
          ['health', '/api/health'],
        ],
        {
          TABLES: azurite.connectionString,
          BACKFILL_DAYS: '2',
          OUT: join(folder, 'out'),
          ALLOW_KEY_ONLY: 'true',
        },
      );
      expect(replies.map(({ name, status }) => [name, status])).toEqual([
        ['collect', null],
        ['send-digest', null],
        ...digests.map(() => ['digest', 200]),
        ...histories.map(() => ['history', 200]),
        ['days', 410],
        ['health', expect.any(Number)],
      ]);
      const [html, , json] = replies.filter(({ name }) => name === 'digest');
      expect(html?.body).toMatch(/^<!doctype html>/i);
      expect(JSON.parse(json?.body ?? '')).toMatchObject({ schema: 1, tenant: { name: 'Contoso' } });
    } finally {
      await azurite.close();
    }
  });

  it('spreads the turns of several tenants through the queue', async () => {
    const azurite = await startAzurite();
    try {
      const ids = ['fabrikam.example', 'contoso.example'];
      const { stdout } = await inHost(TICK_TWICE, {
        TABLES: azurite.connectionString,
        SHARD_QUEUE: 'work',
        BACKFILL_DAYS: '1',
        OUT: join(folder, 'out'),
        TENANTS: JSON.stringify(ids.map((id) => ({ id, source: 'sample' }))),
      });
      const tick = (work: string, [first, second]: readonly number[]) => ({
        queue: 'work',
        messages: [
          { work, tenant: ids[0], after: first },
          { work, tenant: ids[1], after: second },
        ],
      });
      expect(JSON.parse(stdout)).toEqual([
        tick('collect', [0, 0]),
        tick('collect', [1, 2]),
        tick('deliver', [0, 0]),
        tick('deliver', [1, 2]),
      ]);
    } finally {
      await azurite.close();
    }
  });

  it('takes little longer than Node itself (told, not judged)', async () => {
    const took = async (work: () => Promise<unknown>) => {
      const times: number[] = [];
      for (let turn = 0; turn < 5; turn++) {
        const start = performance.now();
        await work();
        times.push(performance.now() - start);
      }
      return times.sort((a, b) => a - b)[2] ?? 0;
    };
    const bare = await took(() => run(process.execPath, ['-e', '0'], { cwd: folder }));
    const app = await took(() => registered());
    console.log(`Node ${bare.toFixed(0)} ms, with the app ${app.toFixed(0)} ms (medians of 5)`);
  });
});

describe('the built folder', () => {
  it('is an app of its own', async () => {
    const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
    expect(manifest).toMatchObject({ type: 'module', main: 'functions/*.js' });
    expect(manifest.dependencies).toBeUndefined();
    expect(JSON.parse(await readFile(join(folder, 'host.json'), 'utf8')).version).toBe('2.0');
    expect((await readdir(join(folder, 'functions'))).sort()).toEqual([
      'collect.js',
      'days.js',
      'digest.js',
      'health.js',
      'history.js',
      'send-digest.js',
      'take-over.js',
    ]);
  });

  it('reads less than 1.3 MB at start, and only what is needed then', () => {
    console.log(
      `${Math.round(built.atStart.bytes / 1_000)} KB at start, ${built.atStart.files.length} files`,
    );
    expect(built.atStart.bytes).toBeLessThan(1_300_000);
    const parts = built.partsAtStart.map(([part]) => part);
    for (const later of [
      'csv-parse',
      'azurite',
      'commander',
      'nodemailer',
      '@azure/identity',
      '@azure/storage-blob',
    ]) {
      expect(parts).not.toContain(later);
    }
  });

  it('holds no template compiler, no test code and no path of the machine it was built on', async () => {
    const root = new URL('../..', import.meta.url).pathname;
    for (const file of Object.keys(built.sizes)) {
      const source = await readFile(join(folder, file), 'utf8');
      expect(source, file).not.toContain('Parse error on line');
      expect(source, file).not.toContain('vitest');
      expect(source, file).not.toContain(root);
    }
  });
});

import { readdir, readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';

const FOLDER = new URL('../functions/', import.meta.url);

it('there is one file per function, and each is a page at most', async () => {
  const files = (await readdir(FOLDER)).sort();
  expect(files).toEqual([
    'collect.ts',
    'days.ts',
    'digest.ts',
    'health.ts',
    'history.ts',
    'send-digest.ts',
    'take-over.ts',
  ]);
  for (const file of files) {
    const lines = (await readFile(new URL(file, FOLDER), 'utf8')).split('\n');
    expect(lines.length, file).toBeLessThan(25);
  }
});

it('importing them is harmless, whatever the environment says', async () => {
  const before = process.env.SOURCE;
  process.env.SOURCE = 'nonsense';
  try {
    for (const file of await readdir(FOLDER)) await import(new URL(file, FOLDER).href);
  } finally {
    if (before === undefined) delete process.env.SOURCE;
    else process.env.SOURCE = before;
  }
});

it('the host knows no other route, and no timer fires at start', async () => {
  const sources = await Promise.all(
    (await readdir(FOLDER)).map((file) => readFile(new URL(file, FOLDER), 'utf8')),
  );
  expect(sources.join('\n')).not.toContain('runOnStartup');
  const host = JSON.parse(await readFile(new URL('../host.json', import.meta.url), 'utf8'));
  expect(host).toMatchObject({ version: '2.0', extensions: { http: { routePrefix: 'api' } } });
});

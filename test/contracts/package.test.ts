import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BundledPackage } from '../../scripts/bundled-package.ts';
import { makePackage } from '../../scripts/package.ts';

const run = promisify(execFile);

let built: string;
/** Somewhere else, with nothing around it but a stand-in for the host. */
let alone: string;
let packages: readonly BundledPackage[];
beforeAll(async () => {
  built = await mkdtemp(join(tmpdir(), 'mfa-digest-package-'));
  alone = await mkdtemp(join(tmpdir(), 'mfa-digest-alone-'));
  packages = await makePackage(built);
  await cp(built, alone, { recursive: true });
  const host = join(alone, 'node_modules/@azure/functions-core');
  await mkdir(host, { recursive: true });
  await writeFile(
    join(host, 'index.js'),
    `globalThis.names = []; module.exports = { version: '4.0.0', setProgrammingModel() {},
     registerHook() { return { dispose() {} }; }, registerFunction: ({ name }) => globalThis.names.push(name) };`,
  );
});
afterAll(async () => {
  for (const folder of [built, alone]) await rm(folder, { recursive: true, force: true });
});

describe('the deployable folder', () => {
  it('copied alone to an empty place, registers its six functions', async () => {
    const files = (await readdir(join(alone, 'functions'))).map((file) => `./functions/${file}`);
    await writeFile(
      join(alone, 'load.mjs'),
      `for (const file of ${JSON.stringify(files)}) await import(file); console.log(names.sort().join());`,
    );
    const { stdout } = await run(process.execPath, ['load.mjs'], {
      cwd: alone,
      env: { PATH: process.env.PATH },
    });
    expect(stdout.trim()).toBe('collect,days,digest,health,history,send-digest');
  });

  it('holds the app and what it is made of, and nothing else', async () => {
    expect((await readdir(built)).filter((name) => name !== 'chunks' && name !== 'functions').sort()).toEqual(
      ['.funcignore', 'LICENSE', 'THIRD-PARTY-LICENSES.txt', 'host.json', 'package.json', 'sbom.cdx.json'],
    );
  });

  it('S18 holds neither settings nor sources', async () => {
    const all = await readdir(built, { recursive: true });
    expect(all.filter((name) => /\.(ts|map|env|hbs)$|local\.settings/.test(name))).toEqual([]);
  });

  it('names every bundled package once in the bill of materials, with a licence that may be passed on', async () => {
    const bill = JSON.parse(await readFile(join(built, 'sbom.cdx.json'), 'utf8'));
    expect(bill).toMatchObject({ bomFormat: 'CycloneDX', specVersion: '1.6', version: 1 });
    const refs: string[] = bill.components.map((component: { 'bom-ref': string }) => component['bom-ref']);
    expect(refs).toHaveLength(packages.length);
    expect(new Set(refs).size).toBe(refs.length);
    expect(refs).toContainEqual(expect.stringMatching(/^pkg:npm\/%40azure\/data-tables@\d/));
    const free = ['MIT', 'MIT-0', 'ISC', 'BSD-3-Clause', 'BSD-2-Clause', 'Apache-2.0', '0BSD'];
    expect(packages.filter(({ licence }) => !free.includes(licence))).toEqual([]);
  });

  it('passes on the text of each licence', async () => {
    const text = await readFile(join(built, 'THIRD-PARTY-LICENSES.txt'), 'utf8');
    for (const { name, version, licence } of packages)
      expect(text).toContain(`${name} ${version} (${licence})`);
    // Published without the file, here and upstream; its manifest says MIT.
    const silent = packages.filter(({ licenceText }) => licenceText === '').map(({ name }) => name);
    expect(silent).toEqual(['@nodable/entities']);
  });
});

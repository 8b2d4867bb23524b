import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';

const read = (path: string) => readFile(new URL(`../${path}`, import.meta.url), 'utf8');

type Locked = {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  readonly hasInstallScript?: boolean;
};

async function locked(): Promise<[path: string, entry: Locked][]> {
  const { packages }: { packages: Record<string, Locked> } = JSON.parse(await read('package-lock.json'));
  return Object.entries(packages).filter(([path]) => path.startsWith('node_modules/'));
}

describe('S17 what npm ci installs', () => {
  it('is told by its sha512, but for the stubs that lie in this repository', async () => {
    const without = (await locked()).filter(([, { integrity = '' }]) => !integrity.startsWith('sha512-'));
    expect(
      without.filter(([, { link, resolved = '' }]) => !(link && resolved.startsWith('scripts/stubs/'))),
    ).toEqual([]);
  });

  it('comes from whatever registry the machine names: no host, no address, no repository is in the lock', async () => {
    const addressed = (await locked()).filter(([, { resolved = '' }]) => /:\/\/|^git/.test(resolved));
    expect(addressed).toEqual([]);
  });

  it('runs no script: whoever brings one is named, and denied', async () => {
    const scripted = (await locked()).filter(([, { hasInstallScript }]) => hasInstallScript);
    const names = scripted.map(([path]) => path.replace(/^.*node_modules\//, ''));
    const { allowScripts }: { allowScripts: Record<string, boolean> } = JSON.parse(
      await read('package.json'),
    );
    expect(allowScripts).toEqual(Object.fromEntries([...new Set(names)].map((name) => [name, false])));
    expect(await read('.npmrc')).toMatch(/^strict-allow-scripts=true$/m);
  });

  it('is exact: every version that we ask for is one version', async () => {
    const { dependencies, devDependencies, optionalDependencies } = JSON.parse(await read('package.json'));
    const asked = Object.values<string>({ ...dependencies, ...devDependencies, ...optionalDependencies });
    expect(asked.filter((version) => !/^\d+\.\d+\.\d+$|^file:scripts\/stubs\//.test(version))).toEqual([]);
  });
});

describe('what continuous integration may do', async () => {
  const files = (await readdir(new URL('../.github/workflows/', import.meta.url))).map((name) => [name]);

  it.each(files)('%s: its actions are pinned to a commit, and it reads only', async (name) => {
    const workflow = await read(`.github/workflows/${name}`);
    const used = [...workflow.matchAll(/uses: *(\S+)/g)].map(([, action = '']) => action);
    expect(used.length).toBeGreaterThan(0);
    expect(used.filter((action) => !/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/.test(action))).toEqual([]);
    expect(workflow).toMatch(/^permissions:\n {2}contents: read\n(?! )/m);
    expect(workflow).not.toMatch(/\$\{\{ *github\.event|pull_request_target/);
  });
});

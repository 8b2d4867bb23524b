/** What the guides tell people to type, as far as it can be checked without Azure; and that their links lead somewhere. */
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { SETTINGS } from '../../src/settings-table.ts';
import { commandsIn, problemOf } from './typed-command.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const read = (path: string) => readFile(join(ROOT, path), 'utf8');
const GUIDES = ['docs/deploy.md', 'docs/operations.md', 'docs/privacy.md'] as const;

type Typed = { readonly guide: string; readonly line: string };

/** Lines of the blocks for a shell, and the whole commands that stand in the text. */
const typed: readonly Typed[] = (
  await Promise.all(
    GUIDES.map(async (guide) => {
      const text = await read(guide);
      const blocks = [...text.matchAll(/^```(?:sh|powershell)\n([\s\S]*?)^```$/gm)].flatMap(
        ([, block = '']) => block.split('\n').filter((line) => line !== ''),
      );
      const prose = text.replace(/^```[\s\S]*?^```$/gm, '');
      const inline = [...prose.matchAll(/`((?:azd|az|npm|npx|scripts\/)[^`]* [^`]*)`/g)].map(
        ([, line = '']) => line,
      );
      return [...blocks, ...inline].map((line) => ({ guide, line }));
    }),
  )
).flat();

describe('what people are told to type', () => {
  const commands = typed.flatMap(({ guide, line }) =>
    commandsIn(line).map((command) => ({ guide, command })),
  );

  it('is something', () => {
    expect(commands.length).toBeGreaterThan(50);
  });

  it('is a known command with known flags', async () => {
    const { scripts } = JSON.parse(await read('package.json'));
    const program = await read('src/cli/program.ts');
    const wrong = await Promise.all(
      commands.map(async ({ guide, command }) => {
        const problem = await problemOf(command, Object.keys(scripts), program);
        return problem === undefined ? [] : [`${guide}: ${command}: ${problem}`];
      }),
    );
    expect(wrong.flat()).toEqual([]);
  });

  it.each([
    ['azd env sett ZONE UTC', 'unknown'],
    ['azd env set ZONE', 'arguments'],
    ['azd down --purgee', '--purgee'],
    ['npm run demos', 'demos'],
    ['npx mfa-digest colect', 'colect'],
    ['npx mfa-digest collect --days x', '--days'],
    ['scripts/permissions/grant-graph.sh --principal x', '--principal'],
    ['scripts/permissions/grant-graph.ps1 -Principal x', '-Principal'],
    ['scripts/permissions/grant.sh', 'no such script'],
  ])('a slip is found: %s', async (command, where) => {
    const problem = await problemOf(command, ['demo'], await read('src/cli/program.ts'));
    expect(problem).toEqual(expect.stringContaining(where));
  });

  it('PowerShell is told the same as bash', async () => {
    const text = await read('docs/deploy.md');
    for (const [, block = ''] of text.matchAll(/^```powershell\n([\s\S]*?)^```$/gm)) {
      const scripts = [...block.matchAll(/permissions\/([a-z-]+)\.ps1/g)].map(([, name]) => name);
      const inBash = [...text.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, lines = '']) =>
        [...lines.matchAll(/permissions\/([a-z-]+)\.sh/g)].map(([, name]) => name),
      );
      expect(inBash).toContainEqual(scripts);
    }
  });
});

describe('what the product tells people to do', () => {
  it('is a script that there is, with parameters that it has', async () => {
    const sources = (await sourcesOf('src')).join('\n');
    const told = [
      ...sources.matchAll(/scripts\/permissions\/[a-z-]+\.sh(?: --[a-z-]+(?: [^\s'`,]+)?)*/g),
    ].map(([command]) => command);
    expect(told.length).toBeGreaterThan(2);
    const wrong = await Promise.all(
      told.map(async (command) => [command, await problemOf(command, [], '')] as const),
    );
    expect(wrong.filter(([, problem]) => problem !== undefined)).toEqual([]);
  });

  it('is a heading of the guides that there is', async () => {
    const sources = (await sourcesOf('src')).join('\n');
    const told = [...sources.matchAll(/(docs\/\w+\.md), "([^"]+)"/g)];
    for (const [, guide = '', heading = ''] of told)
      expect(await read(guide)).toMatch(new RegExp(`^#+ ${heading}$`, 'm'));
  });
});

describe('figures', () => {
  it('of the costs are what they are said to be made of', async () => {
    const products = [
      ...(await read('docs/deploy.md')).matchAll(/([^|;:,]|,(?=\d))*?× [^|=]*= [\d,.]+\d/g),
    ].map(([text]) => text);
    expect(products.length).toBeGreaterThan(10);
    for (const text of products) {
      const [factors = '', product = ''] = text.split('=');
      const made = factors.split('×').reduce((all, factor) => all * firstNumber(factor), 1);
      expect(Math.abs(made - firstNumber(product)), text).toBeLessThan(0.0051);
    }
  });

  it('of privacy.md are those of the purge', async () => {
    const purge = await read('src/collect/purge.ts');
    for (const line of ['FACTS_LIFE = 70 * HOUR', 'SENT_DAYS = 90', 'ACK_DAYS = 90'])
      expect(purge).toContain(line);
    const page = await read('docs/privacy.md');
    for (const told of ['70 hours after the reading began', '| nobody | 90 days |', '90 days after it ends'])
      expect(page).toContain(told);
    expect(page).toContain(`\`KEEP_DAYS\` (${SETTINGS.KEEP_DAYS.default})`);
    expect(page).toContain(`\`KEEP_PEOPLE_DAYS\` (${SETTINGS.KEEP_PEOPLE_DAYS.default})`);
  });
});

/** `5,760 × 1 s (the least)` begins with 5760. */
function firstNumber(text: string): number {
  return Number(/\d[\d,]*(?:\.\d+)?/.exec(text)?.[0].replaceAll(',', ''));
}

/** All sources in a folder and its folders. */
async function sourcesOf(folder: string): Promise<string[]> {
  const names = await readdir(join(ROOT, folder), { recursive: true });
  return await Promise.all(
    names.filter((name) => name.endsWith('.ts')).map((name) => read(join(folder, name))),
  );
}

describe('links', () => {
  it.each(GUIDES)('of %s lead to files and headings that there are', async (guide) => {
    const text = await read(guide);
    const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
    const broken = await Promise.all(
      links
        .filter((target) => !target.startsWith('https://'))
        .map(async (target) => {
          const [path = '', heading] = target.split('#');
          const file = path === '' ? guide : normalize(join(dirname(guide), path));
          if (!existsSync(join(ROOT, file))) return [target];
          if (heading === undefined) return [];
          return headingsOf(await read(file)).includes(heading) ? [] : [target];
        }),
    );
    expect(broken.flat()).toEqual([]);
  });

  it('are found in the guides', async () => {
    const links = (await Promise.all(GUIDES.map(read))).flatMap((text) => text.match(/\]\(/g) ?? []);
    expect(links.length).toBeGreaterThan(15);
  });

  it('tests that a guide names are there', async () => {
    const named = (await Promise.all(GUIDES.map(read))).flatMap(
      (text) => text.match(/test\/[\w/-]+\.test\.ts/g) ?? [],
    );
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });
});

/** As GitHub makes anchors of headings. */
function headingsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

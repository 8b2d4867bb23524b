/** What is wrong with a command that a guide tells people to type, as far as it can be seen without running it. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const read = (path: string) => readFile(join(ROOT, path), 'utf8');

/**
 * Commands of others with the flags we use, from their references; `arguments` is how many words stand there
 * without a flag. https://learn.microsoft.com/azure/developer/azure-developer-cli/reference,
 * https://learn.microsoft.com/cli/azure/reference-index
 */
const FOREIGN: readonly {
  readonly command: string;
  readonly arguments: number;
  readonly flags: readonly string[];
}[] = [
  { command: 'git clone', arguments: 1, flags: [] },
  { command: 'git pull', arguments: 0, flags: [] },
  { command: 'cd', arguments: 1, flags: [] },
  { command: 'curl', arguments: 1, flags: ['--silent'] },
  { command: 'azd auth login', arguments: 0, flags: [] },
  { command: 'azd env new', arguments: 1, flags: [] },
  { command: 'azd env set', arguments: 2, flags: [] },
  { command: 'azd env get-value', arguments: 1, flags: [] },
  { command: 'azd up', arguments: 0, flags: [] },
  { command: 'azd provision', arguments: 0, flags: [] },
  { command: 'azd down', arguments: 0, flags: ['--purge', '--force'] },
  { command: 'az login', arguments: 0, flags: [] },
  { command: 'az ad group show', arguments: 0, flags: ['--group', '--query', '--output'] },
  { command: 'az ad signed-in-user show', arguments: 0, flags: ['--query', '--output'] },
  { command: 'az functionapp list-flexconsumption-locations', arguments: 0, flags: [] },
  { command: 'az functionapp restart', arguments: 0, flags: ['--name', '--resource-group'] },
  { command: 'az keyvault show', arguments: 0, flags: ['--name', '--query', '--output'] },
  {
    command: 'az keyvault secret set',
    arguments: 0,
    flags: ['--vault-name', '--name', '--file', '--output'],
  },
  { command: 'az provider register', arguments: 0, flags: ['--namespace'] },
  { command: 'az role assignment create', arguments: 0, flags: ['--role', '--assignee', '--scope'] },
  { command: 'az role assignment delete', arguments: 0, flags: ['--role', '--assignee', '--scope'] },
  { command: 'az storage account show', arguments: 0, flags: ['--name', '--query', '--output'] },
];

/** `a "$(b c)"` → `a X` and `b c`; likewise `(b c)` of PowerShell. */
export function commandsIn(line: string): string[] {
  const inner: string[] = [];
  let outer = line;
  for (;;) {
    const found = /"\$\(([^()]*)\)"|\$\(([^()]*)\)|\(([^()]*)\)/.exec(outer);
    if (found === null) return [outer, ...inner];
    const [all, quoted, bare, powerShell] = found;
    inner.push(quoted ?? bare ?? powerShell ?? '');
    outer = outer.replace(all, 'X');
  }
}

/** Words, with quoted ones whole. */
function wordsOf(command: string): string[] {
  return (command.match(/"[^"]*"|'[^']*'|\S+/g) ?? []).filter((word) => word !== '…');
}

/** In words; `undefined` where nothing is. */
export async function problemOf(
  command: string,
  npmScripts: readonly string[],
  program: string,
): Promise<string | undefined> {
  const words = wordsOf(command);
  const flags = words.filter((word) => /^--?[A-Za-z]/.test(word));
  const [first = '', second = '', third = ''] = words;
  if (first.startsWith('scripts/permissions/')) return await problemOfScript(first, flags);
  if (first === 'npm' && second === 'ci') return undefined;
  if (first === 'npm' && second === 'run')
    return npmScripts.includes(third) ? undefined : `no script ${third}`;
  if (first === 'npx' && second === 'mfa-digest') {
    const [, body = ''] =
      new RegExp(`add\\('${third}', ([\\s\\S]*?)(?=\\n {2}add\\(|\\n {2}return)`).exec(program) ?? [];
    if (body === '') return `no command ${third}`;
    const everywhere = ['--as-of', '--env', '--quiet'];
    const own = [...body.matchAll(/'--([a-z-]+)|choice\('([a-z]+)'|\b(format)\(/g)].map(
      ([, option, choice, format]) => `--${option ?? choice ?? format}`,
    );
    const unknown = flags.filter((flag) => ![...everywhere, ...own].includes(flag));
    return unknown.length === 0 ? undefined : `no flag ${unknown.join(', ')}`;
  }
  const known = FOREIGN.find((each) => `${command} `.startsWith(`${each.command} `));
  if (known === undefined) return 'unknown command';
  const rest = words.slice(known.command.split(' ').length);
  const unknown = flags.filter((flag) => !known.flags.includes(flag));
  if (unknown.length > 0) return `unknown flag ${unknown.join(', ')}`;
  const valued = flags.filter((flag) => !ALONE.has(flag)).length;
  // A command in the running text may leave its arguments out.
  const given = rest.length - flags.length - valued;
  return given === known.arguments || command.endsWith('…') ? undefined : `${given} arguments`;
}

/** Flags without a value. */
const ALONE = new Set(['--silent', '--purge', '--force']);

async function problemOfScript(path: string, flags: readonly string[]): Promise<string | undefined> {
  if (!existsSync(join(ROOT, path))) return 'no such script';
  const text = await read(path);
  const known = path.endsWith('.ps1')
    ? [...text.matchAll(/^\.PARAMETER (\w+)$/gm)].map(([, name]) => `-${name}`)
    : [...text.matchAll(/^ {4}(--[a-z-]+)\)/gm)].map(([, name = '']) => name);
  const unknown = flags.filter((flag) => !known.includes(flag));
  return unknown.length === 0 ? undefined : `no parameter ${unknown.join(', ')}`;
}

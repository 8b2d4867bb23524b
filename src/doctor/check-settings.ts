import { SettingsError } from '../errors.ts';
import { withoutSecrets } from '../logger.ts';
import { type Environment, readSettings } from '../settings.ts';
import { SETTING_NAMES } from '../settings-table.ts';
import { readTenants, type TenantEntry } from '../tenants/read-tenants.ts';
import { fail, type Line, ok } from './line.ts';

/** One line for each problem. Of what is set, names only: a value may be a secret or a person's. */
export function checkSettings(environment: Environment): readonly Line[] {
  try {
    readSettings(environment);
    readTenants(environment);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return error.problems.map(problemLine);
  }
  const given = SETTING_NAMES.filter((name) => Boolean(environment[name]?.trim()));
  return [
    ok(
      given.length === 0
        ? 'None is set, so the defaults count: the invented tenant, kept in this folder.'
        : `Understood, and nothing is missing. Set are ${given.join(', ')}; all others have their defaults.`,
    ),
  ];
}

/** The same of an entry of TENANTS. */
export function checkTenant({ place, id, problems }: TenantEntry): readonly Line[] {
  return problems.length > 0
    ? problems.map(problemLine)
    : [ok(`${place} is understood, and nothing is missing: tenant ${id}.`)];
}

/** What is wrong with a setting, as a line. */
export function problemLine(problem: string): Line {
  return fail('usage', cleaned(problem), mendOf(problem));
}

/** What was got may be anything, an address too; what is expected holds one as an example. */
function cleaned(problem: string): string {
  const [expected = '', ...got] = problem.split('; got ');
  return [expected, ...got.map(withoutSecrets)].join('; got ');
}

/** The problem names the setting and what is expected of it; what mends it is the same, as an order. */
function mendOf(problem: string): string {
  const [, wrong, right] = /^(\S+): no setting has this name; did you mean (\S+)\?/.exec(problem) ?? [];
  if (right !== undefined) return `Rename ${wrong} to ${right}.`;
  const [, name, expected] =
    /^((?:TENANTS\[\d+\](?:\.[\w.]+|: [A-Z_]+))|[A-Z_]+): expected (.+?)(?:, as [^;]+)?;/s.exec(problem) ??
    [];
  if (name !== undefined) return `Set ${name} to ${expected}.`;
  const [, setting, advice] = /^([A-Z_]+): .*?; (.+)$/s.exec(problem) ?? [];
  return setting === undefined ? 'See docs/settings.md.' : `${setting}: ${advice}.`;
}

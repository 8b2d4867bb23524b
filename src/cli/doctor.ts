/** `doctor`: what is wrong with the installation, and what mends it. Changes nothing. */
import { type Diagnosis, diagnose, diagnoseSummary } from '../doctor/diagnose.ts';
import { FAULTS } from '../doctor/line.ts';
import { SettingsError } from '../errors.ts';
import { gateOf } from '../http/gate.ts';
import { term, wrap } from '../render/text-layout.ts';
import { LEDGER } from '../tenants/open-tenants.ts';
import { readTenants } from '../tenants/read-tenants.ts';
import { EXIT, type ExitCode } from './exit.ts';
import type { Session } from './session.ts';

export type DoctorFlags = { readonly format: 'text' | 'json'; readonly tenant?: string };

export async function doctorCommand(session: Session, flags: DoctorFlags): Promise<ExitCode> {
  const { format } = flags;
  const { environment, clock, terminal } = session;
  const nobody = { headers: { get: () => null } };
  const options = { clock, passing: terminal.now, stranger: gateOf(environment)(nobody)?.code };
  let tenants: Awaited<ReturnType<Session['tenants']>>;
  try {
    tenants = await session.tenants();
  } catch (error) {
    // The doctor itself says what is wrong with the settings.
    if (!(error instanceof SettingsError)) throw error;
  }
  const found: { readonly tenant: string | undefined; readonly diagnosis: Diagnosis }[] = [];
  for (const tenant of tenants ?? [undefined])
    found.push({
      tenant: tenant?.id,
      diagnosis: await diagnose(tenant?.environment ?? environment, { ...options, tenant }),
    });
  const summary =
    tenants === undefined || flags.tenant !== undefined ? undefined : readTenants(environment)?.summary;
  if (summary !== undefined)
    found.push({ tenant: LEDGER, diagnosis: await diagnoseSummary(summary, options) });
  const [first, ...others] = found;
  if (first !== undefined && others.length === 0)
    await terminal.print(format === 'json' ? inJson(jsonOf(first.diagnosis)) : asText(first.diagnosis));
  else if (format === 'json')
    await terminal.print(inJson(found.map(({ tenant, diagnosis }) => ({ tenant, ...jsonOf(diagnosis) }))));
  else
    await terminal.print(
      found.map(({ tenant, diagnosis }) => `${tenant}\n\n${asText(diagnosis)}`).join('\n'),
    );
  const faults = found.flatMap(({ diagnosis }) => diagnosis.fault ?? []);
  const fault = FAULTS.find((each) => faults.includes(each));
  return fault === undefined ? EXIT.done : EXIT[fault];
}

function jsonOf({ version, checkedAt, lines, skipped, worst }: Diagnosis): object {
  const told = lines.map(({ check, level, says, mend }) => ({ check, level, says, mend }));
  return { version, checkedAt, worst, lines: told, skipped };
}

function inJson(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** Column in which what is said begins: after level and check. */
const INDENT = 19;

const ENDS = {
  ok: 'All is well.',
  warn: 'It works; some lines are worth a look.',
  fail: 'Mend what fails, from the top; then run doctor again.',
} as const satisfies Record<Diagnosis['worst'], string>;

function asText({ lines, skipped, worst }: Diagnosis): string {
  const told = lines.flatMap(({ check, level, says, mend }) => [
    term(`${level.padEnd(4)}  ${check}`, says, INDENT),
    ...(mend === null ? [] : [wrap(`→ ${mend}`, INDENT)]),
  ]);
  const unseen =
    skipped.length === 0 ? [] : [wrap(`Not looked at, as a line above fails: ${skipped.join(', ')}.`)];
  return `${[...told, '', ...unseen, ENDS[worst]].join('\n')}\n`;
}

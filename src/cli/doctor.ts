/** `doctor`: what is wrong with the installation, and what mends it. Changes nothing. */
import { type Diagnosis, diagnose } from '../doctor/diagnose.ts';
import { gateOf } from '../http/gate.ts';
import { term, wrap } from '../render/text-layout.ts';
import { EXIT, type ExitCode } from './exit.ts';
import type { Session } from './session.ts';

export type DoctorFlags = { readonly format: 'text' | 'json' };

export async function doctorCommand(session: Session, { format }: DoctorFlags): Promise<ExitCode> {
  const { environment, clock, terminal } = session;
  const nobody = { headers: { get: () => null } };
  const diagnosis = await diagnose(environment, {
    clock,
    passing: terminal.now,
    stranger: gateOf(environment)(nobody)?.code,
  });
  await terminal.print(format === 'json' ? asJson(diagnosis) : asText(diagnosis));
  return diagnosis.fault === undefined ? EXIT.done : EXIT[diagnosis.fault];
}

function asJson({ version, checkedAt, lines, skipped, worst }: Diagnosis): string {
  const told = lines.map(({ check, level, says, mend }) => ({ check, level, says, mend }));
  return `${JSON.stringify({ version, checkedAt, worst, lines: told, skipped }, null, 2)}\n`;
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

/** `explain <text|code>`: what it means, and what to do. */
import { type Explanation, explain } from '../core/explain.ts';
import { EXIT, type ExitCode } from './exit.ts';
import type { Session } from './session.ts';

export type ExplainFlags = { readonly format: 'text' | 'json' };

export async function explainCommand(
  session: Session,
  input: string,
  flags: ExplainFlags,
): Promise<ExitCode> {
  const explanation = explain(input);
  await session.terminal.print(
    flags.format === 'json' ? `${JSON.stringify(explanation, null, 2)}\n` : asText(explanation),
  );
  return EXIT.done;
}

const LINES = [
  ['outcome', 'Outcome'],
  ['reason', 'Reason'],
  ['cause', 'Cause'],
  ['how', 'Satisfied how'],
  ['meaning', 'What it means'],
  ['likelyCause', 'Likely cause'],
  ['nextStep', 'Next step'],
  ['source', 'Source'],
] as const satisfies readonly (readonly [keyof Explanation, string])[];

function asText(explanation: Explanation): string {
  const lines = LINES.flatMap(([key, title]) => {
    const value = explanation[key];
    return value === null || value === '' ? [] : [`${title.padEnd(14)} ${value}`];
  });
  return `${[explanation.title, '', ...lines].join('\n')}\n`;
}

/** Writes docs/results.md from the tables: `node scripts/results-page.ts`. */
import { writeFileSync } from 'node:fs';
import { CODES, type CodeRow } from '../src/core/codes.ts';
import { METHOD_NAMES, METHODS, STRENGTH_NAMES, STRENGTHS } from '../src/core/methods.ts';
import { CAUSE_NAMES, CAUSES, REASON_NAMES, REASONS } from '../src/core/reasons.ts';
import { RESULTS, type ResultRow, SAYS } from '../src/core/results.ts';

/** The page for help-desk people, as Markdown. */
export function resultsPage(): string {
  return `${[introduction(), statuses(), reasons(), codes(), methods()].join('\n\n')}\n`;
}

const SAYS_TITLES = {
  completed: ['Completed', 'A prompt was answered, or the credential was two factors in one.'],
  denied: [
    'Denied',
    'A prompt was not passed. Records mostly put "MFA denied; " in front. What to do stands with the reason, below.',
  ],
  satisfied: ['Satisfied without a prompt', 'The requirement was met and nobody was asked.'],
  challenge: [
    'Asked, not answered yet',
    'Nothing to do where a success follows; left open where nothing follows.',
  ],
  registration: ['Sent to register', 'The person was asked to set up a method.'],
  handOver: ['Handed over', 'The answer lies with an external provider.'],
  firstFactorPassed: ['First factor passed', 'Says nothing about MFA.'],
  firstFactorFailed: ['First factor failed', 'MFA was never reached: a password question.'],
  generic: ['MFA, without a reason', 'MFA was asked for; how it ended stands in the steps.'],
  nothing: ['Nothing', 'Says nothing at all.'],
} as const satisfies Record<ResultRow['says'], readonly [string, string]>;

const CODE_TITLES = {
  denied: ['MFA failed', 'The challenge was not passed.'],
  challenge: [
    'MFA asked for',
    'An ordinary step, written for prompts that are passed afterwards and for those that are left.',
  ],
  registration: ['Sent to register', 'An ordinary step of setting up a method.'],
  handOver: ['Handed over', 'The answer lies with an external provider.'],
  nudge: ['Reminder', 'Proves nothing.'],
  success: ['Success', 'Whoever gets here has passed everything before.'],
  firstFactorFailed: ['First factor failed', 'MFA was never reached.'],
  otherReason: ['Ended or paused for another reason', 'Neither MFA nor the first factor.'],
} as const satisfies Record<CodeRow['says'], readonly [string, string]>;

function introduction(): string {
  return [
    '<!-- Generated from src/core by `npm run pages`. Change the tables, not this page. -->',
    '# What the sign-in log says, and what to do',
    'For the help desk: look up a text, a code or a method as it stands in a sign-in. `mfa-digest explain <text|code>` answers the same on the command line.',
    'Texts are compared whole, without regard to case, kind of apostrophe, contractions ("didn\'t"), a final full stop, and the name the product bore ("MFA", "Azure Multi-Factor Authentication", "Microsoft Entra multifactor authentication"). A text that begins as a denial and goes on in an unknown way counts as denied, with the reason "unlisted". Any other unknown text decides nothing and is shown as written.',
    '"Likely cause" is what usually lies behind it, not what the log proves.',
    '- [Status texts](#status-texts)\n- [Reasons and next steps](#reasons-and-next-steps)\n- [Codes](#codes)\n- [Methods](#methods)',
  ].join('\n\n');
}

function statuses(): string {
  const parts = SAYS.map((says) => {
    const [title, meaning] = SAYS_TITLES[says];
    const rows = RESULTS.filter((row) => row.says === says);
    return says === 'denied'
      ? section(3, title, meaning, table(['Text', 'Reason', 'Meaning', 'Source'], rows.map(deniedCells)))
      : section(
          3,
          title,
          meaning,
          table(['Text', 'Meaning', 'Likely cause', 'Next step', 'Source'], rows.map(plainCells)),
        );
  });
  return section(
    2,
    'Status texts',
    "The result of a step, the sign-in's additional details, or the portal's column \"Multifactor authentication result\". Microsoft's reference page sorts its texts into two lists, satisfied and denied; where this page reads one otherwise, its meaning says so.",
    ...parts,
  );
}

/** The bare wording is enough: the introduction tells of the prefixes. */
function deniedCells(row: ResultRow): string[] {
  const texts = row.texts.filter((text) => !/ denied; /u.test(text));
  return [quoted(texts), reasonOf(row), row.meaning, row.source];
}

function plainCells(row: ResultRow): string[] {
  const how = row.how === undefined ? '' : ` (\`${row.how}\`)`;
  return [
    quoted(row.texts),
    `**${row.title}**${how}. ${row.meaning}`,
    row.likelyCause,
    row.nextStep,
    row.source,
  ];
}

function reasons(): string {
  const parts = CAUSE_NAMES.map((cause) => {
    const names = REASON_NAMES.filter((name) => REASONS[name].cause === cause);
    const cells = names.map((name) => {
      const { title, meaning, likelyCause, nextStep, source } = REASONS[name];
      return [`**${title}** (\`${name}\`)`, meaning, likelyCause, nextStep, source];
    });
    const heading = `${CAUSES[cause].title} (\`${cause}\`)`;
    return section(
      3,
      heading,
      CAUSES[cause].meaning,
      table(['Reason', 'Meaning', 'Likely cause', 'Next step', 'Source'], cells),
    );
  });
  return section(2, 'Reasons and next steps', 'By cause, in the order of the digest.', ...parts);
}

function codes(): string {
  const kinds = Object.keys(CODE_TITLES) as CodeRow['says'][];
  const parts = kinds.map((says) => {
    const [title, meaning] = CODE_TITLES[says];
    const rows = CODES.filter((row) => row.says === says).toSorted((a, b) => a.code - b.code);
    const heads = [
      'Code',
      ...(says === 'denied' ? ['Reason'] : []),
      'Meaning',
      'Likely cause',
      'Next step',
      'Source',
    ];
    const cells = rows.map((row) => [
      row.name === undefined ? `${row.code}` : `${row.code}<br>${row.name}`,
      ...(says === 'denied' ? [reasonOf(row)] : []),
      `**${row.title}**. ${row.meaning}`,
      row.likelyCause,
      row.nextStep,
      row.source,
    ]);
    return section(3, title, meaning, table(heads, cells));
  });
  return section(
    2,
    'Codes',
    'The error code of a sign-in, without "AADSTS". Codes are compared as numbers: 5001211 is not 500121.',
    ...parts,
  );
}

function methods(): string {
  const parts = STRENGTH_NAMES.map((strength) => {
    const { title, meaning, mfaClass } = STRENGTHS[strength];
    const names = METHOD_NAMES.filter((name) => METHODS[name].strength === strength);
    const cells = names.map((name) => {
      const row = METHODS[name];
      return [
        `**${row.title}** (\`${name}\`)`,
        quoted(row.texts),
        row.meaning,
        row.likelyCause,
        row.nextStep,
        row.source,
      ];
    });
    const answers = mfaClass
      ? 'It answers an MFA challenge.'
      : 'It does not answer an MFA challenge by itself.';
    const heads = ['Method', 'In records', 'Meaning', 'Why it usually fails', 'Next step', 'Source'];
    return section(3, `${title} (\`${strength}\`)`, `${meaning} ${answers}`, table(heads, cells));
  });
  return section(2, 'Methods', 'From what resists phishing down to what proves nothing.', ...parts);
}

function reasonOf({ reason }: Pick<ResultRow, 'reason'>): string {
  return reason === undefined ? '' : `${REASONS[reason].title} (\`${reason}\`)`;
}

function section(level: number, title: string, ...parts: string[]): string {
  return [`${'#'.repeat(level)} ${title}`, ...parts].join('\n\n');
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n');
}

function quoted(texts: readonly string[]): string {
  return texts.map((text) => `"${text}"`).join('<br>');
}

if (import.meta.main) {
  writeFileSync(new URL('../docs/results.md', import.meta.url), resultsPage());
}

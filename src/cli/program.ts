/** Commands, flags and exit codes (contract §4). */
import { Command, CommanderError, Option } from 'commander';
import { DeliveryError, SettingsError, SourceError, UsageError } from '../errors.ts';
import { DIGEST_FORMATS, HISTORY_FORMATS, REPORT_FORMATS } from '../form-names.ts';
import { VERSION } from '../version.ts';
import { type CommonFlags, openSession, type Session } from './session.ts';
import type { Terminal } from './terminal.ts';

/** 3: what was asked for is printed or stored, but a day is partial or input was rejected. */
export const EXIT = {
  done: 0,
  unexpected: 1,
  usage: 2,
  incomplete: 3,
  refused: 4,
  undelivered: 5,
  interrupted: 130,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Runs one command, of which only the code it needs is loaded; never throws. */
export async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  let exit: ExitCode = EXIT.done;
  const program = createProgram(terminal, async (flags, command) => {
    exit = await command(openSession(flags, terminal));
  });
  try {
    await program.parseAsync([...args], { from: 'user' });
    return exit;
  } catch (error) {
    return tellFailure(error, terminal);
  }
}

type RunCommand = (flags: CommonFlags, command: (session: Session) => Promise<ExitCode>) => Promise<void>;

function createProgram(terminal: Terminal, runCommand: RunCommand): Command {
  const program = new Command('mfa-digest')
    .description('Who could not get through multi-factor authentication, why, and what to do about it.')
    .version(VERSION)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void terminal.print(text),
      writeErr: () => {},
    });

  const add = (name: string, description: string) => {
    const command = program
      .command(name)
      .description(description)
      .exitOverride()
      .configureOutput({ writeOut: (text) => void terminal.print(text), writeErr: () => {} })
      .option('--as-of <time>', 'take this as the present, e.g. 2026-11-24T08:00:00Z')
      .option('--env <file>', 'read settings from a file of NAME=value lines')
      .option('--quiet', 'no progress on stderr');
    return command;
  };
  const format = (formats: readonly string[], standard: string) =>
    new Option('--format <format>', 'form of the output').choices(formats).default(standard);

  add('demo', 'the whole job on an invented tenant')
    .option('--out <folder>', 'where the files go', 'out')
    .action((flags) =>
      runCommand(flags, async (session) => (await import('./demo.ts')).demoCommand(session, flags)),
    );
  add('classify', 'one line per record: what its MFA came to')
    .argument('<path...>', 'files, folders, or - for standard input')
    .addOption(format(['ndjson', 'csv'], 'ndjson'))
    .option('--named', 'users by name, not masked')
    .action((paths, flags) =>
      runCommand(flags, async (session) =>
        (await import('./classify.ts')).classifyCommand(session, paths, flags),
      ),
    );
  add('report', 'the figures of every day found in files')
    .argument('<path...>', 'files, folders, or - for standard input')
    .addOption(format(REPORT_FORMATS, 'json'))
    .option('--day <day>', 'this day only')
    .option('--zone <zone>', 'IANA zone of the days (default: ZONE, else UTC)')
    .option('--out <file>', 'write to a file, whole or not at all')
    .action((paths, flags) =>
      runCommand(flags, async (session) =>
        (await import('./report.ts')).reportCommand(session, paths, flags),
      ),
    );
  add('collect', 'reads what is due, or the days named')
    .option('--day <day>', 'this day')
    .option('--from <day>', 'first day of a range')
    .option('--to <day>', 'last day of a range')
    .option('--force', 'sealed days too')
    .option('--accept-fewer', 'take a reading with fewer sign-ins than are published')
    .action((flags) =>
      runCommand(flags, async (session) => (await import('./collect.ts')).collectCommand(session, flags)),
    );
  add('digest', 'a stored day as a digest; sends nothing')
    .option('--day <day>', 'a day, or latest', 'latest')
    .addOption(format(DIGEST_FORMATS, 'text'))
    .option('--out <file>', 'write to a file, whole or not at all')
    .action((flags) =>
      runCommand(flags, async (session) => (await import('./digest.ts')).digestCommand(session, flags)),
    );
  add('history', 'the figures of a range of days')
    .option('--from <day>', 'first day (default: 90 days)')
    .option('--to <day>', 'last day (default: yesterday)')
    .addOption(
      new Option('--detail <detail>', 'headlines, or every day in full')
        .choices(['headline', 'full'])
        .default('headline'),
    )
    .addOption(format(HISTORY_FORMATS, 'text'))
    .option('--out <file>', 'write to a file, whole or not at all')
    .action((flags) =>
      runCommand(flags, async (session) => (await import('./history.ts')).historyCommand(session, flags)),
    );
  add('explain', 'what a status text, code or method means, and what to do')
    .argument('<text...>', 'a text or a code')
    .addOption(format(['text', 'json'], 'text'))
    .action((words, flags) =>
      runCommand(flags, async (session) =>
        (await import('./explain.ts')).explainCommand(session, words.join(' '), flags),
      ),
    );
  add('serve', 'the HTTP routes on this machine, for a browser')
    .option('--port <port>', 'port on 127.0.0.1', '7071')
    .action((flags) =>
      runCommand(flags, async (session) => (await import('./serve.ts')).serveCommand(session, flags)),
    );
  return program;
}

/** One line for what the user can mend; a trace only for what is ours to mend. */
function tellFailure(error: unknown, terminal: Terminal): ExitCode {
  if (error instanceof CommanderError) return tellCommander(error, terminal);
  if (error instanceof SettingsError) {
    for (const problem of error.problems) terminal.tell(`mfa-digest: ${problem}`);
    return EXIT.usage;
  }
  if (error instanceof Error && isKnown(error)) {
    terminal.tell(`mfa-digest: ${error.message}`);
    if (error instanceof UsageError) return EXIT.usage;
    if (error instanceof DeliveryError) return EXIT.undelivered;
    return error instanceof SourceError && error.kind === 'refused' ? EXIT.refused : EXIT.incomplete;
  }
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
  terminal.tell(`mfa-digest: unexpected error, please report it\n${trace}`);
  return EXIT.unexpected;
}

function isKnown(error: Error): boolean {
  return error instanceof UsageError || error instanceof SourceError || error instanceof DeliveryError;
}

function tellCommander(error: CommanderError, terminal: Terminal): ExitCode {
  if (error.exitCode === 0) return EXIT.done;
  const message =
    error.message === '(outputHelp)' ? 'no command given' : error.message.replace(/^error: /, '');
  terminal.tell(`mfa-digest: ${message.replace(/\s*\n\s*/g, ' ')}; see mfa-digest --help`);
  return EXIT.usage;
}

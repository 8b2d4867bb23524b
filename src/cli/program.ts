/** Commands, flags and exit codes (contract §4). */
import { Command, CommanderError, Option } from 'commander';
import { UsageError } from '../errors.ts';
import { DIGEST_FORMATS, HISTORY_FORMATS, REPORT_FORMATS } from '../form-names.ts';
import { VERSION } from '../version.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { type CommonFlags, openSession, type Session } from './session.ts';
import { tellFailure } from './tell-failure.ts';
import type { Terminal } from './terminal.ts';

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
    return error instanceof CommanderError
      ? tellMisuse(error, args, program, terminal)
      : tellFailure(error, terminal);
  }
}

type RunCommand = (flags: CommonFlags, command: (session: Session) => Promise<ExitCode>) => Promise<void>;

function createProgram(terminal: Terminal, runWith: RunCommand): Command {
  const common = (command: Command): Command =>
    command
      .exitOverride()
      .configureOutput({ writeOut: (text) => void terminal.print(text).catch(() => {}), writeErr: () => {} })
      .option('--as-of <time>', 'take this as the present, e.g. 2026-11-24T08:00:00Z')
      .option('--env <file>', 'read settings from a file of NAME=value lines')
      .option('--quiet', 'no progress on stderr');
  const program = common(new Command('mfa-digest'))
    .description('Who could not get through multi-factor authentication, why, and what to do about it.')
    .version(VERSION);
  const add = (name: string, description: string) => common(program.command(name)).description(description);
  // The flags that stand everywhere may stand before the command too.
  const runCommand: RunCommand = (flags, command) =>
    runWith({ ...program.opts<CommonFlags>(), ...flags }, command);
  const format = (formats: readonly string[], standard: string) =>
    choice('format', 'form of the output', formats, standard);

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
    .option(
      '--threads <n>',
      'read large files on so many threads (default: one for each core, where that pays)',
    )
    .action((paths, flags) =>
      runCommand(flags, async (session) =>
        (await import('./report.ts')).reportCommand(session, paths, flags),
      ),
    );
  add('collect', 'reads what is due, or the days named')
    .addOption(TENANT)
    .option('--day <day>', 'this day')
    .option('--from <day>', 'first day of a range')
    .option('--to <day>', 'last day of a range')
    .option('--force', 'sealed days too')
    .option('--accept-fewer', 'take a reading with fewer sign-ins than are published')
    .action((flags) =>
      runCommand(flags, async (session) => (await import('./collect.ts')).collectCommand(session, flags)),
    );
  add('digest', 'a stored day as a digest; sends nothing')
    .addOption(TENANT)
    .option('--day <day>', 'a day, or latest', 'latest')
    .addOption(format(DIGEST_FORMATS, 'text'))
    .option('--out <file>', 'write to a file, whole or not at all')
    .action((flags) =>
      runCommand(flags, async (session) => (await import('./digest.ts')).digestCommand(session, flags)),
    );
  add('send', 'delivers a stored day through the configured channels, once')
    .addOption(TENANT)
    .option('--day <day>', 'a day, or latest', 'latest')
    .option('--to <address>', 'a test to this address alone, by mail; not recorded')
    .option('--again', 'repeats what went out already, marked as a repeat')
    .action((flags) =>
      runCommand(flags, async (session) => (await import('./send.ts')).sendCommand(session, flags)),
    );
  add('history', 'the figures of a range of days')
    .addOption(TENANT)
    .option('--from <day>', 'first day (default: 90 days)')
    .option('--to <day>', 'last day (default: yesterday)')
    .addOption(choice('detail', 'headlines, or every day in full', ['headline', 'full'], 'headline'))
    .addOption(format(HISTORY_FORMATS, 'text'))
    .option('--out <file>', 'write to a file, whole or not at all')
    .action((flags) =>
      runCommand(flags, async (session) => (await import('./history.ts')).historyCommand(session, flags)),
    );
  add('ack', 'takes a known issue out of the headline; lists what is acknowledged')
    .addOption(TENANT)
    .argument('[issue]', 'name of its reason, e.g. noResponse')
    .option('--until <day>', 'the last day it holds for (default: 14 days from today)')
    .option('--note <text>', 'why, for those who read the digest')
    .option('--withdraw', 'brings it back now')
    .action((issue, flags) =>
      runCommand(flags, async (session) => (await import('./ack.ts')).ackCommand(session, issue, flags)),
    );
  add('explain', 'what a status text, code or method means, and what to do')
    .argument('<text...>', 'a text or a code')
    .addOption(format(['text', 'json'], 'text'))
    .action((words, flags) =>
      runCommand(flags, async (session) =>
        (await import('./explain.ts')).explainCommand(session, words.join(' '), flags),
      ),
    );
  add('forget', 'removes a person from what is stored')
    .addOption(TENANT)
    .argument('<user>', 'object id or principal name')
    .option('--dry-run', 'only say what would be removed')
    .action((user, flags) =>
      runCommand(flags, async (session) => (await import('./forget.ts')).forgetCommand(session, user, flags)),
    );
  add('doctor', 'what is wrong with the installation, and what mends it; changes nothing')
    .addOption(TENANT)
    .addOption(format(['text', 'json'], 'text'))
    .action((flags) =>
      runCommand(flags, async (session) => (await import('./doctor.ts')).doctorCommand(session, flags)),
    );
  add('serve', 'the HTTP routes on this machine, for a browser')
    .option('--port <port>', 'port on 127.0.0.1', '7071')
    .action((flags) =>
      runCommand(flags, async (session) => (await import('./serve.ts')).serveCommand(session, flags)),
    );
  return program;
}

/** Of the commands that are about a tenant. */
const TENANT = new Option('--tenant <id>', 'which one, where TENANTS has several');

/** A flag that takes one of a few words. */
function choice(name: string, description: string, words: readonly string[], standard: string): Option {
  const flag = `--${name}`;
  return new Option(`${flag} <${name}>`, description)
    .choices(words)
    .default(standard)
    .argParser((given: string) => {
      if (words.includes(given)) return given;
      const message = `${flag}: expected ${words.join(', ')}; got ${JSON.stringify(given)}.`;
      throw new UsageError('badChoice', message, { field: flag });
    });
}

/** What commander finds wrong with the words of the command line, in one line. */
function tellMisuse(
  error: CommanderError,
  args: readonly string[],
  program: Command,
  terminal: Terminal,
): ExitCode {
  if (error.exitCode === 0) return EXIT.done;
  const commands = program.commands.map((command) => command.name());
  const command = args.find((arg) => commands.includes(arg));
  const said = error.message
    .replace(/^error: /, '')
    .replace('(outputHelp)', 'no command was given')
    .replace(/\s*\n\s*/g, ' ')
    .replace(/\.$/, '');
  const expected = command === undefined ? `expected one of ${commands.join(', ')}; ` : '';
  const help = command === undefined ? 'mfa-digest --help' : `mfa-digest ${command} --help`;
  terminal.tell(`mfa-digest: ${said}; ${expected}see ${help}.`);
  return EXIT.usage;
}

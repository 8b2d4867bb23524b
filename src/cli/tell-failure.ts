/** An error at the end of a command: what is said of it, and the exit code. */
import { DeliveryError, SettingsError, SourceError, UsageError } from '../errors.ts';
import { EXIT, type ExitCode } from './exit.ts';
import type { Terminal } from './terminal.ts';

/** One line for what the user can mend; a trace only for what is ours to mend. */
export function tellFailure(error: unknown, terminal: Pick<Terminal, 'tell'>): ExitCode {
  if (error instanceof SettingsError) {
    for (const problem of error.problems) terminal.tell(`mfa-digest: ${problem}`);
    return EXIT.usage;
  }
  const exit = exitOf(error);
  const told = error instanceof Error ? error : new Error(String(error));
  terminal.tell(
    exit === EXIT.unexpected
      ? `mfa-digest: unexpected error, please report it\n${told.stack ?? told.message}`
      : `mfa-digest: ${told.message}`,
  );
  return exit;
}

function exitOf(error: unknown): ExitCode {
  if (error instanceof UsageError) return EXIT.usage;
  if (error instanceof DeliveryError) return EXIT.undelivered;
  if (!(error instanceof SourceError)) return EXIT.unexpected;
  // A path in the settings that is not there: the source refuses, but the mistake is in what was asked.
  if (error.cause instanceof UsageError) return EXIT.usage;
  return error.kind === 'refused' ? EXIT.refused : EXIT.incomplete;
}

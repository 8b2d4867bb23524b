/** What a command needs of the process: streams, environment, clock. Results on stdout, all else on stderr. */
import { writeWhole } from '../write-whole.ts';
import { cannotWrite } from './cannot-write.ts';

export type Terminal = {
  /** The program that runs, for other threads to start from. */
  readonly program: URL;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly stdin: AsyncIterable<Uint8Array>;
  readonly now: () => number;
  /** Writes to standard output, waiting where the reader is slow; false once nobody reads any more. */
  readonly print: (content: string | Uint8Array) => Promise<boolean>;
  /** One line for people, on stderr. */
  readonly tell: (line: string) => void;
  /** A line that replaces the one before it, where stderr is a terminal; nothing elsewhere. */
  readonly progress: (line: string) => void;
  /** Called once when the user interrupts (Ctrl-C), and when asked to end. */
  readonly onInterrupt: (stop: () => void) => void;
};

export function createTerminal(process: NodeJS.Process, program: URL): Terminal {
  let gone = false;
  let progressShown = false;
  // Each writing is told of its own failure; without a listener the process would end here.
  process.stdout.on('error', () => {});
  process.stderr.on('error', () => {});
  const endProgress = () => {
    if (progressShown) process.stderr.write('\r\u001b[K');
    progressShown = false;
  };
  return {
    program,
    environment: process.env,
    stdin: process.stdin,
    now: Date.now,
    async print(content) {
      if (gone) return false;
      endProgress();
      const failure = await new Promise<NodeJS.ErrnoException | null | undefined>((resolve) => {
        process.stdout.write(content, resolve);
      });
      if (failure) gone = true;
      // `| head` closes the pipe when it has seen enough; that is no failure of ours.
      if (failure && failure.code !== 'EPIPE')
        throw cannotWrite('output', 'standard output', failure, 'make room, or write elsewhere');
      return !gone;
    },
    tell(line) {
      endProgress();
      process.stderr.write(`${line}\n`);
    },
    progress(line) {
      if (!process.stderr.isTTY) return;
      process.stderr.write(`\r\u001b[K${line}`);
      progressShown = true;
    },
    onInterrupt(stop) {
      process.once('SIGINT', stop);
      process.once('SIGTERM', stop);
    },
  };
}

/** To a file whole or not at all, else to standard output. */
export async function writeOutput(
  terminal: Terminal,
  out: string | undefined,
  content: string | Uint8Array,
): Promise<void> {
  if (out === undefined || out === '-') {
    await terminal.print(content);
    return;
  }
  terminal.progress('');
  try {
    await writeWhole(out, content);
  } catch (error) {
    throw cannotWrite('--out', out, error, 'name a file in a folder that exists');
  }
}

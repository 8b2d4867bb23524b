/**
 * Lines that are one sign-in each, read by their bytes. `readSignIn` reads every part that was not met
 * before, and every record that is odd. Without this file, line-counter.ts, `src/scan/` and their imports
 * in the archive all is read as before, only slower.
 */
import { isLogTime } from '../core/day.ts';
import { type ReadRecord, readingTime, type SignIn } from '../core/sign-in.ts';
import { createScanner, type LinesAhead, type Scanner } from '../scan/scanner.ts';
import { readSignIn } from './read-sign-in.ts';
import { type Parts, SIGN_IN_PLAN, type Slot } from './sign-in-plan.ts';

export type LineReader = {
  /** Where lines must be put. */
  readonly window: Buffer;
  /**
   * Takes whole lines between two places of the window, as long as it knows them for one record each;
   * `take` is told of those that were read. Returns where the first line starts that was not taken.
   * `ahead`: lines of another thread; then the places are in their window.
   */
  readonly takeLines: (
    from: number,
    to: number,
    take: (record: ReadRecord) => void,
    ahead?: LinesAhead,
  ) => number;
};

/** Reads each line as a sign-in; `undefined` where this is not possible here. */
export function createLineReader(): LineReader | undefined {
  const same = <Value>(value: Value) => value;
  const scanner = createScanner<Parts, Parts, Slot>(SIGN_IN_PLAN, {
    user: same,
    app: same,
    context: same,
    evidence: same,
    client: same,
    agent: same,
    details: same,
  });
  return (
    scanner &&
    lineReader(scanner, (row, take) => {
      const record = toSignIn(scanner, row);
      if (record !== undefined) take(record);
      return record !== undefined;
    })
  );
}

/** `takeRow`: takes a row, or says that it is none of its. */
export function lineReader<Kept>(
  scanner: Scanner<Kept, Slot>,
  takeRow: (row: number, take: (record: ReadRecord) => void) => boolean,
): LineReader {
  const { behind, from: start, rows, scan, window } = scanner;
  return {
    window,
    takeLines(from, to, take, ahead) {
      const bytes = ahead?.window ?? window;
      let at = from;
      for (;;) {
        const next = scan(at, to, ahead);
        const count = rows();
        for (let row = 0; row < count; row += 1)
          if (!takeRow(row, take))
            take(readSignIn(JSON.parse(bytes.toString('utf8', start(row), behind(row)))));
        if (next === at) return at;
        at = next;
      }
    },
  };
}

function toSignIn({ parts, slots }: Scanner<Parts, Slot>, row: number): SignIn | undefined {
  const at = { ms: slots.time.ms(row), ns: slots.time.ns(row) };
  if (!isLogTime(at.ms)) return undefined;
  const user = parts.user(row);
  const app = parts.app(row);
  const context = parts.context(row);
  const evidence = parts.evidence(row);
  const client = parts.client(row);
  const agent = parts.agent(row);
  const details = parts.details(row);
  if (!user || !app || !context || !evidence || !client || !agent || !details) return undefined;
  return {
    kind: 'signIn',
    scope: context.scope,
    id: slots.id.text(row),
    at,
    createdDateTime: slots.time.text(row),
    readAt: writtenAt(slots.written, row),
    userId: user.userId,
    userPrincipalName: user.userPrincipalName,
    userDisplayName: user.userDisplayName,
    correlation: slots.correlation.text(row),
    appId: app.appId,
    appName: app.appName,
    country: context.country,
    operatingSystem: context.operatingSystem,
    clientApp: context.clientApp,
    userType: context.userType,
    requiredBy: context.requiredBy,
    evidence: client.canPrompt && agent.canPrompt ? evidence.prompted : evidence.promptless,
    stepDetails: details.stepDetails,
    mfaDetail: details.mfaDetail,
  };
}

/** When the row's copy was written: `readingTime`; 0 where it does not tell. */
export function writtenAt(written: Scanner<Parts, Slot>['slots']['written'], row: number): number {
  return written.isThere(row) ? readingTime({ ms: written.ms(row), ns: written.ns(row) }) : 0;
}

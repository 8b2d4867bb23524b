/** What the checks look at. What several of them need is asked for once. */
import type { App } from '../app.ts';
import type { Clock, SourceState } from '../core/ports.ts';
import { graphTokensBy, type Token } from '../credential.ts';
import type { Pulse } from '../health.ts';
import { pulse } from '../health.ts';
import type { Environment } from '../settings.ts';
import { sourceTokens } from '../sources/source-tokens.ts';

export type Context = {
  readonly app: App;
  readonly environment: Environment;
  /** Time of this machine, whatever counts as the present. */
  readonly passing: Clock;
  /** What the gate of the routes tells one who is not signed in: a code; `undefined`: it lets everybody in. */
  readonly stranger: string | undefined;
  /** Of Microsoft Graph; `undefined` where none is sent. @throws SourceError */
  readonly token: () => Promise<Token | undefined>;
  /** `undefined` where there is nothing to ask. @throws SourceError */
  readonly source: () => Promise<SourceState | undefined>;
  /** The same that health is made of. */
  readonly pulse: () => Promise<Pulse>;
  /** What the source was heard to answer before it was asked again: status and code. */
  readonly heard: readonly string[];
};

export function createContext(
  given: Pick<Context, 'app' | 'environment' | 'passing' | 'stranger' | 'heard'>,
): Context {
  const { app } = given;
  const tokens = app.settings.source === 'graph' ? sourceTokens(app.settings) : graphTokensBy(app.settings);
  return {
    ...given,
    token: once(async () => await tokens?.({ renew: false, claims: undefined, signal: undefined })),
    source: once(async () => await app.source.check?.()),
    pulse: once(() => pulse(app)),
  };
}

/** Whether Microsoft Graph is spoken to at all. */
export function usesGraph({ settings }: App): boolean {
  return settings.source === 'graph' || settings.channels.includes('graph-mail');
}

function once<Value>(ask: () => Promise<Value>): () => Promise<Value> {
  let asked: Promise<Value> | undefined;
  return () => {
    asked ??= ask();
    return asked;
  };
}

/** Reads a loopback Graph of 25 invented sign-ins, three pages of ten, as the job would. */
import type { Batch, Source, TimeLeft, Window } from '../../src/core/ports.ts';
import { type GraphOptions, openGraph } from '../../src/sources/graph.ts';
import type { FakeTime } from '../fake-time.ts';
import { type Fault, inventedSignIns } from '../loopback-graph.ts';

export const DAY: Window = {
  from: Date.parse('2026-11-22T00:00:00Z'),
  to: Date.parse('2026-11-23T00:00:00Z'),
};
export const START = '2026-11-23T03:00:00Z';
/** Must never be seen but in a header to the configured host. */
export const TOKEN = 'canary-token-7f3a';

/** An hour less a bit apart. */
export const SIGN_INS = inventedSignIns({ count: 25, from: '2026-11-22T00:00:00Z', everyMs: 3_500_000 });
export const IDS = SIGN_INS.map((signIn) => signIn.id);

/** On fake time, without a credential, chance always in the middle. */
export function openOn(endpoint: string, time: FakeTime, options: Partial<GraphOptions> = {}): Source {
  return openGraph({
    endpoint,
    credential: undefined,
    tenantId: 'tenant-of-contoso',
    ...time,
    random: () => 0.5,
    ...options,
  });
}

export type From = { readonly cursor?: string | undefined; readonly timeLeft?: TimeLeft | undefined };

export async function readAll(source: Source, from: From = {}): Promise<Batch[]> {
  const { batches, error } = await readUntilError(source, from);
  if (error !== undefined) throw error;
  return batches;
}

/** What could be read before the reading failed, and how it failed. */
export async function readUntilError(
  source: Source,
  { cursor, timeLeft }: From = {},
): Promise<{ batches: Batch[]; error: unknown }> {
  const batches: Batch[] = [];
  try {
    for await (const batch of source.read(DAY, cursor, timeLeft)) batches.push(batch);
  } catch (error) {
    return { batches, error };
  }
  return { batches, error: undefined };
}

export function idsOf(batches: readonly Batch[]): (string | undefined)[] {
  return batches.flatMap((batch) => batch.records.map((record) => record.id));
}

/** As the union of facts does: a repeat adds nothing. */
export function distinct(...readings: (readonly Batch[])[]): (string | undefined)[] {
  return [...new Set(idsOf(readings.flat()))].toSorted((a, b) => (a ?? '').localeCompare(b ?? ''));
}

export function times(n: number, fault: Fault): Fault[] {
  return Array.from({ length: n }, () => fault);
}

/** An error and what caused it, as a log might write them. */
export function allOf(error: unknown): string {
  return error instanceof Error
    ? `${error.stack} ${JSON.stringify(error)} ${allOf(error.cause)}`
    : (JSON.stringify(error) ?? '');
}

import type { Sent } from '../src/core/ports.ts';

/** The delivery row of a daily mail that went out at its first try and told of no day; a test writes what it is about. */
export function buildSent(given: Partial<Sent> = {}): Sent {
  return {
    day: '2026-06-15',
    kind: 'daily',
    channel: 'smtp',
    status: 'sent',
    at: '2026-06-16T05:30:00Z',
    revision: 1,
    state: 'open',
    tries: 1,
    repeat: false,
    told: [],
    wentOut: undefined,
    etag: undefined,
    ...given,
  };
}

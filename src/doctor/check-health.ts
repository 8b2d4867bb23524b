import { counted } from '../core/format.ts';
import type { Pulse } from '../health.ts';
import type { Context } from './context.ts';
import { fail, type Line, ok, warn } from './line.ts';

/** What health is made of, one line each: so the two agree, whatever is stored. */
export const HEALTH_CHECKS = {
  collected: ({ lastCollected, silent }) =>
    silent.collecting.length === 0
      ? [ok(`A day was last published at ${lastCollected}.`)]
      : silent.collecting.map((reason) =>
          fail(
            'incomplete',
            reason,
            lastCollected === null
              ? 'Wait for the next tick (COLLECT_SCHEDULE), or run it now: mfa-digest collect'
              : 'mfa-digest collect reads what is due now and says what stops it; why no tick did: docs/operations.md, "Alerts".',
          ),
        ),
  due: ({ daysDue }) => [
    ok(
      daysDue === 0
        ? 'No day is due.'
        : `${counted(daysDue, 'day')} can be read now, and the next ticks do so.`,
    ),
  ],
  days: ({ troubles }) =>
    troubles.length === 0
      ? [ok('No day is in trouble.')]
      : troubles.map((trouble) =>
          warn(
            trouble,
            'Most heal by themselves (docs/operations.md, "What a state means"). To read one now: mfa-digest collect --day <day>',
          ),
        ),
  sent: ({ lastSent, silent }) =>
    silent.sending.length === 0
      ? [
          ok(
            lastSent === null
              ? 'No digest was sent yet, and none should have been.'
              : `A digest was last sent at ${lastSent}.`,
          ),
        ]
      : silent.sending.map((reason) =>
          fail('incomplete', reason, 'mfa-digest send delivers the newest day now and says what stops it.'),
        ),
} as const satisfies Record<string, (pulse: Pulse) => readonly Line[]>;

export function checkHealth(
  name: keyof typeof HEALTH_CHECKS,
): (context: Context) => Promise<readonly Line[]> {
  return async ({ pulse }) => HEALTH_CHECKS[name](await pulse());
}

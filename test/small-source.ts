import type { Source } from '../src/core/ports.ts';
import type { SignIn } from '../src/core/sign-in.ts';
import { SourceError } from '../src/errors.ts';
import { buildSignIn, guid, step } from './build-sign-in.ts';

/** A source whose few records a test sees and changes; one record a batch, all invented, tenant Contoso. */
export type SmallSource = Source & {
  readonly signIns: SignIn[];
  /** Days of which it shows one record, and then does not answer any more. */
  readonly cut: Set<string>;
};

export function openSmallSource({ retentionDays = 30 } = {}): SmallSource {
  const signIns: SignIn[] = [];
  const cut = new Set<string>();
  return {
    name: 'small',
    retentionDays,
    signIns,
    cut,
    async *read({ from, to }, cursor) {
      const within = signIns.filter(({ at }) => at.ms >= from && at.ms < to);
      for (let next = Number(cursor ?? 0); next < within.length; next += 1) {
        const record = within[next];
        if (record === undefined) return;
        const isCut = cut.has(record.createdDateTime.slice(0, 10));
        if (isCut && next > 0) throw new SourceError('unavailable', 'The small source does not answer.');
        yield { records: [record], cursor: String(next + 1), readTo: record.at.ms };
      }
    },
  };
}

/** A day's sign-ins, one a minute from nine on: so many users complete MFA, then so many decline it. */
export function smallDay(
  day: string,
  users: { readonly completed: number; readonly denied: number },
): SignIn[] {
  return Array.from({ length: users.completed + users.denied }, (_, n) =>
    smallSignIn(`${day}T09:${String(n).padStart(2, '0')}:00Z`, n, n < users.completed),
  );
}

/** The nth user's; the id is that of user and day, so a day has one of each user. */
export function smallSignIn(at: string, n: number, completed: boolean): SignIn {
  const text = completed ? 'MFA successfully completed' : 'MFA denied; user declined the authentication';
  return buildSignIn({
    at,
    id: guid(Number(at.slice(0, 10).replaceAll('-', '')), n),
    userId: guid(1, n),
    userPrincipalName: `user${n}@contoso.example`,
    code: completed ? 0 : 500121,
    text,
    steps: [step('Mobile app notification', text, completed)],
  });
}

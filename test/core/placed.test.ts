/** Which rows are left out on purpose. All records are invented. */
import { expect, it } from 'vitest';
import { viewFacts } from '../../src/core/facts/facts-view.ts';
import { createFacts } from '../../src/core/facts.ts';
import { excluded } from '../../src/core/placed.ts';
import { buildSignIn, guid } from '../build-sign-in.ts';

it('whether a user is left out is looked up once, and of the rows in question alone', () => {
  const facts = createFacts();
  for (let n = 0; n < 6; n += 1)
    facts.add(
      buildSignIn({
        at: '2026-03-10T08:00:00Z',
        id: guid(1, n),
        userId: guid(2, n % 3),
        userPrincipalName: `user${n % 3}@contoso.example`,
      }),
    );
  const view = viewFacts(facts.share());
  const asked: number[] = [];
  const at = (number: number) => {
    asked.push(number);
    return view.users.at(number);
  };
  const isExcluded = excluded(
    { ...view, users: { ...view.users, at } },
    { users: new Set(['user1@contoso.example']), apps: new Set() },
  );
  expect([0, 1, 3, 4].map(isExcluded)).toEqual([false, true, false, true]);
  expect(asked).toEqual([0, 1]);
});

import { expect, it } from 'vitest';
import { peopleShown } from '../../src/core/people-shown.ts';
import type { Person, Privacy } from '../../src/core/report.ts';

const PERSON: Person = {
  user: 'megan.bowen@contoso.example',
  id: '11111111-2222-4333-8444-555555555555',
  unable: true,
  findings: ['promptBurst'],
  admin: false,
  prompts: 12,
  attempts: 3,
  completed: 0,
  reason: 'declined',
  method: 'push',
  detail: '+X XXXXXXXX51',
  app: 'Contoso Portal',
  lastAt: '2026-11-23T10:00:00Z',
};

it.each<[privacy: Privacy, shown: readonly Person[]]>([
  ['named', [PERSON]],
  ['masked', [{ ...PERSON, user: 'm…n@contoso.example' }]],
  ['aggregate', []],
])('%s', (privacy, shown) => {
  expect(peopleShown([PERSON], privacy)).toEqual(shown);
});

it.each<[what: string, stored: Partial<Person>, shown: Partial<Person>]>([
  ['a name in the place of the object id', { id: 'CONTOSO\\megan.bowen' }, { id: null }],
  ['an address there', { id: 'megan.bowen@contoso.example' }, { id: null }],
  ['a device that bears the name', { detail: 'MEGAN-PC' }, { detail: 'device' }],
  ['a number that was kept whole', { detail: 'tel:+491701234567' }, { detail: 'tel:+XXXXXXXXXX67' }],
])('masked shows nothing of %s', (_, stored, shown) => {
  expect(peopleShown([{ ...PERSON, ...stored }], 'masked')).toEqual([
    { ...PERSON, user: 'm…n@contoso.example', ...shown },
  ]);
});

it('what was masked once stays as it is', () => {
  const masked = peopleShown([PERSON], 'masked');
  expect(peopleShown(masked, 'masked')).toEqual(masked);
  expect(peopleShown(masked, 'named')).toEqual(masked);
});

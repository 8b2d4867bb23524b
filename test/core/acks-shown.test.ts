import { expect, it } from 'vitest';
import { acksShown } from '../../src/core/acks-shown.ts';
import type { Ack } from '../../src/core/ports.ts';

const ACK: Ack = { reason: 'noResponse', until: '2026-11-30', by: 'helpdesk', note: 'asked by a colleague' };

it('an acknowledgement names nobody where PRIVACY is aggregate, and says until when all the same', () => {
  expect(acksShown([ACK], 'aggregate')).toEqual([{ ...ACK, by: '', note: '' }]);
});

it.each(['masked', 'named'] as const)('it is told in full where PRIVACY is %s', (privacy) => {
  expect(acksShown([ACK], privacy)).toEqual([ACK]);
});

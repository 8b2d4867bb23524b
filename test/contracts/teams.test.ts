/** The card in Teams: what is posted to the workflow, and what its answers mean. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTeams } from '../../src/channels/teams.ts';
import type { Channel, Message } from '../../src/core/ports.ts';
import { DeliveryError } from '../../src/errors.ts';
import { buildMessage } from '../build-message.ts';
import { fakeTime } from '../fake-time.ts';
import type { Fault } from '../loopback-graph/faults.ts';
import { type LoopbackHook, startLoopbackHook } from '../loopback-hook.ts';

const SECRET = '/workflows/canary-path/triggers/manual/paths/invoke?sig=canary-signature';

let workflow: LoopbackHook;
beforeEach(async () => {
  workflow = await startLoopbackHook();
});
afterEach(() => workflow.close());

function open(limitMs?: number): Channel {
  const { clock } = fakeTime('2026-11-24T07:30:00Z');
  return openTeams({ url: `${workflow.origin}${SECRET}`, clock, limitMs });
}

async function refusalOf(
  channel: Channel,
  message: Message = buildMessage(),
): Promise<DeliveryError | undefined> {
  try {
    await channel.send(message);
    return undefined;
  } catch (error) {
    if (error instanceof DeliveryError) return error;
    throw error;
  }
}

it('gets the card in the envelope of a message, below what Teams takes', async () => {
  const message = buildMessage();
  expect(await refusalOf(open(), message)).toBeUndefined();
  expect(workflow.posts).toHaveLength(1);
  const { method, path, headers, body } = workflow.posts[0] ?? expect.fail('no request');
  expect([method, path, headers['content-type']]).toEqual(['POST', SECRET, 'application/json']);
  expect(Buffer.byteLength(body)).toBeLessThan(24 * 1024);
  expect(JSON.parse(body)).toEqual({
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        contentUrl: null,
        content: JSON.parse(message.card()),
      },
    ],
  });
});

it('counts bytes, not characters: a card that is too large is not sent', async () => {
  const card = () => JSON.stringify({ type: 'AdaptiveCard', body: '漢'.repeat(10_000) });
  const refusal = await refusalOf(open(), { ...buildMessage(), card });
  expect(refusal).toMatchObject({ kind: 'refused', message: expect.stringContaining('28000') });
  expect(workflow.posts).toEqual([]);
});

describe('F29 what the workflow answers', () => {
  it.each([200, 202])('%i: it is taken', async (status) => {
    workflow.answer([{ status, body: '' }]);
    expect(await refusalOf(open())).toBeUndefined();
  });

  it.each<[what: string, fault: Fault, kind: DeliveryError['kind'], told: string]>([
    ['400', { status: 400 }, 'refused', 'still exists'],
    ['401', { status: 401 }, 'refused', 'anyone may trigger it'],
    ['404', { status: 404 }, 'refused', 'still exists'],
    ['429', { status: 429, headers: { 'Retry-After': '7' } }, 'refused', 'A later run'],
    ['500', { status: 500 }, 'refused', 'A later run'],
    ['504', { status: 504 }, 'unknown', 'not known'],
    ['204', { status: 204 }, 'unknown', 'not known'],
    ['301', { status: 301, headers: { Location: 'http://127.0.0.1:9/' } }, 'refused', 'not followed'],
    ['a reset', { reset: true }, 'unknown', 'not known'],
    ['silence', { stall: true }, 'unknown', 'in time'],
  ])('%s', async (_, fault, kind, told) => {
    workflow.answer([{ body: 'canary-body', ...fault }]);
    const refusal = await refusalOf(open(500));
    expect(refusal).toMatchObject({ kind, channel: 'teams', message: expect.stringContaining(told) });
    expect(workflow.posts).toHaveLength(1);
    const all = `${refusal?.message}${refusal?.stack}${JSON.stringify(refusal)}${String(refusal?.cause)}`;
    expect(all).not.toContain('canary');
  });
});

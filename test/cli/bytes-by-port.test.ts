/** Bytes that go from one thread to another, as they were; all are invented. */
import { MessageChannel } from 'node:worker_threads';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { receiveBytesByPort, sendBytesByPort } from '../../src/cli/bytes-by-port.ts';

const NEVER = new Promise<never>(() => {});
const MIB = 1024 * 1024;

async function* each(chunks: readonly Uint8Array[]): AsyncIterable<Uint8Array> {
  yield* chunks;
}

async function received(chunks: readonly Uint8Array[]): Promise<Buffer> {
  const { port1, port2 } = new MessageChannel();
  const sending = sendBytesByPort(port2, each(chunks));
  const parts: Buffer[] = [];
  for await (const chunk of receiveBytesByPort(port1, NEVER)) parts.push(Buffer.from(chunk));
  await sending;
  return Buffer.concat(parts);
}

it('arrive as they were sent, however they are cut', async () => {
  const size = fc.oneof(fc.nat(5), fc.constantFrom(MIB - 1, MIB, MIB + 1, 7 * MIB));
  await fc.assert(
    fc.asyncProperty(fc.array(size, { maxLength: 8 }), async (sizes) => {
      const chunks = sizes.map((length, nth) => new Uint8Array(length).fill(nth + 1));
      expect((await received(chunks)).equals(Buffer.concat(chunks))).toBe(true);
    }),
    { numRuns: 30 },
  );
});

it('whoever stops reading lets the sender go, and what it read from', async () => {
  const { port1, port2 } = new MessageChannel();
  let isLeft = false;
  async function* endless() {
    try {
      for (;;) yield new Uint8Array(MIB);
    } finally {
      isLeft = true;
    }
  }
  const sending = sendBytesByPort(port2, endless());
  for await (const chunk of receiveBytesByPort(port1, NEVER)) {
    expect(chunk).toHaveLength(MIB);
    break;
  }
  await sending;
  expect(isLeft).toBe(true);
});

it('a sender that fails is told to the reader, behind what came before', async () => {
  const { port1, port2 } = new MessageChannel();
  async function* failing() {
    yield new Uint8Array(2);
    throw new Error('The disk failed.');
  }
  const failed = sendBytesByPort(port2, failing());
  const lengths: number[] = [];
  const reading = async () => {
    for await (const chunk of receiveBytesByPort(port1, failed)) lengths.push(chunk.length);
  };
  await expect(reading()).rejects.toThrow('The disk failed.');
});

import { describe, expect, it } from 'vitest';
import { fromEntity, HEADER_SELECT, toEntity, toHeader } from '../../src/store/chunk-entity.ts';
import { chunk, headerOf, storedChunk } from './builders.ts';

describe('the row of a chunk', () => {
  it.each([
    ['an ordinary chunk', storedChunk()],
    ['a first chunk without a cursor', storedChunk({ cursor: undefined, facts: chunk({ rows: 0 }) })],
    ['a last chunk', storedChunk({ done: true, cursor: '' })],
    ['a chunk of several columns', storedChunk({ facts: chunk({ rows: 5000, users: 900, evidences: 60 }) })],
  ])('gives back %s', (_, stored) => {
    expect(fromEntity('2026-06-15', toEntity('contoso', '2026-06-15', stored))).toStrictEqual(stored);
  });

  it('gives its header from the header columns alone', () => {
    const stored = storedChunk();
    const entity = toEntity('contoso', '2026-06-15', stored);
    const columns: readonly string[] = HEADER_SELECT;
    const selected = Object.fromEntries(Object.entries(entity).filter(([name]) => columns.includes(name)));
    expect(toHeader('2026-06-15', selected)).toStrictEqual(headerOf(stored));
  });

  it('holds 20,000 sign-ins of 5,000 users where correlations repeat', () => {
    const facts = chunk({ rows: 20_000, users: 5000, evidences: 60 });
    expect(() => toEntity('contoso', '2026-06-15', storedChunk({ facts }))).not.toThrow();
  });

  it('that is too large is refused with its size and the limit', () => {
    const facts = chunk({ rows: 20_000, users: 20_000, evidences: 60 });
    expect(() => toEntity('contoso', '2026-06-15', storedChunk({ facts }))).toThrow(
      /^Chunk 0 of pass 1 of 2026-06-15 \(20000 sign-ins of 20000 users\) is too large.*1048576/,
    );
  });

  it('that is damaged says which one it is and what to do', () => {
    const entity = { ...toEntity('contoso', '2026-06-15', storedChunk()), facts: new Uint8Array(20) };
    expect(() => fromEntity('2026-06-15', entity)).toThrow(
      /Chunk 0 of pass 1 of 2026-06-15.*damaged.*Collect the day again/,
    );
  });
});

import { describe, expect, it } from 'vitest';
import { SettingsError } from '../../src/errors.ts';
import { fromEntity, HEADER_SELECT, toEntity, toHeader } from '../../src/store/chunk-entity.ts';
import { DamagedRow } from '../../src/store/damaged-row.ts';
import { fitting } from '../../src/store/row.ts';
import { headerOf, storedChunk } from './builders.ts';
import { chunk } from './facts-builder.ts';

describe('the row of a chunk', () => {
  it.each([
    ['an ordinary chunk', storedChunk()],
    ['a first chunk without a cursor', storedChunk({ cursor: undefined, facts: chunk({ rows: 0 }) })],
    ['a last chunk', storedChunk({ done: true, cursor: '' })],
    ['a chunk of another source', storedChunk({ readTo: 1_781_600_000_123, source: 'graph v1.0' })],
    ['a chunk whose zone was not kept', storedChunk({ zone: undefined })],
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
    const entity = toEntity('contoso', '2026-06-15', storedChunk({ facts }));
    expect(() => fitting(entity, 'Storing it')).not.toThrow();
  });

  const written = toEntity('contoso', '2026-06-15', storedChunk());
  it.each([
    [
      'of a newer schema',
      { ...written, schema: 2 },
      SettingsError,
      /^TABLES: A chunk of 2026-06-15 .*schema 2/,
    ],
    ['of no schema', { ...written, schema: null }, DamagedRow, /column schema should hold a whole number/],
    [
      'without its start',
      { ...written, startedAt: undefined },
      DamagedRow,
      /column startedAt .*holds nothing/,
    ],
    [
      'that started at no time',
      { ...written, startedAt: 'then' },
      DamagedRow,
      /startedAt .*a time, holds "then"/,
    ],
    ['that is half done', { ...written, done: 'half' }, DamagedRow, /done should hold true or false/],
    [
      'without facts',
      { ...written, facts: undefined },
      DamagedRow,
      /^Chunk 0 of pass 1 of 2026-06-15 .*facts/,
    ],
    ['of other bytes', { ...written, facts: new Uint8Array(20) }, DamagedRow, /^Chunk 0 of pass 1.*damaged/],
  ])('F27 %s is refused by name', (_, row, kind, message) => {
    expect(() => fromEntity('2026-06-15', row)).toThrow(kind);
    expect(() => fromEntity('2026-06-15', row)).toThrow(message);
  });
});

import { describe, expect, it } from 'vitest';
import { passesOf } from '../../src/core/passes.ts';
import { headerOf, storedChunk } from '../store/builders.ts';

/**
 * `2.3` is chunk 3 of pass 2; `!` marks the last chunk of a reading that came to its end, `~` one of a
 * reading that began earlier under the same number.
 */
function told(...chunks: readonly string[]): string[] {
  const headers = chunks.map((text) => {
    const [pass = 0, chunk = 0] = text.split(/[.~!]/).map(Number);
    const startedAt = Date.parse(text.includes('~') ? '2026-06-16T03:00:00Z' : '2026-06-16T03:35:00Z');
    return headerOf(storedChunk({ pass, chunk, startedAt, done: text.endsWith('!') }));
  });
  return passesOf(headers).map(
    ({ number, isWhole, isBroken }) => `${number}${isWhole ? ' whole' : ''}${isBroken ? ' broken' : ''}`,
  );
}

describe('the readings of a day, from its chunks', () => {
  it.each<[what: string, chunks: string[], passes: string[]]>([
    ['none', [], []],
    ['one that goes on', ['1.0', '1.1'], ['1']],
    ['one that came to its end', ['1.0', '1.1!'], ['1 whole']],
    ['two, the second going on', ['1.0', '1.1!', '2.0'], ['1 whole', '2']],
    ['one whose first chunks were removed', ['1.4', '1.5!'], ['1 broken']],
    ['one with a hole', ['1.0', '1.2!', '2.0!'], ['1 broken', '2 whole']],
    ['one that was removed as a whole', ['2.0', '2.1!'], ['2 whole']],
    [
      'F23 one that a sleeper ended whose chunks were removed meanwhile',
      ['1.0', '1.1', '1.2~!'],
      ['1 broken'],
    ],
    ['F23 one that a sleeper wrote into and left', ['1.0', '1.1~', '1.2!', '2.0!'], ['1 broken', '2 whole']],
    ['F23 one of which a sleeper wrote the rest', ['1.0', '1.1~', '1.2~!'], ['1 broken']],
  ])('%s', (_, chunks, passes) => {
    expect(told(...chunks)).toEqual(passes);
  });
});

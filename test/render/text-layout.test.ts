import { describe, expect, it } from 'vitest';
import { columns, shorten, term, WIDTH, wrap } from '../../src/render/text-layout.ts';

describe('lines of text', () => {
  it.each([
    ['letters take one column', 'abcdef', 4, 'abc…'],
    ['wide letters take two', '東京都庁', 6, '東京…'],
    ['a mark over a letter takes none', 'e\u0301e\u0301e\u0301', 3, 'e\u0301e\u0301e\u0301'],
  ])('%s', (_, text, room, line) => {
    expect(shorten(text, room)).toBe(line);
  });

  it('wrap a word of wide letters by the columns that it takes', () => {
    expect(wrap('東'.repeat(5), 2, 8)).toBe('  東東東\n  東東');
  });

  it('keep numbers in their column behind a wide name', () => {
    const [wide, plain] = [columns('東京', ['1'], [8]), columns('Tokyo', ['1'], [8])];
    expect(wide).toHaveLength(plain.length - 2);
    expect(plain).toHaveLength(WIDTH);
  });

  it('set a term above its text where it does not fit beside it', () => {
    expect(term('Left out', 'nothing', 12)).toBe('Left out    nothing');
    expect(term('Number mismatch', 'ask', 12)).toBe('Number mismatch\n            ask');
  });
});

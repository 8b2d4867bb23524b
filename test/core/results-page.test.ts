import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { resultsPage } from '../../scripts/results-page.ts';
import { CODES } from '../../src/core/codes.ts';
import { METHOD_NAMES } from '../../src/core/methods.ts';
import { REASON_NAMES } from '../../src/core/reasons.ts';
import { RESULTS } from '../../src/core/results.ts';

describe('docs/results.md', () => {
  it('is what the tables say (else run: npm run pages)', () => {
    const committed = readFileSync(new URL('../../docs/results.md', import.meta.url), 'utf8');
    expect(committed.replaceAll('\r\n', '\n')).toBe(resultsPage());
  });

  it('holds every status row, reason, code and method', () => {
    const page = resultsPage();
    for (const name of [...REASON_NAMES, ...METHOD_NAMES]) expect(page).toContain(`(\`${name}\`)`);
    for (const { code } of CODES) expect(page).toMatch(new RegExp(`^\\| ${code}(?:<br>\\w+)? \\|`, 'mu'));
    for (const { texts } of RESULTS) expect(page).toContain(`"${texts.at(-1)}"`);
  });

  it('is made of tables whose rows have as many cells as their head', () => {
    for (const block of resultsPage().split('\n\n')) {
      const widths = block
        .split('\n')
        .filter((line) => line.startsWith('|'))
        .map((line) => line.split(/(?<!\\)\|/u).length);
      expect(new Set(widths).size).toBeLessThanOrEqual(1);
    }
  });
});

/** What people receive, as files. `UPDATE_GOLDEN=1` writes them anew (test/golden/README.md). */
import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { renderCsv } from '../../src/render/render-csv.ts';
import { renderHistoryHtml, renderHistoryText } from '../../src/render/render-history.ts';
import { renderHtml } from '../../src/render/render-html.ts';
import { renderText } from '../../src/render/render-text.ts';
import { SAMPLE_NAMES, SAMPLE_REPORTS, sampleDigest, sampleHistory } from './sample-pages.ts';

const files: [file: string, render: () => string][] = [
  ...SAMPLE_NAMES.flatMap((name): [string, () => string][] => [
    [`${name}.html`, () => renderHtml(sampleDigest(name))],
    [`${name}.txt`, () => renderText(sampleDigest(name))],
    [`${name}.csv`, () => renderCsv(SAMPLE_REPORTS[name])],
  ]),
  ['history.html', () => renderHistoryHtml(sampleHistory())],
  ['history.txt', () => renderHistoryText(sampleHistory())],
];

it.each(files)('%s is what a reader was last shown', (file, render) => {
  const golden = new URL(`../golden/${file}`, import.meta.url);
  const rendered = render();
  if (process.env.UPDATE_GOLDEN === '1') writeFileSync(golden, rendered);
  expect(rendered).toBe(readFileSync(golden, 'utf8'));
});

/** The largest day there can be, as far as a digest can be made large: 10,000 pairs of a reason and an application, names of 256 letters. */
import { describe, expect, it } from 'vitest';
import { AUDIENCES } from '../../src/core/audiences.ts';
import { composeDigest } from '../../src/core/digest.ts';
import type { Privacy } from '../../src/core/report.ts';
import { renderCard } from '../../src/render/render-card.ts';
import { renderHtml } from '../../src/render/render-html.ts';
import { renderText } from '../../src/render/render-text.ts';
import { cardProblems, cardWords } from './adaptive-card.ts';
import { displayWidth } from './display-width.ts';
import { LETTER_NAMES, worstDays } from './extreme-days.ts';

/** A base URL as long as one gets: it stands in every link. */
const baseUrl = `https://mfa.contoso.example/${'p'.repeat(150)}`;
const PRIVACIES: readonly Privacy[] = ['named', 'masked', 'aggregate'];
const READERS = PRIVACIES.flatMap((privacy) => AUDIENCES.map((audience) => ({ privacy, audience })));

describe.each(LETTER_NAMES)('names made of the letter called %s', (letter) => {
  const reportFor = worstDays(letter);

  it.each(READERS)('make a mail under 80,000 bytes: $privacy, for $audience', ({ privacy, audience }) => {
    const html = renderHtml(composeDigest(reportFor(privacy), { baseUrl, audience }));
    expect(Buffer.byteLength(html)).toBeLessThan(80_000);
    for (const kept of ['Challenged users', 'Unable users', '10,015']) expect(html).toContain(kept);
  });

  it.each(READERS)('make a card of at most 24 KB: $privacy, for $audience', ({ privacy, audience }) => {
    const card = renderCard(reportFor(privacy), { baseUrl, audience });
    expect(cardProblems(JSON.parse(card))).toEqual([]);
    expect(Buffer.byteLength(card)).toBeLessThanOrEqual(24_000);
    const words = cardWords(JSON.parse(card));
    for (const kept of ['Challenged users', 'Unable users', '10,015']) expect(words).toContain(kept);
  });

  it.each(READERS)('make a text of at most 78 columns: $privacy, for $audience', ({ privacy, audience }) => {
    const lines = renderText(composeDigest(reportFor(privacy), { baseUrl, audience })).split('\n');
    // An address in two parts would not work.
    expect(lines.filter((line) => displayWidth(line) > 78 && !/https:\S+$/.test(line))).toEqual([]);
  });

  it('leave rows out of the card first, and the card says so', () => {
    const words = cardWords(JSON.parse(renderCard(reportFor('named'), { baseUrl })));
    expect(words).toMatch(/Apps[^\n]* in the digest\.$/);
    expect(words).toContain('Needs a look');
  });

  it('leave no block out of the mail without a word, and never the figures, the findings or what was counted', () => {
    const digest = composeDigest(reportFor('named'), { baseUrl });
    const html = renderHtml(digest);
    const titles = digest.blocks.flatMap((block) => ('title' in block ? [block.title] : []));
    expect(titles.filter((title) => !html.includes(title))).toEqual([]);
    for (const kept of ['What is new', 'Needs a look', 'What was counted']) expect(html).toContain(kept);
  });
});

it('the tally has capped what a report can hold', () => {
  const [day] = worstDays('equals')('named').days;
  expect(day?.breakdowns.app.rows.length).toBeLessThanOrEqual(50);
  expect(day?.breakdowns.app.other).not.toBeNull();
  expect(day?.people.length).toBe(500);
  expect(day?.unlisted.texts.length).toBe(50);
  expect(day?.unlisted.more).toBeGreaterThan(1_000);
  expect(day?.issues.length).toBeGreaterThan(15);
  expect(day?.breakdowns.app.rows.every(({ name }) => name.length <= 200)).toBe(true);
});

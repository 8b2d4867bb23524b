/** What is laid down is taken as it was laid, and nothing that is told is slept through. */
import { describe, expect, it } from 'vitest';
import { sharedScanMemory } from '../../src/scan/assembly.ts';
import { aheadOn, BAYS, ENDS, type Laid, newsMemory, openBays, openNews } from '../../src/scan/bays.ts';
import { existing } from './read-both-ways.ts';

function twoSides() {
  const news = newsMemory();
  const ahead = aheadOn(existing(sharedScanMemory(2)), 1, news);
  return { theirs: openBays(ahead), ours: openBays(ahead), news: openNews(news) };
}

const laidAs = (nth: number): Laid => ({
  bytes: 1000 * nth,
  length: nth,
  rows: nth % 3 === 0 ? undefined : { from: 2 ** 30 + nth, behind: 2 ** 31 - 1 - nth },
  ends: ENDS[nth % 3] ?? 'nothing',
});

describe('bays', () => {
  it('are taken in the order they were laid down, round after round, each as it was laid', () => {
    const { ours, theirs } = twoSides();
    expect(ours.next()).toBeUndefined();
    let [laid, taken] = [0, 0];
    for (const waiting of [1, BAYS, 3, 0, BAYS, 5, 0]) {
      for (; laid - taken < waiting; laid += 1) theirs.lay(laidAs(laid));
      for (; laid - taken > waiting; taken += 1) {
        expect(ours.next()).toEqual(laidAs(taken));
        ours.takeBack();
      }
      expect([theirs.laid(), theirs.taken()]).toEqual([laid, taken]);
    }
    expect(ours.next()).toBeUndefined();
    expect(taken).toBeGreaterThan(BAYS);
  });

  it('stay as they are until they are taken back', () => {
    const { ours, theirs } = twoSides();
    theirs.lay(laidAs(1));
    theirs.lay(laidAs(2));
    expect(ours.next()).toEqual(laidAs(1));
    expect(ours.next()).toEqual(laidAs(1));
  });

  it('are not waited for where one was taken back since it was counted', () => {
    const { ours, theirs } = twoSides();
    theirs.lay(laidAs(1));
    const taken = theirs.taken();
    ours.takeBack();
    theirs.waitTaken(taken);
    expect(theirs.taken()).toBe(taken + 1);
  });
});

describe('news', () => {
  it('is what is laid down, and ends the wait of the one that counts', async () => {
    const { news, ours, theirs } = twoSides();
    const waited = news.wait(news.latest());
    theirs.lay(laidAs(1));
    await waited;
    expect(ours.next()).toEqual(laidAs(1));
  });

  it('that was told since it was looked at is not waited for', async () => {
    const { news } = twoSides();
    const seen = news.latest();
    news.tell();
    await news.wait(seen);
    expect(news.latest()).not.toBe(seen);
  });

  it('tells those who read ahead when nothing but it is waited for', () => {
    const { news, theirs } = twoSides();
    expect([news.isAwaited(), theirs.isAwaited()]).toEqual([false, false]);
    news.tell();
    expect(theirs.isAwaited()).toBe(false);
    news.await();
    expect([news.isAwaited(), theirs.isAwaited()]).toEqual([true, true]);
  });
});

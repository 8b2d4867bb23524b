import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { generateLines } from '../../bench/generate.ts';
import { sampleFiles } from '../../scripts/samples.ts';
import { readSignIn } from '../../src/sources/read-sign-in.ts';

describe('the example export', () => {
  it.each(Object.entries(sampleFiles()))('%s is what scripts/samples.ts writes', async (name, text) => {
    expect(await readFile(new URL(`../../samples/${name}`, import.meta.url), 'utf8')).toBe(text);
  });

  it('has 60 readable sign-ins, newest first', () => {
    const records = exported().map(readSignIn);
    expect(records).toHaveLength(60);
    expect(records.every((record) => record.kind === 'signIn' && record.scope === 'interactive')).toBe(true);
    const times = records.map((record) => record.at?.ms ?? Number.NaN);
    expect(times).toEqual(times.toSorted((a, b) => b - a));
  });

  it('has the same sign-ins in both forms', () => {
    const lines = sampleFiles()['signins.csv'].trimEnd().split('\r\n').slice(1);
    expect(lines.map((line) => line.split(',')[1])).toEqual(exported().map((record) => record.id));
  });
});

describe('generated sign-ins', () => {
  const plan = { records: 3000, from: '2026-11-16', days: 2, seed: 'one' } as const;

  it.each([
    ['lean', 900, 1600],
    ['full', 3200, 4800],
  ] as const)('%s ones have between %i and %i bytes on average', (flavour, least, most) => {
    const lines = [...generateLines({ ...plan, flavour })];
    const average = Buffer.byteLength(lines.join('\n')) / lines.length;
    expect(lines).toHaveLength(3000);
    expect(average).toBeGreaterThan(least);
    expect(average).toBeLessThan(most);
  });

  it('are the same for the same seed, and others for another', () => {
    const lines = [...generateLines({ ...plan, flavour: 'lean' })];
    expect([...generateLines({ ...plan, flavour: 'lean' })]).toEqual(lines);
    expect([...generateLines({ ...plan, flavour: 'lean', seed: 'two' })]).not.toEqual(lines);
  });

  it('are readable, spread over the days, and say what sample days say', () => {
    const records = [...generateLines({ ...plan, flavour: 'full' })].map((line) =>
      readSignIn(JSON.parse(line)),
    );
    expect(records.filter((record) => record.kind === 'rejected')).toEqual([]);
    const days = records.map((record) => record.createdDateTime?.slice(0, 10));
    expect([...new Set(days)]).toEqual(expect.arrayContaining(['2026-11-16', '2026-11-17']));
    const outcomes = new Set(
      records.map((record) => (record.kind === 'signIn' ? record.evidence.code : undefined)),
    );
    expect([...outcomes]).toEqual(expect.arrayContaining([0, 50074, 50126, 500121]));
  });
});

function exported(): { id: string }[] {
  const { value }: { value: { id: string }[] } = JSON.parse(sampleFiles()['signins.json']);
  return value;
}

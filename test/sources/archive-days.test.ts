import { describe, expect, it } from 'vitest';
import { createCalendar } from '../../src/core/day.ts';
import { readWindow } from '../../src/core/published-day.ts';
import { archiveDays, mayHold } from '../../src/sources/archive-days.ts';

/** What is read for a day of UTC: half an hour before it, an hour after it. */
const DAY = readWindow(createCalendar('UTC').window('2026-11-23'));
const hour = (day: string, h: string) => {
  const [y, m, d] = day.split('-');
  return `insights/tenantId=00000000-0000-4000-8000-000000000001/y=${y}/m=${m}/d=${d}/h=${h}/m=00/PT1H.json`;
};

describe('which paths may hold sign-ins of 23 November', () => {
  it.each<[what: string, path: string, held: boolean]>([
    ['an hour of the day', hour('2026-11-23', '13'), true],
    ['the hour in which its reading begins', hour('2026-11-22', '23'), true],
    ['the hour before that: clocks differ', hour('2026-11-22', '22'), true],
    ['two hours before it', hour('2026-11-22', '21'), false],
    ['the day before', hour('2026-11-22', '13'), false],
    ['13 hours late', hour('2026-11-24', '13'), true],
    ['48 hours late, when the day is sealed', hour('2026-11-26', '00'), true],
    ['three days late', hour('2026-11-27', '00'), true],
    ['later than that', hour('2026-11-27', '01'), false],
    ['the same day of another year', hour('2025-11-23', '13'), false],
    [
      'below the resource of the documentation',
      'resourceId=/tenants/x/providers/Microsoft.aadiam/y=2026/m=11/d=23/h=01/m=00/PT1H.json',
      true,
    ],
    [
      'below that, another day',
      'resourceId=/tenants/x/providers/Microsoft.aadiam/y=2026/m=11/d=12/h=01/m=00/PT1H.json',
      false,
    ],
    ['the folder of an hour', '/logs/y=2026/m=11/d=12/h=01', false],
    ['as Windows writes it', 'C:\\logs\\y=2026\\m=11\\d=12\\h=01\\m=00\\PT1H.json', false],
    ['a folder of a day, which need not be one of receipt', '/logs/y=2026/m=11/d=12', true],
    ['a file in it', '/logs/y=2026/m=11/d=12/all.json', true],
    ['an hour that no day has', '/logs/y=2026/m=11/d=12/h=25/m=00/PT1H.json', true],
    ['a day that no month has', '/logs/y=2026/m=02/d=30/h=01/m=00/PT1H.json', true],
    ['a name that only looks like it', '/logs/xy=2026/m=11/d=12/h=01/PT1H.json', true],
    ['a flat file', 'signins-2025.json', true],
  ])('%s', (_, path, held) => {
    expect(mayHold(path, DAY)).toBe(held);
  });

  it.each<[what: string, given: string, path: string, held: boolean]>([
    [
      'a copy of the tree, kept by hours',
      '',
      `copies/y=2026/m=12/d=30/h=02/${hour('2026-11-23', '13')}`,
      true,
    ],
    ['in it another day', '', `copies/y=2026/m=11/d=23/h=13/${hour('2026-11-12', '13')}`, false],
    ['a folder in an hour that was named', '/y=2020/m=01/d=01/h=00', '/y=2020/m=01/d=01/h=00/logs', true],
    [
      'in it another day',
      '/y=2020/m=01/d=01/h=00',
      `/y=2020/m=01/d=01/h=00/${hour('2026-11-12', '13')}`,
      false,
    ],
    ['below a year that was named', '/logs/y=2026', '/logs/y=2026/m=11/d=12/h=13', false],
  ])('where the tree stands elsewhere: %s', (_, given, path, held) => {
    expect(mayHold(path, DAY, given)).toBe(held);
  });

  it('so the folders of six days, of which those to come are empty', () => {
    expect(archiveDays(DAY)).toEqual(
      ['22', '23', '24', '25', '26', '27'].map((day) => `y=2026/m=11/d=${day}/`),
    );
  });

  it('over the end of a year', () => {
    const window = readWindow(createCalendar('Pacific/Kiritimati').window('2027-01-01'));
    expect(archiveDays(window).slice(0, 3)).toEqual([
      'y=2026/m=12/d=31/',
      'y=2027/m=01/d=01/',
      'y=2027/m=01/d=02/',
    ]);
  });

  it.each(['UTC', 'Europe/Berlin', 'Pacific/Kiritimati', 'Pacific/Pago_Pago', 'Australia/Lord_Howe'])(
    'every hour that may hold some is in one of the folders: %s',
    (zone) => {
      const window = readWindow(createCalendar(zone).window('2026-03-01'));
      const held = Array.from({ length: 24 * 10 }, (_, index) => {
        const [day = '', h = ''] = new Date(Date.UTC(2026, 1, 24, index)).toISOString().split(/[T:]/);
        return hour(day, h);
      }).filter((path) => mayHold(path, window));
      const folders = archiveDays(window);
      expect(held.length).toBeGreaterThan(90);
      expect(held.filter((path) => !folders.some((folder) => path.includes(`/${folder}`)))).toEqual([]);
      expect(folders.filter((folder) => !held.some((path) => path.includes(`/${folder}`)))).toEqual([]);
    },
  );
});

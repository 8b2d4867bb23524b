import { describe, expect, it } from 'vitest';
import { SettingsError } from '../../src/errors.ts';
import { DamagedRow } from '../../src/store/damaged-row.ts';
import { fitting } from '../../src/store/row.ts';
import { sentEntity, toSent } from '../../src/store/sent-entity.ts';
import { buildSent } from '../build-sent.ts';
import { headline } from './builders.ts';

const unheard = (what: string) => {
  throw new Error(`nothing is damaged, but was told: ${what}`);
};

describe('the row of a delivery', () => {
  const told = Array.from({ length: 14 }, (_, index) => headline({ day: `2026-06-${index + 10}` }));

  it.each([
    ['a delivery', buildSent()],
    ['what was told of 14 days', buildSent({ told })],
    [
      'a day that was not measured',
      buildSent({ told: [headline({ state: 'missing', users: null, rate: null })] }),
    ],
    ['a repeat', buildSent({ tries: 4, repeat: true, kind: 'correction' })],
    ['a repeat on request', buildSent({ status: 'sending', wentOut: '2026-06-16T05:30:00Z' })],
  ])('gives back %s', (_, sent) => {
    expect(toSent(sentEntity('contoso', sent), unheard)).toStrictEqual(sent);
  });

  it('has room for what is told of 14 days, and refuses more than a column holds', () => {
    expect(() => fitting(sentEntity('contoso', buildSent({ told })), 'Claiming it')).not.toThrow();
    const years = Array.from({ length: 30 }, () => told).flat();
    expect(() => fitting(sentEntity('contoso', buildSent({ told: years })), 'Claiming it')).toThrow(
      /^Claiming it failed: its told is too large/,
    );
  });

  it('takes a figure that was not told yet when it was written for one that was not measured', () => {
    const { attempts: _, ...older } = headline();
    const row = { ...sentEntity('contoso', buildSent()), told: JSON.stringify([older]) };
    expect(toSent(row, unheard).told).toEqual([headline({ attempts: null })]);
  });

  it('takes a row written before repeats on request were kept for one that is none', () => {
    const { wentOut: _, ...older } = sentEntity('contoso', buildSent());
    expect(toSent(older, unheard)).toStrictEqual(buildSent());
  });

  const written = sentEntity('contoso', buildSent({ told }));
  it.each([
    ['is no JSON', '[{'],
    ['is no list', '{}'],
    ['is a list of something else', '[7]'],
    ['is a list of nothing', '[null]'],
    ['has a figure that is none', JSON.stringify([{ ...headline(), users: 'many' }])],
    ['has no day', JSON.stringify([{ ...headline(), day: undefined }])],
    ['is no text', 7],
  ])('F27 still says that the mail went out where what was told %s', (_, damaged) => {
    const heard: string[] = [];
    const sent = toSent({ ...written, told: damaged }, (what) => heard.push(what));
    expect(sent).toEqual(buildSent());
    expect(heard).toEqual([expect.stringMatching(/delivery row.*column told/)]);
  });

  const hanging = {
    status: 'sending',
    at: '1970-01-01T00:00:00Z',
    revision: 0,
    state: 'unknown',
    tries: 1,
    repeat: false,
    told: [],
  } as const;
  it.each([
    ['of no schema', { schema: undefined }],
    ['of an unknown status', { status: 'lost' }],
    ['of an unknown kind', { kind: 'weekly' }],
    ['without a day', { day: undefined }],
    ['without a channel', { channel: 7 }],
    ['without a time', { at: undefined }],
    ['of a revision that is none', { revision: 'x' }],
    ['tried half a time', { tries: 0.5 }],
    ['of which it cannot be told whether it is a repeat', { repeat: 'yes' }],
  ])('F27 %s is an attempt that hangs: its key says of which mail', (_, damaged) => {
    const correction = buildSent({ kind: 'correction', channel: 'graph-mail', told, etag: 'W/"7"' });
    const heard: string[] = [];
    const row = { ...sentEntity('contoso', correction), etag: 'W/"7"', ...damaged };
    expect(toSent(row, (what) => heard.push(what))).toEqual({ ...correction, ...hanging });
    expect(heard).toEqual([expect.stringMatching(/^A delivery row of MfaState/)]);
  });

  it('F27 damaged, it is a repeat as long as it says so: there is no third mail', () => {
    const row = { ...sentEntity('contoso', buildSent({ repeat: true })), revision: 'x' };
    expect(toSent(row, () => {})).toMatchObject({ status: 'sending', repeat: true });
  });

  it.each([
    ['of a newer schema', { ...written, schema: 2 }, SettingsError],
    ['damaged, with the key of nothing', { ...written, status: 'lost', rowKey: 'sent' }, DamagedRow],
    ['with one that is not ours', { ...written, status: 'lost', rowKey: 'sent/x' }, DamagedRow],
    ['of no kind', { ...written, status: 'lost', rowKey: 'sent---2026-06-15---weekly---smtp' }, DamagedRow],
    ['with too long a one', { ...written, status: 'lost', rowKey: `${written.rowKey}---x` }, DamagedRow],
  ])('F27 %s is refused', (_, row, kind) => {
    expect(() => toSent(row, () => {})).toThrow(kind);
  });
});

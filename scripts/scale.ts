/**
 * Prints what a day of operation takes, by source and size; `--write` puts it into docs/scale.md.
 *
 * `node scripts/scale.ts [--users 1000,50000] [--per-user 4.6] [--prices FILE]`; the file names
 * prices as `SCALE_PRICES` does: `{ "tableCalls": 0.0004 }`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { mapValues } from '../src/core/map-values.ts';
import { readScaleConstants } from './scale/scale-constants.ts';
import { SCALE_PRICES, type ScalePrices } from './scale/scale-prices.ts';
import { type ScaleOptions, scaleTables, USERS } from './scale/scale-tables.ts';

const PAGE = new URL('../docs/scale.md', import.meta.url);

/** With the constants as they stand in the repository, and the prices that could be cited. */
export function scaleDefaults(): ScaleOptions {
  const constants = readScaleConstants((source) =>
    readFileSync(new URL(`../${source}`, import.meta.url), 'utf8').replaceAll('\r\n', '\n'),
  );
  return {
    constants,
    prices: mapValues(SCALE_PRICES, ({ dollars }): number | null => dollars),
    users: USERS,
  };
}

/** The page with its tables made anew: each stands between `<!-- scale: NAME -->` and `<!-- end -->`. */
export function scalePage(page: string, tables: ReadonlyMap<string, string>): string {
  return page.replaceAll(/(<!-- scale: (.+?) -->\n)[\s\S]*?(<!-- end -->)/g, (_, begin, name, end) => {
    const made = tables.get(name);
    if (made === undefined)
      throw new Error(
        `docs/scale.md asks for a table "${name}"; expected one of ${[...tables.keys()].join(', ')}.`,
      );
    return `${begin}\n${made}\n\n${end}`;
  });
}

function main(): void {
  const { values } = parseArgs({
    options: {
      users: { type: 'string' },
      'per-user': { type: 'string' },
      prices: { type: 'string' },
      write: { type: 'boolean', default: false },
    },
  });
  const { constants, prices, users } = scaleDefaults();
  if (values.write) {
    writeFileSync(PAGE, scalePage(readFileSync(PAGE, 'utf8'), scaleTables({ constants, prices, users })));
    return;
  }
  const perUser = values['per-user'];
  const tables = scaleTables({
    constants:
      perUser === undefined ? constants : { ...constants, signInsPerUser: positive('--per-user', perUser) },
    prices: values.prices === undefined ? prices : pricesOf(readFileSync(values.prices, 'utf8'), prices),
    users: values.users?.split(',').map((each) => positive('--users', each)) ?? users,
  });
  for (const [name, made] of tables) process.stdout.write(`## ${name}\n\n${made}\n\n`);
}

/** @throws Error for a name or a price that is none */
export function pricesOf(json: string, known: ScalePrices): ScalePrices {
  const given: unknown = JSON.parse(json);
  const entries = Object.entries(typeof given === 'object' && given !== null ? given : {});
  for (const [name, price] of entries) {
    if (!(name in known))
      throw new Error(`--prices: expected ${Object.keys(known).join(', ')}; got "${name}".`);
    if (price !== null && (typeof price !== 'number' || !(price >= 0)))
      throw new Error(`--prices, ${name}: expected dollars or null; got ${JSON.stringify(price)}.`);
  }
  return { ...known, ...Object.fromEntries(entries) };
}

function positive(flag: string, text: string): number {
  const value = Number(text);
  if (!(value > 0) || !Number.isFinite(value))
    throw new Error(`${flag}: expected a number above 0; got "${text}".`);
  return value;
}

if (import.meta.main) main();

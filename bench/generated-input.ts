/** The generated files that are measured: written once, or found again in a folder that was kept. */
import { createWriteStream } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import * as z from 'zod';
import { type Flavour, type Generated, type GenerateOptions, writeRecords } from './generate.ts';

export type Size = { readonly flavour: Flavour; readonly records: number };
export type Input = Size & { readonly path: string; readonly generated: Generated };

/** A day long past its end, so that the report of it is whole. */
export const GENERATED = { from: '2026-11-16', days: 1, seed: '1' } as const;

const Kept = z.object({ bytes: z.number(), ids: z.number() });

/** Writes the file, or finds it again with what is known of it. */
export async function generatedInput(
  folder: string,
  size: Size,
  tell: (line: string) => void,
): Promise<Input> {
  const path = join(folder, `${size.flavour}-${size.records}.ndjson`);
  const kept = await readFile(`${path}.about.json`, 'utf8').catch(() => undefined);
  if (kept !== undefined) return { ...size, path, generated: Kept.parse(JSON.parse(kept)) };
  tell(`writing ${size.records} ${size.flavour} records`);
  const options: GenerateOptions = { ...GENERATED, ...size };
  const stream = createWriteStream(`${path}.part`);
  const written = await writeRecords(stream, options);
  stream.end();
  await finished(stream);
  await rename(`${path}.part`, path);
  await writeFile(`${path}.about.json`, JSON.stringify(written));
  return { ...size, path, generated: written };
}

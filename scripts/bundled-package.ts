/** A package whose code is in the bundle. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';

export type BundledPackage = {
  readonly name: string;
  readonly version: string;
  /** SPDX expression. */
  readonly licence: string;
  /** Of the file LICENSE, LICENCE or COPYING, whatever its ending; empty where there is none. */
  readonly licenceText: string;
};

const Manifest = z.object({ name: z.string(), version: z.string(), license: z.string() });

/** @throws Error where its manifest names no licence */
export async function bundledPackage(folder: string): Promise<BundledPackage> {
  const manifest = Manifest.safeParse(JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')));
  if (!manifest.success)
    throw new Error(`${folder}/package.json: expected name, version and license. ${manifest.error.message}`);
  const { name, version, license } = manifest.data;
  const file = (await readdir(folder)).find((each) => /^(licen[cs]e|copying)\b/i.test(each));
  const licenceText = file === undefined ? '' : (await readFile(join(folder, file), 'utf8')).trim();
  return { name, version, licence: license, licenceText };
}

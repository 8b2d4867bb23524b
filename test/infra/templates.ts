/** The templates of infra/, read once for all tests. */
import { readdir, readFile } from 'node:fs/promises';
import { type BicepFile, parseBicep } from './parse-bicep.ts';

export const INFRA = new URL('../../infra/', import.meta.url);

export const templateNames: readonly string[] = (await readdir(INFRA))
  .filter((name) => name.endsWith('.bicep'))
  .sort();

export const templates: ReadonlyMap<string, BicepFile> = new Map(
  await Promise.all(
    templateNames.map(
      async (name) => [name, await parseBicep(await readFile(new URL(name, INFRA), 'utf8'))] as const,
    ),
  ),
);

/** @throws Error where there is no such file */
export function template(name: string): BicepFile {
  const found = templates.get(name);
  if (found === undefined) throw new Error(`There is no infra/${name}.`);
  return found;
}

/** What is made, without what is only pointed to. */
export const resources = [...templates].flatMap(([file, { resources }]) =>
  resources.filter(({ isExisting }) => !isExisting).map((resource) => ({ file, ...resource })),
);

export const allText = [...templates.values()].map(({ text }) => text).join('\n');

/**
 * How templates are read and compiled: one place, shared by development (compiled at start) and the
 * bundle (precompiled by scripts/generate.ts), so that both render the same bytes.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** html escapes everything it prints; text has nothing to escape from. Each is compiled on its own. */
export const FORMATS = {
  html: { noEscape: false },
  text: { noEscape: true },
} as const satisfies Record<string, { noEscape: boolean }>;
export type Format = keyof typeof FORMATS;
export const FORMAT_NAMES: readonly Format[] = ['html', 'text'];

/** Templates may print, repeat and ask whether something is there; they decide nothing else. */
export const KNOWN_HELPERS = { if: true, each: true, with: true, unless: true } as const;

/** Strict: a name that a template misspells is an error, not an empty spot in a mail. */
export function compileOptions(format: Format) {
  return {
    strict: true,
    knownHelpers: KNOWN_HELPERS,
    knownHelpersOnly: true,
    noEscape: FORMATS[format].noEscape,
  };
}

/** Sources of `templates/<format>/*.hbs` by name without ending, from the project's own folder. */
export function readTemplates(format: Format): ReadonlyMap<string, string> {
  const folder = new URL(`../../templates/${format}/`, import.meta.url);
  const files = readdirSync(fileURLToPath(folder)).filter((file) => file.endsWith('.hbs'));
  return new Map(
    files
      .toSorted()
      .map((file) => [file.slice(0, -'.hbs'.length), readFileSync(new URL(file, folder), 'utf8')]),
  );
}

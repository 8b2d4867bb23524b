/** JSON that the Functions host and azd read, against schemas of our own in test/infra/schemas/. */
import { readFile } from 'node:fs/promises';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';

const read = async (path: string): Promise<unknown> =>
  JSON.parse(await readFile(new URL(path, import.meta.url), 'utf8'));

const FILES = [
  { file: 'host.json', schema: 'host' },
  { file: 'local.settings.sample.json', schema: 'local-settings' },
  { file: 'infra/main.parameters.json', schema: 'parameters' },
] as const;

/** Mistakes that each schema must find: a schema that takes anything is none. */
const MISTAKES: readonly {
  readonly what: string;
  readonly schema: (typeof FILES)[number]['schema'];
  readonly change: (good: string) => string;
}[] = [
  {
    what: 'a name that the host does not know',
    schema: 'host',
    change: (text) => text.replace('functionTimeout', 'functionTimeOut'),
  },
  { what: 'a time limit in minutes', schema: 'host', change: (text) => text.replace('"00:10:00"', '"10"') },
  { what: 'another prefix of the routes', schema: 'host', change: (text) => text.replace('"api"', '"v1"') },
  {
    what: 'a type of telemetry that there is not',
    schema: 'host',
    change: (text) => text.replace('Exception', 'Exceptions'),
  },
  {
    what: 'a number among the values',
    schema: 'local-settings',
    change: (text) => text.replace('"SETTLE_HOURS": "3"', '"SETTLE_HOURS": 3'),
  },
  {
    what: 'a setting in lower case',
    schema: 'local-settings',
    change: (text) => text.replace('"ZONE"', '"zone"'),
  },
  {
    what: 'a real account',
    schema: 'local-settings',
    change: (text) => text.replace('UseDevelopmentStorage=true', 'AccountName=x'),
  },
  {
    what: 'a value that is written down',
    schema: 'parameters',
    change: (text) => text.replace(/"\$\{ZONE\}"/, '"UTC"'),
  },
  {
    what: 'a value that is forgotten',
    schema: 'parameters',
    change: (text) => text.replace(/"value": "\$\{ZONE\}"/, ''),
  },
];

const validates = async (schema: (typeof FILES)[number]['schema'], value: unknown) => {
  const rules = await read(`schemas/${schema}.schema.json`);
  if (typeof rules !== 'object' || rules === null) throw new Error(`${schema}: expected a schema.`);
  const ajv = new Ajv({ allErrors: true });
  return ajv.validate(rules, value)
    ? []
    : (ajv.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
};

describe.each(FILES)('$file', ({ file, schema }) => {
  it('is as its schema says', async () => {
    expect(await validates(schema, await read(`../../${file}`))).toEqual([]);
  });

  it.each(MISTAKES.filter((mistake) => mistake.schema === schema))(
    'would not pass with $what',
    async ({ change }) => {
      const good = await readFile(new URL(`../../${file}`, import.meta.url), 'utf8');
      const bad = change(good);
      expect(bad).not.toBe(good);
      expect(await validates(schema, JSON.parse(bad))).not.toEqual([]);
    },
  );
});

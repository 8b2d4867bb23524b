/** Whether the templates are Bicep and fit together; no compiler of Bicep is at hand. */
import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { valueAt } from './parse-bicep.ts';
import { allText, INFRA, resources, template, templateNames, templates } from './templates.ts';

const main = template('main.bicep');

describe('each file', () => {
  it.each(templateNames)('%s is Bicep', (name) => {
    expect(template(name).hasError).toBe(false);
  });

  it.each(templateNames)('%s uses no name that it does not declare', (name) => {
    const { declared, used, called } = template(name);
    expect([...used].filter((each) => !declared.has(each))).toEqual([]);
    expect([...called].filter((each) => !FUNCTIONS.has(each))).toEqual([]);
  });

  it.each(templateNames)('%s declares no parameter or variable in vain', (name) => {
    const { parameters, variables, used, text } = template(name);
    const declared = [...parameters.map((parameter) => parameter.name), ...variables.keys()];
    // Inside a string the grammar gives interpolations as identifiers, too.
    expect(declared.filter((each) => !used.has(each) && !text.includes(`\${${each}`))).toEqual([]);
  });

  it('is reached from main.bicep', () => {
    expect(main.modules.map(({ path }) => path).sort()).toEqual(
      templateNames.filter((name) => name !== 'main.bicep'),
    );
  });

  it('comes from here: no registry, no template spec', () => {
    expect(allText.match(/'(?:br|ts)[/:]/)).toBeNull();
  });
});

/** Functions and decorators of Bicep that are in use. */
const FUNCTIONS = new Set(
  'concat contains empty environment guid indexOf json loadTextContent map range replace split string subscription subscriptionResourceId tenant toLower trim union uniqueString allowed description maxLength minLength'.split(
    ' ',
  ),
);

describe('main.bicep and its modules agree', () => {
  it.each(main.modules)('$path is given each of its parameters, and no other', ({ path, parameters }) => {
    const wanted = template(path).parameters;
    expect(wanted.every((parameter) => parameter.default === undefined)).toBe(true);
    expect(Object.keys(parameters).sort()).toEqual(wanted.map(({ name }) => name).sort());
  });

  it('main.bicep asks only for outputs that there are', () => {
    const asked = [...main.text.matchAll(/\b(\w+)!?\.outputs\.(\w+)/g)].map(([, module, output]) => {
      const path = main.modules.find(({ symbol }) => symbol === module)?.path ?? '';
      const isThere = templates.get(path)?.outputs.some(({ name }) => name === output);
      return isThere === true ? undefined : `${module}.outputs.${output}`;
    });
    expect(asked.length).toBeGreaterThan(10);
    expect(asked.filter((one) => one !== undefined)).toEqual([]);
  });
});

describe('alerts', () => {
  it('are three, each with a query from a file and no row where all is well', async () => {
    const queries = (await readdir(new URL('alerts/', INFRA))).sort();
    const alerts = template('alerts.bicep').text;
    const loaded = [...alerts.matchAll(/loadTextContent\('alerts\/([^']+)'\)/g)].map(([, name = '']) => name);
    expect(new Set(loaded)).toEqual(new Set(queries));
    expect(queries).toHaveLength(3);
    const rule = resources.find(({ type }) => type === 'Microsoft.Insights/scheduledQueryRules');
    expect(valueAt(rule?.body, 'properties.criteria.allOf')).toEqual([
      expect.objectContaining({ timeAggregation: 'Count', operator: 'GreaterThan', threshold: 0 }),
    ]);
    // 26 hours do not fit into a window of one day, and two days are the longest there is.
    expect(valueAt(rule?.body, 'properties.windowSize')).toBe('P2D');
  });
});

describe('the app that azd deploys', () => {
  it('is the one that the template tags', async () => {
    const azure = await readFile(new URL('../../azure.yaml', import.meta.url), 'utf8');
    const [, service] = /^services:\n(?: {2}#.*\n)* {2}(\w+):$/m.exec(azure) ?? [];
    expect(service).toBe('digest');
    expect(allText).toContain(`'azd-service-name': '${service}'`);
    expect(azure).toMatch(/^ {4}dist: dist$/m);
  });
});

import { fileURLToPath, pathToFileURL } from 'node:url';
import Handlebars from 'handlebars';
import { describe, expect, it } from 'vitest';
import { generate } from '../../scripts/generate.ts';
import { FORMAT_NAMES, readTemplates } from '../../src/render/compile-templates.ts';
import { htmlView } from '../../src/render/render-html.ts';
import { textView } from '../../src/render/render-text.ts';
import { SAMPLE_NAMES, sampleDigest } from './sample-pages.ts';

const sources = FORMAT_NAMES.flatMap((format) =>
  [...readTemplates(format)].map(([name, source]) => ({ file: `${format}/${name}.hbs`, format, source })),
);
const htmlSources = sources.filter(({ format }) => format === 'html');

const ASKED = ['each', 'if', 'with', 'unless'];

/** S2. What a node of a template may be; every kind that is not here is refused by its name. */
const ALLOWED: Readonly<Record<string, (node: hbs.AST.Node) => boolean>> = {
  Program: () => true,
  ContentStatement: () => true,
  CommentStatement: () => true,
  PathExpression: () => true,
  // `{{{x}}}` and `{{&x}}` are not escaped; `{{x y}}` would call a helper.
  MustacheStatement: (node) =>
    'escaped' in node &&
    node.escaped === true &&
    isEmpty(node, 'params') &&
    isPath(node, 'path') &&
    !hasHash(node),
  // `{{> (x)}}` takes a partial that a value names.
  PartialStatement: (node) => isPath(node, 'name') && isEmpty(node, 'params') && !hasHash(node),
  BlockStatement: (node) => 'path' in node && ASKED.includes(originalOf(node.path)) && !hasHash(node),
};

function isPath(node: hbs.AST.Node, key: 'path' | 'name'): boolean {
  return originalOf(Object.entries(node).find(([name]) => name === key)?.[1]) !== '';
}

function originalOf(path: unknown): string {
  return typeof path === 'object' &&
    path !== null &&
    'type' in path &&
    path.type === 'PathExpression' &&
    'original' in path
    ? String(path.original)
    : '';
}

function isEmpty(node: hbs.AST.Node, key: string): boolean {
  const held: unknown = Object.entries(node).find(([name]) => name === key)?.[1];
  return Array.isArray(held) && held.length === 0;
}

function hasHash(node: hbs.AST.Node): boolean {
  return 'hash' in node && node.hash !== undefined && node.hash !== null;
}

/** Every node of a template, wherever it stands; whatever has a `type` is one. */
function nodesOf(value: unknown): hbs.AST.Node[] {
  if (Array.isArray(value)) return value.flatMap(nodesOf);
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.entries(value).flatMap(([key, each]) =>
    key === 'loc' || key === 'parts' ? [] : nodesOf(each),
  );
  return isNode(value) ? [value, ...inner] : inner;
}

function isNode(value: object): value is hbs.AST.Node {
  return 'type' in value && typeof value.type === 'string';
}

function refused(source: string): string[] {
  return nodesOf(Handlebars.parse(source)).flatMap((node) =>
    ALLOWED[node.type]?.(node) === true ? [] : [`line ${node.loc?.start.line ?? '?'}: ${node.type}`],
  );
}

it.each(sources)(
  'templates/$file prints nothing unescaped, takes no partial by a computed name, and decides by each, if, with alone',
  ({ source }) => {
    expect(refused(source)).toEqual([]);
  },
);

/** What a name is printed into: its sign, where its value stands in the page without its being escaped enough. */
function exposed(source: string): string[] {
  // What decides and what is included prints nothing itself; a value becomes a sign that no template holds.
  const marked = source
    .replace(/\{\{!--[\s\S]*?--\}\}|\{\{![^}]*\}\}|\{\{[~]?(?:[#/>]|else)[^}]*\}\}/g, '')
    .replace(/\{\{[^}]*\}\}/g, '\ue000');
  const where = (part: string, found: readonly (readonly string[])[]) =>
    found.some(([text = '']) => text.includes('\ue000')) ? [part] : [];
  const unquoted = [...marked.matchAll(/<[a-z][^<>]*>/gi)].map(([tag]) => [tag.replace(/="[^"]*"/g, '')]);
  return [
    ...where('style', [...marked.matchAll(/<style[\s\S]*?<\/style>/gi)]),
    ...where('script', [...marked.matchAll(/<script[\s\S]*?<\/script>/gi)]),
    ...where('comment', [...marked.matchAll(/<!--[\s\S]*?-->/g)]),
    ...where('handler', [...marked.matchAll(/\son\w+="[^"]*"/gi)]),
    ...where('name of a tag', [...marked.matchAll(/<\/?[a-z]*\ue000/gi)]),
    ...where('attribute without double quotes', unquoted),
  ];
}

it.each(htmlSources)('templates/$file prints into text and double-quoted attributes alone', ({ source }) => {
  expect(exposed(source)).toEqual([]);
  expect(source).not.toMatch(/<script|<iframe|<object|<embed|<form|<base|<link|javascript:/i);
});

it.each([
  ['{{{x}}}', 'line 1: MustacheStatement'],
  ['{{&x}}', 'line 1: MustacheStatement'],
  ['{{x y}}', 'line 1: MustacheStatement'],
  ['{{x y=1}}', 'line 1: MustacheStatement'],
  ['{{> (x)}}', 'line 1: PartialStatement'],
  ['{{> x y=1}}', 'line 1: PartialStatement'],
  ['{{#lookup x y}}{{/lookup}}', 'line 1: BlockStatement'],
  ['{{#*inline "x"}}{{/inline}}', 'line 1: DecoratorBlock'],
  ['{{#> x}}{{/x}}', 'line 1: PartialBlockStatement'],
  ['{{#if x}}\n{{{y}}}{{/if}}', 'line 2: MustacheStatement'],
])('the lint refuses %s', (source, first) => {
  expect(refused(source)[0]).toBe(first);
});

it.each([
  ['<p class={{x}}>', ['attribute without double quotes']],
  ["<p class='{{x}}'>", ['attribute without double quotes']],
  ['<p {{x}}>', ['attribute without double quotes']],
  ['<style>.a { color: {{x}} }</style>', ['style']],
  ['<!-- {{x}} -->', ['comment']],
  ['<p onclick="{{x}}">', ['handler']],
  ['<{{x}}>', ['name of a tag']],
  ['<p class="{{x}}"{{#if y}} id="{{y}}"{{/if}}>{{z}}{{> w}}</p>', []],
])('the lint of places says of %s: %j', (source, found) => {
  expect(exposed(source)).toEqual(found);
});

describe('the bundled templates', () => {
  it('render the same bytes as those on disk', async () => {
    const folder = new URL('../../node_modules/.cache/generated-templates/', import.meta.url);
    await generate(folder);
    const file = pathToFileURL(fileURLToPath(new URL('templates.js', folder))).href;
    const { templates } = (await import(
      /* @vite-ignore */ file
    )) as typeof import('../../src/render/templates-disk.ts');
    const { templates: disk } = await import('../../src/render/templates-disk.ts');
    expect(Object.keys(templates).toSorted()).toEqual(Object.keys(disk).toSorted());
    for (const name of SAMPLE_NAMES) {
      const digest = sampleDigest(name);
      expect(templates.digestHtml(htmlView(digest))).toBe(disk.digestHtml(htmlView(digest)));
      expect(templates.digestText(textView(digest))).toBe(disk.digestText(textView(digest)));
    }
  });
});

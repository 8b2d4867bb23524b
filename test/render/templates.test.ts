import { fileURLToPath, pathToFileURL } from 'node:url';
import Handlebars from 'handlebars';
import { describe, expect, it } from 'vitest';
import { generateTemplates } from '../../scripts/generate.ts';
import { FORMAT_NAMES, readTemplates } from '../../src/render/compile-templates.ts';
import { htmlView } from '../../src/render/render-html.ts';
import { textView } from '../../src/render/render-text.ts';
import { SAMPLE_NAMES, sampleDigest } from './sample-pages.ts';

const sources = FORMAT_NAMES.flatMap((format) =>
  [...readTemplates(format)].map(([name, source]) => ({ file: `${format}/${name}.hbs`, format, source })),
);

/** What a template holds: every mustache, partial and block, wherever it stands. */
function nodesOf(source: string): hbs.AST.Node[] {
  const found: hbs.AST.Node[] = [];
  class Collector extends Handlebars.Visitor {
    override MustacheStatement(node: hbs.AST.MustacheStatement): void {
      found.push(node);
      super.MustacheStatement(node);
    }
    override PartialStatement(node: hbs.AST.PartialStatement): void {
      found.push(node);
      super.PartialStatement(node);
    }
    override BlockStatement(node: hbs.AST.BlockStatement): void {
      found.push(node);
      super.BlockStatement(node);
    }
  }
  new Collector().accept(Handlebars.parse(source));
  return found;
}

describe.each(sources)('templates/$file', ({ source }) => {
  it('prints nothing unescaped, takes no partial by a computed name, and decides by each, if, with alone', () => {
    for (const node of nodesOf(source)) {
      if (node.type === 'MustacheStatement') {
        expect(node).toMatchObject({ escaped: true, params: [] });
      }
      if (node.type === 'PartialStatement') expect(node).toMatchObject({ name: { type: 'PathExpression' } });
      if (node.type === 'BlockStatement') {
        const block = node as hbs.AST.BlockStatement;
        expect(['each', 'if', 'with']).toContain(block.path.type === 'PathExpression' && block.path.original);
      }
    }
  });
});

it.each(sources.filter(({ format }) => format === 'html'))(
  'templates/$file quotes every attribute that holds a value',
  ({ source }) => {
    expect(source).not.toMatch(/=\s*\{\{/);
    expect(source).not.toMatch(/='[^']*\{\{/);
  },
);

describe('the bundled templates', () => {
  it('render the same bytes as those on disk', async () => {
    const folder = new URL('../../node_modules/.cache/generated-templates/', import.meta.url);
    generateTemplates(folder);
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

/** The templates, compiled from disk at start: what `#templates` means outside the bundle. */
import Handlebars from 'handlebars';
import { compileOptions, type Format, readTemplates } from './compile-templates.ts';

/** A compiled page: a view in, the finished document out. */
export type Template = (view: object) => string;

/** The pages. Everything else in `templates/` is a partial of theirs. */
export type Templates = {
  readonly digestHtml: Template;
  readonly digestText: Template;
  readonly historyHtml: Template;
  readonly historyText: Template;
};

export const templates: Templates = {
  digestHtml: page('html', 'digest'),
  digestText: page('text', 'digest'),
  historyHtml: page('html', 'history'),
  historyText: page('text', 'history'),
};

function page(format: Format, name: string): Template {
  const sources = readTemplates(format);
  const source = sources.get(name);
  if (source === undefined) throw new Error(`templates/${format}/${name}.hbs is missing.`);
  // An environment of its own: partials of one format must never reach the other.
  const handlebars = Handlebars.create();
  const options = compileOptions(format);
  for (const [partial, text] of sources)
    handlebars.registerPartial(partial, handlebars.compile(text, options));
  const template = handlebars.compile<object>(source, options);
  return (view) => template(view);
}

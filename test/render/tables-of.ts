/** The tables of a page of ours, read back from its HTML: by the name of their section, else by their caption. */
export type ReadTable = {
  readonly name: string;
  readonly caption: string;
  readonly head: readonly string[];
  /** Each row with the cell of its name; a row that says "no figures" holds two cells. */
  readonly rows: readonly (readonly string[])[];
};

export function tablesOf(html: string): ReadTable[] {
  return [...html.matchAll(/<section class="scroll"[^>]* aria-label="([^"]*)">([\s\S]*?)<\/section>/g)].map(
    ([, name = '', inside = '']) => {
      const [head = [], ...rows] = [...inside.matchAll(/<tr[^>]*>([\s\S]*?)<\/tr>/g)].map(([, row = '']) =>
        [...row.matchAll(/<t[hd][^>]*>([\s\S]*?)<\/t[hd]>/g)].map(([, cell = '']) => plain(cell)),
      );
      const [, caption = ''] = /<caption>([\s\S]*?)<\/caption>/.exec(inside) ?? [];
      return { name: plain(name), caption: plain(caption), head, rows };
    },
  );
}

/** What a reader sees of it. */
export function plain(html: string): string {
  return html
    .replace(/<[^>]+>/g, '')
    .replaceAll('&nbsp;', ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ')
    .trim();
}

/**
 * The entries of a list, by index, in which a name stands twice in one object. The parser keeps the last of
 * them and says nothing: where a brace was lost between two tenants, one would get the mails of the other.
 * `text`: JSON, so that nothing but its signs and texts has to be looked at.
 */
export function entriesWithRepeats(text: string): ReadonlySet<number> {
  const found = new Set<number>();
  const open: Set<unknown>[] = [];
  let entry = 0;
  let last = '';
  for (let at = 0; at < text.length; at++) {
    const sign = text[at];
    if (sign === '{' || sign === '[') open.push(new Set());
    else if (sign === '}' || sign === ']') open.pop();
    else if (sign === ',' && open.length === 1) entry += 1;
    else if (sign === '"') {
      const end = endOfText(text, at);
      last = text.slice(at, end);
      at = end - 1;
    } else if (sign === ':') {
      // The same name may be written with or without escapes.
      const name: unknown = JSON.parse(last);
      const names = open.at(-1);
      if (names?.has(name)) found.add(entry);
      names?.add(name);
    }
  }
  return found;
}

/** The place behind the quote that ends it. */
function endOfText(text: string, from: number): number {
  let at = from + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}

/** Lines of plain text: wrapping, columns, bars. Widths are in characters. */

/** What any mail client shows unbroken, with room for two quote marks. */
export const WIDTH = 76;

/**
 * Wraps a text into lines of at most `width` characters, each after `indent` spaces. Line breaks
 * and runs of spaces in the text become single spaces; a word longer than a line is cut, except an
 * address, which would not work in two parts.
 */
export function wrap(text: string, indent = 0, width = WIDTH): string {
  const room = width - indent;
  const lines: string[] = [];
  let line = '';
  for (const word of words(text, room)) {
    if (line === '') line = word;
    else if (length(line) + 1 + length(word) <= room) line += ` ${word}`;
    else {
      lines.push(line);
      line = word;
    }
  }
  if (line !== '') lines.push(line);
  return lines.map((each) => ' '.repeat(indent) + each).join('\n');
}

function words(text: string, room: number): string[] {
  return text
    .split(/\s+/)
    .filter((word) => word !== '')
    .flatMap((word) => (/^https?:\/\//.test(word) ? [word] : pieces(word, room)));
}

function pieces(word: string, room: number): string[] {
  const characters = Array.from(word);
  const cut: string[] = [];
  for (let at = 0; at < characters.length; at += room) cut.push(characters.slice(at, at + room).join(''));
  return cut;
}

/** One line: names first, numbers to the right, each in a column of its own. */
export function columns(name: string, cells: readonly string[], widths: readonly number[]): string {
  const room = WIDTH - widths.reduce((sum, width) => sum + width, 0);
  const numbers = cells.map((cell, index) => start(cell, widths[index] ?? 0));
  return `${end(shorten(name, room), room)}${numbers.join('')}`.trimEnd();
}

/** Left on a line and right on the same. */
export function facing(left: string, right: string): string {
  const room = WIDTH - length(left) - 2;
  return room < 8 ? `${left}\n${shorten(right, WIDTH)}` : `${left}  ${start(shorten(right, room), room)}`;
}

/** A term and its text beside it, wrapped in its own column. */
export function term(name: string, text: string, width: number): string {
  const lines = wrap(text, width).split('\n');
  const [first = '', ...rest] = lines;
  return [end(shorten(name, width - 2), width) + first.trimStart(), ...rest].join('\n');
}

/** A title with its rule beneath. */
export function titled(title: string): string {
  const line = shorten(title.toUpperCase(), WIDTH);
  return `${line}\n${'-'.repeat(length(line))}`;
}

/** Shortened to `room` characters, with an ellipsis where something was cut. */
export function shorten(text: string, room: number): string {
  const characters = Array.from(text.replace(/\s+/g, ' ').trim());
  return characters.length <= room ? characters.join('') : `${characters.slice(0, room - 1).join('')}…`;
}

export function end(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - length(text)));
}

export function start(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - length(text))) + text;
}

function length(text: string): number {
  return Array.from(text).length;
}

/** Lines of plain text: wrapping and columns. Widths are in columns of a fixed pitch. */

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
  const cut: string[] = [];
  for (let rest = word; rest !== ''; rest = rest.slice(cut.at(-1)?.length)) cut.push(fitting(rest, room));
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

/** A term and its text beside it, wrapped in its own column; below it, where the term needs the room. */
export function term(name: string, text: string, width: number): string {
  const beside = wrap(text, width);
  if (length(name) > width - 2) return `${wrap(name)}\n${beside}`;
  return end(name, width) + beside.trimStart();
}

/** A title with its rule beneath. */
export function titled(title: string): string {
  const line = shorten(title.toUpperCase(), WIDTH);
  return `${line}\n${'-'.repeat(length(line))}`;
}

/** Shortened to `room` columns, with an ellipsis where something was cut. */
export function shorten(text: string, room: number): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return length(line) <= room ? line : `${fitting(line, room - 1)}…`;
}

/** The beginning of a text that fits into so many columns; at least one letter of it. */
function fitting(text: string, room: number): string {
  let taken = '';
  let width = 0;
  for (const letter of text) {
    width += columnsOf(letter);
    if (width > room && taken !== '') break;
    taken += letter;
  }
  return taken;
}

export function end(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - length(text)));
}

export function start(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - length(text))) + text;
}

function length(text: string): number {
  let width = 0;
  for (const letter of text) width += columnsOf(letter);
  return width;
}

/** Wide letters take two columns (Unicode Standard Annex 11), marks over others none. */
function columnsOf(letter: string): number {
  if (NO_WIDTH.test(letter)) return 0;
  return WIDE.test(letter) ? 2 : 1;
}

const NO_WIDTH = /[\p{Mn}\p{Me}\p{Cf}]/u;
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;

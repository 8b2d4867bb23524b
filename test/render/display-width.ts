/** How many columns a line takes in a terminal or a mail of fixed pitch: wide letters take two, marks none. */

/** Wide and full-width by Unicode's East Asian Width (Unicode Standard Annex 11), and pictographs. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
const NO_WIDTH = /[\p{Mn}\p{Me}\p{Cf}]/u;

export function displayWidth(line: string): number {
  return Array.from(line).reduce(
    (sum, letter) => sum + (NO_WIDTH.test(letter) ? 0 : WIDE.test(letter) ? 2 : 1),
    0,
  );
}

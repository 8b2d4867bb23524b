/** Tables of Markdown. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** `undefined`: it could not be measured. */
export function passed(holds: boolean | undefined): string {
  if (holds === undefined) return '';
  return holds ? 'pass' : '**FAIL**';
}

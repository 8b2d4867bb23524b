/**
 * A card as a page, about as Teams shows it: enough to look at its order, lengths and emphasis. It
 * knows the elements that our cards hold (test/render/adaptive-card.ts) and nothing else.
 */

type Element = Readonly<Record<string, unknown>>;

/** @param unfolded shows what the button unfolds, too */
export function cardPage(card: string, unfolded = false): string {
  const { body, actions }: { body: Element[]; actions: Element[] } = JSON.parse(card);
  const buttons = actions.map(({ title }) => `<span class="button">${html(String(title))}</span>`).join(' ');
  return `<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>Card</title><style>${STYLE}</style>
<main>${body.map((element) => shown(element, unfolded)).join('\n')}<p>${buttons}</p></main></html>`;
}

const STYLE = `
:root { color-scheme: light dark; --ink: #242424; --mut: #616161; --line: #d1d1d1; --sheet: #fcfcfc; --canvas: #f3f3f3; --attention: #b10e1c; --warning: #835b00; --good: #0e700e; --attentionbg: #fdf3f4; --warningbg: #fefbf4; --goodbg: #f1faf1; }
@media (prefers-color-scheme: dark) { :root { --ink: #ffffff; --mut: #adadad; --line: #525252; --sheet: #292929; --canvas: #1f1f1f; --attention: #e37d80; --warning: #f2c661; --good: #9fd89f; --attentionbg: #3b0509; --warningbg: #4a1e04; --goodbg: #052505; } }
body { margin: 0; padding: 12px; background: var(--canvas); color: var(--ink); font: 14px/20px 'Segoe UI', sans-serif; }
main { padding: 16px; border-radius: 8px; background: var(--sheet); overflow-wrap: anywhere; } p { margin: 0; }
.Small { font-size: 12px; line-height: 16px; } .Medium { font-size: 16px; line-height: 22px; } .Large { font-size: 20px; line-height: 26px; } .ExtraLarge { font-size: 24px; line-height: 32px; }
.Bolder { font-weight: 600; } .subtle { color: var(--mut); } .Attention { color: var(--attention); } .Warning { color: var(--warning); } .Good { color: var(--good); }
.s-None { margin-top: 0; } .s-Small { margin-top: 4px; } .s-Default { margin-top: 8px; } .s-Medium { margin-top: 16px; } .s-Large { margin-top: 20px; } .line { border-top: 1px solid var(--line); padding-top: 12px; }
.columns { display: flex; gap: 8px; } .columns > .stretch { flex: 1; } .attention, .warning, .good { padding: 10px 12px; } .attention { background: var(--attentionbg); } .warning { background: var(--warningbg); } .good { background: var(--goodbg); }
table { border-spacing: 0; } th { padding: 2px 16px 2px 0; text-align: left; vertical-align: top; font-weight: 600; min-width: 110px; } td { padding: 2px 0; }
.button { display: inline-block; margin: 16px 4px 0 0; padding: 5px 12px; border: 1px solid var(--line); border-radius: 4px; font-weight: 600; }
`;

function shown(element: Element, unfolded: boolean): string {
  const { type, spacing = 'Default', separator, style, isVisible } = element;
  if (isVisible === false && !unfolded) return '';
  const place = `s-${String(spacing)}${separator === true ? ' line' : ''}`;
  const within = (items: unknown) =>
    Array.isArray(items) ? items.map((item: Element) => shown(item, unfolded)).join('') : '';
  if (type === 'TextBlock') {
    const { size, weight, color, isSubtle, text } = element;
    const looks = [place, size, weight, color, isSubtle === true ? 'subtle' : ''].filter(Boolean).join(' ');
    return `<p class="${looks}">${markdown(String(text))}</p>`;
  }
  if (type === 'FactSet' && Array.isArray(element.facts)) {
    const rows = element.facts.map(
      ({ title, value }: Element) =>
        `<tr><th scope="row">${markdown(String(title))}</th><td>${markdown(String(value))}</td></tr>`,
    );
    return `<table class="${place}">${rows.join('')}</table>`;
  }
  if (type === 'ColumnSet') return `<div class="columns ${place}">${within(element.columns)}</div>`;
  if (type === 'Column') return `<div class="${String(element.width)}">${within(element.items)}</div>`;
  return `<div class="${place} ${typeof style === 'string' ? style : ''}">${within(element.items)}</div>`;
}

/** Bold of our own; what is escaped is shown as it is. */
function markdown(text: string): string {
  return html(text)
    .replace(/(?<!\\)\*\*(.+?)(?<!\\)\*\*/g, '<b>$1</b>')
    .replace(/\\(&amp;|&lt;|&gt;|.)/g, '$1');
}

function html(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

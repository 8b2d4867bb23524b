/** The form that an `Accept` header asks for, by the media types that stand for one. */
export const FORMAT_OF_TYPE = {
  'text/html': 'html',
  'application/xhtml+xml': 'html',
  'text/plain': 'text',
  'application/json': 'json',
  'text/csv': 'csv',
  'message/rfc822': 'eml',
  'application/vnd.microsoft.card.adaptive': 'card',
  'application/vnd.microsoft.card.adaptive+json': 'card',
} as const satisfies Record<string, string>;

/**
 * The best-liked form among those offered, the first offered where none is named: a wildcard, or a
 * header nobody can serve, gets the page rather than an error.
 */
export function acceptedFormat<Offered extends string>(
  accept: string | null,
  offered: readonly [Offered, ...Offered[]],
): Offered {
  let best: { format: Offered; weight: number } | undefined;
  for (const part of (accept ?? '').slice(0, 1_000).split(',')) {
    const [type = '', ...parameters] = part.split(';').map((piece) => piece.trim().toLowerCase());
    const named: string | undefined = isKnown(type) ? FORMAT_OF_TYPE[type] : undefined;
    const format = offered.find((one) => one === named);
    const weight = weightOf(parameters);
    if (format !== undefined && weight > (best?.weight ?? 0)) best = { format, weight };
  }
  return best?.format ?? offered[0];
}

function weightOf(parameters: readonly string[]): number {
  const given = parameters.find((parameter) => parameter.startsWith('q='));
  const weight = given === undefined ? 1 : Number(given.slice(2));
  return weight >= 0 && weight <= 1 ? weight : 0;
}

function isKnown(type: string): type is keyof typeof FORMAT_OF_TYPE {
  return Object.hasOwn(FORMAT_OF_TYPE, type);
}

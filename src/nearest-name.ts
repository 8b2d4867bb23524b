/**
 * The known name that a misspelt one most likely means, or `undefined` if it resembles none.
 * Letter case, `_`, `-` and spaces do not count; otherwise a short name may be off by one letter
 * (and must begin alike), a name of eight letters or more by two where it has as many words:
 * `CHANNEL_ID` is not a misspelt `CHANNELS`.
 */
export function nearestName<Name extends string>(given: string, known: readonly Name[]): Name | undefined {
  const bare = bareName(given);
  let nearest: { name: Name; distance: number } | undefined;
  for (const name of known) {
    const target = bareName(name);
    const allowed = target.length < 4 ? 0 : target.length < 8 || wordCount(given) !== wordCount(name) ? 1 : 2;
    // Cheap refusal first: most names of an environment are nowhere near.
    if (Math.abs(bare.length - target.length) > allowed) continue;
    if (allowed === 1 && bare[0] !== target[0]) continue;
    const distance = editDistance(bare, target);
    if (distance <= allowed && (nearest === undefined || distance < nearest.distance)) {
      nearest = { name, distance };
    }
  }
  return nearest?.name;
}

function bareName(name: string): string {
  return name.toUpperCase().replace(/[_\-\s]/g, '');
}

function wordCount(name: string): number {
  return name.split('_').length;
}

/** Letters to insert, drop, replace or swap with their neighbour to get from one text to the other. */
export function editDistance(from: string, to: string): number {
  let twoBack: number[] = [];
  let above = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const line = [row];
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1];
      let best = Math.min(
        (above[column] ?? 0) + 1,
        (line[column - 1] ?? 0) + 1,
        (above[column - 1] ?? 0) + (same ? 0 : 1),
      );
      const swapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      if (row > 1 && column > 1 && swapped) best = Math.min(best, (twoBack[column - 2] ?? 0) + 1);
      line.push(best);
    }
    twoBack = above;
    above = line;
  }
  return above[to.length] ?? 0;
}

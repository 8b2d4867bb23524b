/** Into how many shards a day is divided, so that one of them fits into memory whatever the day. */

/** Of a day that is just too large; from there on they are as many as keep them as small. */
const SHARDS_AT_LEAST = 10;
/** More would take longer to add than to read. */
const SHARDS_AT_MOST = 1_000;

/**
 * `undefined` where it is read in one piece. A day that was divided once stays so, and in as many, as
 * long as they do not become twice as large: only like shards of two readings can be compared.
 */
export function shardsFor(rows: number, above: number, before: number | undefined): number | undefined {
  const wanted = Math.min(SHARDS_AT_MOST, Math.floor((rows * SHARDS_AT_LEAST) / above));
  if (before !== undefined) return wanted <= 2 * before ? before : wanted;
  return rows > above ? wanted : undefined;
}

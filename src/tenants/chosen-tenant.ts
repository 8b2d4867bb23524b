import { UsageError } from '../errors.ts';

/**
 * The one that is asked for. Ids are told to whoever may ask for all of them: the routes let nobody else
 * come so far, and at a terminal sits who has the settings.
 * @throws UsageError `noTenant`: there are several, and none is named; `unknownTenant`
 */
export function chosenTenant<Known extends { readonly id: string }>(
  known: readonly Known[],
  asked: string | undefined,
  field = 'tenant',
): Known {
  const [first, ...others] = known;
  if (asked === undefined && first !== undefined && others.length === 0) return first;
  const wanted = asked?.trim().toLowerCase();
  const chosen = known.find(({ id }) => id.toLowerCase() === wanted);
  if (chosen !== undefined) return chosen;
  const expected = `${field}: expected one of ${known.map(({ id }) => id).join(', ')}`;
  if (asked === undefined) throw new UsageError('noTenant', `${expected}; got none.`, { field });
  throw new UsageError('unknownTenant', `${expected}; got another.`, { field });
}

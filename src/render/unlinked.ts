/** What stands around the signs by which a mail program knows an address: no width, and no line ends there. */
const JOINER = '\u2060';

/** A masked user, as `maskUser` writes it; names that are whole lead somewhere, and stay. */
const MASKED = /[^\s(),“”]?…[^\s(),“”]*@[^\s(),“”]*/gu;

/** What a mail program takes for an address of the web: whoever names an application may call it so. */
const ADDRESS = /(?:\bhttps?:\/\/|\bwww\.)[^\s(),“”]*/giu;

/**
 * The same value, of which no mail program makes links of its own: masked addresses, which lead to
 * nobody, and addresses in names. No line ends at an ellipsis. What is a link (`href`) stays.
 */
export function unlinked<Value>(value: Value): Value;
export function unlinked(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(MASKED, joined).replace(ADDRESS, joined);
  if (Array.isArray(value)) return value.map((each) => unlinked(each));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, name === 'href' ? each : unlinked(each)]),
  );
}

function joined(address: string): string {
  return address.replace(/[@.…:/]/g, `${JOINER}$&${JOINER}`);
}

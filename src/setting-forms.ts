/** The forms a setting's value can take: what is accepted, in words, and how it is read. */

/** `read` gives `undefined` for a text that does not have this form. */
export type Form<T> = { readonly expects: string; readonly read: (text: string) => T | undefined };

/** Any text of up to 2,000 characters without control characters. */
export function text(expects: string): Form<string> {
  return { expects, read: (given) => (isPlain(given) ? given : undefined) };
}

/** One of a fixed list of words, in any letter case. */
export function oneOf<const Word extends string>(words: readonly Word[]): Form<Word> {
  return {
    expects: `one of ${words.join(', ')}`,
    read: (given) => words.find((word) => word === given.toLowerCase()),
  };
}

/** Several of a fixed list of words, comma separated; repeats count once. */
export function someOf<const Word extends string>(words: readonly Word[]): Form<readonly Word[]> {
  return listOf({ ...oneOf(words), expects: `some of ${words.join(', ')}` });
}

/** A whole number of a range, both ends included. */
export function wholeNumber(least: number, most: number): Form<number> {
  return {
    expects: `a whole number from ${least} to ${most}`,
    read: (given) => {
      const value = /^\d{1,7}$/.test(given) ? Number(given) : Number.NaN;
      return value >= least && value <= most ? value : undefined;
    },
  };
}

/** A comma separated list; empty entries are dropped, and a list of none is refused. */
export function listOf<T>(form: Form<T>): Form<readonly T[]> {
  return {
    expects: `${form.expects}, comma separated`,
    read: (given) => {
      const values = new Set<T>();
      for (const entry of given.split(',').map((part) => part.trim())) {
        if (entry === '') continue;
        const value = form.read(entry);
        if (value === undefined) return undefined;
        values.add(value);
      }
      return values.size === 0 ? undefined : [...values];
    },
  };
}

const GUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;
const DOMAIN = /^(?=.{3,253}$)([a-z\d]([a-z\d-]{0,61}[a-z\d])?\.)+[a-z\d]([a-z\d-]{0,61}[a-z\d])$/;

export const guid: Form<string> = {
  expects: 'a GUID such as 00000000-0000-0000-0000-000000000001',
  read: (given) => matching(GUID, given.toLowerCase()),
};

export const domain: Form<string> = {
  expects: 'a domain such as contoso.com',
  read: (given) => matching(DOMAIN, given.toLowerCase()),
};

export const guidOrDomain: Form<string> = {
  expects: 'a GUID or a domain such as contoso.com',
  read: (given) => guid.read(given) ?? domain.read(given),
};

/**
 * What a storage queue may be named, with room for `-poison`. The host makes it lower-case, too.
 * https://learn.microsoft.com/rest/api/storageservices/naming-queues-and-metadata
 */
export const queueName: Form<string> = {
  expects: 'the name of a queue: 3 to 56 lower-case letters, digits and single hyphens',
  read: (given) => matching(/^(?=.{3,56}$)[a-z\d]+(-[a-z\d]+)*$/, given.toLowerCase()),
};

/** A bare address; no display name, quotes or line breaks, so that it can stand in a mail header. */
export const address: Form<string> = {
  expects: 'an address such as mfa@contoso.com',
  read: (given) => {
    const [, host = ''] = /^[\w.!#$%&'*+/=?^`{|}~-]{1,64}@([^@]+)$/.exec(given) ?? [];
    return domain.read(host) === undefined ? undefined : given;
  },
};

/** Names and aliases of the tz database as this Node knows them; offsets such as +02:00 are not names. */
export const zone: Form<string> = {
  expects: 'a zone of the tz database such as Europe/Berlin',
  read: (given) => {
    if (!/^[a-z]/i.test(given)) return undefined;
    try {
      new Intl.DateTimeFormat('en', { timeZone: given });
      return given;
    } catch (error) {
      if (error instanceof RangeError) return undefined;
      throw error;
    }
  },
};

export const timeOfDay: Form<{ readonly hour: number; readonly minute: number }> = {
  expects: 'a time such as 07:30',
  read: (given) => {
    const [, hour, minute] = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(given) ?? [];
    return hour === undefined ? undefined : { hour: Number(hour), minute: Number(minute) };
  },
};

const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
const EVERY_DAY: readonly number[] = [0, 1, 2, 3, 4, 5, 6];

/** `daily`, `weekdays`, or a list of days; read as their numbers, 0 = Sunday, ascending. */
export const days: Form<readonly number[]> = {
  expects: 'daily, weekdays, or days such as mon,thu',
  read: (given) => {
    const word = given.toLowerCase();
    if (word === 'daily') return EVERY_DAY;
    if (word === 'weekdays') return EVERY_DAY.slice(1, 6);
    const chosen = listOf(oneOf(WEEKDAYS)).read(word);
    return chosen && EVERY_DAY.filter((day) => chosen.some((name) => WEEKDAYS[day] === name));
  },
};

/** Scheme, host and port only: the path is ours. https, or http on loopback. Read without a slash at the end. */
export const endpoint: Form<string> = {
  expects: 'https://host, or http on loopback, without path or query',
  read: (given) => {
    const url = webAddress(given);
    return url && url.pathname === '/' && !given.includes('?') && !given.includes('#')
      ? url.origin
      : undefined;
  },
};

/** https, or http on loopback; read without a slash at the end. */
export const pageAddress: Form<string> = {
  expects: 'an https address, or http on loopback, without query',
  read: (given) => {
    const url = webAddress(given);
    return url && !given.includes('?') && !given.includes('#') ? url.href.replace(/\/+$/, '') : undefined;
  },
};

/** https, or http on loopback; may carry a query, which is often the secret itself. */
export const hook: Form<string> = {
  expects: 'an https address, or http on loopback',
  read: (given) => webAddress(given)?.href,
};

/** User and password are percent-encoded; a query would be read by nobody, so there is none. */
export const smtpAddress: Form<string> = {
  expects: 'smtps://user:password@host, or smtp://host:587',
  read: (given) => {
    const url = parseUrl(given);
    const isWhole = url !== undefined && /^smtps?:$/.test(url.protocol) && url.hostname !== '';
    return isWhole && /^\/?$/.test(url.pathname) && !/[?#]/.test(given) && isDecodable(url)
      ? given
      : undefined;
  },
};

function isDecodable({ username, password }: URL): boolean {
  return decoded(`${username}:${password}`) !== undefined;
}

/** A path, or the address of a blob container, told apart by its scheme, which has more letters than a drive. */
export const archive: Form<string> = {
  expects:
    'a folder, a file, or https://<account>.blob.core.windows.net/<container>[/<folder>] without a signature: it is opened by identity',
  read: (given) =>
    /^[a-z][a-z\d+.-]+:\/\//i.test(given) ? containerAddress(given)?.url : text('').read(given),
};

/** Where blobs lie. All but `folder` in the form of an address. */
export type ContainerAddress = {
  /** The whole, without a slash at the end. */
  readonly url: string;
  readonly account: string;
  readonly container: string;
  /** Name of a blob, or what stands before `/` in the names of those meant; empty for the whole container. */
  readonly folder: string;
};

/** Accounts of the clouds: a token goes there, so no other host will do. */
const BLOB_HOST =
  /^[a-z\d-]{3,34}\.(z\d+\.)?blob\.(core\.(windows\.net|usgovcloudapi\.net|chinacloudapi\.cn)|storage\.azure\.net)$/;
const CONTAINER = /^(\$?[a-z\d](-?[a-z\d]){2,62})$/;

/**
 * `undefined` for anything else. On loopback the name of the account stands in the path, as with the
 * emulator. A query is refused: it would be a signature that grants access to whoever reads the settings.
 */
export function containerAddress(given: string): ContainerAddress | undefined {
  const url = webAddress(given);
  if (url === undefined || /[?#]/.test(given)) return undefined;
  const isHere = isLoopback(given);
  const parts = url.pathname.split('/').slice(1);
  const before = isHere ? parts.splice(0, 1) : [];
  const [container = '', ...folders] = parts;
  while (folders.at(-1) === '') folders.pop();
  const folder = decoded(folders.join('/'));
  if (!(isHere || BLOB_HOST.test(url.hostname)) || !CONTAINER.test(container) || folder === undefined)
    return undefined;
  const account = [url.origin, ...before].join('/');
  return { url: [account, container, ...folders].join('/'), account, container, folder };
}

function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}

/**
 * Several tenants: the list itself, or the file it stands in. What each entry may hold is read elsewhere
 * (src/tenants/), as wrong ones must not stop the others.
 */
export const tenantList: Form<string> = {
  expects: 'a JSON list of tenants, or the path of a .json file that holds one',
  read: (given) => (isJsonList(given) || (/\.json$/i.test(given) && isPlain(given)) ? given : undefined),
};

function isJsonList(given: string): boolean {
  if (!given.startsWith('[')) return false;
  try {
    return Array.isArray(JSON.parse(given));
  } catch {
    // What the parser says of it quotes it, and it may hold secrets.
    return false;
  }
}

/** How Table Storage is reached: an address (by identity), a connection string, or the local emulator. */
export const tables: Form<string> = {
  expects: 'the https address of a table endpoint, a connection string, or UseDevelopmentStorage=true',
  read: (given) => {
    if (/(^|;)\s*(UseDevelopmentStorage=true|AccountName=[^;]+|TableEndpoint=https?:[^;]+)/i.test(given)) {
      return text('').read(given);
    }
    return webAddress(given)?.href;
  },
};

const NUMBERS_OF_FIELDS = [
  [0, 59],
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 6],
] as const;
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** Six fields as Azure Functions reads them (NCRONTAB): second minute hour day month weekday, UTC. */
export const schedule: Form<string> = {
  expects: 'six cron fields (second minute hour day month weekday) such as 0 */15 * * * *',
  read: (given) => {
    const fields = given.split(/\s+/);
    const good = fields.every((field, at) => {
      const [least, most] = NUMBERS_OF_FIELDS[at] ?? [0, -1];
      const names: readonly string[] = at === 4 ? MONTHS : at === 5 ? WEEKDAYS : [];
      const numbered = field.replace(/[a-z]+/gi, (name) => {
        const index = names.indexOf(name.toLowerCase());
        return index < 0 ? name : String(index + least);
      });
      return numbered.split(',').every((part) => isCronPart(part, least, most));
    });
    return good && fields.length === NUMBERS_OF_FIELDS.length ? fields.join(' ') : undefined;
  },
};

/** True for an address that never leaves this machine. */
export function isLoopback(address: string): boolean {
  const host = parseUrl(address)?.hostname ?? '';
  return host === 'localhost' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
}

function isCronPart(part: string, least: number, most: number): boolean {
  const match = /^(?:\*|(\d{1,2})(?:-(\d{1,2}))?)(?:\/(\d{1,2}))?$/.exec(part);
  if (match === null) return false;
  const [, first = least, last = first, step = 1] = match;
  const [from, to] = [Number(first), Number(last)];
  return from >= least && to <= most && from <= to && Number(step) >= 1;
}

function webAddress(given: string): URL | undefined {
  const url = parseUrl(given);
  if (url === undefined || url.username !== '' || url.password !== '') return undefined;
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(given)) ? url : undefined;
}

function parseUrl(given: string): URL | undefined {
  return isPlain(given) && URL.canParse(given) ? new URL(given) : undefined;
}

function matching(pattern: RegExp, given: string): string | undefined {
  return pattern.test(given) ? given : undefined;
}

function isPlain(given: string): boolean {
  return given.length <= 2_000 && !/\p{Cc}/u.test(given);
}

/** Where a reader can go from a digest or page: only ever to ourselves, and only if we know where we are. */
export type Links = {
  /** False without a usable base URL: then nothing links to itself. */
  readonly known: boolean;
  digest(day: string, format?: 'csv' | 'json' | 'text'): string | undefined;
  history(from: string, to: string, format?: 'csv' | 'json'): string | undefined;
};

export type LinkOptions = {
  /** Where the HTTP routes are reached, e.g. `https://mfa.contoso.example`; setting `BASE_URL`. */
  readonly baseUrl?: string | undefined;
};

/** Links of the HTTP routes (contract §6). A base that is not http(s) is no base: it could be script. */
export function linksFrom(options: LinkOptions): Links {
  const base = options.baseUrl?.trim().replace(/\/+$/, '') ?? '';
  const known = /^https?:\/\/[^\s"'<>\\]+$/i.test(base);
  const to = (path: string) => (known ? `${base}/api/${path}` : undefined);
  return {
    known,
    digest: (day, format) => to(`digest?day=${day}${format === undefined ? '' : `&format=${format}`}`),
    history: (from, until, format) =>
      to(`history?from=${from}&to=${until}${format === undefined ? '' : `&format=${format}`}`),
  };
}

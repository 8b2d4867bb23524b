/** What a page of records (`{"value":[…]}`, `{"records":[…]}`) and a record look like, among other values. */
import { isObject, type RecordObject } from './read-fields.ts';

/** Names under which a page holds its records. */
const PAGE_KEYS = ['value', 'records'] as const;
export const LONGEST_PAGE_KEY = 7;
/** Something that only records have, so that a nested value in a line of its own is not taken for one. */
const RECORD_KEYS = ['id', 'Id', 'properties', 'createdDateTime', 'CreatedDateTime', 'TimeGenerated'];

export function isPageKey(name: string): boolean {
  return PAGE_KEYS.some((key) => key === name);
}

export function isPage(value: unknown): value is RecordObject {
  return isObject(value) && PAGE_KEYS.some((key) => Object.hasOwn(value, key) && Array.isArray(value[key]));
}

/** In the order of the page. */
export function recordsOfPage(page: RecordObject): readonly unknown[] {
  return Object.entries(page).flatMap(([key, records]) =>
    isPageKey(key) && Array.isArray(records) ? records : [],
  );
}

/** A record, a page, or a list of nothing else. */
export function looksLikeRecord(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0 && value.every(looksLikeRecord);
  return isObject(value) && [...RECORD_KEYS, ...PAGE_KEYS].some((name) => Object.hasOwn(value, name));
}

/** The bytes that JSON is made of, by name. */
export const JSON_BYTES = {
  LF: 10,
  QUOTE: 34,
  COMMA: 44,
  COLON: 58,
  OPEN_ARRAY: 91,
  BACKSLASH: 92,
  CLOSE_ARRAY: 93,
  OPEN_OBJECT: 123,
  CLOSE_OBJECT: 125,
} as const;

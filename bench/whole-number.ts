/** The value of a flag. @throws Error unless it is a whole number from 1 on */
export function wholeNumber(flag: string, given: string): number {
  const number = Number(given);
  if (Number.isInteger(number) && number > 0) return number;
  throw new Error(`${flag}: expected a whole number from 1 on; got ${JSON.stringify(given)}.`);
}

/** Users and what is told of them, fit to be shown. */
import { namesOwner } from './names-owner.ts';

/** Masked user: first and last letter around `…`, domain kept (contract §4). */
export function maskUser(user: string): string {
  const at = user.lastIndexOf('@');
  const name = at < 0 ? user : user.slice(0, at);
  const letters = Array.from(name);
  return `${letters[0] ?? ''}…${letters.at(-1) ?? ''}${at < 0 ? '' : user.slice(at)}`;
}

/** Whose device it is, as phones name themselves: `Alex's iPhone`. */
const OWNER = /^.*\S(['’]s )/u;

/** Five digits and more, with what stands between those of a phone number, masked ones among them. */
const NUMBER = /\p{Nd}(?:(?:[\sXx*•().+/#\p{Pd}]|;?ext[.=:]?)*\p{Nd}){4,}/giu;
const ALL_BUT_TWO = /\p{Nd}(?=(?:\P{Nd}*\p{Nd}){2})/gu;

/**
 * The phone or device text beside a method, fit to be shown: of a number only the last two digits, of
 * an address only what `maskUser` leaves, and no device that is called by one of the `names`.
 */
export function scrubDetail(detail: string, names: readonly string[] = []): string {
  const scrubbed = detail
    .replace(/[^\s,;<>()]+@[^\s,;<>()]+/g, maskUser)
    .replace(OWNER, '…$1')
    .replace(NUMBER, (number) => number.replace(ALL_BUT_TWO, 'X'));
  return namesOwner(scrubbed, names) ? 'device' : scrubbed;
}

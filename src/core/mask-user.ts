/** Masked user: first and last letter around `…`, domain kept (contract §4). */
export function maskUser(user: string): string {
  const at = user.lastIndexOf('@');
  const name = at < 0 ? user : user.slice(0, at);
  const letters = Array.from(name);
  return `${letters[0] ?? ''}…${letters.at(-1) ?? ''}${at < 0 ? '' : user.slice(at)}`;
}

/** Whose device it is, as phones name themselves: `Alex's iPhone`. */
const OWNER = /^.*\S(['’]s )/u;

/**
 * The phone or device text beside a method, fit to be shown: of a phone number only the last two
 * digits, of an address only what `maskUser` leaves.
 */
export function scrubDetail(detail: string): string {
  const addresses = detail.replace(/[^\s,;<>()]+@[^\s,;<>()]+/g, maskUser).replace(OWNER, '…$1');
  const digits = addresses.replace(/\D/g, '').length;
  const isPhone = digits >= 5 && /^[+(]?[\dX*x•][\dX*x•\s().+/-]*$/.test(addresses);
  return isPhone ? addresses.replace(/\d(?=(?:\D*\d){2})/g, 'X') : addresses;
}

import { type MfaMethod, STRONG_METHODS, type StrongMethod } from './credentials.ts';
import { at, type Random, seededRandom, type Weighted } from './random.ts';
import { type DeviceName, PLACES, type Place } from './tenant.ts';

/** An invented person with habits: where they live, what they own, how they prove who they are. */
export type User = {
  readonly index: number;
  readonly id: string;
  readonly displayName: string;
  readonly principalName: string;
  readonly guest: boolean;
  readonly place: Place;
  readonly desktop: DeviceName;
  readonly phone: 'iPhone' | 'android';
  readonly officeAddress: string;
  readonly homeAddress: string;
  readonly mobileAddress: string;
  readonly deviceId: string;
  /** Second factor of their days before a passkey. */
  readonly method: MfaMethod;
  /** What they sign in with once they have taken up a phishing-resistant credential. */
  readonly strong: StrongMethod;
  /** 0..1: the share of take-up in the tenant at which they are among those who did. */
  readonly takesUpAt: number;
  /** Last two digits of the phone number, all that a log shows of it. */
  readonly phoneEnd: string;
  /** Provider of the requirement, and its name in the log. */
  readonly requiredBy: readonly [provider: string, detail: string];
};

const MEMBERS = 456;
const GUESTS = 24;

const FIRST = (
  'Aisha Alexander Amélie Anders Anna Arjun Beatriz Ben Bram Camille Carlos Chiara Claire Daan Daniel David Diego Elena Eline Ella Emil ' +
  'Emma Erik Eva Femke Finn Freya Giulia Grace Hannah Harry Ines Isla Jack Jan Jasmijn Johan Jonas Julia Karin Katarzyna Lars Laura Leon ' +
  'Lotte Lucas Luis Maja Marco Maria Marta Martijn Matteo Mila Nadia Noah Nora Oliver Olivia Oskar Paula Pieter Priya Rachel Robin Ruben ' +
  'Samir Sanne Sara Sofia Stefan Sven Thea Thomas Tomasz Victor Vikram Zoë'
).split(' ');

const LAST =
  'Ahmed|Andersson|Baker|Bakker|Becker|Berg|Bianchi|Brandt|Brown|Carter|Costa|Davies|de Boer|de Vries|Dijkstra|Dubois|Evans|Fischer|Fontana|' +
  'García|Greco|Hall|Hansen|Hoffmann|Hughes|Jansen|Johansson|Keller|Khan|Kowalska|Krüger|Lambert|Larsson|Lewis|Lindqvist|Martin|Meijer|Meyer|' +
  'Moreau|Moreno|Mulder|Navarro|Nowak|O’Brien|Olsson|Patel|Peters|Petit|Rao|Ricci|Richter|Roberts|Romero|Rossi|Schmidt|Schulz|Sharma|Smit|' +
  'Torres|Turner|van Dam|van den Berg|Visser|Vogel|Walker|Weber|Wilson|Wolf|Wood|Zielinska';

const METHODS: readonly Weighted<MfaMethod>[] = [
  ['push', 62],
  ['authenticator', 10],
  ['oath', 5],
  ['appCode', 4],
  ['softwareToken', 2],
  ['hardwareToken', 1],
  ['text', 6],
  ['sms', 3],
  ['callMobile', 2],
  ['callOffice', 1],
  ['callAlternate', 1],
  ['voice', 1],
  ['phoneSignIn', 3],
  ['external', 1],
];

const REQUIRED_BY: readonly Weighted<User['requiredBy']>[] = [
  [['multiConditionalAccess', 'Conditional Access'], 86],
  [['user', 'Per-user MFA'], 9],
  [['riskBasedPolicy', 'Risk-based policy'], 3],
  [['securityDefaults', 'Security defaults'], 2],
];

/** Everyone at Contoso, and a few guests. The same people on every day. */
export const USERS: readonly User[] = invite();

function invite(): User[] {
  const random = seededRandom('contoso people');
  const lastNames = LAST.split('|');
  const taken = new Set<string>();
  const users: User[] = [];
  while (users.length < MEMBERS + GUESTS) {
    const displayName = `${random.pick(FIRST)} ${random.pick(lastNames)}`;
    if (taken.has(displayName)) continue;
    taken.add(displayName);
    users.push(person(users.length, displayName, random));
  }
  return users;
}

function person(index: number, displayName: string, random: Random): User {
  const guest = index >= MEMBERS;
  const [first = '', ...rest] = displayName.split(' ');
  const local = `${plain(first)}.${plain(rest.join(''))}`;
  const desktop = random.weighted<DeviceName>([
    ['windows', 74],
    ['mac', 20],
    ['linux', 6],
  ]);
  return {
    index,
    id: random.guid(),
    displayName,
    principalName: guest ? `${local}@partner.contoso.example` : `${local}@contoso.com`,
    guest,
    place: random.weighted(PLACES.map((place) => [place, place.share] as const)),
    desktop,
    phone: random.chance(0.52) ? 'android' : 'iPhone',
    officeAddress: `192.0.2.${random.between(1, 40)}`,
    homeAddress: `198.51.100.${random.between(1, 254)}`,
    mobileAddress: `203.0.113.${random.between(1, 180)}`,
    deviceId: random.guid(),
    method: random.weighted(METHODS),
    strong: random.weighted(STRONG_METHODS[desktop]),
    takesUpAt: random.next(),
    phoneEnd: String(random.below(100)).padStart(2, '0'),
    requiredBy: random.weighted(REQUIRED_BY),
  };
}

/** Letters of an address: no accents, marks or spaces. */
function plain(name: string): string {
  return name
    .normalize('NFD')
    .replace(/[^A-Za-z]/g, '')
    .toLowerCase();
}

/** `count` people out of those that fit, in an order that depends on the seed alone. */
export function chooseUsers(seed: string, count: number, fits: (user: User) => boolean): User[] {
  const random = seededRandom(seed);
  const left = USERS.filter(fits);
  const chosen: User[] = [];
  while (chosen.length < count && left.length > 0) {
    const index = random.below(left.length);
    chosen.push(at(left, index));
    left.splice(index, 1);
  }
  return chosen;
}

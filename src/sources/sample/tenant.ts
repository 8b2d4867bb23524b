/**
 * Contoso, an invented tenant: applications, places, devices, policies. Addresses come from the
 * ranges that RFC 5737 keeps for documentation; ids of Microsoft's own applications are the public ones.
 */
export const TENANT_ID = '6f1c7a52-3b0e-4d7c-9a41-c0a7050c0de5';
export const PARTNER_TENANT_ID = 'b81d7f0e-52c4-4c19-8f63-c0a7050fa41c';

/** `use`: weight in ordinary work. `client`: how people reach it. */
export type App = {
  readonly id: string | null;
  readonly name: string | null;
  readonly client: 'browser' | 'native';
  readonly use: number;
};

export const APPS = [
  { id: '1fec8e78-bce4-4aaf-ab1b-5451cc387264', name: 'Microsoft Teams', client: 'native', use: 20 },
  {
    id: '00000002-0000-0ff1-ce00-000000000000',
    name: 'Office 365 Exchange Online',
    client: 'native',
    use: 18,
  },
  {
    id: '00000003-0000-0ff1-ce00-000000000000',
    name: 'Office 365 SharePoint Online',
    client: 'browser',
    use: 14,
  },
  { id: '4765445b-32c6-49b0-83e6-1d93765276ca', name: 'OfficeHome', client: 'browser', use: 13 },
  { id: 'd3590ed6-52b3-4102-aeff-aad2292ab01c', name: 'Microsoft Office', client: 'native', use: 8 },
  { id: '2d4f1c88-7a35-4f0b-9c2e-5e1a90c3b771', name: 'Contoso Expenses', client: 'browser', use: 7 },
  { id: '8b9e60d1-14c7-4a52-b3f8-0d6c2f9a4e15', name: 'Contoso VPN', client: 'native', use: 7 },
  { id: 'e7a0b3f4-96d2-4c8e-8a17-3f52d1b7c069', name: 'Contoso Field Service', client: 'browser', use: 5 },
  { id: '51c8d27e-f0a9-4b63-9e74-a8b3c6d05f12', name: 'Contoso Payroll', client: 'browser', use: 3 },
  { id: '0a64e9b7-2c1d-4e5f-b886-7d9f13a2c450', name: 'Contoso Supplier Portal', client: 'browser', use: 2 },
  { id: 'c44b4083-3bb0-49c1-b47d-974e53cbdf3c', name: 'Azure Portal', client: 'browser', use: 2 },
  { id: '19db86c3-b2b9-44cc-b339-36da233a3be2', name: 'My Signins', client: 'browser', use: 1 },
] as const satisfies readonly App[];

/** `share`: weight of people who live there. `utc`: hours ahead of UTC, near enough for office hours. */
export type Place = {
  readonly country: string;
  readonly state: string;
  readonly city: string;
  readonly latitude: number;
  readonly longitude: number;
  readonly utc: number;
  readonly share: number;
};

export const PLACES = [
  {
    country: 'NL',
    state: 'Utrecht',
    city: 'Utrecht',
    latitude: 52.0908,
    longitude: 5.1222,
    utc: 1,
    share: 24,
  },
  {
    country: 'DE',
    state: 'Hamburg',
    city: 'Hamburg',
    latitude: 53.5507,
    longitude: 9.993,
    utc: 1,
    share: 20,
  },
  {
    country: 'GB',
    state: 'England',
    city: 'Leeds',
    latitude: 53.7965,
    longitude: -1.5478,
    utc: 0,
    share: 15,
  },
  {
    country: 'FR',
    state: 'Auvergne-Rhone-Alpes',
    city: 'Lyon',
    latitude: 45.7485,
    longitude: 4.8467,
    utc: 1,
    share: 9,
  },
  {
    country: 'ES',
    state: 'Valencia',
    city: 'Valencia',
    latitude: 39.4697,
    longitude: -0.3774,
    utc: 1,
    share: 7,
  },
  {
    country: 'PL',
    state: 'Pomorskie',
    city: 'Gdansk',
    latitude: 54.3521,
    longitude: 18.6464,
    utc: 1,
    share: 7,
  },
  {
    country: 'SE',
    state: 'Vastra Gotaland',
    city: 'Gothenburg',
    latitude: 57.7072,
    longitude: 11.9668,
    utc: 1,
    share: 5,
  },
  { country: 'IT', state: 'Piemonte', city: 'Turin', latitude: 45.0705, longitude: 7.6868, utc: 1, share: 4 },
  {
    country: 'US',
    state: 'Ohio',
    city: 'Columbus',
    latitude: 39.9612,
    longitude: -82.9988,
    utc: -5,
    share: 4,
  },
  {
    country: 'IN',
    state: 'Maharashtra',
    city: 'Pune',
    latitude: 18.5196,
    longitude: 73.8553,
    utc: 5,
    share: 3,
  },
  {
    country: 'CA',
    state: 'Nova Scotia',
    city: 'Halifax',
    latitude: 44.6453,
    longitude: -63.5724,
    utc: -4,
    share: 1,
  },
  {
    country: 'BR',
    state: 'Parana',
    city: 'Curitiba',
    latitude: -25.4284,
    longitude: -49.2733,
    utc: -3,
    share: 1,
  },
] as const satisfies readonly Place[];

/** What a device says of itself; `os` as Graph writes it. */
export type Device = {
  readonly os: string;
  readonly browser: string;
  readonly userAgent: string;
  readonly managed: boolean;
};

export const DEVICES = {
  windows: {
    os: 'Windows10',
    browser: 'Edge 142.0.0',
    userAgent:
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0',
    managed: true,
  },
  mac: {
    os: 'MacOs',
    browser: 'Safari 18.5',
    userAgent:
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15',
    managed: true,
  },
  linux: {
    os: 'Linux',
    browser: 'Firefox 145.0',
    userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0',
    managed: false,
  },
  iPhone: {
    os: 'Ios 18.5',
    browser: 'Mobile Safari 18.5',
    userAgent:
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1',
    managed: false,
  },
  android: {
    os: 'Android 15',
    browser: 'Chrome Mobile 142.0.0',
    userAgent:
      'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36',
    managed: false,
  },
} as const satisfies Record<string, Device>;

export type DeviceName = keyof typeof DEVICES;

/** Conditional Access policies of the tenant: [id, name]. */
export const POLICIES = {
  mfaForAll: ['3a1f8c64-0b7d-4e29-92f5-1d6e7c80ab34', 'CA01 Require MFA for all users'],
  compliantDevice: ['97d2e5b0-6c41-4f8a-8e33-b0c9a7514d26', 'CA02 Require a compliant device for payroll'],
  blockCountries: ['c05b94a7-d1e3-4672-a9f8-62f07b3d8e91', 'CA03 Block sign-ins from unused countries'],
} as const;

/** List prices in US dollars, as far as somebody could be cited; `null`: not found, and never guessed. */

export type ScalePrice = {
  readonly dollars: number | null;
  readonly per: string;
  /** Page, title and date. */
  readonly source: string;
};

export const SCALE_PRICES = {
  gbSecond: {
    dollars: 0.000026,
    per: 'GB-second of Functions, Flex Consumption on demand, above the free ones',
    source:
      'modal.com/blog/azure-function-pricing-guide, "Azure Functions pricing: Consumption vs. Flex Consumption" (2025-05-22), East US',
  },
  logsGB: {
    dollars: 2.3,
    per: 'GB taken in by a workspace, above the free ones',
    source:
      'dirteam.com/sander, "Calculating your Azure Log Analytics Bill when you stream your Azure AD Logs to it" (2020-06-25)',
  },
  tableCalls: { dollars: null, per: '10,000 calls of Table Storage', source: 'not found' },
  blobReads: { dollars: null, per: '10,000 reads of Blob Storage', source: 'not found' },
} as const satisfies Readonly<Record<string, ScalePrice>>;

export type PriceName = keyof typeof SCALE_PRICES;
export type ScalePrices = Readonly<Record<PriceName, number | null>>;

/** What is free in a month, GB-seconds and GB. Sources: docs/deploy.md, "What it costs", and the page of `logsGB`. */
export const FREE_A_MONTH = { gbSeconds: 100_000, logsGB: 5 } as const;

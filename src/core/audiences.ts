/** Who a digest is for: the same report with other sections. */
export const AUDIENCES = ['everyone', 'security', 'helpdesk'] as const;
export type Audience = (typeof AUDIENCES)[number];

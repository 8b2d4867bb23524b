/** As much of acknowledgements as a setting of PRIVACY lets be shown. */
import type { Ack } from './ports.ts';
import type { Privacy } from './report.ts';

/** `aggregate`: that an issue is known and until when, not by whom, and no note, which people write names into. */
export function acksShown(acks: readonly Ack[], privacy: Privacy): readonly Ack[] {
  return privacy === 'aggregate' ? acks.map((ack) => ({ ...ack, by: '', note: '' })) : acks;
}

/**
 * The sections of a digest, in the order in which they stand: first what a reader must know, then
 * what to do, then the evidence. A new section is one file and one line here.
 */
import type { MeasuredDay, UnmeasuredDay } from '../report.ts';
import { acknowledged } from './acknowledged.ts';
import { apps } from './apps.ts';
import type { Section } from './block.ts';
import { causes } from './causes.ts';
import { changes } from './changes.ts';
import { counted } from './counted.ts';
import { figures } from './figures.ts';
import { findings } from './findings.ts';
import { fixed } from './fixed.ts';
import { fourteenDays } from './fourteen-days.ts';
import { gap } from './gap.ts';
import { gapVerdict } from './gap-verdict.ts';
import { issues } from './issues.ts';
import { methods } from './methods.ts';
import { openInFull } from './open-in-full.ts';
import { outcomes } from './outcomes.ts';
import { people } from './people.ts';
import { reasons } from './reasons.ts';
import { verdict } from './verdict.ts';

/** Of a day with figures: partial, open or sealed. */
export const MEASURED_SECTIONS: readonly Section<MeasuredDay>[] = [
  verdict,
  figures,
  fourteenDays,
  issues,
  reasons,
  acknowledged,
  findings,
  fixed,
  people,
  causes,
  openInFull,
  methods,
  apps,
  outcomes,
  changes,
  counted,
];

/** Of a day without figures: missing or lost. */
export const GAP_SECTIONS: readonly Section<UnmeasuredDay>[] = [
  gapVerdict,
  figures,
  gap,
  fourteenDays,
  changes,
];

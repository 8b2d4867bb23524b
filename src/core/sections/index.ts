/**
 * The sections of a digest, in the order in which they stand: first what a reader must know, then
 * what to do, then the evidence. A new section is one file and one line here.
 */
import type { Audience } from '../audiences.ts';
import type { MeasuredDay, UnmeasuredDay } from '../report.ts';
import { acknowledged } from './acknowledged.ts';
import { apps } from './apps.ts';
import type { Section } from './block.ts';
import { changes } from './changes.ts';
import { counted } from './counted.ts';
import { figures } from './figures.ts';
import { findings } from './findings.ts';
import { fixed } from './fixed.ts';
import { fourteenDays } from './fourteen-days.ts';
import { friction } from './friction.ts';
import { gap } from './gap.ts';
import { gapVerdict } from './gap-verdict.ts';
import { declinedIssues, issues } from './issues.ts';
import { methods } from './methods.ts';
import { openInFull } from './open-in-full.ts';
import { otherReasons } from './other-reasons.ts';
import { outcomes } from './outcomes.ts';
import { people } from './people.ts';
import { reasons } from './reasons.ts';
import { verdict } from './verdict.ts';

/** Of a day with figures: partial, open or sealed. */
export const MEASURED_SECTIONS = {
  everyone: [
    verdict,
    figures,
    fourteenDays,
    issues,
    reasons,
    acknowledged,
    findings,
    fixed,
    people,
    openInFull,
    methods,
    friction,
    apps,
    outcomes,
    changes,
    counted,
  ],
  security: [verdict, figures, findings, people, declinedIssues, openInFull, counted],
  helpdesk: [verdict, figures, people, issues, otherReasons, openInFull, counted],
} as const satisfies Record<Audience, readonly Section<MeasuredDay>[]>;

/** Of a day without figures, missing or lost: there is nothing to tell one reader and not the other. */
export const GAP_SECTIONS: readonly Section<UnmeasuredDay>[] = [
  gapVerdict,
  gap,
  figures,
  fourteenDays,
  changes,
];

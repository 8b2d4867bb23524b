/** Our count beside Microsoft's own, in a sentence. */
import { deviation } from '../cross-check.ts';
import { counted } from '../format.ts';
import type { MeasuredDay } from '../report.ts';

/** Empty where the day was not compared. */
export function crossCheckSentence({ crossCheck }: Pick<MeasuredDay['coverage'], 'crossCheck'>): string {
  if (crossCheck === null) return '';
  const { theirs, ratio, usual, days } = crossCheck;
  const usually = usual === null ? 'not calibrated yet' : `usually ${usual.toFixed(2)}`;
  const remark = REMARKS[deviation(crossCheck) ?? 'usual'];
  return `Microsoft counts ${counted(theirs, 'sign-in')}; ours over theirs is ${ratio.toFixed(2)}, ${usually} (${counted(days, 'day')}).${remark}`;
}

const REMARKS = {
  usual: '',
  fewer: ' That is fewer than usual: records may be missing.',
  more: ' That is more than usual: the count of Microsoft may be unfinished.',
} as const;

/** When people are challenged, and when they do not get through. */
import type { MeasuredDay } from '../report.ts';
import { type ClockedDay, type HeatMap, heatCaption, heatMap, heatTable } from './heat-map.ts';
import type { ChartTable } from './history-chart.ts';

export type HeatPanel = {
  readonly title: string;
  readonly caption: string;
  readonly map: HeatMap;
  readonly table: ChartTable;
};
export type HeatSection = { readonly caption: string; readonly panels: readonly HeatPanel[] };

const PANELS = [
  {
    title: 'Challenged',
    of: ({ completed, denied, abandoned }) => completed + denied + abandoned,
  },
  { title: 'Denied or abandoned', of: ({ denied, abandoned }) => denied + abandoned },
] as const satisfies readonly { title: string; of: (hour: MeasuredDay['hours'][number]) => number }[];

/** `undefined` without a whole day. */
export function heatSection(days: readonly ClockedDay[], zones: string): HeatSection | undefined {
  if (days.length === 0) return undefined;
  return {
    caption: `Attempts of all days by weekday and hour they began in (${zones}). Each panel has its own scale.`,
    panels: PANELS.map(({ title, of }) => {
      const map = heatMap(days, (day, place) => {
        const hour = day.hours[place];
        return hour === undefined ? 0 : of(hour);
      });
      return {
        title,
        caption: heatCaption(map),
        map,
        table: heatTable(map, `${title}, attempts by hour and weekday`),
      };
    }),
  };
}

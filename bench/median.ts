/** The middle of some figures, or the mean of the two in the middle; `NaN` of none. */
export function median(figures: readonly number[]): number {
  const sorted = [...figures].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low = Number.NaN, high = Number.NaN] = [
    sorted[sorted.length % 2 === 1 ? middle : middle - 1],
    sorted[middle],
  ];
  return (low + high) / 2;
}

/** `2.8 (2.7 to 3.1)` */
export function spread(figures: readonly number[], digits = 1): string {
  const [least, middle, most] = [Math.min(...figures), median(figures), Math.max(...figures)].map((figure) =>
    figure.toFixed(digits),
  );
  return `${middle} (${least} to ${most})`;
}

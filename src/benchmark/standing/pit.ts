/**
 * Randomised probability integral transforms, averaged over their randomness: a value where the distribution has a point mass lies anywhere
 * between P(X < value) and P(X <= value) with equal chance, and is counted by the share of that range.
 * @see Czado, Gneiting and Held 2009, Predictive model assessment for count data
 */

/** The range of one value's transform; both ends alike where there is no point mass. */
export type PitRange = { pitBelow: number; pitAt: number };

/** Bars of a histogram. */
const NUM_BARS = 10;

/** Returns the chance that the randomised PIT of a value lies in the central interval of a level, [(1 - level)/2, (1 + level)/2]. */
export function coveredShare(range: PitRange, level: number): number {
  return shareWithin(range, (1 - level) / 2, (1 + level) / 2);
}

/** Returns the shares of one or more values in ten equal bars of their randomised PIT; .1 each is what right distributions give. */
export function pitHistogram(ranges: readonly PitRange[]): number[] {
  return Array.from({ length: NUM_BARS }, (_, i) => {
    const [low, high] = [i / NUM_BARS, (i + 1) / NUM_BARS];
    const top = i === NUM_BARS - 1 ? Infinity : high;
    const inBar = ranges.map((range) =>
      range.pitAt > range.pitBelow ? shareWithin(range, low, high) : Number(low <= range.pitAt && range.pitAt < top),
    );
    return inBar.reduce((total, share) => total + share, 0) / ranges.length;
  });
}

function shareWithin({ pitBelow, pitAt }: PitRange, low: number, high: number): number {
  if (!(pitAt > pitBelow)) return Number(low <= pitAt && pitAt <= high);
  return Math.max(0, Math.min(high, pitAt) - Math.max(low, pitBelow)) / (pitAt - pitBelow);
}

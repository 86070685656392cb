/** The same losses by how far ahead they were: doublings of the axis from the last visible rung. */
import { mean } from "../../math/stats.ts";
import { skill } from "../../score/compare.ts";
import { coveredShare } from "./pit.ts";
import type { StandingTarget } from "./score.ts";

/** Distances in doublings: more than the first end, up to the second. */
export const DISTANCES: readonly { label: string; above: number; upTo: number }[] = [
  { label: "up to 1", above: -Infinity, upTo: 1 },
  { label: "1 to 2", above: 1, upTo: 2 },
  { label: "2 to 4", above: 2, upTo: 4 },
  { label: "above 4", above: 4, upTo: Infinity },
];
/** Sizes that double give horizons that are whole but for the last bits. */
const SLACK = 1e-6;

/** One forecaster at one distance. */
export type DistanceRow = {
  forecaster: string;
  distance: string;
  numTargets: number;
  crps: number;
  skill: number | null;
  bias: number;
  coverage90: number;
  width90: number;
};

/** Returns the label of the distance that a number of doublings lies in. */
export function distanceOf(doublings: number): string {
  return (
    DISTANCES.find(({ above, upTo }) => doublings > above + SLACK && doublings <= upTo + SLACK)?.label ??
    DISTANCES[0]!.label
  );
}

/** Returns one row per forecaster and distance at which it has targets. */
export function byDistance(targets: readonly StandingTarget[], names: readonly string[]): DistanceRow[] {
  return names.flatMap((forecaster) =>
    DISTANCES.flatMap(({ label }) => {
      const own = targets.filter((one) => one.forecaster === forecaster && distanceOf(one.doublings) === label);
      if (own.length === 0) return [];
      const crps = mean(own.map((one) => one.crps));
      return [
        {
          forecaster,
          distance: label,
          numTargets: own.length,
          crps,
          skill: skill(crps, mean(own.map(({ baseline }) => baseline))),
          bias: mean(own.map(({ value, median }) => value - median)),
          coverage90: mean(own.map((one) => coveredShare(one, 0.9))),
          width90: mean(own.map(({ low90, high90 }) => high90 - low90)),
        },
      ];
    }),
  );
}

/**
 * What is known of each forecaster from everything it was ever scored on: how much it loses beside the baseline, whether that could be
 * luck, and whether its distributions say what they claim.
 */
import { byText } from "../base/byText.ts";
import { fold, type Key } from "../base/random.ts";
import { clopperPearson, ksDistance } from "../math/coverage.ts";
import { mean, sum } from "../math/stats.ts";
import type { ScoredTarget } from "../records.ts";
import { type ClusterLoss, clusterLosses, type SkillInterval, skillInterval } from "./cluster.ts";
import { type SignFlip, signFlipTest, skill } from "./compare.ts";
import { type Corp, corp } from "./corp.ts";
import { commonTargets, groupBy } from "./targets.ts";

/**
 * A forecaster beside the baseline on one set of targets. Means are over targets, in the metric's unit; skill = 1 - sum crps / sum
 * baseline, null where the baseline lost nothing (or so little that the ratio overflows); `signFlip` tests the clusters' mean
 * differences crps - baseline and carries the smallest p that so many clusters allow.
 */
export type Comparison = {
  numTargets: number;
  numClusters: number;
  meanCrps: number;
  meanBaseline: number;
  skill: number | null;
  signFlip: SignFlip;
  interval: SkillInterval;
};

/**
 * How many of n values lay in the intervals of a nominal level, ends included, with the 90 % Clopper-Pearson band of the share. The band
 * takes targets as independent and is too narrow where those of one cluster move together.
 */
export type Coverage = { level: number; covered: number; n: number; share: number; band: [number, number] };

/**
 * One forecaster. `own`: on every target it answered; `common`: on the targets that all forecasters answered, the only numbers to set
 * beside another forecaster's, null when there are none. The rest is on its own targets: coverage, mean width of the 90 %
 * interval, distance of the PIT from uniform, mean |value - median|, reliability of P(at or beyond the threshold).
 * `fewClusters`: below 20, too few for any word on calibration. `metrics` has more than one name where units were mixed.
 */
export type ForecasterSummary = {
  forecaster: string;
  metrics: string[];
  own: Comparison;
  common: Comparison | null;
  fewClusters: boolean;
  coverage50: Coverage;
  coverage90: Coverage;
  meanWidth90: number;
  pitDistance: number;
  meanAbsoluteError: number;
  beyond: Corp;
};

const BAND_LEVEL = 0.9;
const CALIBRATION_CLUSTERS = 20;

/**
 * Returns one row per forecaster, sorted by name. Losses are summed as they are, so give targets of metrics with one unit. The order of
 * the targets and the names of forecasters change no bit; `key` is the only randomness. Errors: see `commonTargets`.
 */
export function summarise(targets: readonly ScoredTarget[], key: Key): ForecasterSummary[] {
  const common = groupBy(commonTargets(targets), ({ forecaster }) => forecaster);
  return [...groupBy(targets, ({ forecaster }) => forecaster)]
    .sort(([a], [b]) => byText(a, b))
    .map(([forecaster, own]) => summariseOne(forecaster, own, common.get(forecaster) ?? [], key));
}

function summariseOne(
  forecaster: string,
  own: readonly ScoredTarget[],
  common: readonly ScoredTarget[],
  key: Key,
): ForecasterSummary {
  const comparison = compare(own, key);
  return {
    forecaster,
    metrics: [...new Set(own.map(({ metric }) => metric))].sort(byText),
    own: comparison,
    common: common.length === 0 ? null : compare(common, key),
    fewClusters: comparison.numClusters < CALIBRATION_CLUSTERS,
    coverage50: coverage50(own),
    coverage90: coverage90(own),
    meanWidth90: mean(own.map(({ low90, high90 }) => high90 - low90)),
    pitDistance: ksDistance(own.map(({ pit }) => pit)),
    meanAbsoluteError: mean(own.map(({ value, median }) => Math.abs(value - median))),
    beyond: corp(
      own.map(({ beyond }) => beyond),
      own.map(({ isBeyond }) => isBeyond),
    ),
  };
}

function compare(targets: readonly ScoredTarget[], key: Key): Comparison {
  const losses = clusterLosses(targets);
  return {
    ...meanLosses(targets),
    skill: skillOf(losses),
    signFlip: signFlipTest(
      losses.map(({ meanDifference }) => meanDifference),
      fold(key, "sign flips"),
    ),
    interval: skillInterval(losses, key),
  };
}

function skillOf(losses: readonly ClusterLoss[]): number | null {
  const value = skill(sum(losses.map(({ crps }) => crps)), sum(losses.map(({ baseline }) => baseline)));
  return value === null || !Number.isFinite(value) ? null : value;
}

/** How many targets and clusters there are, and the mean CRPS of forecaster and baseline on them. */
export type MeanLosses = Pick<Comparison, "numTargets" | "numClusters" | "meanCrps" | "meanBaseline">;

/** Returns the mean CRPS over one or more targets with the baseline's beside it, and how many targets and clusters there are. */
export function meanLosses(targets: readonly ScoredTarget[]): MeanLosses {
  return {
    numTargets: targets.length,
    numClusters: new Set(targets.map(({ cluster }) => cluster)).size,
    meanCrps: mean(targets.map(({ crps }) => crps)),
    meanBaseline: mean(targets.map(({ baseline }) => baseline)),
  };
}

/** Returns how many values lay in their 50 % intervals; one or more targets. */
export function coverage50(targets: readonly ScoredTarget[]): Coverage {
  return coverage(0.5, targets, ({ low50, value, high50 }) => low50 <= value && value <= high50);
}

/** Returns how many values lay in their 90 % intervals; one or more targets. */
export function coverage90(targets: readonly ScoredTarget[]): Coverage {
  return coverage(0.9, targets, ({ low90, value, high90 }) => low90 <= value && value <= high90);
}

function coverage(
  level: number,
  targets: readonly ScoredTarget[],
  contains: (target: ScoredTarget) => boolean,
): Coverage {
  const [covered, n] = [targets.filter(contains).length, targets.length];
  return { level, covered, n, share: covered / n, band: clopperPearson(covered, n, BAND_LEVEL) };
}

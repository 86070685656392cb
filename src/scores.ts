/**
 * foreshock/scores: scoring rules by themselves, for whoever forecasts with other tools. Each is a function of numbers, documented with its
 * formula where it is defined; lower is better, points excepted. The rules by which foreshock scores its own questions are in `foreshock`.
 *
 *   import { crpsNormal } from "foreshock/scores";
 *   crpsNormal(0.62, 0.08, 0.71); // .0553: mean, standard deviation, what came
 */

// CRPS of distributions in closed form, bounded ones, draws, and times of what may not have happened yet.

export { censoredCrps } from "./math/crpsDistribution.ts";
export {
  type Bounds,
  crpsBoundedLogistic,
  crpsBoundedNormal,
  crpsCensoredNormal,
} from "./score/parametric/boundedCrps.ts";
export {
  crpsBeta,
  crpsBinomial,
  crpsLogistic,
  crpsLogitNormal,
  crpsLogNormal,
  crpsNormal,
  crpsNormalMixture,
  crpsStudentT,
} from "./score/parametric/crps.ts";
export { crpsSamples, crpsWeightedSamples, thresholdCrpsSamples } from "./score/parametric/sampledCrps.ts";

// Logarithmic scores.

export { rankedLogScore } from "./score/categorical.ts";
export {
  logScoreBeta,
  logScoreBinomial,
  logScoreLogistic,
  logScoreNormal,
  logScoreNormalMixture,
  type NormalComponent,
} from "./score/parametric/logScores.ts";

// Quantiles and intervals.

export {
  intervalCovers,
  intervalScore,
  pinball,
  type Quantiles,
  quantileBias,
  type Wis,
  wis,
} from "./score/parametric/quantileRules.ts";

// Tests of a difference between two forecasters.

export { type DieboldMariano, dieboldMariano } from "./score/parametric/dieboldMariano.ts";
export { type SignedRank, signedRankTest } from "./score/parametric/wilcoxon.ts";

// Points as tournaments give them: higher is better.

export { baselinePoints, baselinePointsBinned } from "./score/points.ts";

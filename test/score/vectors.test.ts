/** Every published or recomputed number that the scoring functions must reproduce; the functions that are missing say why. */

import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { rootKey } from "../../src/base/random.ts";
import { clopperPearson, ksDistance } from "../../src/math/coverage.ts";
import { censoredCrps, crpsOfDistribution, crpsParts } from "../../src/math/crpsDistribution.ts";
import {
  betaQuantile,
  incompleteBeta,
  normalCdf,
  normalQuantile,
  studentTCdf,
  studentTQuantile,
} from "../../src/math/special.ts";
import { brier, rankedLogScore, rps } from "../../src/score/categorical.ts";
import { signFlipTest } from "../../src/score/compare.ts";
import { isotonic } from "../../src/score/isotonic.ts";
import { weightedRps } from "../../src/score/jump.ts";
import { logScore } from "../../src/score/logScore.ts";
import { crpsBoundedLogistic, crpsBoundedNormal, crpsCensoredNormal } from "../../src/score/parametric/boundedCrps.ts";
import * as crps from "../../src/score/parametric/crps.ts";
import { dieboldMariano } from "../../src/score/parametric/dieboldMariano.ts";
import * as logScores from "../../src/score/parametric/logScores.ts";
import { intervalCovers, intervalScore, pinball, quantileBias, wis } from "../../src/score/parametric/quantileRules.ts";
import { crpsSamples, crpsWeightedSamples, thresholdCrpsSamples } from "../../src/score/parametric/sampledCrps.ts";
import { signedRankTest } from "../../src/score/parametric/wilcoxon.ts";
import { baselinePoints, baselinePointsBinned, peerPoints } from "../../src/score/points.ts";
import { root } from "../root.ts";

type Answer = number | number[] | boolean;
// biome-ignore lint/suspicious/noExplicitAny: the inputs differ from vector to vector
type Inputs = any;
type Vector = { id: string; function: string; inputs: Inputs; expected: Answer | null; tolerance: number };

const components = (v: Inputs) => v.mu.map((mu: number, i: number) => ({ weight: v.w[i], mu, sigma: v.sigma[i] }));
const quantiles = (v: Inputs) => ({ levels: v.levels, values: v.quantiles });
const bounds = (v: Inputs) => ({ lower: v.lower, upper: v.upper, lowerMass: v.lmass ?? 0, upperMass: v.umass ?? 0 });
const masses = (v: Inputs): number[] => [...v.F.map((f: number, i: number) => f - (v.F[i - 1] ?? 0)), v.never];
const jumpBin = (v: Inputs): number => v.first_grid_index_at_or_above_threshold ?? v.F.length;

/** 0.85 Normal(6.3, 0.4) on fine knots; the rest lies beyond the horizon 7. */
function subNormal() {
  const x = Array.from({ length: 40_001 }, (_, i) => 3 + i * 1e-4);
  return { x: [...x, 9], p: [...x.map((value) => 0.85 * normalCdf((value - 6.3) / 0.4)), 1] };
}

function piecewiseRegion(v: Inputs): number[] {
  const clip = { all: (x: number) => x, "x>=1": (x: number) => Math.max(1, x), "x<1": (x: number) => Math.min(1, x) };
  const at = clip[v.weight_region as keyof typeof clip];
  const { crps, under, over } = crpsParts({ x: v.x.map(at), p: v.F }, at(v.y));
  return [crps, under, over];
}

/** A Diebold-Mariano test that the vectors expect to exist. */
function tested({ d, h }: Inputs) {
  const test = dieboldMariano(d, h);
  if (!test.ok) throw new Error(test.reason);
  return test;
}

const COVERED: Record<string, (v: Inputs) => Answer | null> = {
  crps_normal: (v) => crps.crpsNormal(v.mu, v.sigma, v.y),
  crps_logistic: (v) => crps.crpsLogistic(v.mu, v.s, v.y),
  crps_student_t: (v) => crps.crpsStudentT(v.df, v.mu, v.sigma, v.y),
  crps_beta: ({ a, b, y, lower = 0, upper = 1 }) =>
    (upper - lower) * crps.crpsBeta(a, b, (y - lower) / (upper - lower)),
  crps_binomial: (v) => crps.crpsBinomial(v.n, v.p, v.k),
  crps_uniform: ({ y, min, max, lmass = 0, umass = 0 }) =>
    crpsOfDistribution({ x: [min, max, max], p: [lmass, 1 - umass, 1] }, y),
  crps_normal_mixture: (v) => crps.crpsNormalMixture(components(v), v.y),
  crps_lognormal: (v) => crps.crpsLogNormal(v.meanlog, v.sdlog, v.y),
  crps_truncated_normal: (v) => crpsBoundedNormal(v.mu, v.sigma, bounds(v), v.y),
  crps_censored_normal: (v) => crpsCensoredNormal(v.mu, v.sigma, v.lower, v.upper, v.y),
  crps_gtc_normal: (v) => crpsBoundedNormal(v.mu, v.sigma, bounds(v), v.y),
  crps_gtc_logistic: (v) => crpsBoundedLogistic(v.mu, v.s, bounds(v), v.y),
  crps_logit_normal: (v) => crps.crpsLogitNormal(v.mu, v.sigma, v.y),
  crps_ensemble: (v) => crpsSamples(v.x, v.y),
  crps_ensemble_weighted: (v) => crpsWeightedSamples(v.x, v.w, v.y),
  mean_twcrps_ensemble: (v) => {
    const [low, high] = [v.a === "-inf" ? -Infinity : v.a, v.b === "inf" ? Infinity : v.b];
    const each = v.y.map((y: number, i: number) => thresholdCrpsSamples(v.x[i], low, high, y));
    return each.reduce((a: number, b: number) => a + b, 0) / each.length;
  },
  crps_piecewise_linear_cdf: piecewiseRegion,
  pinball: (v) => pinball(v.tau, v.q, v.y),
  interval_score: (v) => intervalScore(v.lower, v.upper, v.alpha, v.y),
  wis: (v) => wis(quantiles(v), v.y, v.count_median_twice).wis,
  interval_covered_50: (v) => intervalCovers(quantiles(v), 0.5, v.y),
  bias_quantile: (v) => quantileBias(quantiles(v), v.y),
  brier: (v) => brier(v.p, v.o === 1),
  log_score_binary: (v) => logScore([1 - v.p, v.p], v.o),
  ranked_log_score: (v) => rankedLogScore(v.p, v.k - 1),
  rps: (v) => rps(v.p, v.k - 1),
  log_score_normal: (v) => logScores.logScoreNormal(v.mu, v.sigma, v.y),
  log_score_logistic: (v) => logScores.logScoreLogistic(v.mu, v.s, v.y),
  log_score_normal_mixture: (v) => logScores.logScoreNormalMixture(components(v), v.y),
  log_score_binomial: (v) => logScores.logScoreBinomial(v.n, v.p, v.k),
  log_score_beta: (v) => logScores.logScoreBeta(v.a, v.b, v.y),
  threshold_rps_interval_censored: (v) => v.F.length * weightedRps(masses(v), jumpBin(v), Array(v.F.length).fill(1)),
  threshold_log_score_interval_censored: (v) => logScore(masses(v), jumpBin(v)),
  threshold_twcrps_right_censored: (v) => censoredCrps(subNormal(), v.horizon, v.y),
  pit_ks_statistic: (v) => ksDistance(v.pit),
  normal_cdf: (v) => normalCdf(v.z),
  normal_quantile: (v) => normalQuantile(v.p),
  beta_cdf: (v) => incompleteBeta(v.x, v.a, v.b),
  beta_quantile: (v) => betaQuantile(v.p, v.a, v.b),
  student_t_cdf: (v) => studentTCdf(v.t, v.df),
  student_t_quantile: (v) => studentTQuantile(v.p, v.df),
  sign_flip_exact_p: (v) => signFlipTest(v.d, rootKey("unused")).p,
  isotonic_mean: (v) => isotonic([...v.y.keys()], v.y),
  isotonic_weighted_mean: (v) => isotonic([...v.y.keys()], v.y, v.w),
  wilcoxon_signed_rank_exact_p: (v) => signedRankTest(v.d).p,
  diebold_mariano_hln: (v) => {
    const test = dieboldMariano(v.d, v.h);
    return test.ok ? test.statistic : null;
  },
  diebold_mariano_v_hat: (v) => tested(v).variance,
  diebold_mariano_hln_summary: (v) => {
    const { statistic, meanDifference, standardError, n } = tested(v);
    const reach = studentTQuantile((1 + v.confidence) / 2, n - 1) * standardError;
    return [studentTCdf(statistic, n - 1), meanDifference - reach, meanDifference + reach];
  },
  metaculus_baseline_binary: (v) => baselinePoints(v.resolution === 1 ? v.p_yes : 1 - v.p_yes, 2),
  metaculus_baseline_multiple_choice: (v) => baselinePoints(v.p[v.k], v.p.length),
  metaculus_baseline_continuous: ({ cdf, bucket, open_bounds }) => {
    const at: number[] = Array.isArray(cdf) ? cdf : Array.from({ length: 201 }, (_, i) => 0.05 + (0.9 * i) / 200);
    const mass = (at[bucket] ?? 1) - (at[bucket - 1] ?? 0);
    return baselinePointsBinned(mass, bucket === 0 || bucket === at.length, at.length - 1, open_bounds);
  },
  metaculus_peer_binary: (v) => peerPoints(v.p_yes.map((p: number) => (v.resolution === 1 ? p : 1 - p))),
  clopper_pearson: (v) => clopperPearson(v.k, v.n, v.level),
};

/** Functions of the vectors that foreshock does not have, and why. */
const SKIPPED: Record<string, string> = {
  metaculus_peer_time_averaged:
    "a forecast here is registered once and not revised, so there is nothing to average over time",
  metaculus_geometric_mean_pmf: "an intermediate of the peer score, which is computed from mean logarithms",
  wswm_payout: "bets pay money or points to people and evaluate no forecaster; none are settled here yet",
  lmsr_cost: "a betting market; none is planned",
  lmsr_trade_cost: "a betting market; none is planned",
  lmsr_prices: "a betting market; none is planned",
};

function expectClose(got: Answer | null, expected: Answer | null, tolerance: number): void {
  if (typeof expected === "boolean" || expected === null || got === null) {
    expect(got).toBe(expected);
    return;
  }
  const [values, wanted] = [[got].flat() as number[], [expected].flat()];
  expect(values.length).toBe(wanted.length);
  for (const [i, want] of wanted.entries())
    expect(Math.abs(values[i]! - want), `${values[i]} against ${want}`).toBeLessThanOrEqual(
      tolerance * Math.max(1, Math.abs(want)),
    );
}

const file = path.join(root, "test/golden/scoring-vectors.json");
const vectors: Vector[] = JSON.parse(readFileSync(file, "utf8")).vectors;

describe("all vectors", () => {
  it("every function is covered or skipped with a reason, and nothing listed is unknown", () => {
    const names = [...new Set(vectors.map((vector) => vector.function))].sort();
    expect([...Object.keys(COVERED), ...Object.keys(SKIPPED)].sort()).toEqual(names);
  });

  it.skip.each(
    vectors.filter((vector) => vector.function in SKIPPED).map((v) => [v.id, v.function, SKIPPED[v.function]]),
  )("%s %s: %s", () => {});

  it.each(vectors.filter((vector) => vector.function in COVERED))("$id $function", (vector) => {
    expectClose(COVERED[vector.function]!(vector.inputs), vector.expected, vector.tolerance);
  });

  it("normal CDF relatively in the lower tail, where the listed absolute tolerance would accept 0", () => {
    const tail = vectors.filter((vector) => vector.function === "normal_cdf" && vector.inputs.z < 0);
    expect(tail.length).toBeGreaterThan(2);
    for (const { inputs, expected } of tail)
      expect(Math.abs(normalCdf(inputs.z) / (expected as number) - 1)).toBeLessThan(1e-10);
  });
});

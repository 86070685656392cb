/**
 * A path leads from one smooth per-token series to success: trend of the series, its meaning for the argmax, and the dependence
 * between an answer's tokens. token-line averages the paths that the evidence allows.
 */
import type { Generator } from "../../base/random.ts";
import { logit, sigmoid } from "../../math/special.ts";
import type { Forecast } from "../../records.ts";
import type { Ask } from "../ask.ts";
import { drawTokenLink, tokenLinkParameters } from "./argmaxLink.ts";
import { calibrate } from "./calibration.ts";
import { greedySuccess, LINK_SD } from "./dependence.ts";
import { drawEffectiveSteps, effectiveStepsParameters, fitEffectiveSteps } from "./effectiveSteps.ts";
import type { TokenReading } from "./series.ts";
import { drawTrend, fitTrend, pick, trendParameters } from "./trend.ts";

/** Where the path starts, one curve's success `[rung of xs][seed]`, and every number it fitted or assumed. */
export type Path = {
  source: string;
  draw(xs: readonly number[], numSeeds: number, rng: Generator): number[][];
  parameters: Forecast["parameters"];
};

/**
 * Returns the path to P(at least k tokens argmax-right): trend of q, token link q -> P(right), then `greedySuccess` at a drawn
 * correlation, with an error of sd .15 on the logit of success; link and correlation by `calibrate`.
 */
export function greedyPath(ask: Ask, reading: TokenReading, { length, k }: { length: number; k: number }): Path {
  const trend = fitTrend(reading.series);
  const { link, dependence } = calibrate(ask, reading, { length, k });
  const { rho, weights, prior } = dependence;
  return {
    source: reading.source,
    draw(xs, numSeeds, rng) {
      const tokens = drawTrend(trend, xs, numSeeds, rng);
      const right = drawTokenLink(link, rng);
      const correlation = rho[pick(weights, rng)]!;
      const shift = LINK_SD * rng.normal();
      return tokens.map((seeds) =>
        seeds.map((q) => sigmoid(logit(greedySuccess(q.map(right), length, k, correlation)) + shift)),
      );
    },
    parameters: {
      tokensRequired: k,
      ...trendParameters(trend),
      ...tokenLinkParameters(link),
      correlations: rho,
      correlationWeights: weights,
      correlationPrior: prior,
      successLinkSd: LINK_SD,
    },
  };
}

/** Returns the path to success of sampled answers: trend of exp(-nll), then exp(-lambda L nll) with drawn effective steps lambda. */
export function sampledPath({ question, at }: Ask, reading: TokenReading, length: number): Path {
  const trend = fitTrend({ ...reading.series, q: [reading.series.overall] });
  const measured = at(question.metric);
  const variances = at("answerLogProbVar");
  const rungs = at("nll").map(({ x, name, mean: nll }) => {
    const rung = measured.find((row) => row.name === name);
    return {
      x,
      nats: Math.max(1e-6, length * nll),
      variance: variances.find((row) => row.name === name)?.mean ?? null,
      success: rung?.mean ?? null,
      numExamples: rung?.numExamples ?? 0,
    };
  });
  const steps = fitEffectiveSteps(rungs);
  return {
    source: reading.source,
    draw(xs, numSeeds, rng) {
      const tokens = drawTrend(trend, xs, numSeeds, rng);
      const lambda = drawEffectiveSteps(steps, rng);
      return tokens.map((seeds, k) => seeds.map((q) => Math.exp(lambda(xs[k]!) * length * Math.log(q[0]!))));
    },
    parameters: {
      ...trendParameters(trend),
      effectiveSteps: steps.values.map((value) => value * length),
      ...effectiveStepsParameters(steps),
    },
  };
}

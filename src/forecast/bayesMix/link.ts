/**
 * From per-token probabilities at some size to the share of right answers there, calibrated on the observed rungs: what the
 * probability means for an argmax, and how far an answer's tokens stand and fall together.
 */
import type { Generator } from "../../base/random.ts";
import { logit, sigmoid } from "../../math/special.ts";
import { mean, sum } from "../../math/stats.ts";
import type { Forecast } from "../../records.ts";
import type { Ask } from "../ask.ts";
import { offEnds } from "../rungs.ts";
import { drawTokenLink, tokenLinkParameters } from "../tokens/argmaxLink.ts";
import { calibrate } from "../tokens/calibration.ts";
import { greedySuccess, LINK_SD, type LinkEvidence } from "../tokens/dependence.ts";
import { drawEffectiveSteps, effectiveStepsParameters, fitEffectiveSteps } from "../tokens/effectiveSteps.ts";
import type { TokenReading } from "../tokens/series.ts";
import { normalised, pick } from "../tokens/trend.ts";

/** A calibrated link: one draw of it gives success at x for token probabilities `q`, one per position or one for all. */
export type SuccessLink = {
  draw(rng: Generator): (q: readonly number[], x: number) => number;
  parameters: Forecast["parameters"];
};

/**
 * Returns the link to P(at least k of `length` tokens argmax-right): q -> P(right), then `greedySuccess` at a drawn
 * correlation (both by `calibrate`), with an error of sd .15 on the logit of success. Measured success calibrates it where it is off the
 * floor: through the correlation, and through the token link where no token accuracy was measured.
 */
export function greedyLink(ask: Ask, reading: TokenReading, { length, k }: { length: number; k: number }): SuccessLink {
  const { link, dependence, seen } = calibrate(ask, reading, { length, k }, BELOW_CEILING);
  const { rho, weights, prior } = dependence;
  const ceilings = ceilingWeights(seen, (q) =>
    greedySuccess(q, length, k, sum(rho.map((value, i) => value * weights[i]!))),
  );
  return {
    draw(rng) {
      const right = drawTokenLink(link, rng);
      const correlation = rho[pick(weights, rng)]!;
      const ceiling = CEILINGS[pick(ceilings, rng)]!;
      const shift = LINK_SD * rng.normal();
      return (q) => ceiling * sigmoid(logit(greedySuccess(q.map(right), length, k, correlation)) + shift);
    },
    parameters: {
      tokensRequired: k,
      ...tokenLinkParameters(link),
      correlations: rho,
      correlationWeights: weights,
      correlationPrior: prior,
      ceilings: CEILINGS,
      ceilingWeights: ceilings,
      successLinkSd: LINK_SD,
    },
  };
}

/** What success can reach: 1 with prior chance 1/2, else one of five levels down to .865 (questions without a right answer). */
const CEILINGS = [1, 0.985, 0.955, 0.925, 0.895, 0.865];
const CEILING_PRIOR = [0.5, 0.1, 0.1, 0.1, 0.1, 0.1];

/** Weights of the ceilings by success at the observed rungs, compared on the logit scale with the variance of `fitDependence`. */
function ceilingWeights(rungs: readonly LinkEvidence[], successOf: (q: number[]) => number): number[] {
  return normalised(
    CEILINGS.map((ceiling, c) => {
      let total = Math.log(CEILING_PRIOR[c]!);
      for (const { q, success, numExamples: n } of rungs) {
        const expected = offEnds(ceiling * successOf(q), n);
        const variance = 1 / ((n + 1) * expected * (1 - expected)) + LINK_SD ** 2;
        const gap = logit(offEnds(success, n)) - logit(expected);
        total -= 0.5 * ((gap * gap) / variance + Math.log(variance));
      }
      return total;
    }),
  );
}

/** Success above which a ceiling below 1 may show; such rungs do not calibrate what a token probability means. */
const BELOW_CEILING = 0.8;

/** Returns the link to sampled success, exp(-lambda L nll) with lambda the drawn effective steps per token (`fitEffectiveSteps`). */
export function sampledLink({ question, at }: Ask, reading: TokenReading, length: number): SuccessLink {
  const measured = at(question.metric);
  const variances = at("answerLogProbVar");
  const { x, overall } = reading.series;
  const rungs = reading.names.map((name, i) => {
    const rung = measured.find((row) => row.name === name);
    return {
      x: x[i]!,
      nats: Math.max(1e-6, -length * Math.log(overall[i]!)),
      variance: variances.find((row) => row.name === name)?.mean ?? null,
      success: rung?.mean ?? null,
      numExamples: rung?.numExamples ?? 0,
    };
  });
  const steps = fitEffectiveSteps(rungs);
  return {
    draw(rng) {
      const lambda = drawEffectiveSteps(steps, rng);
      return (q, x) => Math.exp(lambda(x) * length * mean(q.map(Math.log)));
    },
    parameters: { effectiveSteps: steps.values.map((value) => value * length), ...effectiveStepsParameters(steps) },
  };
}

/**
 * From per-token probabilities at some size to the share of right answers there, calibrated on the observed rungs: what a probability
 * means for an argmax, and how far an answer's tokens stand and fall together.
 */
import type { Generator } from "../../base/random.ts";
import { logit, sigmoid } from "../../math/special.ts";
import { mean, sum } from "../../math/stats.ts";
import type { Forecast } from "../../records.ts";
import type { Ask } from "../ask.ts";
import { offEnds } from "../rungs.ts";
import { drawTokenLink, tokenLinkParameters } from "./argmaxLink.ts";
import { calibrate } from "./calibration.ts";
import { greedySuccess, LINK_SD, type LinkEvidence } from "./dependence.ts";
import { drawEffectiveSteps, effectiveStepsParameters, fitEffectiveSteps } from "./effectiveSteps.ts";
import type { TokenReading } from "./series.ts";
import { normalised, pick } from "./trend.ts";

/** A calibrated link: one draw of it gives success at x for token probabilities `q`, one per position or one for all. */
export type SuccessLink = {
  draw(rng: Generator): (q: readonly number[], x: number) => number;
  parameters: Forecast["parameters"];
};

/** Whether success may stay below 1 for good (questions without a right answer), or always ends there. */
export type Ceiling = "one" | "perhaps below";

/** What success can reach: 1 with prior chance 1/2, else one of five levels down to .865. */
const CEILINGS = [1, 0.985, 0.955, 0.925, 0.895, 0.865];
const CEILING_PRIOR = [0.5, 0.1, 0.1, 0.1, 0.1, 0.1];
/** Success above which a ceiling below 1 may show; such rungs do not calibrate what a token probability means. */
const BELOW_CEILING = 0.8;

/**
 * Returns the link to P(at least k of `length` tokens argmax-right): q -> P(right), then `greedySuccess` at a drawn correlation (both by
 * `calibrate`), with an error of sd .15 on the logit of success, times a drawn ceiling where there may be one. Measured success calibrates
 * it where it is off the floor: through the correlation, and through the token link where no token accuracy was measured.
 */
export function greedyLink(
  ask: Ask,
  reading: TokenReading,
  { length, k }: { length: number; k: number },
  ceiling: Ceiling,
): SuccessLink {
  const { link, dependence, seen } = calibrate(
    ask,
    reading,
    { length, k },
    ceiling === "one" ? Infinity : BELOW_CEILING,
  );
  const { rho, weights, prior } = dependence;
  const top = ceiling === "one" ? null : ceilingOf(seen, (q) => greedySuccess(q, length, k, meanOf(rho, weights)));
  return {
    draw(rng) {
      const right = drawTokenLink(link, rng);
      const correlation = rho[pick(weights, rng)]!;
      const reach = top?.draw(rng) ?? 1;
      const shift = LINK_SD * rng.normal();
      return (q) => reach * sigmoid(logit(greedySuccess(q.map(right), length, k, correlation)) + shift);
    },
    parameters: {
      tokensRequired: k,
      ...tokenLinkParameters(link),
      correlations: rho,
      correlationWeights: weights,
      correlationPrior: prior,
      ...top?.parameters,
      successLinkSd: LINK_SD,
    },
  };
}

const meanOf = (values: readonly number[], weights: readonly number[]): number =>
  sum(values.map((value, i) => value * weights[i]!));

/** The ceilings weighed by success at the observed rungs, compared on the logit scale with the variance of `fitDependence`. */
function ceilingOf(rungs: readonly LinkEvidence[], successOf: (q: number[]) => number) {
  const expected = rungs.map(({ q }) => successOf(q));
  const weights = normalised(
    CEILINGS.map((ceiling, c) => {
      let total = Math.log(CEILING_PRIOR[c]!);
      for (const [i, { success, numExamples: n }] of rungs.entries()) {
        const share = offEnds(ceiling * expected[i]!, n);
        const variance = 1 / ((n + 1) * share * (1 - share)) + LINK_SD ** 2;
        const gap = logit(offEnds(success, n)) - logit(share);
        total -= 0.5 * ((gap * gap) / variance + Math.log(variance));
      }
      return total;
    }),
  );
  return {
    draw: (rng: Generator) => CEILINGS[pick(weights, rng)]!,
    parameters: { ceilings: CEILINGS, ceilingWeights: weights },
  };
}

/**
 * Returns the link to sampled success, exp(-lambda L nll) with lambda the drawn effective steps per token (`fitEffectiveSteps`), calibrated
 * at the reading's rungs by their nats per token.
 */
export function sampledLink(
  { question, at }: Ask,
  { names, series }: TokenReading,
  length: number,
  nats: readonly number[],
): SuccessLink {
  const measured = at(question.metric);
  const variances = at("answerLogProbVar");
  const rungs = names.map((name, i) => {
    const rung = measured.find((row) => row.name === name);
    return {
      x: series.x[i]!,
      nats: Math.max(1e-6, length * nats[i]!),
      variance: variances.find((row) => row.name === name)?.mean ?? null,
      success: rung?.mean ?? null,
      numExamples: rung?.numExamples ?? 0,
    };
  });
  const steps = fitEffectiveSteps(rungs);
  return {
    draw(rng) {
      const lambda = drawEffectiveSteps(steps, rng);
      return (q, x) => Math.exp(lambda(x) * length * meanLog(q));
    },
    parameters: { effectiveSteps: steps.values.map((value) => value * length), ...effectiveStepsParameters(steps) },
  };
}

/** Mean of ln q; a single q may be 0 or not a number, which `fromCurves` then says. */
function meanLog(q: readonly number[]): number {
  return q.length === 1 ? Math.log(q[0]!) : mean(q.map(Math.log));
}

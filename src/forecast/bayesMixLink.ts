/**
 * From per-token probabilities at some size to the share of right answers there, calibrated on the observed rungs: what the
 * probability means for an argmax, and how far an answer's tokens stand and fall together.
 */
import type { Generator } from "../base/random.ts";
import { logit, sigmoid } from "../math/special.ts";
import { mean, sum } from "../math/stats.ts";
import type { Evidence, Forecast, Question } from "../records.ts";
import { fitDependence, greedySuccess, LINK_SD, type LinkEvidence, sharedSpread, tokenChanceAt } from "./greedyLink.ts";
import { offEnds, rungValues } from "./rungs.ts";
import { drawEffectiveSteps, effectiveStepsParameters, fitEffectiveSteps, MIN_SUCCESSES } from "./sampledLink.ts";
import { drawTokenLink, fitTokenLink, tokenAccuracyAt, tokenLinkParameters } from "./tokenLink.ts";
import type { TokenReading } from "./tokenSeries.ts";
import { normalised, pick } from "./trend.ts";

/** A calibrated link: one draw of it gives success at x for token probabilities `q`, one per position or one for all. */
export type SuccessLink = {
  draw(rng: Generator): (q: readonly number[], x: number) => number;
  parameters: Forecast["parameters"];
};

/**
 * Returns the link to P(at least k of `length` tokens argmax-right): q -> P(right) (`fitTokenLink`), then `greedySuccess` at a drawn
 * correlation (`fitDependence`), with an error of sd .15 on the logit of success. Measured success calibrates it where it is off the
 * floor: through the correlation, and through the token link where no token accuracy was measured.
 */
export function greedyLink(
  question: Question,
  evidence: Evidence,
  reading: TokenReading,
  { length, k }: { length: number; k: number },
): SuccessLink {
  const spread = marginSpread(question, evidence, length);
  const rungs = successRungs(question, evidence, reading);
  const link = reading.accuracy
    ? fitTokenLink(reading.series.q, reading.accuracy)
    : fitTokenLink(...impliedAccuracies(rungs, length, k, spread ?? 0));
  const seen = rungs.map((rung) => ({ ...rung, q: rung.q.map((q) => tokenAccuracyAt(link, q)) }));
  const { rho, weights, prior } = fitDependence(seen, length, k, spread);
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

/** Measured success at the reading's rungs, beside their smooth values `q` per position and over the whole answer. */
function successRungs(question: Question, evidence: Evidence, { names, series }: TokenReading) {
  const measured = rungValues(question, evidence, question.metric);
  return names.flatMap((name, i) => {
    const rung = measured.find((row) => row.name === name);
    if (!rung) return [];
    const { mean: success, numExamples } = rung;
    return [{ q: series.q.map((row) => row[i]!), overall: series.overall[i]!, success, numExamples }];
  });
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

/** Pairs [q], [accuracy] at rungs with five or more successes but below .8: the one token chance that gives the measured success. */
function impliedAccuracies(
  rungs: ReturnType<typeof successRungs>,
  length: number,
  k: number,
  rho: number,
): [q: number[][], accuracy: number[][]] {
  const off = rungs.filter(
    ({ success, numExamples }) => success * numExamples >= MIN_SUCCESSES && success < BELOW_CEILING,
  );
  if (off.length === 0) return [[], []];
  const implied = off.map((rung) => tokenChanceAt(offEnds(rung.success, rung.numExamples), length, k, rho));
  return [[off.map((rung) => rung.overall)], [implied]];
}

/** The shared part of the margins' spread over examples, a mean over the rungs that have both variances; null without. */
function marginSpread(question: Question, evidence: Evidence, length: number): number | null {
  const within = rungValues(question, evidence, "logitMarginVarWithin");
  const estimates = rungValues(question, evidence, "logitMarginVarAcross").flatMap((rung) => {
    const other = within.find((row) => row.name === rung.name);
    const shared = other ? sharedSpread(rung.mean, other.mean, length) : null;
    return shared === null ? [] : [shared];
  });
  return estimates.length > 0 ? mean(estimates) : null;
}

/** Returns the link to sampled success, exp(-lambda L nll) with lambda the drawn effective steps per token (`fitEffectiveSteps`). */
export function sampledLink(
  question: Question,
  evidence: Evidence,
  reading: TokenReading,
  length: number,
): SuccessLink {
  const measured = rungValues(question, evidence, question.metric);
  const variances = rungValues(question, evidence, "answerLogProbVar");
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
      return (q, at) => Math.exp(lambda(at) * length * mean(q.map(Math.log)));
    },
    parameters: { effectiveSteps: steps.values.map((value) => value * length), ...effectiveStepsParameters(steps) },
  };
}

/**
 * A path leads from one smooth per-token series to success: trend of the series, its meaning for the argmax, and the dependence
 * between an answer's tokens. token-line averages the paths that the evidence allows.
 */
import type { Generator } from "../base/random.ts";
import { logit, sigmoid } from "../math/special.ts";
import { mean } from "../math/stats.ts";
import type { Evidence, Forecast, Question } from "../records.ts";
import { fitDependence, greedySuccess, LINK_SD, sharedSpread, tokenChanceAt } from "./greedyLink.ts";
import { offEnds, rungValues } from "./rungs.ts";
import { drawEffectiveSteps, effectiveStepsParameters, fitEffectiveSteps, MIN_SUCCESSES } from "./sampledLink.ts";
import { drawTokenLink, fitTokenLink, tokenAccuracyAt, tokenLinkParameters } from "./tokenLink.ts";
import type { TokenReading } from "./tokenSeries.ts";
import { drawTrend, fitTrend, pick, trendParameters } from "./trend.ts";

/** Where the path starts, one curve's success `[rung of xs][seed]`, and every number it fitted or assumed. */
export type Path = {
  source: string;
  draw(xs: readonly number[], numSeeds: number, rng: Generator): number[][];
  parameters: Forecast["parameters"];
};

/**
 * Returns the path to P(at least k tokens argmax-right): trend of q, token link q -> P(right), then `greedySuccess` at a drawn
 * correlation, with an error of sd .15 on the logit of success. The correlation is weighed at the observed rungs on the linked
 * chances, not on the measured accuracies, so that it also takes up what the link gets wrong.
 */
export function greedyPath(
  question: Question,
  evidence: Evidence,
  reading: TokenReading,
  { length, k }: { length: number; k: number },
): Path {
  const { series } = reading;
  const trend = fitTrend(series);
  const spread = marginSpread(question, evidence, length);
  const rungs = successRungs(question, evidence, reading);
  const link = reading.accuracy
    ? fitTokenLink(series.q, reading.accuracy)
    : fitTokenLink(...impliedAccuracies(rungs, length, k, spread ?? 0));
  const seen = rungs.map((rung) => ({ ...rung, q: rung.q.map((q) => tokenAccuracyAt(link, q)) }));
  const { rho, weights, prior } = fitDependence(seen, length, k, spread);
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

/**
 * Pairs [q], [accuracy] for a link where no token accuracy was measured: at rungs with five or more successes, the one token chance
 * that gives the measured success.
 */
function impliedAccuracies(
  rungs: ReturnType<typeof successRungs>,
  length: number,
  k: number,
  rho: number,
): [q: number[][], accuracy: number[][]] {
  const off = rungs.filter(({ success, numExamples }) => success * numExamples >= MIN_SUCCESSES);
  if (off.length === 0) return [[], []];
  const implied = off.map((rung) => tokenChanceAt(offEnds(rung.success, rung.numExamples), length, k, rho));
  return [[off.map((rung) => rung.overall)], [implied]];
}

/** The shared part of the margins' spread over examples, a mean over the rungs that have both variances; null without. */
function marginSpread(question: Question, evidence: Evidence, length: number): number | null {
  const across = rungValues(question, evidence, "logitMarginVarAcross");
  const within = rungValues(question, evidence, "logitMarginVarWithin");
  const estimates = across.flatMap((rung) => {
    const other = within.find((row) => row.name === rung.name);
    const shared = other ? sharedSpread(rung.mean, other.mean, length) : null;
    return shared === null ? [] : [shared];
  });
  return estimates.length > 0 ? mean(estimates) : null;
}

/** Returns the path to success of sampled answers: trend of exp(-nll), then exp(-lambda L nll) with drawn effective steps lambda. */
export function sampledPath(question: Question, evidence: Evidence, reading: TokenReading, length: number): Path {
  const trend = fitTrend({ ...reading.series, q: [reading.series.overall] });
  const measured = rungValues(question, evidence, question.metric);
  const variances = rungValues(question, evidence, "answerLogProbVar");
  const rungs = rungValues(question, evidence, "nll").map(({ x, name, mean: nll }) => {
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

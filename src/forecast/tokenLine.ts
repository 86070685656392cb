/**
 * The smooth side of the question as a forecaster: suspect the yardstick first. Extrapolate what moves gradually, the per-token
 * probability, and derive the leap in success from how the task counts it, how long the answer is and how examples differ.
 */

import { gridOf } from "../base/jump.ts";
import { fold, type Generator, generator } from "../base/random.ts";
import { logit, sigmoid } from "../math/special.ts";
import { mean } from "../math/stats.ts";
import type { Evidence, Forecast, Question } from "../records.ts";
import { fromCurves, measuredMean } from "./curves.ts";
import type { Forecaster } from "./forecaster.ts";
import { fitDependence, greedySuccess, LINK_SD, sharedSpread } from "./greedyLink.ts";
import { logSize } from "./grid.ts";
import { rungValues } from "./rungs.ts";
import { drawEffectiveSteps, fitEffectiveSteps } from "./sampledLink.ts";
import { type TokenReading, tokenReading } from "./tokenSeries.ts";
import { drawTrend, fitTrend, pick, trendParameters } from "./trend.ts";

const NUM_DRAWS = 1000;
const MIN_RUNGS = 3;

/** What the question counts as success, in the two forms this forecaster can derive from tokens. */
type Rule = { kind: "greedy"; k: number } | { kind: "sampled" };

/** A calibrated link: `draw` returns success as a function of the token probabilities and x for one curve. */
type Link = { draw(rng: Generator): (q: number[], x: number) => number; parameters: Forecast["parameters"] };

/**
 * Lines through the per-token probability against x = log10 nParams (averaged over transformations and chance levels, Student t
 * around them), between-seed noise, then success by the task's definition with a dependence between positions that is calibrated on
 * the observed rungs, then binomial evaluation noise of the seed mean. Uses the rows of the question's step only.
 */
export const tokenLine: Forecaster = {
  name: "token-line",
  summary: "the per-token trend, pushed through the task's definition of success, answer length and instance spread",
  forecast(question, questionId, evidence, key) {
    const rule = ruleOf(question);
    if (!rule)
      return {
        ok: false,
        reason: `token-line cannot derive ${question.metric} (${question.task.success.kind}) from tokens`,
      };
    const reading = tokenReading(question, evidence, rule.kind);
    const numRungs = reading?.nParams.length ?? 0;
    if (!reading || numRungs < MIN_RUNGS)
      return { ok: false, reason: `a line needs ${MIN_RUNGS} observed rungs with per-token rows, got ${numRungs}` };
    const trend = fitTrend(reading.series);
    const link =
      rule.kind === "greedy" ? greedyLink(question, evidence, reading, rule.k) : sampledLink(question, evidence);
    const rng = generator(fold(key, "token-line"));
    const xs = gridOf(question).heldOut.map(logSize);
    const curves = Array.from({ length: NUM_DRAWS }, () => {
      const tokens = drawTrend(trend, xs, question.numSeeds, rng);
      const success = link.draw(rng);
      return tokens.map((seeds, k) =>
        measuredMean(
          question,
          seeds.map((q) => success(q, xs[k]!)),
          rng,
        ),
      );
    });
    const answerLength = question.task.answerLength;
    return fromCurves(question, questionId, evidence, {
      name: "token-line",
      curves,
      parameters: { source: reading.source, answerLength, ...trendParameters(trend), ...link.parameters },
      rationale: `Success (${rule.kind}) is derived from the trend of ${reading.source} per token over ${numRungs} rungs.`,
    });
  },
};

function ruleOf({ metric, task }: Question): Rule | null {
  const wholeAnswer: Rule = { kind: "greedy", k: task.answerLength };
  if (metric === "exactMatch") return wholeAnswer;
  if (metric === "sampledSuccess") return { kind: "sampled" };
  if (metric !== "success") return null;
  if (task.success.kind === "exactMatch") return wholeAnswer;
  if (task.success.kind === "kOfN") return { kind: "greedy", k: task.success.k };
  return task.success.kind === "sampled" ? { kind: "sampled" } : null;
}

function greedyLink(question: Question, evidence: Evidence, { nParams, series }: TokenReading, k: number): Link {
  const length = question.task.answerLength;
  const measured = rungValues(question, evidence, question.metric);
  const rungs = nParams.flatMap((size, i) => {
    const rung = measured.find((row) => row.nParams === size);
    return rung ? [{ q: series.q.map((row) => row[i]!), success: rung.mean, numExamples: rung.numExamples }] : [];
  });
  const { rho, weights, prior } = fitDependence(rungs, length, k, marginSpread(question, evidence));
  return {
    draw(rng) {
      const correlation = rho[pick(weights, rng)]!;
      const shift = LINK_SD * rng.normal();
      return (q) => sigmoid(logit(greedySuccess(q, length, k, correlation)) + shift);
    },
    parameters: {
      tokensRequired: k,
      correlations: rho,
      correlationWeights: weights,
      correlationPrior: prior,
      linkSd: LINK_SD,
    },
  };
}

/** The shared part of the margins' spread over examples, a mean over the rungs that have both variances; null without. */
function marginSpread(question: Question, evidence: Evidence): number | null {
  const across = rungValues(question, evidence, "logitMarginVarAcross");
  const within = rungValues(question, evidence, "logitMarginVarWithin");
  const estimates = across.flatMap((rung) => {
    const other = within.find((row) => row.nParams === rung.nParams);
    const shared = other ? sharedSpread(rung.mean, other.mean, question.task.answerLength) : null;
    return shared === null ? [] : [shared];
  });
  return estimates.length > 0 ? mean(estimates) : null;
}

function sampledLink(question: Question, evidence: Evidence): Link {
  const length = question.task.answerLength;
  const measured = rungValues(question, evidence, question.metric);
  const variances = rungValues(question, evidence, "answerLogProbVar");
  const rungs = rungValues(question, evidence, "nll").map(({ x, nParams, mean: nll }) => {
    const rung = measured.find((row) => row.nParams === nParams);
    return {
      x,
      nats: Math.max(1e-6, length * nll),
      variance: variances.find((row) => row.nParams === nParams)?.mean ?? null,
      success: rung?.mean ?? null,
      numExamples: rung?.numExamples ?? 0,
    };
  });
  const steps = fitEffectiveSteps(rungs);
  return {
    draw(rng) {
      const lambda = drawEffectiveSteps(steps, rng);
      return (q, x) => Math.exp(lambda(x) * length * Math.log(q[0]!));
    },
    parameters: { effectiveSteps: steps.values.map((value) => value * length), effectiveStepsSlope: steps.fit.slope },
  };
}

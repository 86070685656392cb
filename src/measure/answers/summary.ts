/**
 * From per-token measures to tidy rows: the metrics of an answer's tokens at one checkpoint, each with a standard error over examples.
 *
 * Notation: example x of n, answer position t of T; logProb l_xt, margin m_xt; S_x = sum_t l_xt; a bar is the mean over t of one
 * example. Tokens of one example share a prompt and are not independent, so every standard error treats the example as one draw:
 *
 * - mean of a per-example value v_x:  value = (1/n) sum_x v_x,  stderr = sqrt(s^2 / n),  s^2 = sum_x (v_x - value)^2 / (n - 1).
 *   nll: v = -mean_t l;  tokenAccuracy: v = mean_t 1[m > 0];  exactMatch: v = 1[all m > 0];  success: v = the task's definition;
 *   sampledSuccess: v = exp(S);  answerLogProb: v = S;  logitMargin: v = mean_t m;  logitVar, entropy: v = mean_t;
 *   logitMarginVarWithin: v = (1/T) sum_t (m_xt - mean_t m)^2.
 * - variance over examples of v_x:  value = s^2,  stderr = sqrt((mu4 - (n - 3)/(n - 1) s^4) / n),  mu4 = (1/n) sum_x (v_x - mean)^4,
 *   which is the sampling variance of s^2 with mu4 and s^4 in place of the moments.
 *   answerLogProbVar: v = S;  logitMarginVarAcross: v = mean_t m.
 * - per position t: nll, tokenAccuracy, logitMargin and logitMarginVarAcross with v_x the value at that position alone.
 *
 * One example gives means without a standard error (null) and no variances. A standard error of 0 says that all examples agree,
 * not that the value is exact: zero successes in n leave up to 3/n at 95 %. Sums are float64 in one fixed order.
 */
import { numericError } from "../../base/errors.ts";
import { mean, standardError, variance } from "../../math/stats.ts";
import type { MetricName } from "../../metrics.ts";
import type { Measurement } from "../../records.ts";
import type { SuccessDefinition } from "../../specs.ts";
import { successOf } from "../../task/success.ts";
import type { TokenTable } from "./tokens.ts";

/** What a summary row repeats about its run and checkpoint, and what counts as success. */
export type SummaryContext = Omit<Measurement, "metric" | "position" | "value" | "stderr" | "n"> & {
  success: SuccessDefinition;
};

type Estimate = { value: number; stderr: number | null };

/** The metrics over all positions, in the order of their rows. */
const OVERALL = [
  "nll",
  "tokenAccuracy",
  "exactMatch",
  "success",
  "sampledSuccess",
  "answerLogProb",
  "answerLogProbVar",
  "logitMargin",
  "logitMarginVarWithin",
  "logitMarginVarAcross",
  "logitVar",
  "entropy",
] as const satisfies MetricName[];

/**
 * Returns the summary rows of one checkpoint: the metrics over all positions in the order above (position null), then the
 * per-position rows by metric and position; formulas above. A value that cannot be computed is no row.
 * Errors: numeric, when the table holds a value that is not finite (the weights have diverged).
 */
export function summarise(table: TokenTable, context: SummaryContext): Measurement[] {
  requireFinite(table, context);
  const { success, ...shared } = context;
  const rows: Measurement[] = [];
  const add = (metric: MetricName, position: number | null, estimate: Estimate | null) => {
    if (!estimate || !Number.isFinite(estimate.value)) return;
    const stderr = estimate.stderr !== null && Number.isFinite(estimate.stderr) ? estimate.stderr : null;
    rows.push({ ...shared, metric, position, value: estimate.value, stderr, n: table.numExamples });
  };
  const overall = estimates(table, success);
  for (const metric of OVERALL) add(metric, null, overall[metric]);
  const perPosition = Array.from({ length: table.answerLength }, (_, t) => positionEstimates(table, t));
  for (const metric of ["nll", "tokenAccuracy", "logitMargin", "logitMarginVarAcross"] as const)
    perPosition.forEach((estimate, t) => {
      add(metric, t, estimate[metric]);
    });
  return rows;
}

function estimates(table: TokenTable, success: SuccessDefinition): Record<(typeof OVERALL)[number], Estimate | null> {
  const logProb = perExample(table, table.logProb);
  const answer = logProb.map((v) => v * table.answerLength);
  const accuracy = perExample(table, table.correct);
  const margin = perExample(table, table.margin);
  const within = perExample(table, table.margin, (m, x) => (m - margin[x]!) ** 2);
  return {
    nll: meanOf(logProb.map((v) => -v)),
    tokenAccuracy: meanOf(accuracy),
    exactMatch: meanOf(accuracy.map((v) => (v === 1 ? 1 : 0))),
    success: meanOf(successes(table, success)),
    sampledSuccess: meanOf(answer.map(Math.exp)),
    answerLogProb: meanOf(answer),
    answerLogProbVar: varianceOf(answer),
    logitMargin: meanOf(margin),
    logitMarginVarWithin: meanOf(within),
    logitMarginVarAcross: varianceOf(margin),
    logitVar: meanOf(perExample(table, table.logitVar)),
    entropy: meanOf(perExample(table, table.entropy)),
  };
}

function successes(table: TokenTable, success: SuccessDefinition): number[] {
  const { numExamples, answerLength, optionCorrect } = table;
  if (success.kind !== "multipleChoice" && success.kind !== "within")
    return Array.from({ length: numExamples }, (_, x) => {
      const [from, to] = [x * answerLength, (x + 1) * answerLength];
      const correct = Array.from(table.correct.subarray(from, to), Boolean);
      return successOf(success, { logProb: table.logProb.subarray(from, to), correct });
    });
  if (optionCorrect) return Array.from(optionCorrect);
  throw numericError("summarise", "multiple choice needs a measure of the options", "none", "measure the run again");
}

function positionEstimates(table: TokenTable, position: number) {
  const at = (values: ArrayLike<number>) =>
    Array.from({ length: table.numExamples }, (_, x) => values[x * table.answerLength + position]!);
  return {
    nll: meanOf(at(table.logProb).map((v) => -v)),
    tokenAccuracy: meanOf(at(table.correct)),
    logitMargin: meanOf(at(table.margin)),
    logitMarginVarAcross: varianceOf(at(table.margin)),
  };
}

/** Mean over an example's positions of f(value, example), `[example]`. */
function perExample(
  table: TokenTable,
  values: ArrayLike<number>,
  f = (value: number, _example: number) => value,
): number[] {
  const { numExamples, answerLength } = table;
  return Array.from({ length: numExamples }, (_, x) => {
    let sum = 0;
    for (let t = 0; t < answerLength; t++) sum += f(values[x * answerLength + t]!, x);
    return sum / answerLength;
  });
}

function meanOf(v: number[]): Estimate {
  return { value: mean(v), stderr: v.length > 1 ? standardError(v) : null };
}

function varianceOf(v: number[]): Estimate | null {
  const n = v.length;
  if (n < 2) return null;
  const centre = mean(v);
  const square = variance(v);
  const fourth = mean(v.map((value) => (value - centre) ** 4));
  return { value: square, stderr: Math.sqrt((fourth - ((n - 3) / (n - 1)) * square ** 2) / n) };
}

function requireFinite(table: TokenTable, context: SummaryContext): void {
  for (const name of ["logProb", "margin", "logitVar", "entropy"] as const) {
    const i = table[name].findIndex((value) => !Number.isFinite(value));
    if (i < 0) continue;
    const requirement = `run ${context.run} has to have finite ${name} at step ${context.step}`;
    throw numericError(
      "summarise",
      requirement,
      table[name][i],
      "lower train.learningRate in the family and run again",
    );
  }
}

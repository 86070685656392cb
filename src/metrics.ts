/**
 * METRICS: the summary metrics foreshock computes, each with unit, range, better direction and definition. Data only; estimators and
 * standard errors are derived where they are computed, in measure/summary.
 */

export type Metric = {
  unit: string;
  range: readonly [number, number];
  better: "higher" | "lower" | "neither";
  definition: string;
};

export const METRICS = {
  nll: {
    unit: "nats/token",
    range: [0, Infinity],
    better: "lower",
    definition: "mean over examples and answer positions of -ln p(correct token)",
  },
  tokenAccuracy: {
    unit: "1",
    range: [0, 1],
    better: "higher",
    definition: "share of answer tokens whose logit is the largest",
  },
  exactMatch: {
    unit: "1",
    range: [0, 1],
    better: "higher",
    definition: "share of examples with every answer token argmax-correct (equals free-running greedy decoding)",
  },
  success: {
    unit: "1",
    range: [0, 1],
    better: "higher",
    definition: "mean over examples of the task's own success definition",
  },
  sampledSuccess: {
    unit: "1",
    range: [0, 1],
    better: "higher",
    definition: "mean over examples of exp(sum of logProb): the chance that sampling at temperature 1 answers right",
  },
  answerLogProb: {
    unit: "nats/answer",
    range: [-Infinity, 0],
    better: "higher",
    definition: "mean over examples of S = sum over answer positions of logProb",
  },
  answerLogProbVar: {
    unit: "nats^2",
    range: [0, Infinity],
    better: "neither",
    definition: "variance over examples of S",
  },
  logitMargin: {
    unit: "nats",
    range: [-Infinity, Infinity],
    better: "higher",
    definition: "mean of (correct logit minus best other logit)",
  },
  logitMarginVarWithin: {
    unit: "nats^2",
    range: [0, Infinity],
    better: "neither",
    definition: "mean over examples of the variance of the margin over the example's answer positions",
  },
  logitMarginVarAcross: {
    unit: "nats^2",
    range: [0, Infinity],
    better: "neither",
    definition: "variance over examples of the example's mean margin (per position: variance over examples)",
  },
  logitVar: {
    unit: "nats^2",
    range: [0, Infinity],
    better: "neither",
    definition: "mean of the variance of the logits over the vocabulary at one position",
  },
  entropy: {
    unit: "nats",
    range: [0, Infinity],
    better: "neither",
    definition: "mean of -sum p ln p over the vocabulary at one position",
  },
} as const satisfies Record<string, Metric>;

export type MetricName = keyof typeof METRICS;

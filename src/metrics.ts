/** METRICS: the summary metrics foreshock computes, each with unit, range, better direction, definition and reference. Data only. */

export type Metric = {
  unit: string;
  range: readonly [number, number];
  better: "higher" | "lower" | "neither";
  definition: string;
  reference: string;
};

const own = "derived in the docstring of src/measure/summary.ts";

export const METRICS = {
  nll: {
    unit: "nats/token",
    range: [0, Infinity],
    better: "lower",
    definition: "mean over examples and answer positions of -ln p(correct token)",
    reference: own,
  },
  tokenAccuracy: {
    unit: "1",
    range: [0, 1],
    better: "higher",
    definition: "share of answer tokens whose logit is the largest",
    reference: own,
  },
  exactMatch: {
    unit: "1",
    range: [0, 1],
    better: "higher",
    definition: "share of examples with every answer token argmax-correct (equals free-running greedy decoding)",
    reference: own,
  },
  success: {
    unit: "1",
    range: [0, 1],
    better: "higher",
    definition: "mean over examples of the task's own success definition",
    reference: own,
  },
  sampledSuccess: {
    unit: "1",
    range: [0, 1],
    better: "higher",
    definition: "mean over examples of exp(sum of logProb): the chance that sampling at temperature 1 answers right",
    reference: own,
  },
  answerLogProb: {
    unit: "nats/answer",
    range: [-Infinity, 0],
    better: "higher",
    definition: "mean over examples of S = sum over answer positions of logProb",
    reference: own,
  },
  answerLogProbVar: {
    unit: "nats^2",
    range: [0, Infinity],
    better: "neither",
    definition: "variance over examples of S",
    reference: own,
  },
  logitMargin: {
    unit: "nats",
    range: [-Infinity, Infinity],
    better: "higher",
    definition: "mean of (correct logit minus best other logit)",
    reference: own,
  },
  logitMarginVarWithin: {
    unit: "nats^2",
    range: [0, Infinity],
    better: "neither",
    definition: "mean over examples of the variance of the margin over the example's answer positions",
    reference: own,
  },
  logitMarginVarAcross: {
    unit: "nats^2",
    range: [0, Infinity],
    better: "neither",
    definition: "variance over examples of the example's mean margin (per position: variance over examples)",
    reference: own,
  },
  logitVar: {
    unit: "nats^2",
    range: [0, Infinity],
    better: "neither",
    definition: "mean of the variance of the logits over the vocabulary at one position",
    reference: own,
  },
  entropy: {
    unit: "nats",
    range: [0, Infinity],
    better: "neither",
    definition: "mean of -sum p ln p over the vocabulary at one position",
    reference: own,
  },
} as const satisfies Record<string, Metric>;

export type MetricName = keyof typeof METRICS;

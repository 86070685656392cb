/**
 * METRICS: every metric foreshock computes or imports, with unit, range, better direction and definition. Data only; estimators,
 * standard errors and sources are stated where they are computed, in measure/ and source/. A row about a part of a model carries the
 * part's name behind a dot (`prefixMatching.L1H3`: layer 1, head 3).
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
  mse: {
    unit: "target^2",
    range: [0, Infinity],
    better: "lower",
    definition: "mean over examples and answer positions of the squared error, summed over the outputs of a position",
  },
  trainNll: {
    unit: "nats/token",
    range: [0, Infinity],
    better: "lower",
    definition: "nll on the run's fixed training set instead of the evaluation examples",
  },
  trainTokenAccuracy: {
    unit: "1",
    range: [0, 1],
    better: "higher",
    definition: "tokenAccuracy on the run's fixed training set",
  },
  llc: {
    unit: "1",
    range: [-Infinity, Infinity],
    better: "neither",
    definition:
      "local learning coefficient: nbeta (mean loss around the weights minus loss at them); low = a degenerate, simple place",
  },
  llcRhat: {
    unit: "1",
    range: [0, Infinity],
    better: "lower",
    definition: "split R-hat of the LLC chains' loss traces; near 1 when they agree",
  },
  llcReach: {
    unit: "1",
    range: [0, Infinity],
    better: "neither",
    definition:
      "|w - w*| / sqrt(d / gamma) at the end of the LLC chains, d weights that move; near 1 the localization alone holds most of them",
  },
  llcAcceptance: {
    unit: "1",
    range: [0, 1],
    better: "neither",
    definition:
      "mean chance that a Metropolis test would accept the sampler's steps; near 0.9-0.95 for a good step size",
  },
  iclScore: {
    unit: "nats/token or target^2",
    range: [-Infinity, Infinity],
    better: "lower",
    definition: "loss at a late position minus loss at an early one; negative when the model learns from its context",
  },
  lossSlope: {
    unit: "loss per e-fold of context",
    range: [-Infinity, Infinity],
    better: "lower",
    definition: "d loss / d ln t between log-spaced positions t: where in the context the loss still falls",
  },
  previousToken: {
    unit: "1",
    range: [0, 1],
    better: "neither",
    definition: "mean attention to the position just before; a part is one head, the whole the largest of them",
  },
  prefixMatching: {
    unit: "1",
    range: [0, 1],
    better: "neither",
    definition:
      "mean attention to the positions behind earlier copies of the current token; the whole is the largest head's",
  },
  copying: {
    unit: "1",
    range: [-1, 1],
    better: "neither",
    definition:
      "how much of the raise a head gives to logits goes to the tokens it attends to; the whole is the largest head's",
  },
  ablationDelta: {
    unit: "nats/token or target^2",
    range: [-Infinity, Infinity],
    better: "neither",
    definition:
      "loss with one head's output replaced by zero minus nll without; a part is one head, the whole the largest",
  },
  headSpecialisation: {
    unit: "1",
    range: [0, 1],
    better: "neither",
    definition:
      "how unequally the heads of a layer share the vocabulary in what they copy: 0 alike, or one does all; 1 a head per token",
  },
  fourierGap: {
    unit: "1",
    range: [-Infinity, Infinity],
    better: "higher",
    definition:
      "smallest |Fourier coefficient| of a neuron one degree below the parity minus the largest one degree above; best neuron",
  },
  hiddenProgress: {
    unit: "1",
    range: [0, Infinity],
    better: "higher",
    definition: "largest movement of a first-layer weight since the start; grows while accuracy is at chance",
  },
  parityGap: {
    unit: "1",
    range: [-Infinity, Infinity],
    better: "higher",
    definition:
      "mean movement of first-layer weights of the parity's bits minus that of the others; needs the truth, a diagnostic",
  },
  restrictedNll: {
    unit: "nats/token",
    range: [0, Infinity],
    better: "lower",
    definition: "nll when only the key frequencies' part of the logits is kept; falls while the circuit forms",
  },
  excludedNll: {
    unit: "nats/token",
    range: [0, Infinity],
    better: "higher",
    definition:
      "training nll without the key frequencies' part of the logits (a part: without one frequency); rises as memorisation goes",
  },
  keyFrequencies: {
    unit: "frequencies",
    range: [0, Infinity],
    better: "neither",
    definition: "number of Fourier frequencies that dominate the neurons",
  },
  fourierGini: {
    unit: "1",
    range: [0, 1],
    better: "neither",
    definition: "Gini coefficient of the Fourier norms of the embedding; near 1 when few frequencies carry it",
  },
  featureDimensionality: {
    unit: "dimensions",
    range: [0, 1],
    better: "neither",
    definition:
      "share of a dimension a feature has to itself; a part is one feature, the whole the mean over represented features",
  },
  dimensionsPerFeature: {
    unit: "dimensions",
    range: [0, Infinity],
    better: "neither",
    definition:
      "hidden dimensions divided by the squared Frobenius norm of the weights: dimensions per represented feature",
  },
  polygonOrder: {
    unit: "features",
    range: [0, Infinity],
    better: "neither",
    definition: "k when the represented features form a regular k-gon in two hidden dimensions; no row otherwise",
  },
  gradientNoiseScale: {
    unit: "examples",
    range: [0, Infinity],
    better: "neither",
    definition:
      "trace of the gradient's covariance over its squared norm: the batch size at which noise and signal are equal",
  },
  subtaskAccuracy: {
    unit: "1",
    range: [0, 1],
    better: "higher",
    definition: "tokenAccuracy on the examples of one subtask of a task that is many; a part is one subtask",
  },
  subtaskNll: {
    unit: "nats/token",
    range: [0, Infinity],
    better: "lower",
    definition: "nll on the examples of one subtask; each may fall at once where their mean falls smoothly",
  },
  accuracy: {
    unit: "1",
    range: [0, 1],
    better: "higher",
    definition: "share of a benchmark's questions answered right, by the rule of the benchmark",
  },
  accuracyNorm: {
    unit: "1",
    range: [0, 1],
    better: "higher",
    definition: "accuracy when each option's log-likelihood is first divided by the option's length in characters",
  },
  bitsPerByte: {
    unit: "bits/byte",
    range: [0, Infinity],
    better: "lower",
    definition: "-log2 p of the text (of a question: of its right answer) per UTF-8 byte of it",
  },
  choiceProb: {
    unit: "1",
    range: [0, 1],
    better: "higher",
    definition: "mean over questions of the right option's share of the probability of all options",
  },
  choiceNll: {
    unit: "nats/question",
    range: [0, Infinity],
    better: "lower",
    definition: "mean over questions of -ln of the right option's share of the probability of all options",
  },
} as const satisfies Record<string, Metric>;

export type MetricName = keyof typeof METRICS;

/** Returns what is known about a metric by its row's name, parts (`prefixMatching.L1H3`) included; undefined for an unknown one. */
export function metricOf(row: string): Metric | undefined {
  const name = row.split(".")[0]!;
  return Object.hasOwn(METRICS, name) ? METRICS[name as MetricName] : undefined;
}

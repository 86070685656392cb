/**
 * METRICS: every metric foreshock computes or imports, with unit, range, better direction and definition. Data only; estimators,
 * standard errors and sources are stated where they are computed, in measure/ and source/. A row about a part of a model carries the
 * part's name behind a dot (`prefixMatching.L1H3`: layer 1, head 3).
 */

type Better = "higher" | "lower" | "neither";

/** What is known about a metric: unit (1 for pure numbers), the values it can have, which way is better, and what it is. */
export type Metric = Readonly<{
  unit: string;
  range: readonly [low: number, high: number];
  better: Better;
  definition: string;
}>;

const within =
  (low: number, high: number) =>
  (unit: string, better: Better, definition: string): Metric => ({ unit, range: [low, high], better, definition });
const share = within(0, 1);
const amount = within(0, Infinity);
const signed = within(-Infinity, Infinity);

/** Every metric by name. */
// biome-ignore format: a table, one metric a line
export const METRICS = {
  nll: amount("nats/token", "lower", "mean over examples and answer positions of -ln p(correct token)"),
  tokenAccuracy: share("1", "higher", "share of answer tokens whose logit is the largest"),
  exactMatch: share("1", "higher", "share of examples with every answer token argmax-correct (equals free-running greedy decoding)"),
  success: share("1", "higher", "mean over examples of the task's own success definition"),
  sampledSuccess: share("1", "higher", "mean over examples of exp(sum of logProb): the chance that sampling at temperature 1 answers right"),
  answerLogProb: within(-Infinity, 0)("nats/answer", "higher", "mean over examples of S = sum over answer positions of logProb"),
  answerLogProbVar: amount("nats^2", "neither", "variance over examples of S"),
  logitMargin: signed("nats", "higher", "mean of (correct logit minus best other logit)"),
  logitMarginVarWithin: amount("nats^2", "neither", "mean over examples of the variance of the margin over the example's answer positions"),
  logitMarginVarAcross: amount("nats^2", "neither", "variance over examples of the example's mean margin (per position: variance over examples)"),
  logitVar: amount("nats^2", "neither", "mean of the variance of the logits over the vocabulary at one position"),
  entropy: amount("nats", "neither", "mean of -sum p ln p over the vocabulary at one position"),
  mse: amount("target^2", "lower", "mean over examples and answer positions of the squared error, summed over the outputs of a position"),
  trainNll: amount("nats/token", "lower", "nll on the run's fixed training set instead of the evaluation examples"),
  trainTokenAccuracy: share("1", "higher", "tokenAccuracy on the run's fixed training set"),
  llc: signed("1", "neither", "local learning coefficient: nbeta (mean loss around the weights minus loss at them); low = a degenerate, simple place"),
  llcRhat: amount("1", "lower", "split R-hat of the LLC chains' loss traces; near 1 when they agree"),
  llcReach: amount("1", "neither", "|w - w*| / sqrt(d / gamma) at the end of the LLC chains, d weights that move; near 1 the localization alone holds most of them"),
  llcAcceptance: share("1", "neither", "mean chance that a Metropolis test would accept the sampler's steps; near 0.9-0.95 for a good step size"),
  iclScore: signed("nats/token or target^2", "lower", "loss at a late position minus loss at an early one; negative when the model learns from its context"),
  lossSlope: signed("loss per e-fold of context", "lower", "d loss / d ln t between log-spaced positions t: where in the context the loss still falls"),
  previousToken: share("1", "neither", "mean attention to the position just before; a part is one head, the whole the largest of them"),
  prefixMatching: share("1", "neither", "mean attention to the positions behind earlier copies of the current token; the whole is the largest head's"),
  copying: within(-1, 1)("1", "neither", "how much of the raise a head gives to logits goes to the tokens it attends to; the whole is the largest head's"),
  ablationDelta: signed("nats/token or target^2", "neither", "loss with one head's output replaced by zero minus nll without; a part is one head, the whole the largest"),
  headSpecialisation: share("1", "neither", "how unequally the heads of a layer share the vocabulary in what they copy: 0 alike, or one does all; 1 a head per token"),
  fourierGap: signed("1", "higher", "smallest |Fourier coefficient| of a neuron one degree below the parity minus the largest one degree above; best neuron"),
  hiddenProgress: amount("1", "higher", "largest movement of a first-layer weight since the start; grows while accuracy is at chance"),
  parityGap: signed("1", "higher", "mean movement of first-layer weights of the parity's bits minus that of the others; needs the truth, a diagnostic"),
  restrictedNll: amount("nats/token", "lower", "nll when only the key frequencies' part of the logits is kept; falls while the circuit forms"),
  excludedNll: amount("nats/token", "higher", "training nll without the key frequencies' part of the logits (a part: without one frequency); rises as memorisation goes"),
  keyFrequencies: amount("frequencies", "neither", "number of Fourier frequencies that dominate the neurons"),
  fourierGini: share("1", "neither", "Gini coefficient of the Fourier norms of the embedding; near 1 when few frequencies carry it"),
  featureDimensionality: share("dimensions", "neither", "share of a dimension a feature has to itself; a part is one feature, the whole the mean over represented features"),
  dimensionsPerFeature: amount("dimensions", "neither", "hidden dimensions divided by the squared Frobenius norm of the weights: dimensions per represented feature"),
  polygonOrder: amount("features", "neither", "k when the represented features form a regular k-gon in two hidden dimensions; no row otherwise"),
  gradientNoiseScale: amount("examples", "neither", "trace of the gradient's covariance over its squared norm: the batch size at which noise and signal are equal"),
  subtaskAccuracy: share("1", "higher", "tokenAccuracy on the examples of one subtask of a task that is many; a part is one subtask"),
  subtaskNll: amount("nats/token", "lower", "nll on the examples of one subtask; each may fall at once where their mean falls smoothly"),
  accuracy: share("1", "higher", "share of a benchmark's questions answered right, by the rule of the benchmark"),
  accuracyNorm: share("1", "higher", "accuracy when each option's log-likelihood is first divided by the option's length in characters"),
  bitsPerByte: amount("bits/byte", "lower", "-log2 p of the text (of a question: of its right answer) per UTF-8 byte of it"),
  choiceProb: share("1", "higher", "mean over questions of the right option's share of the probability of all options"),
  choiceNll: amount("nats/question", "lower", "mean over questions of -ln of the right option's share of the probability of all options"),
} satisfies Record<string, Metric>;

/** The name of a metric, a key of METRICS. */
export type MetricName = keyof typeof METRICS;

/** Returns what is known about a metric by its row's name, parts (`prefixMatching.L1H3`) included; undefined for an unknown one. */
export function metricOf(row: string): Metric | undefined {
  const name = row.split(".")[0]!;
  return Object.hasOwn(METRICS, name) ? METRICS[name as MetricName] : undefined;
}

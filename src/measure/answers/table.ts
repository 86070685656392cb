/**
 * The table every measurement of one checkpoint starts from: one entry per evaluation example and answer position, as flat
 * arrays, so that millions of entries stay cheap. Measuring writes it, summaries and the store read it.
 */

/** Per-token measures of one checkpoint; every array but `optionCorrect` is `[example, position]`, row-major. */
export type TokenTable = {
  numExamples: number;
  /** Answer positions per example. */
  answerLength: number;
  /** ln p(correct token), nats. */
  logProb: Float32Array;
  /** Correct logit minus the best other logit, nats. */
  margin: Float32Array;
  /** Variance of the logits over the vocabulary, nats^2. */
  logitVar: Float32Array;
  /** -sum p ln p over the vocabulary, nats. */
  entropy: Float32Array;
  /** 1 + number of vocabulary entries whose logit exceeds the correct one's. */
  rank: Int32Array;
  /** 1 where the margin is positive. */
  correct: Uint8Array;
  /** `[example]`: 1 where the correct option has the largest likelihood; multiple-choice tasks only. */
  optionCorrect?: Uint8Array;
};

/** When one example counts as solved. The definition is part of the task, because where a jump appears depends on it. */
import { numericError } from "../base/errors.ts";
import type { SuccessDefinition } from "../specs.ts";

/**
 * What the model did on the answer of one example, teacher-forced. `logProb[t]` = ln p of answer token t (nats); `correct[t]` = its
 * logit is the largest.
 */
export type AnswerScores = { logProb: ArrayLike<number>; correct: ArrayLike<boolean> };

/** The definitions that the answer's own tokens decide; multipleChoice needs the logits of the other options, within is about numbers. */
export type TokenSuccess = Exclude<SuccessDefinition, { kind: "multipleChoice" | "within" }>;

/**
 * Returns the success of one example, in [0, 1]:
 * exactMatch 1[all tokens correct]; kOfN 1[at least k tokens correct]; sampled exp(sum_t logProb_t), the probability that sampling at
 * temperature 1 writes the answer (chain rule). A log probability that is NaN or above 0 is a numeric error.
 */
export function successOf(definition: TokenSuccess, answer: AnswerScores): number {
  switch (definition.kind) {
    case "exactMatch":
      return numCorrect(answer) === answer.correct.length ? 1 : 0;
    case "kOfN":
      return numCorrect(answer) >= definition.k ? 1 : 0;
    case "sampled":
      return sampledSuccess(answer.logProb);
  }
}

function numCorrect({ correct }: AnswerScores): number {
  let count = 0;
  for (let t = 0; t < correct.length; t++) if (correct[t]) count++;
  return count;
}

function sampledSuccess(logProb: ArrayLike<number>): number {
  let sum = 0;
  for (let t = 0; t < logProb.length; t++) {
    if (!(logProb[t]! <= 0)) {
      throw numericError(
        "successOf",
        "log probabilities of at most 0 are required",
        logProb[t],
        "check the model's logits",
      );
    }
    sum += logProb[t]!;
  }
  return Math.exp(sum);
}

/** When one example counts as solved. The definition is part of the task, because where a jump appears depends on it. */
import { numericError } from "../base/errors.ts";
import type { SuccessDefinition } from "../records.ts";

/**
 * What the model did on the answer of one example, teacher-forced. `logProb[t]` = ln p of answer token t (nats); `correct[t]` = its
 * logit is the largest. `choice`, for multipleChoice: the logits or log probabilities of the options at the answer's position, in the
 * order of the definition's `options`, and the index of the right one.
 */
export type AnswerScores = {
  logProb: ArrayLike<number>;
  correct: ArrayLike<boolean>;
  choice?: { optionLogProbs: ArrayLike<number>; right: number };
};

/**
 * Returns the success of one example, in [0, 1]:
 * exactMatch 1[all tokens correct]; kOfN 1[at least k tokens correct]; sampled exp(sum_t logProb_t), the probability that sampling at
 * temperature 1 writes the answer (chain rule); multipleChoice 1[the right option is strictly the largest of the options].
 * A log probability that is NaN or above 0, and multipleChoice without `choice`, are numeric errors.
 */
export function successOf(definition: SuccessDefinition, answer: AnswerScores): number {
  switch (definition.kind) {
    case "exactMatch":
      return numCorrect(answer) === answer.correct.length ? 1 : 0;
    case "kOfN":
      return numCorrect(answer) >= definition.k ? 1 : 0;
    case "sampled":
      return sampledSuccess(answer.logProb);
    case "multipleChoice":
      return choiceSuccess(definition.options.length, answer.choice);
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

function choiceSuccess(numOptions: number, choice: AnswerScores["choice"]): number {
  const scores = Array.from(choice?.optionLogProbs ?? []);
  const right = scores[choice?.right ?? -1];
  if (right === undefined || scores.length !== numOptions || scores.some(Number.isNaN)) {
    const requirement = `the scores of ${numOptions} options and the right one's index are required`;
    throw numericError(
      "successOf",
      requirement,
      choice ?? null,
      "measure the options' logits at the answer's position",
    );
  }
  return scores.every((score, i) => i === choice!.right || score < right) ? 1 : 0;
}

/** Loss and accuracy on the run's own training set: what the evaluation examples are compared with when a model memorises first. */
import { usageError } from "../base/errors.ts";
import { mean } from "../math/stats.ts";
import { trainingExamples } from "../train/data.ts";
import { tokenMeter } from "./answers/tokens.ts";
import { type MakeMeter, meanReading } from "./meter.ts";

/**
 * Returns a meter of `trainNll` (nats/token) and `trainTokenAccuracy` over a run's fixed training set, standard errors over examples.
 * Errors (usage): the run draws fresh examples, or its task is of numbers.
 */
export const training: MakeMeter = async ({ run, task, engine }) => {
  const examples = trainingExamples(run, task);
  if (!examples)
    throw usageError(
      "training",
      "a run with a fixed training set is required",
      "fresh examples",
      "set train.trainingSet",
    );
  const tokens = await tokenMeter(run, task, engine, examples);
  return {
    async read(weights) {
      const { logProb, correct, answerLength, numExamples } = await tokens.read(weights);
      const perExample = (values: ArrayLike<number>, sign = 1) =>
        Array.from({ length: numExamples }, (_, x) =>
          mean(Array.from({ length: answerLength }, (_, t) => sign * values[x * answerLength + t]!)),
        );
      return [
        ...meanReading("trainNll", null, perExample(logProb, -1)),
        ...meanReading("trainTokenAccuracy", null, perExample(correct)),
      ];
    },
    release: tokens.release,
  };
};

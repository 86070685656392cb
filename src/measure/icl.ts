/**
 * In-context learning: the loss falls along the context. The score compares one late answer position with one early (Olsson et al. 2022,
 * "In-context learning and induction heads": tokens 500 and 50 of 512); the slopes say where along the context it falls.
 */
import { numericError, usageError } from "../base/errors.ts";
import type { NamedTensors } from "../model/params.ts";
import type { TaskSpec } from "../specs.ts";
import { errorMeter } from "./answers/numbers.ts";
import { tokenMeter } from "./answers/tokens.ts";
import { requireTransformer } from "./heads/attentionPatterns.ts";
import { type Bench, type Meter, meanReading, type Reading, type TableMeter } from "./meter.ts";

/** Losses `[example, answer position]` row by row: nats, or squared error summed over an answer's numbers. */
type Losses = { numExamples: number; loss: (example: number, position: number) => number };

/**
 * Returns the answer positions a score compares, from 0: late = answerLength - 1, early = max(1, round(answerLength / 10)).
 * Errors (usage): fewer than 3 answer positions.
 */
export function iclPositions({ answerLength, name }: TaskSpec): { early: number; late: number } {
  if (answerLength < 3) {
    const hint = "choose a task that is scored along its context, or leave icl out of measure";
    throw usageError("icl", "3 answer positions are required", `${name} with ${answerLength}`, hint);
  }
  return { early: Math.max(1, Math.round(answerLength / 10)), late: answerLength - 1 };
}

/**
 * Returns the answer positions j_0 = 0 < j_1 < .. < answerLength - 1 between which slopes are taken. An answer at j has
 * t = promptLength + j positions of context; each next j is the first with t at least sqrt 2 times larger, and the last interval reaches to
 * the end, so that every interval spans a factor sqrt 2 or more (unless the whole answer spans less: then it is one interval).
 */
export function slopePositions({ promptLength, answerLength }: TaskSpec): number[] {
  const last = answerLength - 1;
  const positions = [0];
  for (let j = 1; j <= last; j++)
    if (promptLength + j >= Math.SQRT2 * (promptLength + positions.at(-1)!)) positions.push(j);
  if (positions.at(-1) === last) return positions;
  return positions.length === 1 ? [0, last] : positions.with(-1, last);
}

/**
 * Returns the meter of `iclScore` = mean over the evaluation examples of loss(late) - loss(early), positions by `iclPositions`, and of
 * `lossSlope` = mean of (loss(j_{i+1}) - loss(j_i)) / (ln t_{i+1} - ln t_i), positions by `slopePositions`, each row at position j_i
 * (the interval's start). Losses in nats; squared error for a task of numbers. Standard errors over examples (differences are paired).
 * Errors (usage): no transformer (other models do not see earlier answers), or fewer than 3 answer positions; when reading (numeric):
 * losses that are not finite.
 */
export async function icl(bench: Bench): Promise<Meter> {
  const { task } = bench.run;
  requireTransformer("icl", bench.run);
  const { early, late } = iclPositions(task);
  const positions = slopePositions(task);
  const losses = await lossMeter(bench);
  return {
    async read(weights, step) {
      const { numExamples, loss } = await losses.read(weights);
      const difference = (
        metric: string,
        position: number | null,
        from: number,
        to: number,
        unit: number,
      ): Reading[] => {
        const values = Array.from({ length: numExamples }, (_, x) => (loss(x, to) - loss(x, from)) / unit);
        const bad = values.find((value) => !Number.isFinite(value));
        const hint = "lower train.learningRate in the family and run again";
        if (bad !== undefined) throw numericError("icl", `finite losses are required at step ${step}`, bad, hint);
        return meanReading(metric, position, values);
      };
      const slope = (to: number, i: number) => {
        const from = positions[i]!;
        const span = Math.log((task.promptLength + to) / (task.promptLength + from));
        return difference("lossSlope", from, from, to, span);
      };
      return [...difference("iclScore", null, early, late, 1), ...positions.slice(1).flatMap(slope)];
    },
    release: losses.release,
  };
}

async function lossMeter({ run, task, engine }: Bench): Promise<TableMeter<Losses>> {
  const { answerLength } = run.task;
  if (run.task.kind === "tokens") {
    const tokens = await tokenMeter(run, task, engine);
    const read = async (weights: NamedTensors) => {
      const { numExamples, logProb } = await tokens.read(weights);
      return { numExamples, loss: (x: number, t: number) => -logProb[x * answerLength + t]! };
    };
    return { read, release: tokens.release };
  }
  const errors = await errorMeter(run, task, engine);
  const read = async (weights: NamedTensors) => {
    const { numExamples, squaredError } = await errors.read(weights);
    return { numExamples, loss: (x: number, t: number) => squaredError[x * answerLength + t]! };
  };
  return { read, release: errors.release };
}

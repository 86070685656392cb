/**
 * Accuracy and loss of every subtask of a task that is many tasks at once. The mean over subtasks can fall smoothly while each of them
 * jumps; only rows of their own can tell. Frequent and rare subtasks are read on equally many examples, on average.
 */
import { usageError } from "../base/errors.ts";
import type { TaskSpec } from "../specs.ts";
import { type Examples, evaluationSet, seqLengthOf } from "../task/batches.ts";
import { tokenMeter } from "./answers/tokens.ts";
import { type MakeMeter, meanReading } from "./meter.ts";

/**
 * Returns a meter of `subtaskAccuracy.s0`, `subtaskNll.s0` (nats) and so on, standard errors over the subtask's examples. It reads as many
 * examples as the run's evaluation has, drawn from the task with `zipf: 0`, so that all subtasks are equally likely; a run of fresh
 * examples may meet one of them in training, once in 2^bits draws. A subtask without an example has no row. Errors (usage): not a task
 * with settings `tasks` and `zipf` whose prompt begins with a one-hot of `tasks` tokens, or more than one answer token.
 */
export const subtasks: MakeMeter = async ({ run, task, engine, load }) => {
  const numTasks = numTasksOf(run.task);
  const examples = evaluationSet(await load({ zipf: 0 }), run.numExamples);
  const rows = rowsBySubtask(run.task, examples, numTasks);
  const tokens = await tokenMeter(run, task, engine, examples);
  return {
    async read(weights) {
      const { logProb, correct } = await tokens.read(weights);
      const accuracy = (row: number) => correct[row]!;
      const nll = (row: number) => -logProb[row]!;
      return rows.flatMap((mine, i) => [
        ...meanReading(`subtaskAccuracy.s${i}`, null, mine.map(accuracy)),
        ...meanReading(`subtaskNll.s${i}`, null, mine.map(nll)),
      ]);
    },
    release: tokens.release,
  };
};

const hint = "choose the task multitask-parity in the family file, or leave subtasks out of measure";

function numTasksOf({ kind, name, params, promptLength, answerLength }: TaskSpec): number {
  const { tasks, zipf } = params;
  const fits = kind === "tokens" && answerLength === 1 && typeof zipf === "number";
  if (fits && typeof tasks === "number" && tasks <= promptLength) return tasks;
  const requirement = "a task with settings tasks and zipf, and one answer token, is required";
  throw usageError("subtasks", requirement, name, hint);
}

/** The examples of every subtask: those whose prompt has its 1 there. */
function rowsBySubtask(task: TaskSpec, { input, numExamples }: Examples, numTasks: number): number[][] {
  const rows = Array.from({ length: numTasks }, (): number[] => []);
  const seq = seqLengthOf(task);
  for (let x = 0; x < numExamples; x++) {
    const control = input.subarray(x * seq, x * seq + numTasks);
    const isOneHot =
      control.every((token) => token === 0 || token === 1) && control.filter((t) => t === 1).length === 1;
    if (!isOneHot)
      throw usageError(
        "subtasks",
        `prompts that begin with one 1 among ${numTasks} tokens are required`,
        control,
        hint,
      );
    rows[control.indexOf(1)]!.push(x);
  }
  return rows;
}

/**
 * Examples as the arrays a model reads. Teacher forcing: the input is the prompt followed by the answer without its last token, and
 * the logits at positions promptLength - 1 .. seqLength - 1 predict the answer's tokens. Evaluation examples are fixed per task and
 * never trained on; a training batch is a function of (key, step) alone, so that a resumed run sees what it would have seen.
 */
import { canonical } from "../base/canonical.ts";
import { usageError } from "../base/errors.ts";
import { fold, type Generator, generator, type Key, rootKey } from "../base/random.ts";
import type { TaskSpec } from "../records.ts";
import type { Example } from "./define.ts";
import type { Task } from "./task.ts";

/** Token numbers: input `[batch, seq]` with seq = promptLength + answerLength - 1, target `[batch, answer]`, both row by row. */
export type Batch = { input: Int32Array; target: Int32Array };

/** Evaluation examples: input `[example, seq]`, target `[example, answer]`. */
export type Examples = Batch & { numExamples: number; seqLength: number };

/**
 * Returns the first `numExamples` examples with distinct prompts drawn under a key that depends on the task's name and params alone.
 * A task that does not give that many distinct prompts in 20 numExamples + 1000 draws is a usage error.
 */
export function evaluationSet(task: Task, numExamples: number): Examples {
  const { name, params } = task.spec;
  const rng = generator(fold(rootKey("foreshock/task/evaluation"), name, canonical(params)));
  const seen = new Set<string>();
  const isNew = (prompt: string) => seen.size < seen.add(prompt).size;
  const batch = fill(task, numExamples, rng, isNew, (found) =>
    usageError(
      `task ${name}`,
      `${numExamples} evaluation examples with distinct prompts are required`,
      found,
      "ask for fewer (evaluation: { examples: .. } in the family's file), or choose settings with more possible prompts",
    ),
  );
  return { ...batch, numExamples, seqLength: seqLengthOf(task.spec) };
}

/** Returns the prompts of evaluation examples in the form in which `trainingBatch` excludes them. */
export function promptsOf(task: Task, examples: Examples): Set<string> {
  const { input, numExamples, seqLength } = examples;
  const row = (i: number) => input.subarray(i * seqLength, i * seqLength + task.spec.promptLength);
  return new Set(Array.from({ length: numExamples }, (_, i) => promptKey(row(i))));
}

/**
 * Returns the batch of one training step: input `[batch, seq]`, target `[batch, answer]`, a function of (key, step, batchSize) and the
 * excluded prompts. When 20 batchSize + 1000 draws do not give batchSize examples outside `excluded`, that is a usage error.
 */
export function trainingBatch(
  task: Task,
  excluded: ReadonlySet<string>,
  key: Key,
  step: number,
  batchSize: number,
): Batch {
  const rng = generator(fold(key, "batch", step));
  const isAllowed = (prompt: string) => !excluded.has(prompt);
  return fill(task, batchSize, rng, isAllowed, (found) =>
    usageError(
      `task ${task.spec.name}`,
      `${batchSize} training examples outside the ${excluded.size} evaluation prompts are required`,
      found,
      "ask for fewer (evaluation: { examples: .. } in the family's file), or choose settings with more possible prompts",
    ),
  );
}

function fill(
  task: Task,
  numRows: number,
  rng: Generator,
  accepts: (prompt: string) => boolean,
  tooFew: (found: number) => Error,
): Batch {
  const seqLength = seqLengthOf(task.spec);
  const input = new Int32Array(numRows * seqLength);
  const target = new Int32Array(numRows * task.spec.answerLength);
  let row = 0;
  for (let draws = 20 * numRows + 1000; row < numRows; draws--) {
    if (draws === 0) throw tooFew(row);
    const example = task.sample(rng);
    if (accepts(promptKey(example.prompt))) write(example, row++, seqLength, input, target);
  }
  return { input, target };
}

function write(
  { prompt, answer }: Example,
  row: number,
  seqLength: number,
  input: Int32Array,
  target: Int32Array,
): void {
  const start = row * seqLength;
  for (let i = 0; i < prompt.length; i++) input[start + i] = prompt[i]!;
  for (let i = 0; i + 1 < answer.length; i++) input[start + prompt.length + i] = answer[i]!;
  for (let i = 0; i < answer.length; i++) target[row * answer.length + i] = answer[i]!;
}

/** Returns the number of tokens a model reads, promptLength + answerLength - 1: the answer's last token is never an input. */
export function seqLengthOf({ promptLength, answerLength }: TaskSpec): number {
  return promptLength + answerLength - 1;
}

// Distinct prompts give distinct texts: one UTF-16 unit for a token below 65535, else a marker and two units.
function promptKey(prompt: ArrayLike<number>): string {
  let text = "";
  for (let i = 0; i < prompt.length; i++) {
    const token = prompt[i]!;
    text += token < 65535 ? String.fromCharCode(token) : String.fromCharCode(65535, token >>> 16, token & 65535);
  }
  return text;
}

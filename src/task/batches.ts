/**
 * Examples as the arrays a model reads. Teacher forcing: the input is the prompt followed by the answer without its last token, and
 * the logits at positions promptLength - 1 .. seqLength - 1 predict the answer's tokens. Evaluation examples are fixed per task and
 * never trained on; a training batch is a function of (key, step) alone, so that a resumed run sees what it would have seen.
 */
import { canonical } from "../base/canonical.ts";
import { usageError } from "../base/errors.ts";
import { fold, type Generator, generator, type Key, rootKey } from "../base/random.ts";
import type { TaskSpec } from "../specs.ts";
import type { Example } from "./define.ts";
import type { Task } from "./task.ts";

/**
 * Token numbers: input `[batch, seq]` with seq = promptLength + answerLength - 1, target `[batch, answer]`, both row by row; for a task
 * of numbers input `[batch, seq, dInput]` and target `[batch, answer, dOutput]`.
 */
export type Batch = { input: Int32Array | Float32Array; target: Int32Array | Float32Array };

/** A batch that is a fixed set of examples. */
export type Examples = Batch & { numExamples: number };

/**
 * Returns the first `numExamples` examples that differ (tokens; numbers are drawn independently) drawn under a key that
 * depends on the task's name and params alone.
 * A task that does not give that many different ones in 20 numExamples + 1000 draws is a usage error.
 */
export function evaluationSet(task: Task, numExamples: number): Examples {
  const { name, params } = task.spec;
  const rng = generator(fold(rootKey("foreshock/task/evaluation"), name, canonical(params)));
  const batch = fill(task, numExamples, rng, newExamples(), (found) =>
    usageError(
      `task ${name}`,
      `${numExamples} different evaluation examples are required`,
      found,
      "ask for fewer (evaluation: { examples: .. } in the family's file), or choose settings with more possible examples",
    ),
  );
  return { ...batch, numExamples };
}

/**
 * Returns a fixed training set of `numExamples` different examples outside `excluded`, drawn under `key`. When
 * 20 numExamples + 1000 draws do not give that many, that is a usage error.
 */
export function trainingSet(task: Task, excluded: ReadonlySet<string>, key: Key, numExamples: number): Examples {
  const isNew = newExamples();
  const accepts = (example: string) => !excluded.has(example) && isNew(example);
  const batch = fill(task, numExamples, generator(key), accepts, (found) =>
    usageError(
      `task ${task.spec.name}`,
      `a training set of ${numExamples} different examples outside the ${excluded.size} evaluation examples is required`,
      found,
      "lower train.trainingSet or evaluation.examples in the family's file",
    ),
  );
  return { ...batch, numExamples };
}

/** Whether an example comes for the first time. */
function newExamples(): (example: string) => boolean {
  const seen = new Set<string>();
  return (example) => seen.size < seen.add(example).size;
}

/** Returns evaluation examples in the form in which `trainingBatch` excludes them. */
export function examplesIn(task: Task, examples: Examples): Set<string> {
  const { input, target, numExamples } = examples;
  if (task.spec.kind === "numbers") return new Set();
  const { promptLength, answerLength } = task.spec;
  const seqLength = seqLengthOf(task.spec);
  const prompt = (i: number) => input.subarray(i * seqLength, i * seqLength + promptLength);
  const answer = (i: number) => target.subarray(i * answerLength, (i + 1) * answerLength);
  return new Set(Array.from({ length: numExamples }, (_, i) => textOf(prompt(i)) + textOf(answer(i))));
}

/**
 * Returns the batch of one training step: input `[batch, seq]`, target `[batch, answer]`, a function of (key, step, batchSize) and the
 * excluded examples. When 20 batchSize + 1000 draws do not give batchSize examples outside `excluded`, that is a usage error.
 */
export function trainingBatch(
  task: Task,
  excluded: ReadonlySet<string>,
  key: Key,
  step: number,
  batchSize: number,
): Batch {
  const rng = generator(fold(key, "batch", step));
  const isAllowed = (example: string) => !excluded.has(example);
  return fill(task, batchSize, rng, isAllowed, (found) =>
    usageError(
      `task ${task.spec.name}`,
      `${batchSize} training examples outside the ${excluded.size} evaluation examples are required`,
      found,
      "ask for fewer (evaluation: { examples: .. } in the family's file), or choose settings with more possible examples",
    ),
  );
}

function fill(
  task: Task,
  numRows: number,
  rng: Generator,
  accepts: (example: string) => boolean,
  tooFew: (found: number) => Error,
): Batch {
  const { input: inputWidth, target: targetWidth } = rowWidths(task.spec);
  if (task.spec.kind === "numbers") return fillNumbers(task, numRows, rng);
  const input = new Int32Array(numRows * inputWidth);
  const target = new Int32Array(numRows * targetWidth);
  let row = 0;
  for (let draws = 20 * numRows + 1000; row < numRows; draws--) {
    if (draws === 0) throw tooFew(row);
    const example = task.sample(rng);
    if (accepts(textOf(example.prompt) + textOf(example.answer))) write(example, row++, inputWidth, input, target);
  }
  return { input, target };
}

function fillNumbers(task: Task, numRows: number, rng: Generator): Batch {
  const widths = rowWidths(task.spec);
  const input = new Float32Array(numRows * widths.input);
  const target = new Float32Array(numRows * widths.target);
  for (let row = 0; row < numRows; row++) {
    const { prompt, answer } = task.sample(rng);
    input.set(prompt, row * widths.input);
    target.set(answer, row * widths.target);
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

/** Returns how many numbers one example takes in a batch's input and target. */
function rowWidths(task: TaskSpec): { input: number; target: number } {
  const [perInput, perTarget] = task.kind === "tokens" ? [1, 1] : [task.dInput, task.dOutput];
  return { input: seqLengthOf(task) * perInput, target: task.answerLength * perTarget };
}

/** Returns the examples from `start` on as a batch of `size`, filled up with zeros behind the last one. */
export function chunkOf(task: TaskSpec, { input, target }: Batch, start: number, size: number): Batch {
  const widths = rowWidths(task);
  const part = <A extends Int32Array | Float32Array>(all: A, width: number): A => {
    const whole = (all instanceof Int32Array ? new Int32Array(size * width) : new Float32Array(size * width)) as A;
    whole.set(all.subarray(start * width, (start + size) * width));
    return whole;
  };
  return { input: part(input, widths.input), target: part(target, widths.target) };
}

/** Returns the chosen examples of a batch, in the given order. */
export function chooseRows(task: TaskSpec, { input, target }: Batch, rows: ArrayLike<number>): Batch {
  const widths = rowWidths(task);
  const pick = (all: Int32Array | Float32Array, width: number) => {
    const chosen =
      all instanceof Int32Array ? new Int32Array(rows.length * width) : new Float32Array(rows.length * width);
    for (let i = 0; i < rows.length; i++) chosen.set(all.subarray(rows[i]! * width, (rows[i]! + 1) * width), i * width);
    return chosen;
  };
  return { input: pick(input, widths.input), target: pick(target, widths.target) };
}

// Distinct token rows give distinct texts: one UTF-16 unit for a token below 65535, else a marker and two units.
function textOf(tokens: ArrayLike<number>): string {
  let text = "";
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i]!;
    text += token < 65535 ? String.fromCharCode(token) : String.fromCharCode(65535, token >>> 16, token & 65535);
  }
  return text;
}

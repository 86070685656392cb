/** What a task promises and what its examples must keep: checked at the door, so that no later stage meets a wrong token. */
import { usageError } from "../base/errors.ts";
import type { TaskSpec } from "../specs.ts";
import type { Example } from "./define.ts";

const mend = "correct the task's file, or its settings in the family's file";

/** Throws a usage error unless the success definition fits the task: its kind, k of kOfN, options of multipleChoice. */
export function checkSuccess(task: TaskSpec): void {
  const { name, success, answerLength } = task;
  if ((success.kind === "within") !== (task.kind === "numbers"))
    throw usageError(
      `task ${name}`,
      task.kind === "numbers" ? "a task of numbers needs success within a tolerance" : "a task of tokens cannot use it",
      success.kind,
      mend,
    );
  if (success.kind === "kOfN" && success.k > answerLength) {
    throw usageError(`task ${name}`, `kOfN needs k of at most answerLength ${answerLength}`, success.k, mend);
  }
  if (success.kind !== "multipleChoice" || task.kind !== "tokens") return;
  if (answerLength !== 1) throw usageError(`task ${name}`, "multipleChoice needs answerLength 1", answerLength, mend);
  const outside = success.options.find((option) => option >= task.vocab);
  if (outside !== undefined)
    throw usageError(`task ${name}`, `options must be below vocab ${task.vocab}`, outside, mend);
}

/** Returns an example after checking lengths, values and options; throws a usage error that names what is wrong. */
export function checkExample(task: TaskSpec, { prompt, answer }: Example): Example {
  if (task.kind === "numbers") {
    checkNumbers(task.name, "prompt", prompt, (task.promptLength + task.answerLength - 1) * task.dInput);
    checkNumbers(task.name, "answer", answer, task.answerLength * task.dOutput);
    return { prompt, answer };
  }
  checkTokens(task.name, task.vocab, "prompt", prompt, task.promptLength);
  checkTokens(task.name, task.vocab, "answer", answer, task.answerLength);
  if (task.success.kind === "multipleChoice" && !task.success.options.includes(answer[0]!)) {
    throw usageError(`task ${task.name}`, "the answer must be one of the options", answer[0], mend);
  }
  return { prompt, answer };
}

function checkTokens(name: string, vocab: number, part: string, tokens: number[], length: number): void {
  checkLength(name, `${part} tokens`, tokens, length);
  for (const token of tokens) {
    if (!(Number.isInteger(token) && token >= 0 && token < vocab)) {
      throw usageError(`task ${name}`, `${part} tokens must be whole numbers from 0 to ${vocab - 1}`, token, mend);
    }
  }
}

function checkNumbers(name: string, part: string, values: number[], length: number): void {
  checkLength(name, `${part} numbers`, values, length);
  const bad = values.find((value) => !Number.isFinite(value));
  if (bad !== undefined) throw usageError(`task ${name}`, `${part} numbers must be finite`, bad, mend);
}

function checkLength(name: string, what: string, values: number[], length: number): void {
  if (values.length === length) return;
  throw usageError(`task ${name}`, `sample must give ${length} ${what}`, values.length, mend);
}

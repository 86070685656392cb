/**
 * A definition with its settings becomes a task: checked once here, so that no later stage meets a wrong token, and fingerprinted, so
 * that an edited generator makes new runs instead of silently changing the meaning of old ones.
 */
import { digest, sha256 } from "../base/canonical.ts";
import { ForeshockError, usageError } from "../base/errors.ts";
import { fold, type Generator, generator, rootKey } from "../base/random.ts";
import { TaskSpec } from "../records.ts";
import type { Example, Params, TaskDefinition } from "./define.ts";
import { fillParams } from "./params.ts";

/** A task ready for use. `tokens[i]` is the text of token i; `sample` depends on `rng` alone; `describe` is text for people. */
export type Task = {
  spec: TaskSpec;
  description: string;
  tokens: string[];
  sample(rng: Generator): Example;
  describe(example: Example): string;
};

type Shape = Omit<TaskSpec, "fingerprint">;

const FINGERPRINT_SAMPLES = 16;
const mend = "correct the task's file, or its settings in the family's file";

/**
 * Returns the task that a definition makes with these settings.
 * fingerprint = SHA-256 of the canonical JSON of {name, params, SHA-256 of the source, digest of the first 16 examples}; the source
 * counts with its line ends as "\n". Unknown, wrongly typed or out-of-range settings, repeated words, lengths that do not hold,
 * tokens outside the vocabulary, and a `sample` that uses other randomness than `rng` are usage errors.
 */
export function instantiate(definition: TaskDefinition, given: Params, source: string): Task {
  try {
    return build(definition, fillParams(definition, given), source);
  } catch (error) {
    if (error instanceof ForeshockError) throw error;
    throw usageError(`task ${definition.name}`, "its functions must work with these settings", error, mend);
  }
}

function build(definition: TaskDefinition, params: Params, source: string): Task {
  const { name, description } = definition;
  const tokens = definition.tokens(params);
  const shape = shapeOf(definition, params, tokens);
  const bank = definition.prepare?.(params, generator(fold(rootKey("foreshock/task/prepare"), name)));
  const sample = (rng: Generator) => checked(shape, definition.sample(params, rng, bank));
  const samples = firstSamples(name, sample);
  const text = sha256(source.replaceAll("\r\n", "\n"));
  const spec = { ...shape, fingerprint: digest({ name, params, source: text, samples: digest(samples) }) };
  const words = (ids: number[]) => ids.map((id) => tokens[id]).join(" ");
  const describe = (example: Example) => {
    const steps = definition.steps?.(example, params, bank) ?? [];
    return [`prompt  ${words(example.prompt)}`, `answer  ${words(example.answer)}`, ...steps.map((s) => `  ${s}`)].join(
      "\n",
    );
  };
  return { spec, description, tokens, sample, describe };
}

function shapeOf(definition: TaskDefinition, params: Params, tokens: string[]): Shape {
  const repeated = tokens.find((token, i) => tokens.indexOf(token) !== i);
  if (repeated !== undefined) throw usageError(`task ${definition.name}`, "tokens must differ", repeated, mend);
  const parsed = TaskSpec.omit({ fingerprint: true }).safeParse({
    name: definition.name,
    params,
    vocab: tokens.length,
    promptLength: definition.promptLength(params),
    answerLength: definition.answerLength(params),
    success: definition.success?.(params) ?? { kind: "exactMatch" },
  });
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    throw usageError(
      `task ${definition.name}`,
      `${issue.path.join(".")} must be valid`,
      new Error(issue.message),
      mend,
    );
  }
  checkSuccess(parsed.data);
  return parsed.data;
}

/** Throws a usage error unless the success definition fits the task: k of kOfN, options of multipleChoice. */
export function checkSuccess({ name, success, answerLength, vocab }: Shape): void {
  if (success.kind === "kOfN" && success.k > answerLength) {
    throw usageError(`task ${name}`, `kOfN needs k of at most answerLength ${answerLength}`, success.k, mend);
  }
  if (success.kind !== "multipleChoice") return;
  if (answerLength !== 1) throw usageError(`task ${name}`, "multipleChoice needs answerLength 1", answerLength, mend);
  const outside = success.options.find((option) => option >= vocab);
  if (outside !== undefined) throw usageError(`task ${name}`, `options must be below vocab ${vocab}`, outside, mend);
}

function firstSamples(name: string, sample: (rng: Generator) => Example): Example[] {
  const key = fold(rootKey("foreshock/task/fingerprint"), name);
  const draw = () => {
    const rng = generator(key);
    return Array.from({ length: FINGERPRINT_SAMPLES }, () => sample(rng));
  };
  const samples = draw();
  if (digest(samples) !== digest(draw())) {
    throw usageError(`task ${name}`, "sample must depend on rng alone", "another example from the same rng", mend);
  }
  return samples;
}

function checked(shape: Shape, { prompt, answer }: Example): Example {
  checkTokens(shape, "prompt", prompt, shape.promptLength);
  checkTokens(shape, "answer", answer, shape.answerLength);
  if (shape.success.kind === "multipleChoice" && !shape.success.options.includes(answer[0]!)) {
    throw usageError(`task ${shape.name}`, "the answer must be one of the options", answer[0], mend);
  }
  return { prompt, answer };
}

function checkTokens({ name, vocab }: Shape, part: string, tokens: number[], length: number): void {
  if (tokens.length !== length) {
    throw usageError(`task ${name}`, `sample must give ${length} ${part} tokens`, tokens.length, mend);
  }
  for (const token of tokens) {
    if (!(Number.isInteger(token) && token >= 0 && token < vocab)) {
      throw usageError(`task ${name}`, `${part} tokens must be whole numbers from 0 to ${vocab - 1}`, token, mend);
    }
  }
}

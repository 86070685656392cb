/**
 * A definition with its settings becomes a task: checked once here, so that no later stage meets a wrong token, and fingerprinted, so
 * that an edited generator makes new runs instead of silently changing the meaning of old ones.
 */
import { digest, sha256 } from "../base/canonical.ts";
import { ForeshockError, usageError } from "../base/errors.ts";
import { fold, type Generator, generator, rootKey } from "../base/random.ts";
import { TaskSpec } from "../specs.ts";
import { checkExample, checkSuccess } from "./check.ts";
import type { Example, Params, TaskDefinition } from "./define.ts";
import { fillParams } from "./params.ts";

/** A task ready for use. `tokens[i]` is the text of token i (none for a task of numbers); `sample` depends on `rng` alone; `describe` is text for people. */
export type Task = {
  spec: TaskSpec;
  description: string;
  tokens: string[];
  sample(rng: Generator): Example;
  describe(example: Example): string;
};

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
  const words = definition.tokens?.(params);
  const shape = shapeOf(definition, params, words);
  const bank = definition.prepare?.(params, generator(fold(rootKey("foreshock/task/prepare"), name)));
  const sample = (rng: Generator) => checkExample(shape, definition.sample(params, rng, bank));
  const samples = firstSamples(name, sample);
  const text = sha256(source.replaceAll("\r\n", "\n"));
  const spec = { ...shape, fingerprint: digest({ name, params, source: text, samples: digest(samples) }) };
  const show = (values: number[]) => values.map((value) => words?.[value] ?? value.toPrecision(3)).join(" ");
  const describe = (example: Example) => {
    const steps = definition.steps?.(example, params, bank) ?? [];
    return [`prompt  ${show(example.prompt)}`, `answer  ${show(example.answer)}`, ...steps.map((s) => `  ${s}`)].join(
      "\n",
    );
  };
  return { spec, description, tokens: words ?? [], sample, describe };
}

function shapeOf(definition: TaskDefinition, params: Params, words: string[] | undefined): TaskSpec {
  const { name } = definition;
  const numbers = definition.numbers?.(params);
  if ((words === undefined) === (numbers === undefined))
    throw usageError(`task ${name}`, "either tokens or numbers is required", words ? "both" : "neither", mend);
  const repeated = words?.find((word, i) => words.indexOf(word) !== i);
  if (repeated !== undefined) throw usageError(`task ${name}`, "tokens must differ", repeated, mend);
  const parsed = TaskSpec.safeParse({
    ...(words
      ? { kind: "tokens", vocab: words.length }
      : { kind: "numbers", dInput: numbers!.input, dOutput: numbers!.output }),
    name,
    params,
    promptLength: definition.promptLength(params),
    answerLength: definition.answerLength(params),
    success: definition.success?.(params) ?? { kind: "exactMatch" },
    fingerprint: "0".repeat(64),
  });
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    throw usageError(`task ${name}`, `${issue.path.join(".")} must be valid`, new Error(issue.message), mend);
  }
  checkSuccess(parsed.data);
  return parsed.data;
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

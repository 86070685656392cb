/**
 * How large published models are and how many tokens they see per step. Parameters are counted without embeddings (nParams): a file of
 * results states at best the total, which at 70M is nearly four times as much, so totals are never used in their place.
 */
import { usageError } from "../base/errors.ts";
import { namesOf } from "./source.ts";

/** Non-embedding parameters of the Pythia suite by size; an old name of the same architecture stands beside the present one. */
const PYTHIA: Record<string, number> = {
  "70m": 18_915_328,
  "160m": 85_056_000,
  "125m": 85_056_000,
  "410m": 302_311_424,
  "350m": 302_311_424,
  "1b": 805_736_448,
  "800m": 805_736_448,
  "1.4b": 1_208_602_624,
  "1.3b": 1_208_602_624,
  "2.8b": 2_517_652_480,
  "2.7b": 2_517_652_480,
  "6.9b": 6_444_163_072,
  "6.7b": 6_444_163_072,
  "12b": 11_327_027_200,
  "13b": 11_327_027_200,
};
const PYTHIA_TOKENS_PER_STEP = 2_097_152;
const PYTHIA_NAME = /^pythia-(?:v1\.1-)?(\d+(?:\.\d+)?[mb])((?:-(?:deduped|bf16|v0))*)$/;

/** What people say about models, by name; null stands for every model that has none of its own. */
export type ModelFacts = {
  nParams: ReadonlyMap<string, number>;
  tokensPerStep: ReadonlyMap<string | null, number>;
  step: ReadonlyMap<string | null, number>;
};

/**
 * Returns the name under which a model was published, without its owner: `EleutherAI/pythia-v1.1-70m`, the name under which the
 * present Pythia suite was evaluated, is `pythia-70m`.
 */
export function modelName(text: string): string {
  const base = text
    .replace(/[\\/]+$/, "")
    .split(/[\\/]/)
    .at(-1)!;
  return PYTHIA_NAME.test(base) ? base.replace("pythia-v1.1-", "pythia-") : base;
}

/** Returns a model's non-embedding parameters: as told, else of the Pythia suite, else undefined. */
export function nParamsOf(model: string, { nParams }: ModelFacts): number | undefined {
  const size = PYTHIA_NAME.exec(model)?.[1];
  return nParams.get(model) ?? (size === undefined ? undefined : PYTHIA[size]);
}

/**
 * Returns the tokens a model sees per step: as told, else 2,097,152 for Pythia, else what was told for every model, else undefined.
 * The first version of Pythia (-v0) trained some sizes with twice the batch, so its tokens per step have to be told.
 */
export function tokensPerStepOf(model: string, { tokensPerStep }: ModelFacts): number | undefined {
  const match = PYTHIA_NAME.exec(model);
  const published = match && !match[2]!.includes("-v0") ? PYTHIA_TOKENS_PER_STEP : undefined;
  return tokensPerStep.get(model) ?? published ?? tokensPerStep.get(null);
}

/** Returns the non-embedding parameters of each model. Errors (usage), one for all models at once: a size is not known. */
export function requireSizes(models: Iterable<string>, facts: ModelFacts): Map<string, number> {
  const all = namesOf(models);
  const unknown = all.filter((model) => nParamsOf(model, facts) === undefined);
  if (unknown.length === 0) return new Map(all.map((model) => [model, nParamsOf(model, facts)!]));
  throw usageError(
    "import",
    "the non-embedding parameters of every model are required",
    `none for ${unknown.join(", ")}`,
    `add ${unknown.map((model) => `--n-params ${model}=<count>`).join(" ")}`,
  );
}

/** Returns the tokens per step of each model. Errors (usage), one for all models at once: they are not known. */
export function requireTokensPerStep(models: Iterable<string>, facts: ModelFacts): Map<string, number> {
  const all = namesOf(models);
  const unknown = all.filter((model) => tokensPerStepOf(model, facts) === undefined);
  if (unknown.length === 0) return new Map(all.map((model) => [model, tokensPerStepOf(model, facts)!]));
  throw usageError(
    "import",
    "the tokens per step of every model are required",
    `none for ${unknown.join(", ") || "the table"}`,
    "add --tokens-per-step <count>, or --tokens-per-step <model>=<count>",
  );
}

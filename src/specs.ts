/**
 * What is trained and measured, as specifications: tasks, models, recipes, families and runs, each a zod schema and the type it
 * implies. Data only, no logic. Unknown keys are refused everywhere (strictObject), because what is hashed must be what is meant.
 */
import { z } from "zod";

/** 64 lower-case hex digits: a SHA-256, a seed, a share. */
export const hex64 = z.string().regex(/^[0-9a-f]{64}$/, "64 lower-case hex digits");
/** A name usable as a file name. */
export const name = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, "a name of letters, digits, dot, dash, underscore");
/** A setting of a task, or a parameter of a forecast. */
export const scalar = z.union([z.string(), z.number(), z.boolean()]);
const finite = z.number();
const count = z.int().nonnegative();
const positive = z.int().positive();
const probability = z.number().min(0).max(1);

/** When one example counts as solved. `sampled` is exp(sum of logProb), the rest are 0 or 1; `within` is for tasks of numbers. */
export const SuccessDefinition = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("exactMatch") }),
  z.strictObject({ kind: z.literal("kOfN"), k: positive }),
  z.strictObject({ kind: z.literal("sampled") }),
  z.strictObject({ kind: z.literal("multipleChoice"), options: z.array(count).min(2) }),
  z.strictObject({ kind: z.literal("within"), tolerance: finite.positive() }),
]);
export type SuccessDefinition = z.infer<typeof SuccessDefinition>;

/** Settings of a task: names with plain values. */
export const TaskParams = z.record(z.string(), scalar);

const taskFields = {
  name,
  params: TaskParams,
  promptLength: positive,
  answerLength: positive,
  success: SuccessDefinition,
  fingerprint: hex64,
};

/**
 * A task as other stages see it; the code that generates examples stays in tasks/. Positions of `tokens` hold one of `vocab` words and
 * are learned by cross-entropy; positions of `numbers` hold dInput numbers, answers dOutput numbers, learned by squared error.
 */
export const TaskSpec = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("tokens"), ...taskFields, vocab: positive }),
  z.strictObject({ kind: z.literal("numbers"), ...taskFields, dInput: positive, dOutput: positive }),
]);
export type TaskSpec = z.infer<typeof TaskSpec>;
export type TokenTaskSpec = Extract<TaskSpec, { kind: "tokens" }>;

/** Decoder-only pre-LN transformer; dHead defaults to dModel / nHeads, dMlp to 4 dModel. */
export const TransformerSpec = z.strictObject({
  kind: z.literal("transformer"),
  nLayers: positive,
  dModel: positive,
  nHeads: positive,
  dHead: positive,
  dMlp: positive,
  attnOnly: z.boolean(),
  layerNorm: z.boolean(),
  positions: z.enum(["learned", "shortformer"]),
  activation: z.enum(["gelu", "relu"]),
  tied: z.boolean(),
});
export type TransformerSpec = z.infer<typeof TransformerSpec>;

/**
 * Multilayer perceptron on the prompt; predicts each answer position from its own head. Its inputs are the tokens' embeddings
 * (N(0, embedStd^2) at the start, dEmbed numbers each), or tokens 0 and 1 as numbers: `bits` 0 and 1, `signs` -1 and 1 (dEmbed 1).
 * Weights start as N(0, initScale^2 / fan-in).
 */
export const MlpSpec = z.strictObject({
  kind: z.literal("mlp"),
  inputs: z.enum(["embedded", "bits", "signs"]),
  dEmbed: positive,
  embedStd: finite.positive(),
  initScale: finite.positive(),
  dHidden: z.array(positive).min(1),
  activation: z.enum(["gelu", "relu"]),
});
export type MlpSpec = z.infer<typeof MlpSpec>;

/** The toy model of superposition relu(W^T W x + b), W `[dHidden, features]` starting as N(0, initScale^2 / features); tasks of numbers only. */
export const AutoencoderSpec = z.strictObject({
  kind: z.literal("autoencoder"),
  dHidden: positive,
  initScale: finite.positive(),
});
export type AutoencoderSpec = z.infer<typeof AutoencoderSpec>;

/** The architecture of one model. */
export const ModelSpec = z.discriminatedUnion("kind", [TransformerSpec, MlpSpec, AutoencoderSpec]);
export type ModelSpec = z.infer<typeof ModelSpec>;

export const OptimiserSpec = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("sgd"),
    momentum: finite.min(0).lt(1).default(0),
    weightDecay: finite.min(0).default(0),
  }),
  z.strictObject({
    kind: z.enum(["adam", "adamw"]),
    beta1: finite.gt(0).lt(1).default(0.9),
    beta2: finite.gt(0).lt(1).default(0.999),
    epsilon: finite.positive().default(1e-8),
    weightDecay: finite.min(0).default(0),
  }),
]);
export type OptimiserSpec = z.infer<typeof OptimiserSpec>;

/**
 * How one model is trained: peak learning rate, linear warm-up, then constant or linear/cosine decay to finalFraction. Batches are
 * fresh examples, or drawn from a fixed set of `trainingSet` different ones where that is not null.
 */
export const TrainSpec = z.strictObject({
  optimiser: OptimiserSpec,
  learningRate: finite.positive(),
  warmupSteps: count.default(0),
  decay: z.enum(["constant", "linear", "cosine"]).default("constant"),
  finalFraction: probability.default(0.1),
  batchSize: positive,
  numSteps: positive,
  trainingSet: positive.nullable().default(null),
});
export type TrainSpec = z.infer<typeof TrainSpec>;

/** One rung of the ladder. nParams is the non-embedding count and identifies the rung for forecasters. */
export const Rung = z.strictObject({
  name,
  model: ModelSpec,
  nParams: positive,
  nParamsTotal: positive,
  heldOut: z.boolean(),
});
export type Rung = z.infer<typeof Rung>;

/** What does the arithmetic: ONNX Runtime, or TensorFlow.js through an optional peer. Part of a run, because rounding differs. */
export const EngineName = z.enum(["ort", "tfjs"]);
export type EngineName = z.infer<typeof EngineName>;

/** Steps at which a measure reads: null = every checkpoint. */
const steps = z.array(count).min(1).nullable().default(null);

/** How posteriors around a checkpoint are sampled; formulas in measure/samplers. */
export const SamplerName = z.enum(["sgld", "lm", "rmsprop-sgld", "sgnht"]);
export type SamplerName = z.infer<typeof SamplerName>;

/**
 * How a local learning coefficient is estimated. nbeta: `dataset` = n / ln n with n = numExamples, `batch` = B / ln B with B = batchSize,
 * or a number. stepSize `auto` is found by a search. params: names, or beginnings of names, of the only parameters that move (null =
 * all; otherwise the coefficient is weight-restricted). data: task settings that differ for the data the loss is taken on (data-refined).
 */
export const LlcSpec = z.strictObject({
  kind: z.literal("llc"),
  steps,
  sampler: SamplerName.default("lm"),
  stepSize: z.union([finite.positive(), z.literal("auto")], "auto or a number above 0 is required").default("auto"),
  nbeta: z
    .union([finite.positive(), z.enum(["dataset", "batch"])], "dataset, batch or a number above 0 is required")
    .default("dataset"),
  localization: finite.min(0).default(100),
  numChains: positive.default(4),
  numDraws: positive.default(400),
  numBurninSteps: count.default(200),
  batchSize: positive.default(64),
  numExamples: positive.default(1024),
  params: z.array(z.string().min(1)).min(1).nullable().default(null),
  data: TaskParams.default({}),
});
export type LlcSpec = z.infer<typeof LlcSpec>;

/** Measures that need no settings; each is a file of the same name in measure/. */
export const PlainMeasure = z.enum([
  "training",
  "icl",
  "previousToken",
  "prefixMatching",
  "copying",
  "ablation",
  "headSpecialisation",
  "fourierGap",
  "hiddenProgress",
  "modularAddition",
  "featureDimensionality",
  "polygonOrder",
  "gradientNoiseScale",
  "subtasks",
]);
export type PlainMeasure = z.infer<typeof PlainMeasure>;

/** What is measured at a run's checkpoints besides the evaluation examples. */
export const MeasureSpec = z.discriminatedUnion("kind", [LlcSpec, z.strictObject({ kind: PlainMeasure, steps })]);
export type MeasureSpec = z.infer<typeof MeasureSpec>;

/** A person's own law: the metric as a formula of N (nParams), D (tokens) and parameters, each with bounds and maybe a prior. */
export const Law = z.strictObject({
  formula: z.string().min(1),
  parameters: z.record(
    z.string().regex(/^[A-Za-z][A-Za-z0-9_]*$/, "a letter, then letters, digits, underscore"),
    z.strictObject({
      min: finite.optional(),
      max: finite.optional(),
      prior: z.strictObject({ mean: finite, sd: finite.positive() }).optional(),
    }),
  ),
});
export type Law = z.infer<typeof Law>;

/** A family after its YAML was read, defaults filled in and the rungs sized; smallest rung first. */
export const Family = z.strictObject({
  name,
  task: TaskSpec,
  ladder: z.array(Rung).min(1),
  numSeeds: positive,
  train: TrainSpec,
  checkpoints: z.array(count).min(1),
  numExamples: positive,
  measures: z.array(MeasureSpec).default([]),
  engine: EngineName,
  law: Law.optional(),
});
export type Family = z.infer<typeof Family>;

/** One training run, and what is measured on it (which does not name it: see runs/key). seed: a small decimal number for observed rungs, 64 hex digits (drawn by the ledger) for held-out ones. */
export const RunSpec = z.strictObject({
  task: TaskSpec,
  model: ModelSpec,
  train: TrainSpec,
  checkpoints: z.array(count).min(1),
  numExamples: positive,
  measures: z.array(MeasureSpec).default([]),
  engine: EngineName,
  seed: z.string().regex(/^(\d{1,9}|[0-9a-f]{64})$/),
});
export type RunSpec = z.infer<typeof RunSpec>;

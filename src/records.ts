/**
 * What is measured, asked, predicted, registered and scored, in pipeline order: a zod schema and the type it implies. Data only, no
 * logic; what is trained is in specs.
 * Unknown keys are refused everywhere (strictObject), because what is hashed must be what is meant.
 */
import { z } from "zod";
import { hex64, name, scalar, TaskSpec } from "./specs.ts";

const finite = z.number();
const count = z.int().nonnegative();
const positive = z.int().positive();
const probability = z.number().min(0).max(1);

// ---- 2. what is measured ------------------------------------------------------------------------------------------
/** One answer position of one evaluation example at one checkpoint. logProb, margin, entropy in nats; logitVar in nats^2. */
export type TokenRow = {
  run: string;
  step: number;
  example: number;
  position: number;
  logProb: number;
  margin: number;
  logitVar: number;
  entropy: number;
  rank: number;
  correct: boolean;
};

/** One tidy summary row; self-contained, never NaN. stderr null = unknown; n = evaluation examples behind the value. */
export const Measurement = z.strictObject({
  run: z.string().min(1),
  task: name,
  nParams: positive,
  step: count,
  tokens: count,
  flops: finite.nonnegative(),
  seed: z.string().min(1),
  metric: name,
  position: count.nullable(),
  value: finite,
  stderr: finite.nonnegative().nullable(),
  n: positive,
});
export type Measurement = z.infer<typeof Measurement>;

// ---- 3. what is asked and predicted -------------------------------------------------------------------------------
export const QuestionRung = z.strictObject({ name, nParams: positive, heldOut: z.boolean() });
export type QuestionRung = z.infer<typeof QuestionRung>;

/** What people write in predictions/<question>/question.yaml; `family` is a path relative to the project. */
export const QuestionFile = z.strictObject({
  title: z.string().min(1),
  family: z.string().min(1),
  metric: name,
  threshold: finite,
  crossing: z.literal("sustained").default("sustained"),
  baseline: name.default("persistence"),
  rationale: z.string().optional(),
});
export type QuestionFile = z.infer<typeof QuestionFile>;

/** A question frozen at opening; its id is the SHA-256 of its canonical JSON. Jump bins: see forecast. */
export const Question = z.strictObject({
  name,
  title: z.string().min(1),
  task: TaskSpec,
  family: name,
  familyDigest: hex64,
  metric: name,
  betterDirection: z.enum(["higher", "lower"]),
  threshold: finite,
  crossing: z.literal("sustained"),
  step: positive,
  rungs: z.array(QuestionRung).min(2),
  numSeeds: positive,
  seedAggregation: z.literal("mean"),
  numExamples: positive,
  evidence: z.literal("observed rungs, all metrics, all steps"),
  scoring: z.strictObject({ value: z.literal("crps"), jump: z.literal("weighted-rps") }),
  floor: z.literal(0.01),
  baseline: name,
  rationale: z.string().nullable(),
});
export type Question = z.infer<typeof Question>;

/** The rows a question allows, sorted by (nParams, seed, step, metric, position), and the digest of their canonical JSON. */
export const Evidence = z.strictObject({ question: hex64, digest: hex64, rows: z.array(Measurement) });
export type Evidence = z.infer<typeof Evidence>;

/** A distribution as a piecewise-linear CDF through (x, p); p runs from its first value to 1; equal x = a vertical jump. */
export const Distribution = z.strictObject({ x: z.array(finite).min(1), p: z.array(probability).min(1) });
export type Distribution = z.infer<typeof Distribution>;

/**
 * A forecast: one distribution of the measured seed mean per held-out rung, and the jump's place.
 * With grid N_1 = the largest observed rung and N_2.. the held-out rungs, `jump` holds K + 1 masses:
 * at or below N_1, in (N_1, N_2], .., in (N_{K-1}, N_K], never in range; they sum to 1 and carry the question's floor.
 */
export const Forecast = z.strictObject({
  question: hex64,
  forecaster: name,
  evidence: hex64,
  targets: z.array(z.strictObject({ rung: name, nParams: positive, distribution: Distribution })).min(1),
  jump: z.array(probability).min(3),
  parameters: z.record(z.string(), z.union([scalar, z.null(), z.array(finite)])),
  rationale: z.string().nullable(),
});
export type Forecast = z.infer<typeof Forecast>;

/** What a person writes to register own numbers: quantiles per held-out rung and jump masses by bin label. */
export const ForecastFile = z.strictObject({
  targets: z.record(name, z.record(z.string(), finite)),
  jump: z.record(z.string(), probability),
  rationale: z.string().optional(),
});
export type ForecastFile = z.infer<typeof ForecastFile>;

// ---- 4. what the ledger holds -------------------------------------------------------------------------------------
export const LedgerKind = z.enum([
  "ledger-open",
  "question-open",
  "share-commit",
  "evidence",
  "commit",
  "withdraw",
  "close",
  "reveal",
  "share-reveal",
  "held-start",
  "sealed",
  "outcome",
  "score",
  "amend",
  "void",
  "anchor",
]);
export type LedgerKind = z.infer<typeof LedgerKind>;

export const LedgerEntry = z.strictObject({
  seq: count,
  prev: hex64,
  at: z.iso.datetime(),
  kind: LedgerKind,
  key: hex64,
  body: z.record(z.string(), z.json()),
  hash: hex64,
  signature: z.string().min(1),
});
export type LedgerEntry = z.infer<typeof LedgerEntry>;

// ---- 5. what came out ---------------------------------------------------------------------------------------------
/** The measured seed mean at one rung, its per-seed values, and the standard error of the mean over seeds (null for one seed). */
export const ObservedRung = z.strictObject({
  rung: name,
  nParams: positive,
  value: finite,
  stderr: finite.nonnegative().nullable(),
  seeds: z.array(z.strictObject({ seed: z.string().min(1), value: finite })).min(1),
});
export type ObservedRung = z.infer<typeof ObservedRung>;

/** jumpBin: index into the K + 1 bins of Forecast.jump. */
export const Outcome = z.strictObject({ question: hex64, rungs: z.array(ObservedRung).min(1), jumpBin: count });
export type Outcome = z.infer<typeof Outcome>;

/** One score, lower is better. rung null = over all rungs or the jump. skill = 1 - value / baselineValue, null when undefined. */
export const Score = z.strictObject({
  question: hex64,
  author: hex64,
  forecaster: name,
  rule: z.enum(["crps", "weighted-rps", "log-jump"]),
  rung: name.nullable(),
  value: finite,
  baselineValue: finite.nullable(),
  skill: finite.nullable(),
});
export type Score = z.infer<typeof Score>;

/**
 * What is measured, asked, predicted, registered and scored, in pipeline order: a zod schema and the type it implies. Data only, no
 * logic; what is trained is in specs.
 * Unknown keys are refused everywhere (strictObject), because what is hashed must be what is meant.
 */
import { z } from "zod";
import { hex64, Law, name, scalar, TaskParams, TaskSpec } from "./specs.ts";

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
/** What orders a question's rungs, smallest first; the x of every trend is its log10. flops stands for 6 nParams tokens. */
export const Axis = z.enum(["nParams", "tokens", "flops"]);
export type Axis = z.infer<typeof Axis>;

/** A place on a question's axis: a model size after some training. `run` null = every run of that size; otherwise that run alone. */
export const QuestionRung = z.strictObject({
  name,
  nParams: positive,
  step: count,
  tokens: positive,
  run: z.string().min(1).nullable(),
  heldOut: z.boolean(),
});
export type QuestionRung = z.infer<typeof QuestionRung>;

/** A task measured elsewhere: what is known of it. chance = the success of guessing; answerLength null = not known. */
export const ExternalTask = z.strictObject({
  kind: z.literal("external"),
  name,
  params: TaskParams,
  answerLength: positive.nullable(),
  success: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("exactMatch") }),
    z.strictObject({ kind: z.literal("choice"), chance: probability }),
    z.strictObject({ kind: z.literal("unknown") }),
  ]),
  fingerprint: hex64,
});
export type ExternalTask = z.infer<typeof ExternalTask>;

/** The forecaster that skill is measured against where a question names none. */
export const BASELINE = "persistence";

/** The evidence of families and of older questions: every run of an observed size. */
export const OBSERVED_SIZES = "observed sizes, all metrics, all steps before the held-out rungs";

const asked = {
  title: z.string().min(1),
  metric: name,
  threshold: finite,
  crossing: z.literal("sustained").default("sustained"),
  baseline: name.default(BASELINE),
  law: Law.optional(),
  rationale: z.string().optional(),
};

/** What people write in predictions/<question>/question.yaml; `family` is a path relative to the project. */
export const QuestionFile = z.strictObject({ ...asked, family: z.string().min(1) });
export type QuestionFile = z.infer<typeof QuestionFile>;

const chance = z.strictObject({ chance: probability });
const runAtStep = z.strictObject({ name, run: z.string().min(1), step: count, heldOut: z.boolean().default(false) });
/** The same about an import: its task and, as rungs, runs at a step; success left out = unknown; `evidence`: patterns of further runs. */
export const ImportQuestionFile = z.strictObject({
  ...asked,
  import: name,
  task: name,
  axis: Axis.default("nParams"),
  success: z.union([z.literal("exactMatch"), chance], "exactMatch or { chance: 0.25 } is required").optional(),
  answerLength: positive.optional(),
  evidence: z.union([z.string(), z.array(z.string())], "names of runs such as a-* are required").optional(),
  rungs: z.array(runAtStep).min(2),
});
export type ImportQuestionFile = z.infer<typeof ImportQuestionFile>;

/**
 * A question frozen at opening; its id is the SHA-256 of its canonical JSON. Jump bins: see forecast.
 * `evidence`: patterns (`*`, `?`) of runs that forecasters may see beside its rungs' own, or `OBSERVED_SIZES`.
 */
export const Question = z.strictObject({
  name,
  title: z.string().min(1),
  task: z.discriminatedUnion("kind", [...TaskSpec.options, ExternalTask]),
  family: name,
  familyDigest: hex64,
  metric: name,
  betterDirection: z.enum(["higher", "lower"]),
  threshold: finite,
  crossing: z.literal("sustained"),
  axis: Axis,
  rungs: z.array(QuestionRung).min(2),
  numSeeds: positive,
  seedAggregation: z.literal("mean"),
  numExamples: positive,
  evidence: z.union([z.literal(OBSERVED_SIZES), z.array(z.string())]),
  scoring: z.strictObject({ value: z.literal("crps"), jump: z.literal("weighted-rps") }),
  floor: z.literal(0.01),
  baseline: name,
  law: Law.nullable(),
  rationale: z.string().nullable(),
});
export type Question = z.infer<typeof Question>;

/** One observed run at its rung's step, example by example: `[example][answer position]` in nats, six significant digits. */
export const AnswerTable = z.strictObject({
  run: z.string().min(1),
  nParams: positive,
  step: count,
  seed: z.string().min(1),
  logProb: z.array(z.array(finite)),
  margin: z.array(z.array(finite)),
});
export type AnswerTable = z.infer<typeof AnswerTable>;

/**
 * What a question allows forecasters to see: rows sorted by (nParams, seed, step, metric, position, run), the single examples of the
 * observed rungs where they were kept, and the digest of the canonical JSON of `{answers, rows}`.
 */
export const Evidence = z.strictObject({
  question: hex64,
  digest: hex64,
  rows: z.array(Measurement),
  answers: z.array(AnswerTable),
});
export type Evidence = z.infer<typeof Evidence>;

/** A distribution as a piecewise-linear CDF through (x, p); p runs from its first value to 1; equal x = a vertical jump. */
export const Distribution = z.strictObject({ x: z.array(finite).min(1), p: z.array(probability).min(1) });
export type Distribution = z.infer<typeof Distribution>;

/**
 * A forecast: per held-out rung the distribution of the measured seed mean and `success`, the chance that a single seed is at or beyond
 * the threshold; the jump's place; and `sharpness`, the largest step towards success between neighbours on the jump's grid.
 * With grid x_1 = the largest observed rung and x_2.. the held-out rungs, `jump` holds K + 1 masses: at or below x_1, in (x_1, x_2], ..,
 * in (x_{K-1}, x_K], never in range; they sum to 1 and carry the question's floor. People may leave out success and sharpness (null).
 */
export const Forecast = z.strictObject({
  question: hex64,
  forecaster: name,
  evidence: hex64,
  targets: z
    .array(
      z.strictObject({
        rung: name,
        nParams: positive,
        distribution: Distribution,
        success: probability.nullable(),
      }),
    )
    .min(1),
  jump: z.array(probability).min(3),
  sharpness: Distribution.nullable(),
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

/** One line of ledger.jsonl: `prev` is the leaf hash of the line before, `hash` that of this line without hash and signature (SHA-256, hex). */
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

/** jumpBin: index into the K + 1 bins of Forecast.jump; sharpness: see Forecast. */
export const Outcome = z.strictObject({
  question: hex64,
  rungs: z.array(ObservedRung).min(1),
  jumpBin: count,
  sharpness: finite,
});
export type Outcome = z.infer<typeof Outcome>;

/** Where a question stands, in order: `running` = some held-out runs are started, `sealed` = all are there and nobody has opened the outcome. */
export const QuestionStage = z.enum(["registered", "open", "closed", "running", "sealed", "scored"]);
export type QuestionStage = z.infer<typeof QuestionStage>;

/** One score, lower is better. rung null = over all rungs or the jump. skill = 1 - value / baselineValue, null when undefined. */
export const Score = z.strictObject({
  question: hex64,
  author: hex64,
  forecaster: name,
  rule: z.enum(["crps", "brier-success", "weighted-rps", "log-jump", "crps-sharpness"]),
  rung: name.nullable(),
  value: finite,
  baselineValue: finite.nullable(),
  skill: finite.nullable(),
});
export type Score = z.infer<typeof Score>;

// ---- 6. what is learned about forecasters -------------------------------------------------------------------------
/**
 * One forecast of one value that was kept from it, scored. `cluster` names what moves together (task and family); `cut` is the last rung
 * the forecaster saw and `horizon` the decades of the axis from there; `baseline` is the CRPS of persistence (of the reference it was
 * scored against) on the same target; `pit` = F(value), at a point mass the middle of its jump; `beyond` = P(value at or beyond the threshold), `isBeyond` what came.
 */
export const ScoredTarget = z.strictObject({
  cluster: z.string().min(1),
  metric: name,
  axis: Axis,
  forecaster: name,
  cut: name,
  rung: name,
  horizon: finite,
  value: finite,
  median: finite,
  low50: finite,
  high50: finite,
  low90: finite,
  high90: finite,
  pit: probability,
  crps: finite.nonnegative(),
  baseline: finite.nonnegative(),
  beyond: probability,
  isBeyond: z.boolean(),
});
export type ScoredTarget = z.infer<typeof ScoredTarget>;

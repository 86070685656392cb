/**
 * What a hubverse hub says about itself: its administration, its rounds and tasks, its target data, the form of model metadata.
 * A round is a question; what is asked in it are two targets, the metric at each held-out rung and the place of the jump.
 * @see github.com/hubverse-org/schemas, v6.0.0
 */

import { metricOf } from "../metrics.ts";
import { gridOf, jumpLabels } from "../question/grid.ts";
import type { Question } from "../records.ts";

/** The 23 levels that hubs ask quantiles at. */
export const HUB_LEVELS: readonly number[] = [
  0.01,
  0.025,
  ...Array.from({ length: 19 }, (_, i) => (i + 1) / 20),
  0.975,
  0.99,
];

/**
 * Columns that say what a row is about; the date comes first, as in the target data. n_params is text to hub tools, because some read
 * whole numbers into 32 bits, too few for the sizes of imports.
 */
export const TASK_COLUMNS = [
  "target_date",
  "question",
  "task",
  "family",
  "target",
  "rung",
  "n_params",
  "metric",
] as const;

/** The task columns of a row; null = does not apply. */
export type HubTask = Record<(typeof TASK_COLUMNS)[number], string | number | null>;

/** A question as a round: days are UTC dates (YYYY-MM-DD). */
export type HubRoundFrame = {
  id: string;
  question: Question;
  questionId: string;
  opened: string;
  closed: string;
  day: string;
};

const schema = (name: string) =>
  `https://raw.githubusercontent.com/hubverse-org/schemas/main/v6.0.0/${name}-schema.json`;

/** Returns hub-config/admin.json; `ledger` is the origin in the ledger's first line, such as foreshock/study-1a2b3c4d. */
export function adminConfig(ledger: string): object {
  const [owner, ...name] = ledger.split("/");
  return {
    schema_version: schema("admin"),
    name: `Forecasts of ${ledger}`,
    maintainer: "foreshock export hub",
    contact: { name: `the holder of the key of ${ledger}` },
    repository: { host: "github", owner, name: name.join("/") },
    file_format: ["csv"],
    timezone: "Africa/Abidjan",
    additional_metadata: {
      ledger,
      note: "repository and contact are placeholders that the schema requires; times are UTC",
    },
  };
}

/** Returns whose export an admin.json is: the ledger it names, or null when no export wrote it. */
export function ledgerOf(admin: unknown): string | null {
  const { maintainer, additional_metadata } = (admin ?? {}) as Record<string, unknown>;
  const { ledger } = (additional_metadata ?? {}) as Record<string, unknown>;
  return maintainer === "foreshock export hub" && typeof ledger === "string" ? ledger : null;
}

/** Returns hub-config/tasks.json: a round per question, with a group of tasks for the metric and one for the jump. */
export function tasksConfig(rounds: readonly HubRoundFrame[]): object {
  return {
    schema_version: schema("tasks"),
    rounds: rounds.map((round) => ({
      round_id_from_variable: true,
      round_id: "question",
      round_name: round.question.name,
      model_tasks: [metricTasks(round), jumpTask(round)],
      submissions_due: { start: round.opened, end: round.closed },
      additional_metadata: aboutRound(round),
    })),
    output_type_id_datatype: "character",
    derived_task_ids: ["n_params"],
  };
}

function metricTasks(round: HubRoundFrame): object {
  const { question } = round;
  const { heldOut } = gridOf(question);
  const known = metricOf(question.metric);
  const [minimum, maximum] = known?.range ?? [-Infinity, Infinity];
  const value = {
    type: "double",
    ...(Number.isFinite(minimum) ? { minimum } : {}),
    ...(Number.isFinite(maximum) ? { maximum } : {}),
  };
  return {
    task_ids: {
      ...taskIds(round, "metric"),
      rung: only(heldOut.map((rung) => rung.name)),
      n_params: { required: null, optional: [...new Set(heldOut.map((rung) => String(rung.nParams)))] },
    },
    output_type: { quantile: { output_type_id: { required: [...HUB_LEVELS] }, value, is_required: true } },
    target_metadata: [
      {
        ...targetNames("metric", "the metric at a held-out rung, mean over the runs of that rung"),
        target_units: known?.unit ?? "unknown",
        description: `${question.metric}: ${known?.definition ?? "a metric of an import"}`,
        target_type: "continuous",
        is_step_ahead: false,
      },
    ],
  };
}

function jumpTask(round: HubRoundFrame): object {
  const { question } = round;
  const beyond = question.betterDirection === "higher" ? ">=" : "<=";
  const none = { required: null, optional: null };
  return {
    task_ids: { ...taskIds(round, "jump"), rung: none, n_params: none },
    output_type: {
      pmf: {
        output_type_id: { required: jumpLabels(question) },
        value: { type: "double", minimum: 0, maximum: 1 },
        is_required: true,
      },
    },
    target_metadata: [
      {
        ...targetNames("jump", "the first rung from which on the metric stays at or beyond the threshold"),
        target_units: "rung",
        description: `the first rung from which on ${question.metric} stays ${beyond} ${question.threshold}; never = at no rung`,
        target_type: "ordinal",
        is_step_ahead: false,
      },
    ],
  };
}

/** What both groups of tasks of a round share; rung and n_params follow, in the order of the columns. */
function taskIds({ id, question, day }: HubRoundFrame, target: string): object {
  return {
    target_date: only([day]),
    question: only([id]),
    task: only([question.task.name]),
    family: only([question.family]),
    target: only([target]),
    rung: null,
    n_params: null,
    metric: only([question.metric]),
  };
}

const only = (required: (string | number)[]) => ({ required, optional: null });

const targetNames = (target: string, name: string) => ({
  target_id: target,
  target_name: name,
  target_keys: { target },
});

function aboutRound({ question, questionId }: HubRoundFrame): object {
  const { title, axis, metric, threshold, betterDirection, numSeeds, numExamples } = question;
  const rungs = question.rungs.map(({ name, nParams, step, tokens, heldOut }) => ({
    name,
    nParams,
    step,
    tokens,
    heldOut,
  }));
  return { question: questionId, title, axis, metric, threshold, betterDirection, numSeeds, numExamples, rungs };
}

/** Returns hub-config/target-data.json. */
export function targetDataConfig(): object {
  return {
    schema_version: schema("target-data"),
    observable_unit: [...TASK_COLUMNS],
    date_col: "target_date",
    versioned: false,
    "oracle-output": { has_output_type_ids: true },
  };
}

/** Returns hub-config/model-metadata-schema.json, the form of the files in model-metadata. */
export function metadataSchema(): object {
  const text = (description: string) => ({ type: "string", description });
  const abbreviation = (description: string) => ({ ...text(description), pattern: "^[A-Za-z0-9_]+$" });
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "Models of a foreshock export",
    type: "object",
    properties: {
      team_name: text("foreshock = a program's forecasts, human = numbers that a person wrote"),
      team_abbr: abbreviation("the same"),
      model_name: text("the forecaster's name in the ledger"),
      model_abbr: abbreviation("the same, safe in file names"),
      author_key: { ...text("id of the key that committed the forecasts"), pattern: "^[0-9a-f]{64}$" },
    },
    additionalProperties: false,
    required: ["team_name", "team_abbr", "model_name", "model_abbr", "author_key"],
  };
}

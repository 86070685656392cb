/**
 * Scored questions as a hubverse hub, so that programs of other people can score the same forecasts. The hub is a view: commitments,
 * deadlines and blindness do not survive in it, and the ledger's JSON stays the record.
 * @see github.com/hubverse-org/hubDocs, docs/source/user-guide/hub-structure.md and target-data.md
 */

import { type Distribution, quantile } from "../math/distribution.ts";
import { gridOf, jumpLabels } from "../question/grid.ts";
import type { Outcome, Question, Score } from "../records.ts";
import {
  adminConfig,
  HUB_LEVELS,
  type HubRoundFrame,
  type HubTask,
  metadataSchema,
  TASK_COLUMNS,
  targetDataConfig,
  tasksConfig,
} from "./config.ts";
import { type HubForecast, type HubModel, hubModels, modelKey, roundId } from "./names.ts";

/** A score as the export lists it: those of the ledger, and rules that hub tools use. */
export type HubScore = Pick<Score, "author" | "forecaster" | "rung" | "value"> & {
  rule: Score["rule"] | "wis" | "rps";
};

/** A scored question with its revealed forecasts; times are RFC 3339: registered, closed to forecasts, outcome opened. */
export type HubQuestion = {
  question: Question;
  questionId: string;
  openedAt: string;
  closedAt: string;
  outcomeAt: string;
  forecasts: HubForecast[];
  outcome: Outcome;
  scores: HubScore[];
};

/** A file of the hub: its path inside it, with slashes, and its text. */
export type HubFile = { path: string; text: string };

type Cell = string | number | null;
type Round = HubRoundFrame & HubQuestion;

/**
 * Returns all files of the hub, in a fixed order: hub-config, model-metadata, model-output, target-data/oracle-output.csv,
 * auxiliary-data/foreshock-scores.csv and README.md. Same input, same bytes; `ledger` is the origin in the ledger's first line.
 */
export function hubFiles(ledger: string, questions: readonly HubQuestion[]): HubFile[] {
  const rounds = questions.map(
    (one): Round => ({
      ...one,
      id: roundId(one.question, one.questionId),
      opened: dayOf(one.openedAt),
      closed: dayOf(one.closedAt),
      day: dayOf(one.outcomeAt),
    }),
  );
  const models = hubModels(questions.flatMap(({ forecasts }) => forecasts));
  return [
    json("hub-config/admin.json", adminConfig(ledger)),
    json("hub-config/tasks.json", tasksConfig(rounds)),
    json("hub-config/target-data.json", targetDataConfig()),
    json("hub-config/model-metadata-schema.json", metadataSchema()),
    ...models.map(metadata),
    ...models.flatMap((model) => rounds.flatMap((round) => modelOutput(model, round))),
    {
      path: "target-data/oracle-output.csv",
      text: csv([...TASK_COLUMNS, ...OUTPUT, "oracle_value"], rounds.flatMap(oracle)),
    },
    scoreFile(rounds, models),
    { path: "README.md", text: README },
  ];
}

/** Returns the quantiles at the 23 hub levels; rounding never makes one smaller than the one before or larger than the last knot. */
export function hubQuantiles(distribution: Distribution): number[] {
  const last = distribution.x.at(-1)!;
  let least = -Infinity;
  return HUB_LEVELS.map((level) => {
    least = Math.max(least, Math.min(last, quantile(distribution, level)));
    return least;
  });
}

/** Returns the text of a CSV file (RFC 4180, lines end in \n): null is NA; quoted is what holds a comma, quote or line break, "" and "NA". */
export function csv(header: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return [header, ...rows].map((row) => `${row.map(cell).join(",")}\n`).join("");
}

function cell(value: Cell): string {
  if (value === null) return "NA";
  if (typeof value === "number") return String(value);
  return /[",\r\n]|^$|^NA$/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

const OUTPUT = ["output_type", "output_type_id"] as const;
const json = (path: string, value: object): HubFile => ({ path, text: `${JSON.stringify(value, null, 2)}\n` });
const dayOf = (time: string) => time.slice(0, 10);

function metadata({ id, team, name, author, forecaster }: HubModel): HubFile {
  const fields = { team_name: team, team_abbr: team, model_name: forecaster, model_abbr: name, author_key: author };
  const lines = Object.entries(fields).map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`);
  return { path: `model-metadata/${id}.yml`, text: lines.join("") };
}

function modelOutput(model: HubModel, round: Round): HubFile[] {
  const key = modelKey(model.author, model.forecaster);
  const found = round.forecasts.find(({ author, forecast }) => modelKey(author, forecast.forecaster) === key);
  if (found === undefined) return [];
  const labels = jumpLabels(round.question);
  const { targets, jump } = found.forecast;
  const rows = [
    ...metricCells(round).flatMap(({ rung, cells }) => {
      const values = hubQuantiles(targets.find((target) => target.rung === rung)!.distribution);
      return HUB_LEVELS.map((level, i): Cell[] => [...cells, "quantile", level, values[i]!]);
    }),
    ...labels.map((label, k): Cell[] => [...jumpCells(round), "pmf", label, jump[k]!]),
  ];
  const path = `model-output/${model.id}/${round.id}-${model.id}.csv`;
  return [{ path, text: csv([...TASK_COLUMNS, ...OUTPUT, "value"], rows) }];
}

/** What an oracle would have said: the measured seed means at every level, 1 for the bin the jump fell in, 0 for the others. */
function oracle(round: Round): Cell[][] {
  const { question, outcome } = round;
  const values = metricCells(round).map(({ rung, cells }): Cell[] => {
    const observed = outcome.rungs.find((one) => one.rung === rung)!;
    return [...cells, "quantile", null, observed.value];
  });
  const bins = jumpLabels(question).map((label, k): Cell[] => {
    return [...jumpCells(round), "pmf", label, k === outcome.jumpBin ? 1 : 0];
  });
  return [...values, ...bins];
}

function metricCells(round: Round): { rung: string; cells: Cell[] }[] {
  const { heldOut } = gridOf(round.question);
  return heldOut.map(({ name, nParams }) => ({
    rung: name,
    cells: taskCells(round, { target: "metric", rung: name, n_params: nParams }),
  }));
}

const jumpCells = (round: Round) => taskCells(round, { target: "jump", rung: null, n_params: null });

function taskCells({ id, day, question }: Round, about: Pick<HubTask, "target" | "rung" | "n_params">): Cell[] {
  const { family, metric } = question;
  const all: HubTask = { ...about, target_date: day, question: id, task: question.task.name, family, metric };
  return TASK_COLUMNS.map((column) => all[column]);
}

function scoreFile(rounds: readonly Round[], models: readonly HubModel[]): HubFile {
  const ids = new Map(models.map((model) => [modelKey(model.author, model.forecaster), model.id]));
  const rows = rounds.flatMap(({ id, scores }) =>
    scores.map(({ author, forecaster, rule, rung, value }): Cell[] => [
      id,
      ids.get(modelKey(author, forecaster)) ?? null,
      rule,
      rung,
      value,
    ]),
  );
  return {
    path: "auxiliary-data/foreshock-scores.csv",
    text: csv(["question", "model_id", "rule", "rung", "value"], rows),
  };
}

const README = `# Forecasts of a foreshock project as a hubverse hub

A view for programs that read hubs (schema v6.0.0). The record is the project's ledger: commitments, deadlines and blindness do not
survive in this form, and forecasts that were never revealed are not here.

- A round is a question: its name and the first 12 digits of its id. \`target_date\` is the day its outcome was opened, UTC.
- Target \`metric\`: the metric at a held-out rung (mean over its runs) as quantiles at 23 levels.
- Target \`jump\`: the place of the jump as chances of ordered bins, from "at or below the largest observed rung" to \`never\`;
  rung and n_params do not apply (NA).
- \`foreshock-*\` are programs, \`human-*\` numbers that people wrote.
- \`auxiliary-data/foreshock-scores.csv\` has foreshock's own scores: \`wis\` and \`rps\` are defined as hubEvals has them (the weighted
  interval score of the 23 quantiles; the ranked probability score with all weights 1, not divided), \`log-jump\` is its log score of
  the bins. \`crps\` is exact on the whole distribution and \`weighted-rps\` weighs the bins, so they are close to \`wis\` and \`rps\`, not
  equal. Rung NA = the question as a whole.
- Questions have different bins: score the \`jump\` of one question at a time, with the order of bins in hub-config/tasks.json.
- The schema requires a repository and a contact; those in hub-config/admin.json are placeholders.

\`\`\`r
hub <- hubData::collect_hub(hubData::connect_hub("."))
oracle <- dplyr::collect(hubData::connect_target_oracle_output("."))
hubEvals::score_model_out(hub[hub$target == "metric", ], oracle, by = c("model_id", "question", "metric"))
\`\`\`
`;

/**
 * What every fit has to state about itself (law, sizes, points, seeds, response, uncertainty, backtest, provenance). Items that follow
 * from the question are computed; the rest is what the forecaster recorded, and what it did not record is said to be missing.
 */

import { number, plural, size, stepText, words } from "../base/words.ts";
import { standardDeviation } from "../math/stats.ts";
import { metricOf } from "../metrics.ts";
import { type Html, html, table } from "../page/html.ts";
import { axisValue, gridOf, isAt } from "../question/grid.ts";
import type { Measurement } from "../records.ts";
import type { RegisteredForecast, ReportInput } from "./input.ts";
import { lossNote } from "./leaderboard.ts";
import { hash } from "./tables.ts";

type Parameter = RegisteredForecast["forecast"]["parameters"][string];

/** Items only the forecaster can fill: it records a parameter whose name starts with the item's word. */
const OWN_ITEMS = ["law", "objective", "search", "uncertainty", "sensitivity", "backtest"];

/** Returns the checklist shared by all forecasts of the question: label and value. */
export function sharedChecklist(input: ReportInput): [string, string][] {
  const { question } = input;
  const { observed, heldOut } = gridOf(question);
  const sizes = new Set(observed.map((r) => r.nParams));
  const seen = input.rows.filter((row) => sizes.has(row.nParams));
  const decades = (from = 1, to = 1) => number(Math.log10(to / from));
  const [first, last, target] = [observed[0]!, observed.at(-1)!, heldOut.at(-1)!].map((r) => axisValue(question, r));
  const info = metricOf(question.metric);
  return [
    [
      "sizes",
      `${plural(observed.length, "observed rung")} ${observed.map((r) => `${r.name} (${size(r.nParams)})`).join(", ")}; non-embedding parameters; span ${decades(first, last)} decades, horizon ${decades(last, target)} decades`,
    ],
    ["points", `rows${stepText(question) || " at the rungs"}; ${plural(countRuns(seen), "observed run")}`],
    ["seeds", `${question.numSeeds} per rung, aggregated by their mean; ${betweenSeeds(input)}`],
    [
      "response",
      `${words(question.metric)}${info ? ` (${info.definition})` : ""}; ${question.numExamples} evaluation examples; threshold ${question.threshold}, crossing sustained at every larger evaluated size`,
    ],
  ];
}

const countRuns = (rows: Measurement[]): number => new Set(rows.map((row) => row.run)).size;

/** The standard deviation over seeds at the largest observed rung. */
function betweenSeeds({ question, rows }: ReportInput): string {
  const last = gridOf(question).observed.at(-1);
  const values = rows
    .filter((r) => last !== undefined && isAt(last, r) && r.metric === question.metric)
    .filter((r) => r.position === null)
    .map((r) => r.value);
  if (!last || values.length < 2) return "between-seed standard deviation unknown";
  return `between-seed standard deviation ${number(standardDeviation(values))} at ${last.name}`;
}

/** Returns the checklist and every recorded parameter of one forecast. */
export function fitSection(f: RegisteredForecast): Html {
  const parameters = Object.entries(f.forecast.parameters);
  const itemOf = (name: string) => OWN_ITEMS.find((item) => name.toLowerCase().startsWith(item));
  const recorded = parameters.filter(([name]) => itemOf(name)).map(([name, value]) => [name, show(value)]);
  const lacking = OWN_ITEMS.filter((item) => !parameters.some(([name]) => itemOf(name) === item));
  const rest = parameters
    .filter(([name]) => !itemOf(name))
    .map(([name, value]) => [html`<code>${name}</code>`, show(value)]);
  const items = [
    ...recorded,
    ...(lacking.length > 0 ? [["not recorded", lacking.join(", ")]] : []),
    ["evidence", hash(f.forecast.evidence)],
    ["author key", hash(f.author)],
    ...rest,
  ];
  return html`<h3>${f.label}${lossNote(f)}</h3>
${f.forecast.rationale && html`<p>${f.forecast.rationale}</p>`}
${table(["item or parameter", "value"], items)}`;
}

function show(value: Parameter): string {
  if (Array.isArray(value)) return value.map(number).join(", ");
  return typeof value === "number"
    ? Number.isInteger(value)
      ? String(value)
      : number(value)
    : String(value ?? "none");
}

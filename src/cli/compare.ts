/** foreshock compare: all forecasters and people on one scored question, side by side; --explain takes every score apart. */
import { fixed, number, percent, plural } from "../base/words.ts";
import { jumpPlaces } from "../question/grid.ts";
import type { Question, Score } from "../records.ts";
import { type Compared, compareForecasts, overallScore } from "../study/finished/compare.ts";
import { jumpOrders, type OrderEntry } from "../study/finished/jumpOrders.ts";
import { readScored } from "../study/score.ts";
import { next, table } from "./output.ts";
import { studyOf } from "./study.ts";
import type { Context, Result } from "./verb.ts";

export type CompareOptions = { explain?: boolean };

/** Compares every revealed forecast of a scored question, best mean CRPS first. Errors (usage): no outcome yet. */
export async function compare(text: string, options: CompareOptions, context: Context): Promise<Result> {
  const { ledger, state, input } = await readScored(studyOf(context), text);
  const { question, outcome } = input;
  const entries = compareForecasts(input, outcome!);
  const orders = jumpOrders(ledger, state);
  const then = options.explain ? `foreshock report ${state.name}` : `foreshock compare ${state.name} --explain`;
  return {
    data: { question: state.id, name: state.name, outcome, entries, orders },
    text: [
      `${question.title}`,
      `  jump ${jumpPlaces(question)[outcome!.jumpBin]!.phrase}; ${plural(entries.length, "forecast")} revealed, ${input.unrevealed.length} not`,
      ...overview(entries),
      "lower is better but for skill (against the baseline) and peer points (100 ln of the chance given to what came, beside the others')",
      ...orderLines(state.name, orders),
      ...(options.explain ? entries.flatMap((entry) => explained(question, entry)) : []),
      next(then),
    ],
  };
}

function overview(entries: readonly Compared[]): string[] {
  const cell = (entry: Compared, rule: Score["rule"]) => {
    const found = overallScore(entry, rule);
    return found ? fixed(found.value) : "—";
  };
  const skill = (entry: Compared) => {
    const value = overallScore(entry, "crps")?.skill ?? null;
    return value === null ? "—" : fixed(value);
  };
  const rows = entries.map((entry) => [
    entry.label,
    cell(entry, "crps"),
    skill(entry),
    cell(entry, "brier-success"),
    cell(entry, "weighted-rps"),
    cell(entry, "log-jump"),
    cell(entry, "crps-sharpness"),
    entry.peer === null ? "—" : String(Math.round(entry.peer)),
  ]);
  return table([
    ["forecast", "mean CRPS", "skill", "Brier, seeds", "jump RPS", "jump log", "sharpness", "peer"],
    ...rows,
  ]);
}

function explained(question: Question, { label, terms }: Compared): string[] {
  const rungs = terms.rungs.map(({ rung, value, median, pit, under, over, crps, success }) => [
    rung,
    number(value),
    number(median),
    number(pit),
    fixed(under),
    fixed(over),
    fixed(crps),
    success ? `${percent(success.forecast)} / ${percent(success.share)}` : "—",
    success ? fixed(success.brier) : "—",
  ]);
  const jump = terms.jump.map(({ rung, weight, forecast, happened, term }) => [
    rung,
    number(weight),
    percent(forecast),
    String(happened),
    fixed(term),
  ]);
  const { realised, sharpness } = terms;
  return [
    "",
    `${label}, rung by rung (CRPS = too low + too high):`,
    ...table([
      ["rung", "came", "median", "F(came)", "too low", "too high", "CRPS", "seeds beyond: said / were", "Brier"],
      ...rungs,
    ]),
    "  the jump's place (RPS = sum of terms w (F − o)²):",
    ...table([["at or before", "w", "F", "o", "term"], ...jump]),
    `  log score: ${percent(realised.mass)} on ${jumpPlaces(question)[realised.bin]!.label}, −ln = ${number(-Math.log(realised.mass))}`,
    ...(sharpness
      ? [
          `  sharpness (largest step): came ${number(sharpness.value)}, median ${number(sharpness.median)}, CRPS ${fixed(sharpness.under)} too low + ${fixed(sharpness.over)} too high`,
        ]
      : []),
  ];
}

/** The table of the orders of jumps; nothing without any. */
function orderLines(name: string, entries: readonly OrderEntry[]): string[] {
  if (entries.length === 0) return [];
  const rows = entries.map(({ other, forecaster, said, came, brier }) => [
    other,
    forecaster,
    ...[said.before, said.tie, said.after].map(percent),
    came.before === 1 ? "before" : came.after === 1 ? "after" : "same place",
    fixed(brier),
  ]);
  const head = ["other question", "forecast", "before it", "same place", "after it", "came", "Brier"];
  return [`when ${name} jumps, as the forecasts of both questions imply:`, ...table([head, ...rows])];
}

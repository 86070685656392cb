/** foreshock compare: all forecasters and people on one scored question, side by side; --explain takes every score apart. */
import { usageError } from "../base/errors.ts";
import { fixed, number, percent, plural } from "../base/words.ts";
import { nextCommand } from "../ledger/state.ts";
import { jumpPlaces } from "../question/grid.ts";
import type { Outcome, Question, Score } from "../records.ts";
import { publishable, type RegisteredForecast, type ReportInput } from "../report/input.ts";
import { type Explanation, explain } from "../score/explain.ts";
import { peerPoints } from "../score/points.ts";
import { jumpOrders, orderLines } from "../study/jumpOrders.ts";
import { readBook, stateBy } from "../study/ledger.ts";
import { findProject } from "../study/project.ts";
import { reportInput } from "../study/reportInput.ts";
import { checkProject } from "../study/verify.ts";
import { next, table } from "./output.ts";
import type { Context, Result } from "./verb.ts";

export type CompareOptions = { explain?: boolean };

/** One registered forecast with its overall scores and their terms. */
type Entry = {
  label: string;
  forecaster: string;
  author: string;
  scores: Score[];
  peer: number | null;
  terms: Explanation;
};

/** Compares every revealed forecast of a scored question, best mean CRPS first. Errors (usage): no outcome yet. */
export async function compare(text: string, options: CompareOptions, context: Context): Promise<Result> {
  const project = findProject(context);
  const ledger = readBook(project);
  const state = stateBy(ledger, text);
  if (state.scored === null)
    throw usageError(
      "compare",
      "a scored question is required",
      `${state.name} without an outcome`,
      nextCommand(state),
    );
  const input = publishable(reportInput(ledger!, state, await checkProject(project)));
  const { question, outcome } = input;
  const entries = entriesOf(input, outcome!);
  const orders = jumpOrders(ledger!, state);
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

function entriesOf({ question, forecasts, scores }: ReportInput, outcome: Outcome): Entry[] {
  const peers =
    forecasts.length > 1 ? peerPoints(forecasts.map(({ forecast }) => forecast.jump[outcome.jumpBin]!)) : [];
  const entries = forecasts.map(({ author, label, forecast }: RegisteredForecast, i): Entry => {
    const own = scores.filter((one) => one.author === author && one.forecaster === forecast.forecaster);
    return {
      label,
      forecaster: forecast.forecaster,
      author,
      scores: own,
      peer: peers[i] ?? null,
      terms: explain(question, forecast, outcome),
    };
  });
  return entries.sort((a, b) => lossOf(a, "crps") - lossOf(b, "crps") || (a.label < b.label ? -1 : 1));
}

function overall({ scores }: Entry, rule: Score["rule"]): Score | undefined {
  return scores.find((one) => one.rule === rule && one.rung === null);
}

const lossOf = (entry: Entry, rule: Score["rule"]): number => overall(entry, rule)?.value ?? Infinity;

function overview(entries: readonly Entry[]): string[] {
  const cell = (entry: Entry, rule: Score["rule"]) => {
    const found = overall(entry, rule);
    return found ? fixed(found.value) : "—";
  };
  const skill = (entry: Entry) => {
    const value = overall(entry, "crps")?.skill ?? null;
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

function explained(question: Question, { label, terms }: Entry): string[] {
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

/** A forecast as people read it before it is committed: in words, as a table, and what it implies for the score. */

import { number, percent, size } from "../base/words.ts";
import { quantile } from "../math/distribution.ts";
import { gridOf, type JumpPlace, jumpLabels, jumpPlaces } from "../question/grid.ts";
import type { Forecast, Question } from "../records.ts";
import { logScore } from "../score/logScore.ts";
import { table } from "./output.ts";

/** Returns the lines that show a forecast: the jump in words, medians with 50 % and 90 % intervals, jump masses by the labels of a numbers file, best and worst log score. */
export function forecastText(question: Question, forecast: Forecast): string[] {
  const places = jumpPlaces(question);
  return [
    `${forecast.forecaster}: ${inWords(places, forecast.jump)}`,
    ...table([["rung", "size", "median", "50 % interval", "90 % interval"], ...forecast.targets.map(targetRow)]),
    `  jump: ${jumpLabels(question)
      .map((label, k) => `${label} ${percent(forecast.jump[k]!)}`)
      .join(", ")}`,
    `  implies: ${implied(places, forecast.jump)}`,
    ...checklistLines(question, forecast),
  ];
}

/** The (mis)fitting checklist as far as it is the forecaster's: what was fitted and how, how sure it is, and how it did before. */
function checklistLines(question: Question, { parameters }: Forecast): string[] {
  const names = gridOf(question).heldOut.map((rung) => rung.name);
  const said = (value: Forecast["parameters"][string] | undefined) =>
    Array.isArray(value)
      ? value.map((median, k) => `${names[k]} ${number(median)}`).join(", ")
      : String(value ?? "none");
  const items: [string, string][] = [
    ["law", "law"],
    ["objective", "objective"],
    ["search", "search"],
    ["uncertainty", "uncertainty"],
    ["medians without the smallest rung", "sensitivity.withoutSmallest"],
    ["medians without the largest rung", "sensitivity.withoutLargest"],
    ["backtest", "backtest"],
  ];
  return items.flatMap(([label, key]) =>
    parameters[key] === undefined ? [] : [`  ${label}: ${said(parameters[key])}`],
  );
}

/** Returns the likeliest bin in words, and the chance of no jump within range. */
function inWords(places: JumpPlace[], jump: number[]): string {
  const best = jump.indexOf(Math.max(...jump));
  const never = percent(jump.at(-1)!);
  const { phrase, high } = places[best]!;
  if (high === null) return `most likely no jump within range (${never})`;
  return `the jump comes most likely ${phrase} (${percent(jump[best]!)}); no jump within range ${never}`;
}

function targetRow({ rung, nParams, distribution }: Forecast["targets"][number]): string[] {
  const at = (level: number) => number(quantile(distribution, level));
  return [rung, size(nParams), at(0.5), `${at(0.25)} to ${at(0.75)}`, `${at(0.05)} to ${at(0.95)}`];
}

function implied(places: JumpPlace[], jump: number[]): string {
  const loss = (k: number) => number(logScore(jump, k));
  const [best, worst] = [jump.indexOf(Math.max(...jump)), jump.indexOf(Math.min(...jump))];
  return `log score of the jump ${loss(best)} nats if it comes ${places[best]!.phrase}, ${loss(worst)} if ${places[worst]!.phrase} (the worst case)`;
}

/** A forecast as people read it before it is committed: in words, as a table, and what it implies for the score. */

import { number, percent, plural, size } from "../base/words.ts";
import { gridOf } from "../question/grid.ts";
import { lossText } from "../question/originRecord.ts";
import type { Forecast, Question } from "../records.ts";
import type { Conformal } from "../study/finished/conformal.ts";
import { type PlaceReading, type RungReading, readForecast } from "../study/forecastReading.ts";
import { table } from "./output.ts";

/** Returns the lines that show a forecast: the jump in words, medians with 50 % and 90 % intervals, jump masses by the labels of a numbers file, best and worst log score. */
export function forecastText(question: Question, forecast: Forecast): string[] {
  const { rungs, places } = readForecast(question, forecast);
  return [
    `${forecast.forecaster}: ${inWords(places)}`,
    ...table([["rung", "size", "median", "50 % interval", "90 % interval"], ...rungs.map(rungRow)]),
    `  jump: ${places.map(({ key, mass }) => `${key} ${percent(mass)}`).join(", ")}`,
    `  implies: ${implied(places)}`,
    ...checklistLines(question, forecast),
  ];
}

/** Returns the line that shows widened intervals, or why there are none; nothing while no question of the kind is finished. */
export function conformalText(found: Conformal | null): string[] {
  if (found === null) return [];
  if (!found.ok) return [`  conformal: no widened interval, ${found.reason}`];
  const { level, n, numClusters, intervals } = found;
  const ends = intervals.map(({ rung, low, high }) => `${rung} ${number(low)} to ${number(high)}`);
  return [
    `  conformal 90 %: ${ends.join(", ")} (empirical: read at ${number(100 * level)} %, from ${plural(n, "finished question")} in ${plural(numClusters, "cluster")})`,
  ];
}

/** Returns a note when the largest observed rung has reached the threshold, else nothing. */
export function alreadyThereText({ threshold }: Question, there: { rung: string; value: number } | null): string[] {
  if (there === null) return [];
  return [
    `note: ${there.rung} is at ${number(there.value)} in the evidence and so beyond the threshold ${threshold} already: no jump is left to forecast`,
    "  ask again with another threshold or with smaller observed rungs, under a new name",
  ];
}

/** Returns a sentence per forecast that lost to persistence inside the evidence, in the words that its page will carry. */
export function lossesOf(forecasts: readonly Forecast[]): string[] {
  return forecasts.flatMap((one) => {
    const text = lossText(one);
    return text === null ? [] : [`${one.forecaster} ${text}`];
  });
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

/** The likeliest place in words, and the chance of no jump within range. */
function inWords(places: PlaceReading[]): string {
  const { phrase, high, mass } = extreme(places, 1);
  const never = percent(places.at(-1)!.mass);
  if (high === null) return `most likely no jump within range (${never})`;
  return `the jump comes most likely ${phrase} (${percent(mass)}); no jump within range ${never}`;
}

/** The first place with the most (sign 1) or the least (sign -1) mass. */
function extreme(places: PlaceReading[], sign: 1 | -1): PlaceReading {
  return places.reduce((best, place) => (sign * place.mass > sign * best.mass ? place : best));
}

function rungRow({ rung, nParams, median, low50, high50, low90, high90 }: RungReading): string[] {
  return [
    rung,
    size(nParams),
    number(median),
    `${number(low50)} to ${number(high50)}`,
    `${number(low90)} to ${number(high90)}`,
  ];
}

function implied(places: PlaceReading[]): string {
  const [best, worst] = [extreme(places, 1), extreme(places, -1)];
  return `log score of the jump ${number(best.logScore)} nats if it comes ${best.phrase}, ${number(worst.logScore)} if ${worst.phrase} (the worst case)`;
}

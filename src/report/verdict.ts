/**
 * The one sentence a report opens with. It is computed, so it says the same whether the forecaster won or lost, names what is still
 * unknown, and ends on what a single question cannot show.
 */

import { number, percent, plural, words } from "../base/words.ts";
import { gridOf, jumpPlaces } from "../question/grid.ts";
import type { Forecast, ObservedRung, Score } from "../records.ts";
import { baselineOf, highlightedOf, type RegisteredForecast, type ReportInput } from "./input.ts";
import { resolvedPoints, seedMeans } from "./points.ts";

/** Returns the verdict: where the jump was placed and where it came, the score against the baseline, and the limits of both. */
export function verdict(input: ReportInput): string {
  const shown = highlightedOf(input);
  if (input.outcome) return `${[...(shown ? settled(input, shown) : unforeseen(input)), limits(input)].join("; ")}.`;
  if (!shown) return `${waiting(input)}.`;
  return `${placed(input, shown)}; the held-out runs have not been opened, so nothing is confirmed or refuted yet.`;
}

/** Returns the score of one forecast under a rule (rung null: over all rungs, or the jump), or null. */
export function scoreOf(
  input: ReportInput,
  f: RegisteredForecast,
  rule: Score["rule"],
  rung: string | null,
): Score | null {
  const own = (s: Score) => s.author === f.author && s.forecaster === f.forecast.forecaster;
  return input.scores.find((s) => own(s) && s.rule === rule && s.rung === rung) ?? null;
}

/** Returns the evaluated rungs whose seed mean lies within two standard errors of the threshold: there the bin is uncertain. */
export function borderline(input: ReportInput): ObservedRung[] {
  const { threshold } = input.question;
  return (input.outcome?.rungs ?? []).filter((r) => r.stderr !== null && Math.abs(r.value - threshold) <= 2 * r.stderr);
}

function placed({ question }: ReportInput, { label, forecast }: RegisteredForecast): string {
  const best = likeliest(forecast);
  const { phrase, high } = jumpPlaces(question)[best]!;
  const mass = percent(forecast.jump[best]!);
  if (high === null) return `${label} expected no jump within range, with ${mass}`;
  return `${label} placed the jump ${phrase} with ${mass}`;
}

const likeliest = ({ jump }: Forecast): number => jump.indexOf(Math.max(...jump));

function settled(input: ReportInput, shown: RegisteredForecast): string[] {
  return [placed(input, shown), `${happened(input, shown)}${doubt(input)}`, against(input, shown)];
}

function happened({ question, outcome }: ReportInput, { forecast }: RegisteredForecast): string {
  const bin = outcome!.jumpBin;
  const { phrase, high } = jumpPlaces(question)[bin]!;
  const given = percent(forecast.jump[bin]!);
  if (bin === 0) return "the threshold was already reached in the evidence, so this was no forecast of a jump";
  if (bin === likeliest(forecast)) return high === null ? "none came" : "it happened there";
  return high === null ? `none came, which it gave ${given}` : `it happened ${phrase}, which it gave ${given}`;
}

function doubt(input: ReportInput): string {
  const close = borderline(input);
  if (close.length === 0) return "";
  const list = close.map((r) => `${r.rung} at ${number(r.value)}\u00a0±\u00a0${number(r.stderr!)}`).join(", ");
  return ` (${list} ${close.length === 1 ? "is" : "are"} within two standard errors of the threshold ${input.question.threshold}, so the place itself is uncertain)`;
}

function against(input: ReportInput, shown: RegisteredForecast): string {
  const score = scoreOf(input, shown, "crps", null);
  const base = baselineOf(input);
  if (!score) return "no score has been computed yet";
  const mean = `mean CRPS ${number(score.value)}`;
  if (base === shown) return `${mean}, the baseline's own`;
  if (score.baselineValue === null) return `${mean}, with no baseline to compare`;
  const { baseline } = input.question;
  const skill = score.skill === null ? "skill undefined" : `skill ${number(score.skill)}`;
  const compare = `${mean} against ${number(score.baselineValue)} for ${baseline} (${skill})`;
  if (score.value < score.baselineValue) return compare;
  return `it ${score.value > score.baselineValue ? "lost to" : "did no better than"} ${baseline}: ${compare}`;
}

function unforeseen({ question, outcome, unrevealed }: ReportInput): string[] {
  const { phrase, high } = jumpPlaces(question)[outcome!.jumpBin]!;
  const came = high === null ? "no jump came within range" : `the jump happened ${phrase}`;
  return [came, unrevealed.length > 0 ? "no registered forecast was revealed" : "nobody had registered a forecast"];
}

function limits({ question }: ReportInput): string {
  const { heldOut } = gridOf(question);
  return `one family, ${plural(question.numSeeds, "seed")} a rung, ${plural(heldOut.length, "held-out size")}: a single case, not evidence of calibration`;
}

function waiting(input: ReportInput): string {
  const { metric, threshold } = input.question;
  const { observed } = gridOf(input.question);
  const last = seedMeans(resolvedPoints(input)).at(-1);
  const trend = last
    ? `the mean ${words(metric)} is ${number(last.value)} at ${last.rung}, the largest of ${plural(observed.length, "observed size")}`
    : "nothing has been measured yet";
  const n = input.unrevealed.length;
  const forecasts =
    n > 0
      ? `${plural(n, "forecast")} ${n === 1 ? "is" : "are"} sealed and not shown before the reveal`
      : "no forecast is registered yet";
  return `Open: ${trend}, against a threshold of ${threshold}; ${forecasts}`;
}

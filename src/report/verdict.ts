/**
 * What a report opens with, computed from the state alone, so that it says the same whether the forecaster won or lost: where the jump
 * was placed and came, who was best, by which rule one forecast is spoken of, and what a single question cannot show.
 */

import { capital, list, number, ordinal, percent, plural, words } from "../base/words.ts";
import { gridOf, jumpPlaces } from "../question/grid.ts";
import { isImported } from "../question/imported.ts";
import type { ObservedRung, QuestionStage } from "../records.ts";
import { highlightedOf, highlightRule, type RegisteredForecast, type ReportInput } from "./input.ts";
import { likeliest } from "./likeliest.ts";
import { resolvedPoints, seedMeans } from "./points.ts";
import { type Ranking, rankingOf } from "./ranking.ts";

/** What of the held-out runs there is before the outcome, by state. */
const HELD_OUT: Record<QuestionStage, string> = {
  registered: "no held-out run has started",
  open: "no held-out run has started",
  closed: "no held-out run has started",
  running: "the held-out runs are under way",
  sealed: "the held-out results are sealed and not opened",
  scored: "the outcome is missing here",
};

/** Returns the verdict, a few sentences of plain text. */
export function verdict(input: ReportInput): string {
  const shown = highlightedOf(input);
  if (input.outcome) {
    const said = shown
      ? [settled(input, shown), against(input, shown), `This speaks of ${highlightRule(input, shown)}`]
      : [unforeseen(input)];
    return sentences([...said, limits(input)]);
  }
  const held = heldOut(input);
  if (!shown) return sentences([`${capital(input.state)}: ${waiting(input)}; ${held}`]);
  const open = `${held}, so nothing is confirmed or refuted yet`;
  return sentences([
    `${capital(input.state)}: ${placed(input, shown)}; ${open}`,
    `This speaks of ${highlightRule(input, shown)}`,
  ]);
}

/** Imported results were there before anybody asked, so nothing of them runs: they are read in. */
function heldOut({ question, state }: ReportInput): string {
  const waits = state === "registered" || state === "open" || state === "closed";
  return isImported(question) && waits ? "the held-out rows have not been read here" : HELD_OUT[state];
}

const sentences = (parts: readonly string[]): string => parts.map((part) => `${part}.`).join(" ");

/** Returns the evaluated rungs whose seed mean lies within two standard errors of the threshold: there the bin is uncertain. */
export function borderline(input: ReportInput): ObservedRung[] {
  const { threshold } = input.question;
  return (input.outcome?.rungs ?? []).filter((r) => r.stderr !== null && Math.abs(r.value - threshold) <= 2 * r.stderr);
}

function placed({ question }: ReportInput, { label, forecast }: RegisteredForecast): string {
  const places = jumpPlaces(question);
  const { bins, even } = likeliest(forecast);
  const mass = percent(forecast.jump[bins[0]!]!);
  if (even) {
    const masses = bins.map((bin) => forecast.jump[bin]!);
    const [least, most] = [percent(Math.min(...masses)), percent(Math.max(...masses))];
    const each = least === most ? most : `${least} to ${most}`;
    return `${label} did not place the jump: it gave ${each} to each of the ${bins.length} places that are left`;
  }
  if (bins.length > 1) {
    const names = list(bins.map((bin) => places[bin]!.label));
    return `${label} put the jump at no one place: ${names} have ${mass} each`;
  }
  const { phrase, high } = places[bins[0]!]!;
  if (high === null) return `${label} expected no jump within range, with ${mass}`;
  return `${label} placed the jump ${phrase} with ${mass}`;
}

function settled(input: ReportInput, shown: RegisteredForecast): string {
  return `${placed(input, shown)}; ${happened(input, shown)}${doubt(input)}`;
}

function happened({ question, outcome }: ReportInput, { forecast }: RegisteredForecast): string {
  const bin = outcome!.jumpBin;
  const { phrase, high } = jumpPlaces(question)[bin]!;
  if (bin === 0) return "the threshold was already reached in the evidence, so this was no forecast of a jump";
  const { bins, even } = likeliest(forecast);
  const came = high === null ? "none came" : `it happened ${phrase}`;
  if (even || !bins.includes(bin)) return `${came}, which it gave ${percent(forecast.jump[bin]!)}`;
  if (bins.length > 1) return `${high === null ? "no jump came" : came}, one of these, which is no hit`;
  return high === null ? came : "it happened there";
}

function doubt(input: ReportInput): string {
  const close = borderline(input);
  if (close.length === 0) return "";
  const named = close.map((r) => `${r.rung} at ${number(r.value)}\u00a0±\u00a0${number(r.stderr!)}`).join(", ");
  return ` (${named} ${close.length === 1 ? "is" : "are"} within two standard errors of the threshold ${input.question.threshold}, so the place itself is uncertain)`;
}

function against(input: ReportInput, shown: RegisteredForecast): string {
  const ranking = rankingOf(input, shown);
  if (!ranking) return "No score has been computed yet";
  const own = besideBaseline(input, shown, ranking);
  const { place, of, best } = ranking;
  if (of === 1) return `Its mean CRPS is ${own}`;
  const all = `${of} ${input.unrevealed.length > 0 ? "revealed " : ""}forecasts`;
  const names = list(best.map(({ label }) => label));
  const are = best.length === 1 ? "is" : "are";
  if (place === 1) return `By mean CRPS ${names} ${are} the best of ${all}: ${own}`;
  return `By mean CRPS the best of ${all} ${are} ${names} (${number(best[0]!.value)}); ${shown.label} is ${ordinal(place)}: ${own}`;
}

function besideBaseline({ question }: ReportInput, { forecast }: RegisteredForecast, { score }: Ranking): string {
  const { baseline } = question;
  const { value, baselineValue, skill } = score;
  if (forecast.forecaster === baseline) return `${number(value)}, the baseline's own`;
  if (baselineValue === null) return `${number(value)}, with no baseline to compare`;
  const said = skill === null ? "skill undefined" : `skill ${number(skill)}`;
  const compare = `${number(value)} against ${number(baselineValue)} for ${baseline} (${said})`;
  if (value < baselineValue) return compare;
  return `${compare}, so it ${value > baselineValue ? "lost to" : "did no better than"} the baseline`;
}

function unforeseen({ question, outcome, unrevealed }: ReportInput): string {
  const { phrase, high } = jumpPlaces(question)[outcome!.jumpBin]!;
  const came = high === null ? "No jump came within range" : `The jump happened ${phrase}`;
  return `${came}; ${unrevealed.length > 0 ? "no registered forecast was revealed" : "nobody had registered a forecast"}`;
}

function limits({ question }: ReportInput): string {
  const { heldOut } = gridOf(question);
  return `One family, ${plural(question.numSeeds, "seed")} a rung, ${plural(heldOut.length, "held-out size")}: a single case, not evidence of calibration`;
}

function waiting(input: ReportInput): string {
  const { metric, threshold } = input.question;
  const { observed } = gridOf(input.question);
  const last = seedMeans(resolvedPoints(input)).at(-1);
  const trend = last
    ? `the mean ${words(metric)} is ${number(last.value)} at ${last.rung}, the largest of ${plural(observed.length, "observed size")}`
    : "no evidence is registered yet";
  const n = input.unrevealed.length;
  const forecasts =
    n > 0
      ? `${plural(n, "forecast")} ${n === 1 ? "is" : "are"} sealed and not shown before the reveal`
      : "no forecast is registered yet";
  return `${trend}, against a threshold of ${threshold}; ${forecasts}`;
}

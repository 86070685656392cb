/** All forecasts of one scored question side by side: their scores, and every score term by term. */
import type { Outcome, Question, Score } from "../../records.ts";
import type { RegisteredForecast, ReportInput } from "../../report/input.ts";
import { type Explanation, explain } from "../../score/explain.ts";
import { peerPoints } from "../../score/points.ts";

/** One registered forecast with its scores, its points beside the others (null when it is alone), and the terms of its scores. */
export type Compared = {
  label: string;
  forecaster: string;
  author: string;
  scores: Score[];
  peer: number | null;
  terms: Explanation;
};

/** Returns the revealed forecasts of a scored question, best mean CRPS first. */
export function compareForecasts(
  { question, forecasts, scores }: { question: Question } & Pick<ReportInput, "forecasts" | "scores">,
  outcome: Outcome,
): Compared[] {
  const peers =
    forecasts.length > 1 ? peerPoints(forecasts.map(({ forecast }) => forecast.jump[outcome.jumpBin]!)) : [];
  const entries = forecasts.map(({ author, label, forecast }: RegisteredForecast, i): Compared => {
    const own = scores.filter((one) => one.author === author && one.forecaster === forecast.forecaster);
    const terms = explain(question, forecast, outcome);
    return { label, forecaster: forecast.forecaster, author, scores: own, peer: peers[i] ?? null, terms };
  });
  return entries.sort((a, b) => lossOf(a, "crps") - lossOf(b, "crps") || (a.label < b.label ? -1 : 1));
}

/** Returns a forecast's score over all rungs (or of the jump) under a rule, or undefined. */
export function overallScore({ scores }: Pick<Compared, "scores">, rule: Score["rule"]): Score | undefined {
  return scores.find((one) => one.rule === rule && one.rung === null);
}

const lossOf = (entry: Compared, rule: Score["rule"]): number => overallScore(entry, rule)?.value ?? Infinity;

/** foreshock score: reveals the own forecasts, then opens the outcome together with everybody's scores, once. */
import { fixed, number } from "../base/words.ts";
import type { Score } from "../records.ts";
import type { ReportInput } from "../report/input.ts";
import { leaderboard } from "../report/leaderboard.ts";
import { verdict } from "../report/verdict.ts";
import { scoreQuestion } from "../study/score.ts";
import { next, table } from "./output.ts";
import { studyOf } from "./study.ts";
import type { Context, Result } from "./verb.ts";

/** Scores a question whose held-out runs are all sealed, or shows the scores it has. */
export async function score(text: string, context: Context): Promise<Result> {
  const { state, input } = await scoreQuestion(studyOf(context), text);
  const sentence = verdict(input);
  const then = `foreshock report ${state.name}`;
  const data = { question: state.id, outcome: input.outcome, scores: input.scores, verdict: sentence, next: then };
  return { data, text: [...outcomeText(input), ...scoreText(input), sentence, next(then)] };
}

function outcomeText({ question, outcome }: ReportInput): string[] {
  const isHeldOut = (name: string) => question.rungs.some((rung) => rung.name === name && rung.heldOut);
  const values = outcome!.rungs.map(({ rung, value, stderr }) => {
    const error = stderr === null ? "" : ` ± ${number(stderr)}`;
    return `${rung} ${number(value)}${error}${isHeldOut(rung) ? "" : " (observed)"}`;
  });
  return [`outcome: ${values.join(", ")}; threshold ${question.threshold}`];
}

/** One row per forecast, best mean CRPS first; lower is better, with the skill against the baseline beside each score. */
function scoreText(input: ReportInput): string[] {
  const { scores, unrevealed } = input;
  const cells = (own: Score[], rule: Score["rule"]) => {
    const found = own.find((one) => one.rule === rule && one.rung === null)!;
    return [fixed(found.value), found.skill === null ? "—" : fixed(found.skill)];
  };
  const rows = leaderboard(input).map(({ forecast: { author, label, forecast } }) => {
    const { forecaster } = forecast;
    const own = scores.filter((one) => one.author === author && one.forecaster === forecaster);
    return [label, ...cells(own, "crps"), ...cells(own, "weighted-rps"), ...cells(own, "log-jump")];
  });
  const header = ["forecast", "mean CRPS", "skill", "jump RPS", "skill", "jump log score", "skill"];
  const missing = unrevealed.length > 0 ? [`  ${unrevealed.length} not revealed, not scored`] : [];
  return [
    "scores (lower is better; skill = 1 − score / baseline's, higher is better):",
    ...table([header, ...rows]),
    ...missing,
  ];
}

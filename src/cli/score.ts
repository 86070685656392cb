/** foreshock score: reveals the own forecasts, then opens the outcome together with everybody's scores, once. */
import { usageError } from "../base/errors.ts";
import { fixed, number, plural } from "../base/words.ts";
import { reveal } from "../ledger/commit.ts";
import { plannedRuns } from "../ledger/crypto/seeds.ts";
import { evidenceRows, revealedForecasts, sealedRows } from "../ledger/ledgeredFiles.ts";
import { openOutcome } from "../ledger/outcome.ts";
import { numSealed, type QuestionState, stageOf } from "../ledger/state.ts";
import type { Score } from "../records.ts";
import { publishable, type ReportInput } from "../report/input.ts";
import { verdict } from "../report/verdict.ts";
import { nextFor } from "../study/evidenceSource.ts";
import { openBook, readBook, stateBy } from "../study/ledger.ts";
import { findProject, type Project } from "../study/project.ts";
import { readRegistered } from "../study/questionFile.ts";
import { reportInput } from "../study/reportInput.ts";
import { checkProject, outcomeAndScores } from "../study/verify.ts";
import { next, table } from "./output.ts";
import type { Context, Result } from "./verb.ts";

/** Scores a question whose held-out runs are all sealed, or shows the scores it has. */
export async function score(text: string, context: Context): Promise<Result> {
  const project = findProject(context);
  const before = stateBy(readBook(project), text);
  if (before.scored === null) await open(project, before, context);
  const ledger = readBook(project)!;
  const state = stateBy(ledger, before.name);
  const input = publishable(reportInput(ledger, state, await checkProject(project)));
  const sentence = verdict(input);
  const then = `foreshock report ${state.name}`;
  const data = { question: state.id, outcome: input.outcome, scores: input.scores, verdict: sentence, next: then };
  return { data, text: [...outcomeText(input), ...scoreText(input), sentence, next(then)] };
}

async function open(project: Project, state: QuestionState, context: Context): Promise<void> {
  const { origin } = await readRegistered(project, state);
  requireSealed(state, nextFor(project, state, origin));
  const { ledger, secrets } = openBook(project, context);
  reveal(ledger, state.id, context.now(), secrets);
  const now = stateBy(ledger, state.name);
  const rows = [...evidenceRows(ledger, now), ...sealedRows(ledger, now)];
  const results = outcomeAndScores(state.question, revealedForecasts(ledger, now), rows);
  openOutcome(ledger, state.id, results, context.now(), secrets);
}

function requireSealed(state: QuestionState, then: string): void {
  if (stageOf(state) === "sealed") return;
  const planned = plannedRuns(state.question).length;
  throw usageError(
    "score",
    `a closed question with its ${plural(planned, "held-out run")} sealed is required`,
    state.closed === null ? "an open question" : `${numSealed(state)} sealed`,
    then,
  );
}

function outcomeText({ question, outcome }: ReportInput): string[] {
  const isHeldOut = (name: string) => question.rungs.some((rung) => rung.name === name && rung.heldOut);
  const values = outcome!.rungs.map(({ rung, value, stderr }) => {
    const error = stderr === null ? "" : ` ± ${number(stderr)}`;
    return `${rung} ${number(value)}${error}${isHeldOut(rung) ? "" : " (observed)"}`;
  });
  return [`outcome: ${values.join(", ")}; threshold ${question.threshold}`];
}

/** One row per forecast, lower is better, with the skill against the baseline beside each score. */
function scoreText({ scores, forecasts, unrevealed }: ReportInput): string[] {
  const cells = (own: Score[], rule: Score["rule"]) => {
    const found = own.find((one) => one.rule === rule && one.rung === null)!;
    return [fixed(found.value), found.skill === null ? "—" : fixed(found.skill)];
  };
  const rows = forecasts.map(({ author, label, forecast: { forecaster } }) => {
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

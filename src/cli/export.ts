/** foreshock export: writes all scored questions with their revealed forecasts in a form that other people's programs read. */
import { readdirSync, statSync } from "node:fs";
import path from "node:path";
import { usageError } from "../base/errors.ts";
import { exists, readText, writeFileAtomic } from "../base/files.ts";
import { plural } from "../base/words.ts";
import { HUB_LEVELS, ledgerOf } from "../hub/config.ts";
import { type HubFile, type HubQuestion, type HubScore, hubFiles, hubQuantiles } from "../hub/hub.ts";
import type { HubForecast } from "../hub/names.ts";
import { bodyOf } from "../ledger/kinds.ts";
import { type Ledger, questionStates } from "../ledger/ledger.ts";
import { readLedgered, revealedForecasts } from "../ledger/ledgeredFiles.ts";
import { type QuestionState, unrevealed } from "../ledger/state.ts";
import { Outcome, Score } from "../records.ts";
import { rps } from "../score/categorical.ts";
import { wis } from "../score/parametric/quantileRules.ts";
import { ledgerOf as ledgerIn } from "../study/ledger.ts";
import { nextCommand } from "../study/nextCommand.ts";
import { findProject } from "../study/project.ts";
import { next } from "./output.ts";
import type { Context, Result } from "./verb.ts";

/**
 * Writes the project's scored forecasts as a hubverse hub into `folder` (hub/ in the project by default) and says what is in it.
 * Errors (usage): another format than hub, no scored question, a folder with anything else in it.
 */
export async function exportForecasts(format: string, folder: string | undefined, context: Context): Promise<Result> {
  if (format !== "hub")
    throw usageError("export", "one of the formats hub is required", format, "foreshock export hub");
  const project = findProject(context);
  const ledger = ledgerIn(project);
  const scored = scoredIn(ledger);
  const origin = bodyOf(ledger!.entries[0]!, "ledger-open").origin;
  const questions = scored.map((state) => questionOf(ledger!, state));
  const files = hubFiles(origin, questions);
  const dir = folder === undefined ? path.join(project.dir, "hub") : path.resolve(context.cwd, folder);
  requireFree(dir, origin, files);
  for (const file of files) writeFileAtomic(path.join(dir, file.path), file.text);
  const hidden = scored.map((state) => ({ question: state.name, notRevealed: unrevealed(state).length }));
  const counts = questions.map(({ question, forecasts }, i) => ({
    ...hidden[i]!,
    question: question.name,
    forecasts: forecasts.length,
  }));
  return {
    data: { dir, questions: counts, files: files.map((file) => file.path) },
    text: [...summary(dir, counts, files), next("foreshock verify")],
  };
}

type Count = { question: string; forecasts: number; notRevealed: number };

function summary(dir: string, counts: readonly Count[], files: readonly HubFile[]): string[] {
  const forecasts = counts.reduce((sum, one) => sum + one.forecasts, 0);
  const models = files.filter((file) => file.path.startsWith("model-metadata/")).length;
  const hidden = counts.filter((one) => one.notRevealed > 0);
  const numHidden = hidden.reduce((sum, one) => sum + one.notRevealed, 0);
  return [
    `written: ${dir}, a hubverse hub (schema v6.0.0): ${plural(counts.length, "scored question")}, ${plural(models, "model")}, ${plural(forecasts, "forecast")}`,
    ...(numHidden > 0
      ? [
          `left out, because never revealed: ${plural(numHidden, "forecast")} (${hidden.map((one) => one.question).join(", ")})`,
        ]
      : []),
    "  auxiliary-data/foreshock-scores.csv has the scores to compare with those of hubEvals; README.md says how",
  ];
}

/** The scored questions in order of opening. */
function scoredIn(ledger: Ledger | null): QuestionState[] {
  const states = ledger === null ? [] : questionStates(ledger);
  const scored = states.filter((state) => state.scored !== null);
  if (scored.length > 0) return scored;
  const first = states[0];
  throw usageError(
    "export",
    "a scored question is required",
    first === undefined ? "no registered question" : `${plural(states.length, "question")}, none with an outcome`,
    first === undefined ? "foreshock register <question>" : nextCommand(first),
  );
}

function questionOf(ledger: Ledger, state: QuestionState): HubQuestion {
  const outcome = readLedgered(ledger.dir, ledger.entries[state.outcome!]!, Outcome);
  const scores = readLedgered(ledger.dir, ledger.entries[state.scored!]!, Score.array());
  const forecasts = revealedForecasts(ledger, state);
  return {
    question: state.question,
    questionId: state.id,
    openedAt: ledger.entries[state.opened]!.at,
    closedAt: ledger.entries[state.closed!]!.at,
    outcomeAt: ledger.entries[state.outcome!]!.at,
    forecasts,
    outcome,
    scores: [...scores, ...forecasts.flatMap((one) => hubScores(one, outcome))],
  };
}

/** The scores that hub tools give for what is exported: WIS of the quantiles at each rung, unweighted RPS of the bins. */
function hubScores({ author, forecast }: HubForecast, outcome: Outcome): HubScore[] {
  const { forecaster, targets, jump } = forecast;
  const values = targets.map(({ rung, distribution }): HubScore => {
    const observed = outcome.rungs.find((one) => one.rung === rung)!.value;
    const quantiles = { levels: HUB_LEVELS, values: hubQuantiles(distribution) };
    return { author, forecaster, rule: "wis", rung, value: wis(quantiles, observed).wis };
  });
  return [...values, { author, forecaster, rule: "rps", rung: null, value: rps(jump, outcome.jumpBin) }];
}

/**
 * Refuses a folder that is neither absent nor empty nor this ledger's export: a file in one of the export's own folders that it would
 * not write could be taken for a forecast.
 */
function requireFree(dir: string, origin: string, files: readonly HubFile[]): void {
  if (!exists(dir)) return;
  const fail = (got: string) =>
    usageError(
      "export",
      `a new folder, or one with an export of ${origin}, is required`,
      got,
      "foreshock export hub <new folder>",
    );
  if (!isFolder(dir)) throw fail(`${dir}, a file`);
  const present = readdirSync(dir).sort();
  if (present.length > 0 && exportedBy(dir) !== origin) throw fail(`${dir}, with ${present[0]} in it`);
  const own = files.map((file) => path.join(dir, file.path));
  const folders = present.filter((name) => files.some((file) => file.path.startsWith(`${name}/`)));
  const strange = folders.flatMap((name) => filesIn(path.join(dir, name))).find((file) => !own.includes(file));
  if (strange !== undefined) throw fail(`${strange} in it`);
}

const isFolder = (file: string) => statSync(file, { throwIfNoEntry: false })?.isDirectory() === true;

function filesIn(folder: string): string[] {
  const names = isFolder(folder) ? readdirSync(folder, { recursive: true, encoding: "utf8" }).sort() : [];
  return names.map((name) => path.join(folder, name)).filter((file) => !isFolder(file));
}

/** The ledger whose export lies in a folder, or null. */
function exportedBy(dir: string): string | null {
  const file = path.join(dir, "hub-config", "admin.json");
  if (!exists(file)) return null;
  try {
    return ledgerOf(JSON.parse(readText(file, "foreshock export hub <new folder>")));
  } catch {
    return null;
  }
}

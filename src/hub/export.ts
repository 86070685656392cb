/** Writing the hub of a project's scored questions into a folder that holds nothing else. */
import { readdirSync, statSync } from "node:fs";
import path from "node:path";
import { usageError } from "../base/errors.ts";
import { exists, readText, writeFileAtomic } from "../base/files.ts";
import type { Outcome, Score } from "../records.ts";
import { rps } from "../score/categorical.ts";
import { wis } from "../score/parametric/quantileRules.ts";
import { HUB_LEVELS, ledgerOf } from "./config.ts";
import { type HubFile, type HubQuestion, type HubScore, hubFiles, hubQuantiles } from "./hub.ts";
import type { HubForecast } from "./names.ts";

/** A scored question as its ledger leaves it; `scores` are the ledger's own, `notRevealed` counts the forecasts that stayed sealed. */
export type ScoredQuestion = Omit<HubQuestion, "scores"> & { scores: Score[]; notRevealed: number };

/** What was written: the hub's folder, the paths in it, and how many models it has. */
export type WrittenHub = { dir: string; files: string[]; numModels: number };

/**
 * Writes scored questions with their revealed forecasts as a hubverse hub into `dir` and returns what is there; same input, same bytes.
 * `origin` is that of the ledger's first line. Errors (usage): a folder with anything else in it.
 */
export function exportHub(dir: string, origin: string, questions: readonly ScoredQuestion[]): WrittenHub {
  const files = hubFiles(origin, questions.map(withHubScores));
  requireFree(dir, origin, files);
  for (const file of files) writeFileAtomic(path.join(dir, file.path), file.text);
  const paths = files.map((file) => file.path);
  return { dir, files: paths, numModels: paths.filter((file) => file.startsWith("model-metadata/")).length };
}

function withHubScores(one: ScoredQuestion): HubQuestion {
  const extra = one.forecasts.flatMap((forecast) => hubScores(forecast, one.outcome));
  return { ...one, scores: [...one.scores, ...extra] };
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

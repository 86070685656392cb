/**
 * From evidence to what the two steps are fitted to: every observed run with its checkpoints (loss beside the asked metric), and one
 * loss per run and rung. A run is the unit of everything: seeds are runs of their own, because the robust objective can forgive a
 * failed one where a mean over seeds would pass it on, and because their scatter is part of the forecast.
 */

import { byText } from "../../base/byText.ts";
import { mean } from "../../math/stats.ts";
import { isAt } from "../../question/grid.ts";
import { namedRuns } from "../../question/namedRuns.ts";
import type { Measurement, QuestionRung } from "../../records.ts";
import type { Ask } from "../ask.ts";
import { asUsed } from "../rungs.ts";
import { type LinkPoint, linkPoints } from "./sigmoidLink.ts";

/** A checkpoint with both metrics; `n` = evaluation examples behind the asked one. */
export type Checkpoint = LinkPoint & { step: number; tokens: number; n: number };
/** One run of one seed, checkpoints in order; `window` checkpoints are averaged into a point (see `observedRuns`). */
export type ObservedRun = { nParams: number; run: string; seed: string; window: number; checkpoints: Checkpoint[] };
/** A run at a rung: its loss there, and its place. */
export type RunPoint = { rung: QuestionRung; run: ObservedRun; loss: number };

/** What stands for the loss of a task, best first, and the sign that makes it positive. */
const LOSSES: Record<string, number> = { bitsPerByte: 1, nll: 1, choiceNll: 1, answerLogProb: -1 };
const WINDOW = 5;

/**
 * Returns the first of the losses that evidence has beside the asked metric, with the observed runs by size, run and seed; null for
 * none. Left out, the losses are bitsPerByte, nll, choiceNll and -answerLogProb.
 */
export function observedRuns(
  ask: Ask,
  losses: readonly string[] = Object.keys(LOSSES),
): { metric: string; runs: ObservedRun[] } | null {
  for (const metric of losses) {
    const sign = LOSSES[metric]!;
    if (metric === ask.question.metric) continue;
    const runs = runsWith(ask, metric, sign);
    if (runs.length > 0) return { metric, runs };
  }
  return null;
}

/**
 * Runs of the observed rungs, and those that the question's evidence names beside them, that have both metrics at one checkpoint or more. Where the rungs name their run (imports with dense
 * checkpoints) five checkpoints make a point, as published; an own ladder's checkpoints are few and far apart, so each stands alone.
 */
function runsWith({ question, grid, evidence }: Ask, metric: string, sign: number): ObservedRun[] {
  const { isNamed } = namedRuns(question);
  const isDense = grid.observed.some(({ run }) => run !== null);
  const isWanted = (row: Measurement) =>
    isNamed(row) ||
    grid.observed.some(({ nParams, run }) => nParams === row.nParams && (run === null || run === row.run));
  const rows = evidence.rows.filter((row) => row.position === null);
  const accuracies = new Map(rows.filter((row) => row.metric === question.metric).map((row) => [placeOf(row), row]));
  const runs = new Map<string, ObservedRun>();
  for (const row of rows.filter((candidate) => candidate.metric === metric)) {
    const accuracy = accuracies.get(placeOf(row));
    if (!accuracy || !isWanted(row)) continue;
    const key = JSON.stringify([row.nParams, row.run, row.seed]);
    const { nParams, run, seed, step, tokens } = row;
    const window = isDense ? WINDOW : 1;
    const found = runs.get(key) ?? { nParams, run, seed, window, checkpoints: [] };
    found.checkpoints.push({
      step,
      tokens,
      loss: asUsed(sign * row.value),
      accuracy: asUsed(accuracy.value),
      n: accuracy.n,
    });
    runs.set(key, found);
  }
  return [...runs.values()].sort((a, b) => a.nParams - b.nParams || byText(a.run, b.run) || byText(a.seed, b.seed));
}

function placeOf({ nParams, run, seed, step }: Measurement): string {
  return [nParams, run, seed, step].join("\n");
}

/**
 * Returns the places that both steps are fitted at: the observed rungs, and the last checkpoint of every run that the question's evidence
 * names beside them, as a rung of its own.
 */
export function placesOf({ question, grid }: Ask, runs: readonly ObservedRun[]): QuestionRung[] {
  const { isNamed } = namedRuns(question);
  const named = runs.filter(isNamed).map(({ run, nParams, checkpoints }): QuestionRung => {
    const { step, tokens } = checkpoints.at(-1)!;
    return { name: `${run} ${nParams} ${step}`, nParams, step, tokens, run, heldOut: false };
  });
  return [...grid.observed, ...new Map(named.map((place) => [place.name, place])).values()];
}

/** Returns one point per rung and run that has a checkpoint there, rungs in axis order: the mean loss of the window that ends there. */
export function runPoints(rungs: readonly QuestionRung[], runs: readonly ObservedRun[]): RunPoint[] {
  return rungs.flatMap((rung) =>
    runs.flatMap((run) => {
      const end = run.checkpoints.findIndex(({ step }) => step === rung.step);
      if (end < 0 || !isAt(rung, { ...run, step: rung.step })) return [];
      const losses = run.checkpoints.slice(0, end + 1).map(({ loss }) => loss);
      return [{ rung, run, loss: mean(losses.length >= run.window ? losses.slice(-run.window) : losses.slice(-1)) }];
    }),
  );
}

/** Returns the points of the link, run by run, from checkpoints up to the last of the given rungs in each run. */
export function linkPointsOf(rungs: readonly QuestionRung[], runs: readonly ObservedRun[]): LinkPoint[][] {
  return runs.flatMap((run) => {
    const own = rungs.filter((rung) => isAt(rung, { ...run, step: rung.step }));
    const end = Math.max(-1, ...own.map(({ step }) => step));
    const seen = run.checkpoints.filter(({ step }) => step <= end);
    return seen.length > 0 ? [linkPoints(seen, run.window)] : [];
  });
}

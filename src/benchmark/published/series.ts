/** Published accuracies in order of an axis -> the questions asked about them, in the one form that all sources have. */

import { digest } from "../../base/canonical.ts";
import { questionOf } from "../../question/build.ts";
import { externalTask } from "../../question/imported.ts";
import type { Axis, Measurement } from "../../records.ts";
import { type Asked, nameOf } from "../asked.ts";

/** One evaluation: accuracy of a run at a step on n examples. */
export type Point = { run: string; nParams: number; step: number; tokens: number; accuracy: number; n: number };
/** Evaluations of one task in order of an axis; `chance` null = exact matches. `cuts` = how many points are seen, a question each. */
export type Series = {
  source: string;
  setting: string;
  name: string;
  task: string;
  axis: Axis;
  chance: number | null;
  points: readonly Point[];
  cuts: readonly number[];
};

/** The threshold lies this far above the best point that is seen, and at most at 1. */
const RISE = 0.1;

/** Returns the questions about a series, one per cut that leaves something to ask; cluster = the task within its source. */
export function askSeries({ source, setting, name, task, axis, chance, points, cuts }: Series): Asked[] {
  const rows = points.map((point) => rowOf(task, point));
  return cuts
    .filter((cut) => cut < points.length)
    .map((cut) => {
      const best = Math.max(...points.slice(0, cut).map(({ accuracy }) => accuracy));
      const question = questionOf({
        name: nameOf(`${name}-${cut}`),
        family: source,
        metric: "accuracy",
        threshold: Math.min(1, best + RISE),
        axis,
        numExamples: points[0]!.n,
        task: externalTask(task, digest({ published: task }), { success: chance === null ? "exactMatch" : { chance } }),
        rungs: points.map(({ run, nParams, step, tokens }, i) => ({
          name: `r${i + 1}`,
          run,
          nParams,
          step,
          tokens,
          heldOut: i >= cut,
        })),
      });
      return {
        source,
        kind: "published" as const,
        setting,
        cluster: `${source} ${task}`,
        blind: false,
        question,
        rows,
        answers: [],
      };
    });
}

function rowOf(task: string, { run, nParams, step, tokens, accuracy, n }: Point): Measurement {
  const flops = 6 * nParams * tokens;
  return {
    run,
    task,
    nParams,
    step,
    tokens,
    flops,
    seed: "0",
    metric: "accuracy",
    position: null,
    value: accuracy,
    stderr: null,
    n,
  };
}

/** Returns at most `most` points whose places are closest to equal steps of ln tokens over the last 1.5 decades, in their order. */
export function thinnedOverTraining(points: readonly Point[], most: number): Point[] {
  const place = ({ tokens }: Point) => Math.log10(tokens);
  const end = place(points.at(-1)!);
  const start = Math.max(place(points[0]!), end - 1.5);
  const wanted = Array.from({ length: most }, (_, i) => start + ((end - start) * i) / (most - 1));
  const nearest = wanted.map((x) =>
    points.reduce((best, point) => (Math.abs(place(point) - x) < Math.abs(place(best) - x) ? point : best)),
  );
  return [...new Set(nearest)];
}

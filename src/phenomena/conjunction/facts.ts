/** What a ladder of sizes says at the end of training about single steps and all of them in a row, and the figure of it. */
import { jumpStep } from "../../development/leads.ts";
import { sum } from "../../math/stats.ts";
import type { Measurement } from "../../records.ts";
import type { Family } from "../../specs.ts";
import { lastValue } from "../rows.ts";
import type { Line, Panel, Picture } from "../section.ts";

/** Numbers of last steps for which success in a row is read; the first step is left out, because it is harder than the others. */
export const IN_A_ROW = [1, 2, 4, 7];

/** One seed over sizes, smallest first; per step: `[size][step]`. */
export type SizeCourse = {
  seed: string;
  sizes: number[];
  nll: number[];
  tokenAccuracy: number[];
  exactMatch: number[];
  stepNll: number[][];
  stepAccuracy: number[][];
};

/** Returns what a seed measured at the last checkpoint of every rung; null when something is missing. */
export function sizeCourse({ ladder, task }: Family, rows: readonly Measurement[], seed: string): SizeCourse | null {
  const own = ladder.map(({ nParams }) => rows.filter((row) => row.nParams === nParams && row.seed === seed));
  const at = (metric: string) => own.map((rung) => lastValue(rung, metric, seed));
  const perStep = (metric: string) =>
    own.map((rung) => Array.from({ length: task.answerLength }, (_, t) => lastValue(rung, metric, seed, t)));
  const [nll, tokenAccuracy, exactMatch] = [at("nll"), at("tokenAccuracy"), at("exactMatch")];
  const [stepNll, stepAccuracy] = [perStep("nll"), perStep("tokenAccuracy")];
  const all = [nll, tokenAccuracy, exactMatch, ...stepNll, ...stepAccuracy];
  if (all.some((values) => values.includes(null))) return null;
  const sizes = ladder.map(({ nParams }) => nParams);
  return { seed, sizes, nll, tokenAccuracy, exactMatch, stepNll, stepAccuracy } as SizeCourse;
}

/** Returns prod_t accuracy_t at every size: exact match, were the steps independent. */
export function productOfSteps({ stepAccuracy }: SizeCourse): number[] {
  return stepAccuracy.map((steps) => steps.reduce((product, accuracy) => product * accuracy, 1));
}

/** Returns F = ln(-ln s) at every size, s = exp(-sum of the last k steps' nll): geometric-mean success of sampling k steps in a row. */
export function doubleLog({ stepNll }: SizeCourse, k: number): number[] {
  return stepNll.map((steps) => Math.log(sum(steps.slice(-k))));
}

/** Returns the figure over sizes. */
export function conjunctionPicture(courses: readonly SizeCourse[]): Picture {
  const lines = (label: string, read: (course: SizeCourse) => number[]): Line[] =>
    courses.map((course) => {
      const values = read(course);
      return {
        label,
        seed: course.seed,
        points: course.sizes.map((step, i) => ({ step, value: values[i]!, stderr: null })),
      };
    });
  const panels: Panel[] = [
    { title: "Loss of one step", unit: "nats/token", lines: lines("loss", ({ nll }) => nll) },
    {
      title: "Accuracy",
      unit: "1",
      lines: [
        ...lines("one step", ({ tokenAccuracy }) => tokenAccuracy),
        ...lines("all in a row", ({ exactMatch }) => exactMatch),
        ...lines("product of the steps", productOfSteps),
      ],
    },
    {
      title: "F = ln(-ln success), last k steps in a row",
      unit: "1",
      lines: IN_A_ROW.flatMap((k) => lines(`k = ${k}`, (course) => doubleLog(course, k))),
    },
  ];
  const jumps = courses.map(({ sizes, exactMatch }) => {
    const curve = { steps: sizes, values: exactMatch, stderr: sizes.map(() => null) };
    return jumpStep({ curve, threshold: 0.5, better: "higher" });
  });
  const marks = [...new Set(jumps)].flatMap((step) => (step === null ? [] : [{ step, label: "exact match .5" }]));
  return { title: "Conjunction", xTitle: "parameters without embeddings", xLog: true, panels, stages: [], marks };
}

/** The figures of linear regression in context: error, in-context score and LLC over training; and the error along the context. */

import { plural } from "../../base/words.ts";
import { mean } from "../../math/stats.ts";
import type { Measurement } from "../../records.ts";
import { linesOf } from "../rows.ts";
import type { Line, Picture, Stage } from "../section.ts";

/** Returns the aligned figure over training steps; `bound` is the best possible error by position. */
export function errorPicture(
  rows: readonly Measurement[],
  bound: readonly number[],
  stages: readonly Stage[],
): Picture {
  const last = bound.length - 1;
  const shown = [...new Set([0, 1, Math.floor(bound.length / 2), last])];
  return {
    title: "Error along the context, in-context score and LLC",
    xTitle: "training steps",
    xLog: true,
    panels: [
      {
        title: "Mean squared error",
        unit: "y²",
        lines: linesOf(rows, "mse", "all answers"),
        rules: [{ value: mean(bound), label: "best possible" }],
      },
      {
        title: "Squared error by pairs seen",
        unit: "y²",
        lines: shown.flatMap((position) => linesOf(rows, "mse", `after ${plural(position, "pair")}`, position)),
        rules: [{ value: bound[last]!, label: `best possible after ${last}` }],
      },
      { title: "In-context score", unit: "y²", lines: linesOf(rows, "iclScore", "in-context score") },
      { title: "LLC", unit: "1", lines: linesOf(rows, "llc", "LLC") },
    ],
    stages: [...stages],
    marks: [],
  };
}

/** Returns the error by number of pairs seen at four checkpoints, mean over seeds, beside the best possible. */
export function positionPicture(rows: readonly Measurement[], bound: readonly number[]): Picture {
  const steps = [...new Set(rows.filter(({ metric }) => metric === "mse").map(({ step }) => step))].sort(
    (a, b) => a - b,
  );
  const chosen = [...new Set([0, 1 / 3, 2 / 3, 1].map((share) => steps[Math.round(share * (steps.length - 1))]!))];
  const line = (label: string, values: readonly (number | null)[], emphasis: boolean): Line => ({
    label,
    seed: null,
    emphasis,
    points: values.flatMap((value, step) => (value === null ? [] : [{ step, value, stderr: null }])),
  });
  const at = (step: number) =>
    bound.map((_, position) => {
      const here = rows.filter((row) => row.metric === "mse" && row.step === step && row.position === position);
      return here.length > 0 ? mean(here.map(({ value }) => value)) : null;
    });
  return {
    title: "Error along the context",
    xTitle: "pairs seen before the answer",
    xLog: false,
    panels: [
      {
        title: "Squared error",
        unit: "y²",
        lines: [...chosen.map((step) => line(`step ${step}`, at(step), false)), line("ridge regression", bound, true)],
      },
    ],
    stages: [],
    marks: [],
  };
}

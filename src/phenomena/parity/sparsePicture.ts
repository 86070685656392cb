/** The aligned figure of sparse parity: learners and controls on one time axis, the stages of one seed behind them. */
import { curveOf } from "../../development/curve.ts";
import { findStages } from "../../development/stages.ts";
import type { Measurement } from "../../records.ts";
import { linesOf, stageRows } from "../rows.ts";
import type { Line, Panel, Picture, Stage } from "../section.ts";
import { JUMP } from "./alarms.ts";

/** Returns the stages of one seed: seeds jump at different steps, and a mean over them would smear every stage. */
export function followedStages(rows: readonly Measurement[], seed: string | undefined): Stage[] {
  if (seed === undefined) return [];
  const [llc, loss] = [curveOf(rows, "llc", seed), curveOf(rows, "nll", seed)];
  if (llc.steps.length < 4 || loss.steps.length < 4) return [];
  return stageRows(findStages({ llc: [llc], loss: [loss] }), "loss");
}

/** Returns the figure; the stages are those of the first seed, whose lines are thick. */
export function parityPicture(
  rows: readonly Measurement[],
  flips: readonly Measurement[],
  courses: readonly { seed: string; jump: number | null }[],
  stages: readonly Stage[],
): Picture {
  const panel = (metric: string, title: string, more: Partial<Panel> = {}): Panel => {
    const learners = linesOf(rows, metric, "parity").map((line): Line => {
      return { ...line, emphasis: line.seed === courses[0]!.seed };
    });
    return { title, unit: "1", lines: [...learners, ...linesOf(flips, metric, "control")], ...more };
  };
  const panels = [
    panel("tokenAccuracy", "Accuracy", { rules: [{ value: JUMP, label: "jump" }] }),
    panel("nll", "Loss", { unit: "nats", rules: [{ value: Math.log(2), label: "ln 2" }] }),
    panel("hiddenProgress", "Hidden progress, max |dW|", { log: true }),
    panel("parityGap", "Parity gap (knows the answer)"),
    panel("fourierGap", "Fourier gap (knows the answer)"),
    panel("llc", "Local learning coefficient"),
  ];
  const marks = courses.flatMap(({ jump }) => (jump === null ? [] : [{ step: jump, label: "accuracy .95 for good" }]));
  return {
    title: "Sparse parity",
    xTitle: "training steps",
    xLog: false,
    panels: panels.filter(({ lines }) => lines.length > 0),
    stages: [...stages],
    marks,
  };
}

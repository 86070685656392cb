/**
 * The figures of the induction bump: loss, in-context score, head scores and LLC on one axis with the stages shaded, over all seeds;
 * and every head of the first seed by its name.
 */
import { seedsOf } from "../../development/curve.ts";
import type { Measurement } from "../../records.ts";
import { linesOf } from "../rows.ts";
import type { Line, Panel, Picture, Stage } from "../section.ts";
import { type Course, halfWay, ICL_LEARNED } from "./facts.ts";

const LEARNED = { value: ICL_LEARNED, label: "published level" };

/** Returns the aligned figure over all seeds; `control` are the rows of the one-layer family. */
export function mainPicture(
  rows: readonly Measurement[],
  control: readonly Measurement[],
  courses: readonly Course[],
  stages: readonly Stage[],
): Picture {
  const both = (metric: string) => [...linesOf(rows, metric, "two layers"), ...linesOf(control, metric, "one layer")];
  const best = (metric: string, label: string, head: (course: Course) => string | null) =>
    courses.flatMap((course) => linesOf(ofSeed(rows, course.seed), `${metric}.${head(course)}`, label));
  return {
    title: "Loss, in-context score, heads and LLC while the circuit forms",
    xTitle: "training steps",
    xLog: false,
    panels: [
      { title: "Loss", unit: "nats/token", lines: both("nll") },
      { title: "Loss by token of the context", unit: "nats", lines: byToken(rows) },
      { title: "In-context score", unit: "nats", lines: both("iclScore"), rules: [LEARNED] },
      {
        title: "Head scores",
        unit: "1",
        lines: [
          ...best("previousToken", "previous token, layer 0", (course) => course.previousHead),
          ...best("prefixMatching", "prefix matching, layer 1", (course) => course.prefixHead),
        ],
      },
      { title: "LLC", unit: "1", lines: linesOf(rows, "llc", "LLC") },
    ],
    stages: [...stages],
    marks: courses.flatMap(({ icl }) => {
      const step = halfWay(icl, "below");
      return step === null ? [] : [{ step, label: "half of the in-context score's fall" }];
    }),
  };
}

/** Returns the aligned figure of the first seed with a line for every head, called L0H1 (layer 0, head 1). */
export function headsPicture(rows: readonly Measurement[], stages: readonly Stage[]): Picture {
  const seed = seedsOf(rows)[0] ?? "";
  const own = ofSeed(rows, seed);
  const heads = (metric: string, title: string): Panel => {
    const names = [...new Set(own.map((row) => row.metric).filter((name) => name.startsWith(`${metric}.L`)))].sort();
    return { title, unit: "1", lines: names.flatMap((name) => linesOf(own, name, name.slice(metric.length + 1))) };
  };
  return {
    title: `Every head of seed ${seed}`,
    xTitle: "training steps",
    xLog: false,
    panels: [
      { title: "In-context score", unit: "nats", lines: linesOf(own, "iclScore", "in-context score") },
      heads("previousToken", "Previous-token score"),
      heads("prefixMatching", "Prefix-matching score"),
      heads("copying", "Copying score"),
      { ...heads("ablationDelta", "Rise of the loss without the head"), unit: "nats/token" },
      { title: "LLC", unit: "1", lines: linesOf(own, "llc", "LLC") },
    ],
    stages: [...stages],
    marks: [],
  };
}

const ofSeed = (rows: readonly Measurement[], seed: string) => rows.filter((row) => row.seed === seed);

/** The loss at an early and a late answer position, the ones the in-context score compares, and at one between. */
function byToken(rows: readonly Measurement[]): Line[] {
  const positions = rows.flatMap(({ metric, position }) => (metric === "nll" && position !== null ? [position] : []));
  if (positions.length === 0) return [];
  const late = positions.reduce((a, b) => Math.max(a, b));
  const early = Math.max(1, Math.round((late + 1) / 10));
  const between = Math.round(Math.sqrt(early * late));
  return [early, between, late].flatMap((position) => linesOf(rows, "nll", `token ${position}`, position));
}

/** What stands below an aligned figure, and what is read instead of it: the same facts in words. */
import { capital, list, number, plural } from "../../base/words.ts";
import type { Picture } from "../section.ts";
import type { PanelPlan, Plan } from "./layout.ts";
import { labelsOf } from "./traces.ts";

/** Returns the caption: what is thick and thin, what the bands, tints and vertical lines mean, and what could not be drawn. */
export function caption(picture: Picture, plan: Plan): string {
  const traces = plan.panels.flatMap((p) => p.traces);
  const bands = traces.some((t) => t.pieces.flat().some((p) => p.stderr !== null));
  const types = new Set(plan.stages.map((s) => s.type));
  const axis = picture.xLog ? "one logarithmic axis" : "one axis";
  const lines = thickAndThin(plan);
  return [
    `All panels share ${axis} (${picture.xTitle}).`,
    lines && `${capital(lines)}.`,
    traces.some((t) => t.pieces.length > 1) &&
      "A line is broken, or a dot stands alone, where checkpoints have no value.",
    bands && "Pale bands: ± 1.96 standard errors.",
    types.has("A") && "A: the loss falls while complexity (LLC) rises.",
    types.has("B") && "B: the loss is about flat while complexity falls.",
    plan.marks.length > 0 && `Vertical lines: ${places(plan.marks)}.`,
    leftOut(picture),
  ]
    .filter(Boolean)
    .join(" ");
}

/** Returns which lines are thin and which thick, or nothing where no seed is drawn thin. */
export function thickAndThin({ panels }: Plan): string {
  const thin = panels.flatMap((p) => p.traces.filter((t) => !t.main));
  const seeds = new Set(thin.map((t) => t.seed));
  const beside = ({ traces }: PanelPlan, label: string) => traces.some((t) => !t.main && t.label === label);
  const chosen = panels.some((p) => p.traces.some((t) => t.main && t.seed !== null && beside(p, t.label)));
  if (seeds.size === 0) return "";
  return `thin: ${plural(seeds.size, "seed")}; thick: ${chosen ? "the seed to follow, or a mean" : "their mean where every seed has a value"}`;
}

/** "induction starts at 410, 450 and 520; loss below 1 at 900". */
function places(marks: { step: number; label: string }[]): string {
  const labels = [...new Set(marks.map((m) => m.label))];
  return labels
    .map((label) => `${label} at ${list(marks.filter((m) => m.label === label).map((m) => steps(m.step)))}`)
    .join("; ");
}

function leftOut({ xLog, panels }: Picture): string | false {
  const zero = xLog && panels.some((panel) => panel.lines.some((line) => line.points.some((p) => p.step <= 0)));
  return zero && "Values at 0 have no place on a logarithmic axis and are left out.";
}

/** Returns the alternative text: every panel's lines with where they start and end, and the stages. */
export function describe(picture: Picture, plan: Plan): string {
  const panels = plan.panels.map(({ panel, traces }) => {
    const lines = labelsOf(traces).map((label) => {
      const points = (
        traces.find((t) => t.label === label && t.main) ?? traces.find((t) => t.label === label)!
      ).pieces.flat();
      return `${label} from ${number(points[0]!.value)} to ${number(points.at(-1)!.value)}`;
    });
    return `${panel.title}: ${lines.join(", ")}.`;
  });
  const stages = picture.stages.map((s) => `${s.type} from ${steps(s.from)} to ${steps(s.to)}`);
  return [
    `${picture.title}. Line charts on one axis, ${picture.xTitle}, from ${steps(first(plan))}.`,
    ...panels,
    stages.length > 0 && `Stages: ${stages.join(", ")}.`,
    plan.marks.length > 0 && `Vertical lines: ${places(plan.marks)}.`,
  ]
    .filter(Boolean)
    .join(" ");
}

const first = ({ panels }: Plan): number =>
  Math.min(...panels.flatMap((p) => p.traces.flatMap((t) => t.pieces.flat().map((point) => point.step))));

/** Returns a step (or another place on the x axis) with its thousands set apart: 12,800; fractions with up to three decimals. */
export function steps(value: number): string {
  const [whole, fraction] = String(Number(Math.abs(value).toFixed(3))).split(".");
  const grouped = whole!.replace(/\B(?=(\d{3})+$)/g, ",");
  return `${value < 0 ? "−" : ""}${grouped}${fraction ? `.${fraction}` : ""}`;
}

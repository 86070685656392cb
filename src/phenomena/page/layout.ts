/** The plan of an aligned figure before anything is drawn: sizes, axes, who is labelled where, and which hue each label has. */
import { COLOUR, DASHES, SERIES, SIZE } from "../../page/theme.ts";
import type { Panel, Picture, Stage } from "../section.ts";
import { type Axis, axisOver, pushApart, rowsFor, textWidth, toPixel, valueAxisOver } from "./axes.ts";
import { labelsOf, type Trace, tracesOf } from "./traces.ts";

/** Pixels between panels; the title of the lower one stands there. */
export const GAP = 27;
/** Height of the strip with the stage letters, in pixels. */
export const STRIP = 18;
/** Height of a row of labels, above the panels and beside them, in pixels. */
export const ROW = 14;

/**
 * A label in the gutter right of a panel: its text, its pixel from the panel's top and that of the line's end (null when the label had to
 * be pushed too far from it to be joined), and the line it names (null: a horizontal rule).
 */
export type Name = { text: string; py: number; end: number | null; label: string | null };

/** One panel with its numbers: unbroken pieces of lines, y axis, labels. */
export type PanelPlan = { panel: Panel; traces: Trace[]; y: Axis; names: Name[] };

/** A vertical mark's label above the panels: its text, its step, the row counted from below, and whether it stands left of its mark. */
export type MarkName = { text: string; step: number; row: number; before: boolean };

/** The whole plan; `style` gives the hue and dash of every label, `rows` the number of rows of mark labels. */
export type Plan = {
  x: Axis;
  panels: PanelPlan[];
  stages: Stage[];
  marks: { step: number; label: string }[];
  markNames: MarkName[];
  rows: number;
  style: { label: string; colour: string; dash: readonly number[] }[];
};

/** Returns the plan of a picture, or null when no panel has a point; panels without a point are left out. */
export function planOf(picture: Picture): Plan | null {
  const drawn = tracesOf(picture)
    .map((traces, i) => ({ traces, panel: picture.panels[i]! }))
    .filter(({ traces }) => traces.length > 0);
  if (drawn.length === 0) return null;
  const steps = drawn.flatMap(({ traces }) => points(traces).map((p) => p.step));
  const x = axisOver(steps, picture.xLog, SIZE.width + 14 - gutter(drawn), 0.012);
  const inside = (step: number) => step >= x.low && step <= x.high;
  const marks = picture.marks.filter(({ step }) => inside(step)).toSorted((a, b) => a.step - b.step);
  const markNames = nameMarks(marks, x);
  return {
    x,
    panels: drawn.map(({ panel, traces }) => planPanel(panel, traces, drawn.length)),
    stages: picture.stages
      .map((stage) => visible(stage, steps, x))
      .filter((s) => s.from < s.to)
      .toSorted((a, b) => a.from - b.from),
    marks,
    markNames,
    rows: 1 + Math.max(-1, ...markNames.map((m) => m.row)),
    style: styleOf(drawn),
  };
}

/** A stage cut to the axis; one that holds the first or last value reaches to the axis's end. */
function visible(stage: Stage, steps: number[], { low, high }: Axis): Stage {
  const from = stage.from <= Math.min(...steps) ? low : stage.from;
  const to = stage.to >= Math.max(...steps) ? high : stage.to;
  return { ...stage, from: Math.min(high, from), to: Math.max(low, to) };
}

const points = (traces: Trace[]) => traces.flatMap((t) => t.pieces.flat());

/** A panel whose title already says what its only line is needs no label. */
function namedLabels(panel: Panel, traces: Trace[]): string[] {
  const labels = labelsOf(traces);
  const said = panel.title.toLowerCase().includes(labels[0]!.toLowerCase());
  return labels.length === 1 && said ? [] : labels;
}

function gutter(drawn: { panel: Panel; traces: Trace[] }[]): number {
  const texts = drawn.flatMap(({ panel, traces }) => [
    ...namedLabels(panel, traces),
    ...(panel.rules ?? []).map((r) => r.label),
  ]);
  return texts.length === 0 ? 0 : Math.min(190, 34 + Math.max(...texts.map((text) => textWidth(text))));
}

function planPanel(panel: Panel, traces: Trace[], count: number): PanelPlan {
  const labels = namedLabels(panel, traces);
  const rules = (panel.rules ?? []).filter((r) => Number.isFinite(r.value) && (!panel.log || r.value > 0));
  const height = Math.max(count <= 3 ? 132 : 96, ROW * (labels.length + rules.length));
  const numbers = points(traces).map((p) => p.value);
  const span = Math.max(...numbers) - Math.min(...numbers);
  const bars = points(traces)
    .flatMap(({ value, stderr }) => (stderr === null ? [] : [value - 1.96 * stderr, value + 1.96 * stderr]))
    .filter((v) => v >= Math.min(...numbers) - 0.25 * span && v <= Math.max(...numbers) + 0.25 * span);
  const y = valueAxisOver([...numbers, ...bars, ...rules.map((r) => r.value)], panel.log ?? false, height);
  const ends = [
    ...labels.map((label) => ({ text: label, label, value: lastValue(traces, label) })),
    ...rules.map((rule) => ({ text: rule.label, label: null, value: rule.value })),
  ];
  const wanted = ends.map(({ value }) => height - toPixel(y, value));
  const places = pushApart(wanted, ROW, height);
  return {
    panel,
    traces,
    y,
    names: ends.map(({ text, label }, i) => {
      const [py, end] = [places[i]!, wanted[i]!];
      return { text, label, py, end: Math.abs(py - end) > 2 * ROW ? null : end };
    }),
  };
}

/** The last value of a label's thick line, of its last thin one where there is no thick one. */
function lastValue(traces: Trace[], label: string): number {
  const own = traces.filter((t) => t.label === label);
  return (own.findLast((t) => t.main) ?? own.at(-1)!).pieces.at(-1)!.at(-1)!.value;
}

/** Marks of one label are named once, at the first of them; names that would overlap go into rows. */
function nameMarks(marks: { step: number; label: string }[], x: Axis): MarkName[] {
  const first = marks.filter(({ label }, i) => label !== "" && marks.findIndex((m) => m.label === label) === i);
  const intervals = first.map(({ step, label }) => {
    const [at, width] = [toPixel(x, step), textWidth(label, 10) + 8];
    return at + width > x.length + 60
      ? { from: at - width, to: at, before: true }
      : { from: at, to: at + width, before: false };
  });
  const rows = rowsFor(intervals);
  return first.map(({ step, label }, i) => ({ text: label, step, row: rows[i]!, before: intervals[i]!.before }));
}

/** Labels that share a panel with another get a hue each, the same in all panels; a label always alone is drawn in ink. */
function styleOf(drawn: { traces: Trace[] }[]): Plan["style"] {
  const all = [...new Set(drawn.flatMap(({ traces }) => labelsOf(traces)))];
  const coloured = [
    ...new Set(
      drawn
        .map(({ traces }) => labelsOf(traces))
        .filter((l) => l.length > 1)
        .flat(),
    ),
  ];
  return all.map((label) => {
    const i = coloured.indexOf(label);
    if (i < 0) return { label, colour: COLOUR.observed, dash: DASHES[0] };
    const round = Math.floor(i / SERIES.length);
    return { label, colour: SERIES[i % SERIES.length]!, dash: DASHES[(i + round) % DASHES.length]! };
  });
}

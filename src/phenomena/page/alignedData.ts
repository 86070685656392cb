/** The rows behind an aligned figure, each with the kind its layer draws; kinds of a panel start with the panel's number. */
import { number } from "../../base/words.ts";
import type { Datum } from "../../page/vegaLite.ts";
import type { Point, Stage } from "../section.ts";
import { type Axis, textWidth, toPixel } from "./axes.ts";
import { type PanelPlan, type Plan, ROW } from "./layout.ts";
import type { Trace } from "./traces.ts";

/**
 * Returns every row: stage, letter, edge, mark, markName for the figure; title, rule, seed, main, dot, band, bar, tip, name, leader and ruleName
 * per panel.
 */
export function alignedData(plan: Plan): Datum[] {
  return [
    ...plan.stages.flatMap((stage) => stageData(stage, plan.x)),
    ...plan.stages.slice(1).map(({ from }) => ({ kind: "edge", x: from })),
    ...plan.marks.map(({ step }) => ({ kind: "mark", x: step })),
    ...plan.markNames.map(({ text, step, row, before }) => {
      const upTo = (plan.rows - 1 - row) * ROW;
      return { kind: before ? "markBefore" : "markName", x: step, py: upTo + ROW / 2, upTo, text };
    }),
    ...plan.panels.flatMap(panelData),
  ];
}

function stageData({ from, to, type }: Stage, x: Axis): Datum[] {
  const wide = toPixel(x, to) - toPixel(x, from) >= textWidth(type);
  const middle = x.log ? Math.sqrt(from * to) : (from + to) / 2;
  return [{ kind: "stage", x: from, x2: to, type }, ...(wide ? [{ kind: "letter", x: middle, type }] : [])];
}

function panelData({ panel, traces, y, names }: PanelPlan, i: number): Datum[] {
  const rules = (panel.rules ?? []).filter(({ value }) => !y.log || value > 0);
  const [low, high] = [y.low, y.high];
  const unit = panel.unit === "" || panel.unit === "1" ? "" : ` (${panel.unit})`;
  return [
    { kind: `${i}-title`, text: `${panel.title}${unit}` },
    ...rules.map(({ value }) => ({ kind: `${i}-rule`, y: value })),
    ...traces.flatMap((trace, t) => traceData(trace, `${i}`, t, low, high)),
    ...traces.filter((t) => t.main).flatMap((trace) => tips(trace, traces, `${i}-tip`)),
    ...names.map(({ text, py, label }) => ({ kind: label === null ? `${i}-ruleName` : `${i}-name`, text, py, label })),
    ...names.flatMap(({ py, end, label }) =>
      label === null || end === null ? [] : [{ kind: `${i}-leader`, py, end, label }],
    ),
  ];
}

/** A piece of one point is no line: it is drawn as a dot, with a bar for its error. */
function traceData({ label, main, pieces }: Trace, i: string, t: number, low: number, high: number): Datum[] {
  return pieces.flatMap((piece, k) => {
    const line = `${t}.${k}`;
    const kind = piece.length === 1 ? `${i}-dot` : main ? `${i}-main` : `${i}-seed`;
    const bars = piece.filter((p) => p.stderr !== null);
    return [
      ...piece.map((p) => ({ kind, label, line, x: p.step, y: p.value })),
      ...bars.map((p) => ({
        kind: bars.length === 1 ? `${i}-bar` : `${i}-band`,
        label,
        line,
        x: p.step,
        low: Math.max(low, p.value - 1.96 * p.stderr!),
        high: Math.min(high, p.value + 1.96 * p.stderr!),
      })),
    ];
  });
}

/** What a pointer over a thick line's point says: the value there and, where the thick line is a mean, each seed's. */
function tips({ label, pieces }: Trace, all: Trace[], kind: string): Datum[] {
  const seeds = all.filter((t) => t.label === label && !t.main);
  return pieces.flat().map(({ step, value, stderr }) => {
    const at = (t: Trace): Point | undefined => t.pieces.flat().find((p) => p.step === step);
    const each = seeds.flatMap((t) => (at(t) ? [`${t.seed}: ${number(at(t)!.value)}`] : [])).join(", ");
    const error = stderr === null ? "" : ` ± ${number(stderr)} s.e.`;
    return { kind, x: step, y: value, label, value: `${number(value)}${error}`, seeds: each || "—" };
  });
}

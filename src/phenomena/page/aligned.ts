/**
 * The aligned figure: what a reader of the literature expects to see together (loss, scores, complexity), each in a panel of its own
 * on one time axis, the stages of training shaded through all of them, jumps as vertical lines, every line named beside its end.
 */
import { COLOUR, STAGE } from "../../page/theme.ts";
import { type Datum, type Figure, frame, layer, type Spec } from "../../page/vegaLite.ts";
import type { Picture } from "../section.ts";
import { alignedData } from "./alignedData.ts";
import { type Axis, logTicks, tick } from "./axes.ts";
import { caption, describe, thickAndThin } from "./captions.ts";
import { GAP, type PanelPlan, type Plan, planOf, ROW, STRIP } from "./layout.ts";

/** Returns a picture as a figure called `name`, or null when it has no point to draw. */
export function aligned(name: string, picture: Picture): Figure | null {
  const plan = planOf(picture);
  if (!plan) return null;
  const data: Datum[] = alignedData(plan);
  const header = plan.stages.length + plan.marks.length > 0 ? [headerView(plan)] : [];
  const spec = frame(describe(picture, plan), picture.title, thickAndThin(plan), data, {
    vconcat: [...header, ...plan.panels.map((panel, i) => panelView(picture, plan, panel, i))],
    spacing: GAP,
    bounds: "flush",
  });
  return { name, caption: caption(picture, plan), spec };
}

function xChannel({ x }: Plan, title: string, labels: boolean): Spec {
  const values = x.log ? logTicks(x, 9) : undefined;
  const names = values && `(${JSON.stringify(Object.fromEntries(values.map((v) => [v, tick(v)])))})[datum.value]`;
  const ticks = values ? { values, labelExpr: names } : { tickCount: 6, ...thousands(x, 1000) };
  return {
    field: "x",
    type: "quantitative",
    title: labels ? `${title}${x.log ? " (log scale)" : ""}` : null,
    scale: { type: x.log ? "log" : "linear", domain: [x.low, x.high], nice: false },
    axis: { ...ticks, grid: true, labels, ticks: labels, domain: labels, labelOverlap: "greedy" },
  };
}

/** Large numbers are written 10k; small ones never get such a letter (0.05 would be 50m). */
const thousands = ({ low, high }: { low: number; high: number }, from: number): Spec =>
  Math.max(Math.abs(low), Math.abs(high)) >= from ? { format: "~s" } : {};

function yChannel(field: string, { low, high, log }: Axis): Spec {
  const values = log ? logTicks({ low, high, log, length: 0 }, 4) : undefined;
  const names = values && `(${JSON.stringify(Object.fromEntries(values.map((v) => [v, tick(v)])))})[datum.value]`;
  return {
    field,
    type: "quantitative",
    title: null,
    scale: { type: log ? "log" : "linear", domain: [low, high], nice: false },
    axis: values ? { values, labelExpr: names } : { tickCount: 3, ...thousands({ low, high }, 10_000) },
  };
}

/** The strip above all panels: stage letters on full tints, and above them the labels of the vertical marks in rows. */
function headerView(plan: Plan): Spec {
  const strip = plan.stages.length > 0 ? STRIP : 0;
  const [top, height] = [plan.rows * ROW, plan.rows * ROW + strip];
  const x = { ...xChannel(plan, "", false), axis: null };
  const letter = { type: "text", fontSize: 12, fontWeight: "bold", color: COLOUR.ink, baseline: "middle" };
  const sign = { type: "text", fontSize: 10, color: COLOUR.ink, baseline: "middle" };
  const named = { x, y: pixel("py"), text: { field: "text" } };
  return {
    width: plan.x.length,
    height,
    layer: [
      ...stageLayers(x, top, height, 1),
      ...stageLayers(x, height, height + GAP, 0.5),
      layer("letter", letter, { x, y: { value: top + strip / 2 }, text: { field: "type" } }),
      layer("mark", rule(), { x, y: { value: top }, y2: { value: height + GAP } }),
      layer(["markName", "markBefore"], rule(), { x, y: pixel("upTo"), y2: { value: top } }),
      layer("markName", { ...sign, align: "left", dx: 4 }, named),
      layer("markBefore", { ...sign, align: "right", dx: -4 }, named),
    ],
  };
}

/** A y channel whose values are pixels from the view's top already. */
const pixel = (field: string): Spec => ({ field, type: "quantitative", scale: null, axis: null });

const rule = (): Spec => ({ type: "rule", color: COLOUR.ink, strokeWidth: 1, strokeDash: [2, 2], opacity: 0.75 });

/** Tints of the stages between two heights, with a white line where one ends and the next begins. */
function stageLayers(x: Spec, top: number, bottom: number, opacity: number): Spec[] {
  const scale = { domain: Object.keys(STAGE), range: Object.values(STAGE) };
  const fill = { field: "type", type: "nominal", scale, legend: null };
  const [y, y2] = [{ value: top }, { value: bottom }];
  return [
    layer("stage", { type: "rect", opacity, aria: false }, { x, x2: { field: "x2" }, y, y2, fill }),
    layer("edge", { type: "rule", color: "#ffffff", strokeWidth: 2 }, { x, y, y2 }),
  ];
}

function panelView(picture: Picture, plan: Plan, { y }: PanelPlan, i: number): Spec {
  const last = i === plan.panels.length - 1;
  const x = xChannel(plan, picture.xTitle, last);
  const value = (field: string) => yChannel(field, y);
  const bottom = last ? y.length : y.length + GAP;
  const title = {
    type: "text",
    fontSize: 11,
    fontWeight: "bold",
    align: "left",
    baseline: "alphabetic",
    color: COLOUR.ink,
  };
  return {
    width: plan.x.length,
    height: y.length,
    layer: [
      ...stageLayers(x, 0, bottom, 0.5),
      layer("mark", rule(), { x, y: { value: 0 }, y2: { value: bottom } }),
      layer(`${i}-rule`, { type: "rule", color: COLOUR.muted, strokeDash: [3, 3] }, { y: value("y") }),
      ...lineLayers(plan, x, value, i),
      ...nameLayers(plan, i),
      layer(`${i}-title`, title, {
        x: { value: plan.stages.length > 0 ? 6 : 0 },
        y: { value: -8 },
        text: { field: "text" },
      }),
    ],
  };
}

/** Error bands, thin seeds, thick lines with their points, and invisible points that carry the tooltips. */
function lineLayers(plan: Plan, x: Spec, value: (field: string) => Spec, i: number): Spec[] {
  const { color, strokeDash } = channels(plan);
  const detail = { field: "line" };
  const y = value("y");
  const bars = { x, y: value("low"), y2: { field: "high" } };
  const tooltip = [
    { field: "label", title: "line" },
    { field: "x", title: "at", format: "," },
    { field: "value", title: "value" },
    { field: "seeds", title: "seeds" },
  ];
  return [
    layer(`${i}-band`, { type: "area", opacity: 0.13, aria: false }, { ...bars, color, detail }),
    layer(`${i}-bar`, { type: "rule", opacity: 0.5, aria: false }, { ...bars, color }),
    layer(`${i}-seed`, { type: "line", strokeWidth: 1, opacity: 0.5, aria: false }, { x, y, color, detail }),
    layer(`${i}-main`, { type: "line", strokeWidth: 2.25, aria: false }, { x, y, color, strokeDash, detail }),
    layer(`${i}-dot`, { type: "point", filled: true, size: 20, opacity: 1, aria: false }, { x, y, color }),
    layer(`${i}-tip`, { type: "point", filled: true, size: 90, opacity: 0, aria: false }, { x, y, tooltip }),
  ];
}

function channels({ style }: Plan): { color: Spec; strokeDash: Spec } {
  const domain = style.map((s) => s.label);
  const channel = (range: unknown[]) => ({ field: "label", type: "nominal", scale: { domain, range }, legend: null });
  return { color: channel(style.map((s) => s.colour)), strokeDash: channel(style.map((s) => s.dash)) };
}

/** Right of the panel: a short stroke as the line is drawn, then its name in its own hue; rules are named in grey. */
function nameLayers(plan: Plan, i: number): Spec[] {
  const { color, strokeDash } = channels(plan);
  const text = { type: "text", fontSize: 11, align: "left", baseline: "middle", limit: 160 };
  const stroke = { type: "rule", strokeWidth: 2.25, aria: false };
  const grey = { ...stroke, strokeWidth: 1, strokeDash: [3, 3], color: COLOUR.muted };
  const at = plan.x.length;
  const named = { text: { field: "text" }, y: pixel("py") };
  const leader = { x: { value: at }, x2: { value: at + 6 }, y: pixel("end"), y2: { field: "py" } };
  return [
    layer(`${i}-leader`, { ...stroke, strokeWidth: 1, opacity: 0.5 }, { ...leader, color }),
    layer(`${i}-name`, stroke, { x: { value: at + 6 }, x2: { value: at + 26 }, y: pixel("py"), color, strokeDash }),
    layer(`${i}-name`, text, { ...named, x: { value: at + 31 }, color }),
    layer(`${i}-ruleName`, grey, { x: { value: at + 6 }, x2: { value: at + 26 }, y: pixel("py") }),
    layer(`${i}-ruleName`, { ...text, color: COLOUR.muted }, { ...named, x: { value: at + 31 } }),
  ];
}

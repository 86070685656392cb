/** The few pieces of Vega-Lite grammar that several figures share: the frame, the size axis, and layers that filter by kind. */

import { size } from "../base/words.ts";
import { axisValue } from "../question/grid.ts";
import type { Axis, Question } from "../records.ts";
import { CONFIG } from "./theme.ts";

/** A Vega-Lite specification, or a part of one, as plain data. */
export type Spec = { [key: string]: unknown };

/** One figure: file name, caption (plain text), and the specification, whose `description` is the alternative text. */
export type Figure = { name: string; caption: string; spec: Spec & { description: string } };

/** One drawn thing. `kind` selects the layer. */
export type Datum = { kind: string; [field: string]: string | number | boolean | null };

/** Returns a whole specification: the shared config, one inline dataset, and the given views; a subtitle may have several lines. */
export function frame(
  description: string,
  title: string,
  subtitle: string | string[],
  data: Datum[],
  view: Spec,
): Figure["spec"] {
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    description,
    title: { text: title, subtitle },
    config: CONFIG,
    data: { values: data },
    ...view,
  };
}

/** Returns a layer that draws only the rows of the given kinds. */
export function layer(kinds: string | string[], mark: Spec, encoding: Spec): Spec {
  const test = [kinds].flat().map((kind) => `datum.kind === '${kind}'`);
  return { transform: [{ filter: test.join(" || ") }], mark, encoding };
}

/** What an axis is called in a sentence. */
export const AXIS_WORDS: Record<Axis, string> = { nParams: "size", tokens: "training tokens", flops: "compute" };
const AXIS_TITLES: Record<Axis, string> = {
  nParams: "non-embedding parameters",
  tokens: "training tokens",
  flops: "compute, 6 x parameters x tokens",
};

/** Returns the x channel of a question's axis on a log scale with a margin on both sides, ticks at the rungs, labelled by name and place. */
export function sizeAxis(question: Question, labels: boolean): Spec {
  const places = question.rungs.map((rung) => ({ name: rung.name, at: axisValue(question, rung) }));
  const sizes = places.map(({ at }) => at).toSorted((a, b) => a - b);
  const names = Object.fromEntries(places.map(({ name, at }) => [at, [name, size(at)]]));
  const axis = labels
    ? {
        values: sizes,
        labelExpr: `(${JSON.stringify(names)})[datum.value]`,
        labelLineHeight: 14,
        labelOverlap: "greedy",
      }
    : { values: sizes, labels: false, ticks: false };
  return {
    field: "x",
    type: "quantitative",
    scale: { type: "log", nice: false, domain: [sizes[0]! / 1.16, sizes.at(-1)! * 1.16] },
    title: labels ? `rung and ${AXIS_TITLES[question.axis]} (log scale)` : null,
    axis: { ...axis, grid: true },
  };
}

/** Returns a y channel with a fixed domain, a little wider than the data so that points on the frame are whole. */
export function valueAxis(field: string, title: string, [low, high]: [number, number]): Spec {
  const pad = 0.04 * (high - low || 1);
  return {
    field,
    type: "quantitative",
    title,
    scale: { domain: [low - pad, high + pad], nice: false, zero: false },
  };
}

/** Returns the smallest interval that holds all finite numbers given, [0, 1] when there is none. */
export function extent(values: (number | null)[]): [number, number] {
  const finite = values.filter((v) => v !== null);
  return finite.length === 0 ? [0, 1] : [Math.min(...finite), Math.max(...finite)];
}

/** Returns a place shifted a little on the log axis, so that bars of several seeds at one rung do not cover each other. */
export function dodge(place: number, index: number, count: number): number {
  return place * 1.022 ** (index - (count - 1) / 2);
}

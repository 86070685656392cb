/** The first figure: every forecaster's skill with its interval, one panel per kind of source. */
import { COLOUR } from "../../page/theme.ts";
import { type Datum, type Figure, frame, layer, type Spec } from "../../page/vegaLite.ts";
import type { Group } from "../standing/groups.ts";
import type { Summary } from "../standing/summary.ts";
import { KIND_WORDS, two } from "./words.ts";

/** Skill below this is drawn at the edge, with its number. */
const EDGE = -1;
const LABELS = 130;
const ROW = 17;
const PANEL = 205;

/** Returns skill against persistence with 95 % intervals over clusters, the candidate first; forecasters that refused everything are left out. */
export function skillFigure(groups: readonly Group[], names: readonly string[]): Figure {
  const kinds = groups.filter(({ by }) => by === "kind");
  const shown = names.filter((name) => kinds.some(({ summaries }) => answers(summaries, name)));
  const data = kinds.flatMap(({ name, summaries }) =>
    summaries.filter(({ forecaster }) => shown.includes(forecaster)).flatMap((one) => dataOf(name, one)),
  );
  const spec = frame(
    `Dots with intervals: skill against persistence by forecaster and kind of source. ${kinds.map(inWords).join(" ")}`,
    "Skill against persistence",
    "1 = no loss, 0 = as good as saying that nothing changes; bars: 95 % over tasks",
    [...data, { kind: "zero", skill: 0 }],
    {
      hconcat: kinds.map(({ name }, i) => panel(name as keyof typeof KIND_WORDS, shown, i === 0)),
      spacing: 18,
    },
  );
  return {
    name: "skill",
    caption: `Skill 1 − CRPS / CRPS of persistence over the same values. Where a forecaster refused, persistence stands in, which pulls it towards 0; hollow: it refused at more than half of the questions. Whatever lies left of ${two(EDGE)} is drawn at the edge with its number.`,
    spec,
  };
}

function answers(summaries: readonly Summary[], name: string): boolean {
  const own = summaries.find(({ forecaster }) => forecaster === name);
  return own !== undefined && own.refused < own.numQuestions;
}

function dataOf(panelOf: string, { forecaster, skill, refused, numQuestions }: Summary): Datum[] {
  if (skill.value === null || refused === numQuestions) return [];
  const { value, low, high } = skill;
  const isOutside = value < EDGE;
  const own = { panel: panelOf, forecaster, skill: Math.max(EDGE, value), label: two(value) };
  const mostly = refused > numQuestions / 2 ? "mostly refused" : "answered";
  const ends = { low: Math.max(EDGE, low ?? value), high: Math.max(EDGE, high ?? value) };
  return [{ kind: isOutside ? "outside" : "inside", ...own, ...ends, mostly }];
}

function panel(kind: keyof typeof KIND_WORDS, shown: readonly string[], isFirst: boolean): Spec {
  const axis = isFirst
    ? { grid: true, labelLimit: LABELS, minExtent: LABELS, maxExtent: LABELS }
    : { grid: true, labels: false, minExtent: 0, maxExtent: 0 };
  const y = {
    field: "forecaster",
    type: "nominal",
    sort: [...shown],
    scale: { domain: [...shown] },
    title: null,
    axis,
  };
  const scale = { domain: [EDGE, 1], nice: false };
  const x = { field: "skill", type: "quantitative", title: KIND_WORDS[kind], scale, axis: { tickCount: 5 } };
  const own = (mark: Spec): Spec => ({
    ...mark,
    transform: [...(mark.transform as Spec[]), { filter: `datum.panel === '${kind}'` }],
  });
  return {
    width: PANEL,
    height: ROW * shown.length,
    layer: [
      layer("zero", { type: "rule", color: COLOUR.muted, strokeDash: [3, 3] }, { x }),
      ...[...inside(x, y), ...outside(x, y)].map(own),
    ],
  };
}

function inside(x: Spec, y: Spec): Spec[] {
  const fill = { condition: { test: "datum.mostly === 'mostly refused'", value: "#ffffff" }, value: COLOUR.forecast };
  const ends = { x: { ...x, field: "low" }, x2: { field: "high" }, y };
  const dot = { type: "point", shape: "circle", stroke: COLOUR.forecast, opacity: 1, size: 42 };
  return [
    layer("inside", { type: "rule", color: COLOUR.forecast, strokeWidth: 1.5 }, ends),
    layer("inside", dot, { x, y, fill, tooltip: TOOLTIP }),
  ];
}

function outside(x: Spec, y: Spec): Spec[] {
  const arrow = { type: "point", shape: "triangle-left", filled: true, opacity: 1, color: COLOUR.truth, size: 60 };
  const text = { type: "text", align: "left", dx: 9, color: COLOUR.truth, fontSize: 11 };
  return [
    layer("outside", arrow, { x, y, tooltip: TOOLTIP }),
    layer("outside", text, { x, y, text: { field: "label" } }),
  ];
}

const TOOLTIP = [{ field: "forecaster" }, { field: "label", title: "skill" }];

function inWords({ name, summaries }: Group): string {
  const own = summaries.filter(({ refused, numQuestions }) => refused < numQuestions);
  return `${KIND_WORDS[name as keyof typeof KIND_WORDS]}: ${own.map(({ forecaster, skill }) => `${forecaster} ${two(skill.value)}`).join(", ")}.`;
}

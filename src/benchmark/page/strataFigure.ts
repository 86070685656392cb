/** Where a forecaster is good and where it is not, by what was known of a question before its outcome. */
import { AXIS_WORDS, type Datum, type Figure, frame, layer, type Spec } from "../../page/vegaLite.ts";
import type { Axis } from "../../records.ts";
import type { Group } from "../standing/groups.ts";
import type { Summary } from "../standing/summary.ts";
import { one, STATE_WORDS, two } from "./words.ts";

const BY = { axis: true, state: true, visible: true };
const ROW = 17;
const COLUMN = 42;
const LABELS = 130;

/** Returns skill against persistence as coloured cells, a row per forecaster and a column per stratum. */
export function strataFigure(groups: readonly Group[], names: readonly string[]): Figure {
  const strata = groups.filter(({ by }) => by in BY);
  const answers = (name: string) => (one: Summary) => one.forecaster === name && one.refused < one.numQuestions;
  const shown = names.filter((name) => strata.some(({ summaries }) => summaries.some(answers(name))));
  const spec = frame(
    `Table of skill against persistence by forecaster and stratum. ${strata.map(inWords).join(" ")}`,
    "Skill by what was known beforehand",
    "blue: better than persistence, orange: worse; in brackets the number of values",
    strata.flatMap((group) => dataOf(group, shown)),
    { width: COLUMN * strata.length, height: ROW * shown.length, layer: cells(strata.map(labelOf), shown) },
  );
  return {
    name: "strata",
    caption:
      "Strata are read off the question and its visible rungs before anything is known of the outcome: the axis; whether the visible rungs lie on the floor (within .05 of chance), rise (.02 or more over the last three), do neither, or are at the ceiling (.9 or more); and how many there are.",
    spec,
  };
}

function dataOf(group: Group, shown: readonly string[]): Datum[] {
  return group.summaries
    .filter(({ forecaster, skill }) => shown.includes(forecaster) && skill.value !== null)
    .map(({ forecaster, skill }) => ({
      kind: "cell",
      forecaster,
      stratum: labelOf(group),
      skill: Math.max(-1, skill.value!),
      label: skill.value! < -9.95 ? "< −9" : one(skill.value!),
    }));
}

function cells(columns: readonly string[], shown: readonly string[]): Spec[] {
  const along = { labelAngle: -40, orient: "top", labelLimit: 220, ticks: false, domain: false };
  const x = { field: "stratum", type: "nominal", sort: [...columns], title: null, axis: along };
  const down = { labelLimit: LABELS, minExtent: LABELS, maxExtent: LABELS };
  const y = { field: "forecaster", type: "nominal", sort: [...shown], title: null, axis: down };
  const scale = { domain: [-1, 0, 1], range: ["#e08a4f", "#ffffff", "#5aa3d0"], interpolate: "rgb" };
  const color = { field: "skill", type: "quantitative", scale, legend: null };
  return [
    layer("cell", { type: "rect" }, { x, y, color }),
    layer("cell", { type: "text", fontSize: 10 }, { x, y, text: { field: "label" } }),
  ];
}

function labelOf({ by, name, summaries }: Group): string {
  const words =
    by === "state"
      ? STATE_WORDS[name as keyof typeof STATE_WORDS]
      : by === "visible"
        ? `${name} visible`
        : `over ${AXIS_WORDS[name as Axis]}`;
  return `${words} (${summaries[0]!.numTargets})`;
}

function inWords(group: Group): string {
  return `${labelOf(group)}: ${group.summaries.map(({ forecaster, skill }) => `${forecaster} ${two(skill.value)}`).join(", ")}.`;
}

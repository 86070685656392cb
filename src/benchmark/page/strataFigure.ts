/** Where a forecaster is good and where it is not, by what was known of a question before its outcome. */
import { type Datum, type Figure, frame, layer } from "../../page/vegaLite.ts";
import type { Group } from "../standing/groups.ts";
import { STATE_WORDS, two } from "./words.ts";

const BY = { axis: "axis", state: "visible rungs", visible: "number of visible rungs" } as const;
const ROW = 17;
const COLUMN = 42;

/** Returns skill against persistence as coloured cells, a row per forecaster and a column per stratum. */
export function strataFigure(groups: readonly Group[], names: readonly string[]): Figure {
  const strata = groups.filter(({ by }) => by in BY);
  const shown = names.filter((name) =>
    strata.some(({ summaries }) => summaries.some((one) => one.forecaster === name && one.refused < one.numQuestions)),
  );
  const columns = strata.map(labelOf);
  const data = strata.flatMap((group): Datum[] =>
    group.summaries
      .filter(({ forecaster, skill }) => shown.includes(forecaster) && skill.value !== null)
      .map(({ forecaster, skill }) => ({
        kind: "cell",
        forecaster,
        stratum: labelOf(group),
        skill: Math.max(-1, skill.value!),
        label: skill.value! < -9.95 ? "<−9" : skill.value!.toFixed(1).replace("-", "−"),
      })),
  );
  const x = {
    field: "stratum",
    type: "nominal",
    sort: columns,
    title: null,
    axis: { labelAngle: -40, orient: "top", labelLimit: 220, ticks: false, domain: false },
  };
  const y = {
    field: "forecaster",
    type: "nominal",
    sort: shown,
    title: null,
    axis: { labelLimit: 130, minExtent: 130, maxExtent: 130 },
  };
  const color = {
    field: "skill",
    type: "quantitative",
    scale: { domain: [-1, 0, 1], range: ["#e08a4f", "#ffffff", "#5aa3d0"] },
    legend: null,
  };
  const spec = frame(
    `Table of skill against persistence by forecaster and stratum. ${strata.map(inWords).join(" ")}`,
    "Skill by what was known beforehand",
    "blue: better than persistence, orange: worse",
    data,
    {
      width: COLUMN * columns.length,
      height: ROW * shown.length,
      layer: [
        layer("cell", { type: "rect" }, { x, y, color }),
        layer("cell", { type: "text", fontSize: 10 }, { x, y, text: { field: "label" } }),
      ],
    },
  );
  return {
    name: "strata",
    caption:
      "Strata are read off the question and its visible rungs before anything is known of the outcome: the axis; whether the visible rungs lie on the floor (within .05 of chance), rise (.02 or more over the last three), do neither, or are at the ceiling (.9 or more); and how many there are.",
    spec,
  };
}

function labelOf({ by, name, summaries }: Group): string {
  const words =
    by === "state"
      ? STATE_WORDS[name as keyof typeof STATE_WORDS]
      : by === "visible"
        ? `${name} visible`
        : `over ${name}`;
  return `${words} (${summaries[0]!.numTargets})`;
}

function inWords(group: Group): string {
  return `${labelOf(group)}: ${group.summaries.map(({ forecaster, skill }) => `${forecaster} ${two(skill.value)}`).join(", ")}.`;
}

/** The benchmark's numbers as tables: what forecasts cost, whether they mean what they say, and how they fare with distance. */
import { percent } from "../../base/words.ts";
import { type Html, table } from "../../page/html.ts";
import { RIVAL } from "../forecasters.ts";
import type { DistanceRow } from "../standing/distance.ts";
import type { Summary } from "../standing/summary.ts";
import { points, seconds, shareWithInterval, two, withInterval } from "./words.ts";

/** Returns the losses of every forecaster on one set of questions, references beside; `took` gives seconds in all, left out where it is null. */
export function lossTable(summaries: readonly Summary[], took: ReadonlyMap<string, number> | null): Html {
  const rows = summaries.map((one) => [
    one.forecaster,
    one.refused === 0 ? "0" : `${one.refused} of ${one.numQuestions}`,
    points(one.crps.value),
    withInterval(one.skill),
    two(one.skillClimatology.value),
    one.againstRival === null ? "—" : withInterval(one.againstRival, points),
    two(one.tailSkill.value),
    withInterval(one.rpsSkill),
    two(one.rpsSkillClimatology.value),
    ...(took === null ? [] : [seconds(took.get(one.forecaster) ?? 0)]),
  ]);
  const head = [
    "forecaster",
    "#refused",
    "#CRPS",
    "#skill (95 %)",
    "#against climatology",
    `#minus ${RIVAL} (95 %)`,
    "#beyond the threshold",
    "#jump (95 %)",
    "#jump, climatology",
    ...(took === null ? [] : ["#seconds"]),
  ];
  return table(
    head,
    rows,
    `CRPS and differences in points, lower is better; skill against persistence unless it says otherwise: of the values, of their part beyond the threshold (threshold-weighted CRPS), of the jump's place (weighted RPS). Differences are paired, below 0 = better than ${RIVAL}. Refusals are filled by persistence. Intervals over clusters: a task within its source.`,
  );
}

/** Returns whether forecasts mean what they say, on one set of questions. */
export function calibrationTable(summaries: readonly Summary[]): Html {
  const rows = summaries.map((one) => {
    const { calibration } = one;
    return [
      one.forecaster,
      withInterval(one.bias, points),
      percentOf(one.coverage[50].value),
      percentOf(one.coverage[80].value),
      shareWithInterval(one.coverage[90]),
      `${percentOf(one.coverage90Inside.value)}, ${percentOf(one.atEnds.coverage90.value)} of ${one.atEnds.n}`,
      points(one.width90),
      calibration.ok ? withInterval(calibration.slope) : "—",
      calibration.ok ? withInterval(calibration.intercept) : "—",
      `${one.never.jumped} of ${one.never.stated}`,
      `${points(one.split.jumped)}, ${points(one.split.stayed)}`,
    ];
  });
  const head = [
    "forecaster",
    "#bias (95 %)",
    "#in 50 %",
    "#in 80 %",
    "#in 90 % (95 %)",
    "#apart: inside, at 0 or 1",
    "#width of 90 %",
    "#slope (95 %)",
    "#intercept (95 %)",
    "#never > .9, but jumped",
    "#CRPS if it jumped, if not",
  ];
  return table(
    head,
    rows,
    "Bias = outcome minus median, in points: below 0 the forecast was too high. Coverage by randomised PIT. Slope and intercept of the logistic regression of reaching the threshold on the stated chance: 1 and 0 are right. The last column is split by what came and is no goal: whoever announces jumps everywhere wins its first number.",
  );
}

/** Returns one forecaster's losses by doublings ahead. */
export function distanceTable(rows: readonly DistanceRow[]): Html {
  return table(
    ["forecaster", "doublings ahead", "#values", "#CRPS", "#skill", "#bias", "#in 90 %", "#width of 90 %"],
    rows.map((row) => [
      row.forecaster,
      row.distance,
      String(row.numTargets),
      points(row.crps),
      two(row.skill),
      points(row.bias),
      percent(row.coverage90),
      points(row.width90),
    ]),
  );
}

function percentOf(value: number | null): string {
  return value === null ? "—" : percent(value);
}

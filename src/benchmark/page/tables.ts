/** The benchmark's numbers as tables: what forecasts cost, whether they mean what they say, and how they fare with distance. */
import { percent } from "../../base/words.ts";
import { type Html, table } from "../../page/html.ts";
import { RIVAL } from "../forecasters.ts";
import type { DistanceRow } from "../standing/distance.ts";
import type { Summary } from "../standing/summary.ts";
import { finePoints, nameCell, points, seconds, shareWithInterval, two, withInterval } from "./words.ts";

/** Returns the losses of every forecaster on one set of questions. */
export function lossTable(summaries: readonly Summary[]): Html {
  const rows = summaries.map((one) => [
    nameCell(one),
    String(one.refused),
    points(one.crps.value),
    withInterval(one.skill),
    two(one.skillClimatology.value),
    one.againstRival === null ? "—" : withInterval(one.againstRival, finePoints),
  ]);
  return table(
    ["forecaster", "#refused", "#CRPS", "#skill (95 %)", "#over climatology", "#minus rival (95 %)"],
    rows,
    `CRPS in points, lower is better; skill is against persistence, then against climatology. Minus rival: mean CRPS less that of ${RIVAL} on the same values, below 0 = better. Refusals are filled by persistence. Intervals over clusters: a task within its source.`,
  );
}

/** Returns what was said about jumps, on one set of questions. */
export function jumpTable(summaries: readonly Summary[]): Html {
  const rows = summaries.map((one) => [
    nameCell(one),
    withInterval(one.rpsSkill),
    two(one.rpsSkillClimatology.value),
    two(one.tailSkill.value),
    `${one.never.jumped} of ${one.never.stated}`,
    points(one.split.jumped),
    points(one.split.stayed),
  ]);
  const head = [
    "forecaster",
    "#place (95 %)",
    "#over climatology",
    "#beyond threshold",
    "#jumped though never",
    "#CRPS: jumped",
    "#stayed",
  ];
  return table(
    head,
    rows,
    "Skill of the jump's place (weighted RPS) against persistence, then against climatology; of the part of the values beyond the threshold (threshold-weighted CRPS). Jumped though never: of the questions with more than .9 on never, those that jumped. The last two are split by what came and are no goal: whoever announces jumps everywhere wins the first of them.",
  );
}

/** Returns whether forecasts mean what they say, on one set of questions. */
export function calibrationTable(summaries: readonly Summary[]): Html {
  const rows = summaries.map((one) => [
    nameCell(one),
    withInterval(one.bias, points),
    percentOf(one.coverage[50].value),
    percentOf(one.coverage[80].value),
    shareWithInterval(one.coverage[90]),
    percentOf(one.coverage90Inside.value),
    one.atEnds.n === 0 ? "—" : `${percentOf(one.atEnds.coverage90.value)} of ${one.atEnds.n}`,
    points(one.width90),
  ]);
  const head = [
    "forecaster",
    "#bias (95 %)",
    "#in 50",
    "#in 80",
    "#in 90 (95 %)",
    "#off the ends",
    "#at 0 or 1",
    "#width 90",
  ];
  return table(
    head,
    rows,
    "Bias: outcome minus median in points, below 0 = the forecast was too high. Shares in the central 50, 80 and 90 % intervals by randomised PIT; those in 90 % again for values off the ends of the scale and for values at 0 or 1 apart.",
  );
}

/** Returns how stated chances of reaching the threshold relate to what happened, on one set of questions. */
export function chanceTable(summaries: readonly Summary[]): Html {
  const rows = summaries.map((one) => {
    const { calibration } = one;
    if (!calibration.ok) return [nameCell(one), "—", "—", calibration.reason];
    return [nameCell(one), withInterval(calibration.slope), withInterval(calibration.intercept), ""];
  });
  return table(
    ["forecaster", "#slope (95 %)", "#intercept (95 %)", ""],
    rows,
    "Logistic regression of reaching the threshold, ten points up, on the logit of the stated chance: slope 1 and intercept 0 are right; a slope below 1 means chances too extreme, an intercept below 0 too many announcements.",
  );
}

/** Returns every forecaster's losses by doublings ahead. */
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

/** Returns what every forecaster cost: its refusals, its seconds in all (`took`) and a question. */
export function costTable(summaries: readonly Summary[], took: ReadonlyMap<string, number>): Html {
  return table(
    ["forecaster", "#refused", "#seconds in all", "#a question"],
    summaries.map((one) => {
      const all = took.get(one.forecaster) ?? 0;
      return [nameCell(one), `${one.refused} of ${one.numQuestions}`, seconds(all), seconds(all / one.numQuestions)];
    }),
    "Seconds of one core, as they were when the forecasts were made; a pool's hold those of its members.",
  );
}

function percentOf(value: number | null): string {
  return value === null ? "—" : percent(value);
}

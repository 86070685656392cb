/** The summaries as one table, for the page's file of numbers. */
import type { Rows } from "../../page/document.ts";
import type { Estimate } from "../../score/clusterBootstrap.ts";
import type { Group } from "../standing/groups.ts";
import type { Summary } from "../standing/summary.ts";

const COUNTS = ["numTargets", "numQuestions", "numClusters", "refused", "width90"] as const;
const ESTIMATES: [string, (summary: Summary) => Estimate | null][] = [
  ["crps", ({ crps }) => crps],
  ["skill", ({ skill }) => skill],
  ["skillClimatology", ({ skillClimatology }) => skillClimatology],
  ["againstRival", ({ againstRival }) => againstRival],
  ["absoluteError", ({ absoluteError }) => absoluteError],
  ["tail", ({ tail }) => tail],
  ["tailSkill", ({ tailSkill }) => tailSkill],
  ["rps", ({ rps }) => rps],
  ["rpsSkill", ({ rpsSkill }) => rpsSkill],
  ["rpsSkillClimatology", ({ rpsSkillClimatology }) => rpsSkillClimatology],
  ["bias", ({ bias }) => bias],
  ["coverage50", ({ coverage }) => coverage[50]],
  ["coverage80", ({ coverage }) => coverage[80]],
  ["coverage90", ({ coverage }) => coverage[90]],
  ["slope", ({ calibration }) => (calibration.ok ? calibration.slope : null)],
  ["intercept", ({ calibration }) => (calibration.ok ? calibration.intercept : null)],
];

/** Returns one row per set and forecaster: counts, then every estimate with the ends of its 95 % interval; empty where there is none. */
export function summaryRows(groups: readonly Group[]): Rows {
  const columns = [
    "by",
    "group",
    "forecaster",
    ...COUNTS,
    ...ESTIMATES.flatMap(([name]) => [name, `${name}Low`, `${name}High`]),
    "neverStated",
    "neverJumped",
  ];
  const values = groups.flatMap(({ by, name, summaries }) =>
    summaries.map((summary) => [
      by,
      name,
      summary.forecaster,
      ...COUNTS.map((column) => summary[column]),
      ...ESTIMATES.flatMap(([, of]) => {
        const { value = null, low = null, high = null } = of(summary) ?? {};
        return [value, low, high];
      }),
      summary.never.stated,
      summary.never.jumped,
    ]),
  );
  return { columns, values };
}

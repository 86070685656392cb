/**
 * Does looking inside add skill? Grokking and parity, where the task is plain and the jump is real, asked about run by run over training:
 * `progress` (test loss, LLC, movement of weights) beside `progress-test-loss` (the same machine, test loss alone) and persistence.
 */

import type { PackedFamily } from "../../bank/packed.ts";
import { fold, type Key } from "../../base/random.ts";
import { backtest } from "../../forecast/backtest.ts";
import type { Forecaster } from "../../forecast/forecaster.ts";
import { mean } from "../../math/stats.ts";
import type { ScoredTarget } from "../../records.ts";
import { signFlipTest } from "../../score/compare.ts";
import { summarise } from "../../score/summary.ts";
import { commonTargets, groupBy } from "../../score/targets.ts";
import { type Line, plainLine } from "../benchmark.ts";
import { coursesOfRuns } from "./questions.ts";

const MAX_ORIGINS = 5;
/** What can answer over training without rows of other sizes, quickly enough for every run. */
const ASKED = ["persistence", "logit-accuracy-line", "progress", "progress-test-loss"];

/** Returns what the four forecasters said at up to five cuts of every run's training, scored at its later checkpoints. */
export function progressTargets(
  packed: readonly PackedFamily[],
  forecasters: readonly Forecaster[],
  key: Key,
): ScoredTarget[] {
  const own = ASKED.flatMap((name) => forecasters.find((one) => one.name === name) ?? []);
  const courses = packed.flatMap((one) => coursesOfRuns(one, "exactMatch"));
  return courses.flatMap(
    ({ question, view, rows }) =>
      backtest(question, view, { rows, answers: [] }, own, fold(key, question.name), MAX_ORIGINS).targets,
  );
}

/** Returns, per family, the skill of each forecaster and the difference that looking inside makes. */
export function progressLines(targets: readonly ScoredTarget[], key: Key): Line[] {
  return [...groupBy(targets, ({ cluster }) => cluster.split(" ")[1]!)].flatMap(([family, own]) => [
    ...summarise(own, key)
      .filter(({ forecaster }) => forecaster !== "persistence")
      .map(({ forecaster, own: compared, coverage90 }): Line => {
        const { covered, n } = coverage90;
        const { numTargets, numClusters, meanCrps, meanBaseline } = compared;
        return plainLine(
          `${family} over training: ${forecaster}, CRPS skill over persistence`,
          compared.skill,
          "1",
          `${numTargets} targets of ${numClusters} runs, CRPS ${meanCrps.toFixed(3)} beside ${meanBaseline.toFixed(3)}; 90 % intervals held ${covered} of ${n}`,
        );
      }),
    ...insideLine(family, own, key),
  ]);
}

/** Mean CRPS of progress minus that of the test loss alone, over the runs; below 0 = looking inside helped. */
function insideLine(family: string, targets: readonly ScoredTarget[], key: Key): Line[] {
  const two = commonTargets(targets.filter(({ forecaster }) => forecaster.startsWith("progress")));
  const runs = groupBy(two, ({ cluster }) => cluster);
  const loss = (own: readonly ScoredTarget[], name: string) =>
    mean(own.filter(({ forecaster }) => forecaster === name).map(({ crps }) => crps));
  if (new Set(two.map(({ forecaster }) => forecaster)).size < 2) return [];
  const differences = [...runs.values()].map((own) => loss(own, "progress") - loss(own, "progress-test-loss"));
  const { p, smallestP } = signFlipTest(differences, key);
  return [
    plainLine(
      `${family} over training: CRPS of progress minus progress-test-loss`,
      mean(differences),
      "1",
      `below 0 = looking inside helped; ${differences.length} runs, lower in ${differences.filter((d) => d < 0).length}; sign-flip p ${p.toFixed(3)}, at least ${smallestP.toFixed(3)}`,
    ),
  ];
}

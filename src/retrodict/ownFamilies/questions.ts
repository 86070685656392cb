/** What is asked about our own families: over sizes, over compute, and over the training of one run. */

import type { PackedFamily } from "../../bank/packed.ts";
import { partsOf, rungsOf } from "../../bank/questions.ts";
import type { MetricName } from "../../metrics.ts";
import { draftOf, questionOf } from "../../question/build.ts";
import { axisValue } from "../../question/grid.ts";
import { overCompute, overTokens, type View } from "../../question/views.ts";
import type { Measurement, Question, QuestionRung } from "../../records.ts";
import type { Family } from "../../specs.ts";

/** Learning a phenomenon's task is knowing nearly all answers: chance alone gives one half of a parity. */
const LEARNED = 0.9;

/** Whether a family was asked about before its largest rungs were trained. */
export function isBlind({ ladder }: Family): boolean {
  return ladder.some(({ heldOut }) => heldOut);
}

/** Returns the metrics asked about over sizes: shares under every definition of success that differs, and the loss. */
export function metricsOf({ task }: Family): MetricName[] {
  // Asked of the task, not of a metric: its rows have `success` as a definition of their own unless that is exact match.
  const own: MetricName[] = task.success.kind === "exactMatch" ? [] : ["success"];
  return ["exactMatch", ...own, "sampledSuccess", "tokenAccuracy", "nll"];
}

/** Returns the question about a family's held-out sizes at its last step; `heldOut` names them where the family holds none back. */
export function sizeQuestion(
  { family, rows }: PackedFamily,
  metric: MetricName,
  heldOut?: readonly string[],
): Question {
  return questionOf(partsOf(family, metric, "nParams", rungsOf(family, rows, heldOut)));
}

/**
 * Returns the question over compute: places of the observed sizes, and those of held-out sizes with more compute than any of them; null
 * when there are none.
 */
export function computeQuestion({ family, rows }: PackedFamily, metric: MetricName): Question | null {
  const sizes = rungsOf(family, rows);
  const flops = (rung: QuestionRung) => axisValue({ axis: "flops" }, rung);
  const placesOf = (heldOut: boolean) =>
    overCompute(
      { metric },
      sizes.filter((rung) => rung.heldOut === heldOut),
      rows,
    ).rungs;
  const observed = placesOf(false);
  const most = Math.max(...observed.map(flops));
  const later = placesOf(true).filter((rung) => flops(rung) > most);
  return later.length === 0 ? null : questionOf(partsOf(family, metric, "flops", [...observed, ...later]));
}

/** Returns the question over the training of a family's largest observed size: the first half of its checkpoints is seen. */
export function trainingQuestion({ family, rows }: PackedFamily, metric: MetricName): Question {
  const top = rungsOf(family, rows).findLast((rung) => !rung.heldOut)!;
  const { rungs } = overTokens({ metric }, top, rows);
  const cut = rungs.map((rung, i) => ({ ...rung, heldOut: i >= Math.floor(rungs.length / 2) }));
  return questionOf(partsOf(family, metric, "tokens", cut));
}

/** A run in the course of its training: the question without a cut, its view, and its rows alone. */
export type Course = { question: Question; view: View; rows: Measurement[] };

/** Returns the courses of a family's largest size one run at a time, each a question of its own called `<family>-seed<seed>`. */
export function coursesOfRuns({ family, rows }: PackedFamily, metric: MetricName): Course[] {
  const top = rungsOf(family, rows).at(-1)!;
  const runs = new Map(rows.filter((row) => row.nParams === top.nParams).map((row) => [row.run, row.seed]));
  return [...runs].map(([run, seed]) => {
    const own = rows.filter((row) => row.run === run);
    const rung = { ...top, run, heldOut: false };
    const name = `${family.name}-seed${seed}`;
    const parts = partsOf(family, metric, "tokens", [rung]);
    const question = draftOf({ ...parts, name, family: name, threshold: LEARNED, numSeeds: 1 });
    return { question, view: overTokens(question, rung, own), rows: own };
  });
}

/**
 * What came out: a frozen question and measured rows give exactly one Outcome, whatever the order of the rows. Missing, doubled or
 * unplanned runs are refused rather than averaged over, because choosing among runs is choosing the outcome.
 */

import { byText } from "../base/byText.ts";
import { digest } from "../base/canonical.ts";
import { numericError, usageError } from "../base/errors.ts";
import { mean, standardError } from "../math/stats.ts";
import { axisValue, gridOf, isAt, jumpBin, sharpnessOf } from "../question/grid.ts";
import type { Measurement, ObservedRung, Outcome, Question, QuestionRung } from "../records.ts";

/**
 * Returns the outcome of a question: per rung (observed and held out, smallest first) the seed mean of the metric (position null), its
 * standard error over seeds, the per-seed values sorted by seed; and the jump's bin and sharpness, judged on seed means.
 * Errors: usage when a rung has other than numSeeds runs or two rows for one seed, numeric when a value is not finite.
 */
export function resolve(question: Question, rows: readonly Measurement[]): Outcome {
  const { top, heldOut } = gridOf(question);
  const relevant = rows.filter(
    (row) => row.task === question.task.name && row.metric === question.metric && row.position === null,
  );
  const rungs = question.rungs
    .toSorted((a, b) => axisValue(question, a) - axisValue(question, b))
    .map((rung) =>
      observe(
        question,
        rung,
        relevant.filter((row) => isAt(rung, row)),
      ),
    );
  const onGrid = [top, ...heldOut].map(({ name }) => rungs.find(({ rung }) => rung === name)!.value);
  return {
    question: digest(question),
    rungs,
    jumpBin: jumpBin(question, onGrid),
    sharpness: sharpnessOf(question, onGrid),
  };
}

function observe(question: Question, rung: QuestionRung, rows: readonly Measurement[]): ObservedRung {
  const where = `${question.metric} at rung ${rung.name} (${rung.nParams} parameters), step ${rung.step}`;
  const seeds = rows.map(({ seed, value }) => ({ seed, value })).sort((a, b) => bySeed(a.seed, b.seed));
  const twice = seeds.find(({ seed }, i) => seed === seeds[i + 1]?.seed);
  if (twice) throw usageError("resolve", `one row per seed is required for ${where}`, `seed ${twice.seed} twice`, HINT);
  if (seeds.length !== question.numSeeds)
    throw usageError("resolve", `${question.numSeeds} runs are required for ${where}`, seeds.length, HINT);
  const bad = seeds.find(({ value }) => !Number.isFinite(value));
  if (bad)
    throw numericError("resolve", `finite values are required for ${where}`, `seed ${bad.seed}: ${bad.value}`, HINT);
  const values = seeds.map(({ value }) => value);
  return {
    rung: rung.name,
    nParams: rung.nParams,
    value: mean(values),
    stderr: values.length > 1 ? standardError(values) : null,
    seeds,
  };
}

const HINT = "give exactly the rows of the question's runs; foreshock status says which are missing";

/** Decimal seeds in numeric order, hexadecimal ones (all of one length) alphabetically. */
function bySeed(a: string, b: string): number {
  return a.length - b.length || byText(a, b);
}

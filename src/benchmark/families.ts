/** Ladders of small models trained here, packed with their rows: over sizes, at every cut that leaves three or more rungs visible. */

import type { PackedFamily } from "../bank/packed.ts";
import { successMetric } from "../bank/questions.ts";
import { byText } from "../base/byText.ts";
import { MIN_VISIBLE } from "../forecast/backtest.ts";
import { mean } from "../math/stats.ts";
import { questionOf } from "../question/build.ts";
import type { Measurement, Question, QuestionRung } from "../records.ts";
import type { Family } from "../specs.ts";
import type { Asked } from "./asked.ts";

/** Rungs that a ladder needs to be asked about. */
const LEAST_RUNGS = MIN_VISIBLE + 1;
/** The threshold lies this far above the best visible rung, as in the questions about published results. */
const RISE = 0.1;

/**
 * Returns the questions about families as a source: one per family and cut, about the share of successes by the task's own definition at the
 * last checkpoint of the rungs that were trained, threshold ten points above the best visible rung and at most 1. Families of fewer than four rungs are left out. `isBlind`
 * says at which cut a family was asked about before its later rungs were trained; a threshold that had to stop at 1 is not asked about as a jump.
 */
export function askFamilies(
  source: string,
  families: readonly PackedFamily[],
  isBlind: (family: Family, cut: number) => boolean,
): Asked[] {
  return families
    .filter(({ family }) => family.ladder.length >= LEAST_RUNGS)
    .flatMap((one) => {
      const { family, answers } = one;
      const rows = withPlainSeeds(one.rows);
      const about = { source, kind: "family" as const, setting: `${source}-sizes`, rows, answers };
      const cluster = `${source} ${family.task.name}`;
      return cutsOf({ family, rows }).map(({ cut, question, isCapped }) => ({
        ...about,
        cluster,
        blind: isBlind(family, cut) && !isCapped,
        question,
      }));
    });
}

/** A question at a cut; capped: the threshold had to stop at 1, where reaching it means not one miss and is no jump. */
type Cut = { cut: number; question: Question; isCapped: boolean };

function cutsOf({ family, rows }: Pick<PackedFamily, "family" | "rows">): Cut[] {
  const metric = successMetric(family);
  const step = family.checkpoints.at(-1)!;
  const rowsAt = (nParams: number) =>
    rows.filter(
      (row) => row.nParams === nParams && row.step === step && row.metric === metric && row.position === null,
    );
  const ladder = family.ladder.filter(({ nParams }) => rowsAt(nParams).length > 0);
  const values = ladder.map(({ nParams }) => mean(rowsAt(nParams).map(({ value }) => value)));
  return ladder.slice(MIN_VISIBLE).map((_, i) => {
    const cut = MIN_VISIBLE + i;
    const rungs = ladder.map(({ name, nParams }, at): QuestionRung => {
      const { tokens } = rowsAt(nParams)[0]!;
      return { name, nParams, step, tokens, run: null, heldOut: at >= cut };
    });
    const rise = Math.max(...values.slice(0, cut)) + RISE;
    const question = questionOf({
      name: `${family.name}-${cut}`,
      family: family.name,
      metric,
      threshold: Math.min(1, rise),
      task: { ...family.task, name: family.name },
      numSeeds: Math.min(...ladder.slice(cut).map(({ nParams }) => rowsAt(nParams).length)),
      numExamples: family.numExamples,
      rungs,
    });
    return { cut, question, isCapped: rise >= 1 };
  });
}

/** Rows in which a seed that a ledger drew is its number among those of its size: every size may be visible here. */
function withPlainSeeds(rows: readonly Measurement[]): Measurement[] {
  const drawn = new Map<number, Set<string>>();
  for (const { nParams, seed } of rows) {
    if (DRAWN.test(seed)) drawn.set(nParams, (drawn.get(nParams) ?? new Set()).add(seed));
  }
  const names = new Map([...drawn].flatMap(([, seeds]) => [...seeds].sort(byText).map((seed, i) => [seed, String(i)])));
  return rows.map((row) => ({ ...row, seed: names.get(row.seed) ?? row.seed }));
}

const DRAWN = /^[0-9a-f]{64}$/;

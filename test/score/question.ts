/** A small question with two observed and three held-out rungs, and rows that answer it. */
import { digest } from "../../src/base/canonical.ts";
import type { Forecast, Measurement, Question } from "../../src/records.ts";
import { madeQuestion, madeRungs } from "../made/question.ts";
import { madeRow } from "../made/row.ts";

const PLACE = { step: 100, tokens: 1 };

export const question: Question = madeQuestion({
  title: "When does the chain task jump?",
  rungs: madeRungs({ d8: 1000, d16: 10_000, d24: 20_000, d32: 40_000, d48: 160_000 }, 3, PLACE),
});

export const ID = digest(question);

/** One row of the question's metric at its step. */
export function row(nParams: number, seed: string, value: number, other: Partial<Measurement> = {}): Measurement {
  return madeRow({ ...PLACE, run: `${nParams}-${seed}`, nParams, flops: 1, seed, value, n: 512, ...other });
}

/** Rows with three seeds per rung around the given means. */
export function rowsFor(means: readonly number[]): Measurement[] {
  return question.rungs.flatMap(({ nParams }, i) =>
    ["0", "2", "10"].map((seed, k) => row(nParams, seed, means[i]! + [0, -0.01, 0.01][k]!)),
  );
}

/** A forecast with a uniform CDF of width 0.2 around each held-out centre. */
export function forecastOf(forecaster: string, centres: readonly number[], jump: number[]): Forecast {
  const heldOut = question.rungs.filter((rung) => rung.heldOut);
  return {
    question: ID,
    forecaster,
    evidence: "d".repeat(64),
    targets: heldOut.map(({ name, nParams }, i) => ({
      rung: name,
      nParams,
      distribution: { x: [centres[i]! - 0.1, centres[i]! + 0.1], p: [0, 1] },
      success: 0.5,
    })),
    jump,
    sharpness: { x: [0, 1], p: [0, 1] },
    parameters: {},
    rationale: null,
  };
}

/** A small question with two observed and three held-out rungs, and rows that answer it. */
import type { Forecast, Measurement, Question } from "../../src/records.ts";

export const ID = "a".repeat(64);

export const question: Question = {
  name: "chain",
  title: "When does the chain task jump?",
  task: {
    name: "chain",
    params: {},
    kind: "tokens",
    vocab: 8,
    promptLength: 4,
    answerLength: 2,
    success: { kind: "exactMatch" },
    fingerprint: "b".repeat(64),
  },
  family: "chain",
  familyDigest: "c".repeat(64),
  metric: "exactMatch",
  betterDirection: "higher",
  threshold: 0.5,
  crossing: "sustained",
  axis: "nParams",
  rungs: [
    { name: "d8", nParams: 1000, step: 100, tokens: 1, run: null, heldOut: false },
    { name: "d16", nParams: 10_000, step: 100, tokens: 1, run: null, heldOut: false },
    { name: "d24", nParams: 20_000, step: 100, tokens: 1, run: null, heldOut: true },
    { name: "d32", nParams: 40_000, step: 100, tokens: 1, run: null, heldOut: true },
    { name: "d48", nParams: 160_000, step: 100, tokens: 1, run: null, heldOut: true },
  ],
  numSeeds: 3,
  seedAggregation: "mean",
  numExamples: 512,
  evidence: "observed sizes, all metrics, all steps before the held-out rungs",
  scoring: { value: "crps", jump: "weighted-rps" },
  floor: 0.01,
  baseline: "persistence",
  law: null,
  rationale: null,
};

/** One row of the question's metric at its step. */
export function row(nParams: number, seed: string, value: number, other: Partial<Measurement> = {}): Measurement {
  return {
    run: `${nParams}-${seed}`,
    task: "chain",
    nParams,
    step: 100,
    tokens: 1,
    flops: 1,
    seed,
    metric: "exactMatch",
    position: null,
    value,
    stderr: null,
    n: 512,
    ...other,
  };
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

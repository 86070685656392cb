/** The plain question of the conformance list, and evidence with everything a forecaster may read. */
import { generator, rootKey } from "../../src/base/random.ts";
import { evidenceFor } from "../../src/forecast/evidence.ts";
import type { AnswerTable, Evidence, Question } from "../../src/records.ts";
import { evidenceOf, questionOf, row } from "./world.ts";

export const sizes = [1e4, 3e4, 1e5, 3e5, 1e6, 3e6];
export const question = questionOf(
  sizes,
  2,
  {
    law: {
      formula: "1 / (1 + exp(-b * (x - m)))",
      parameters: { b: { min: 0.1, max: 20, prior: { mean: 2, sd: 1 } }, m: { min: 3, max: 9 } },
    },
  },
  4,
);
export const table = {
  tokenAccuracy: [
    [0.3, 0.32],
    [0.4, 0.41],
    [0.55, 0.5],
    [0.7, 0.66],
  ],
  nll: [
    [2, 1.9],
    [1.6, 1.6],
    [1.2, 1.3],
    [0.7, 0.8],
  ],
  exactMatch: [
    [0, 0],
    [0.02, 0.03],
    [0.1, 0.06],
    [0.24, 0.2],
  ],
  sampledSuccess: [
    [0, 0.001],
    [0.01, 0.01],
    [0.02, 0.02],
    [0.08, 0.07],
  ],
  success: [
    [0, 0],
    [0.1, 0.12],
    [0.3, 0.25],
    [0.5, 0.5],
  ],
  logitMargin: [
    [-1, -1],
    [-0.5, -0.4],
    [0.2, 0.1],
    [1, 0.9],
  ],
  logitMarginVarAcross: [
    [1, 1],
    [1, 1],
    [1.2, 1.2],
    [1.3, 1.3],
  ],
  logitMarginVarWithin: [
    [2, 2],
    [2, 2],
    [2.4, 2.4],
    [2.6, 2.6],
  ],
  answerLogProbVar: [
    [3, 3],
    [4, 4],
    [4, 4],
    [3, 3],
  ],
};

/** Single answers of every observed rung and two seeds: 24 examples of four tokens whose margins grow with size. */
export const answers: AnswerTable[] = question.rungs
  .filter((rung) => !rung.heldOut)
  .flatMap((rung, i) => ["0", "1"].map((seed) => answersAt(rung.nParams, seed, i)));

function answersAt(nParams: number, seed: string, i: number): AnswerTable {
  const rng = generator(rootKey(`answers ${nParams} ${seed}`));
  const margin = Array.from({ length: 24 }, () => {
    const hard = rng.normal();
    return Array.from({ length: 4 }, (_, j) => -1 + 0.7 * i + 0.2 * j + 0.5 * hard + 0.8 * rng.normal());
  });
  const logProb = margin.map((row) => row.map((m) => -Math.log1p(2 * Math.exp(-m))));
  return { run: `run-${nParams}-${seed}`, nParams, step: 600, seed, logProb, margin };
}

export const evidence: Evidence = evidenceFor(question, evidenceOf(question, table).rows, answers);

/** Evidence with other answers. */
export function withAnswers(of: Question, changed: AnswerTable[]): Evidence {
  return evidenceFor(of, evidence.rows, changed);
}

const STEPS = [100, 200, 400, 800, 1600, 3200, 6400];

/** The plain question about the course of training: one size, six checkpoints seen, the last two kept back. */
export const training: Question = {
  ...question,
  axis: "tokens",
  rungs: STEPS.map((step, i) => ({
    name: `s${step}`,
    nParams: 1e4,
    step,
    tokens: 64 * step,
    run: null,
    heldOut: i >= STEPS.length - 2,
  })),
};

/** Its evidence: accuracy on the floor, a test loss and an LLC past their peaks, for two seeds. */
export const trainingEvidence: Evidence = evidenceFor(
  training,
  ["0", "1"].flatMap((seed) =>
    STEPS.slice(0, 5).flatMap((step, i) => {
      const at = (metric: string, values: number[]) => ({
        ...row(1e4, seed, metric, values[i]! + 0.01 * Number(seed)),
        step,
        tokens: 64 * step,
      });
      return [
        at("exactMatch", [0, 0.01, 0.01, 0.03, 0.08]),
        at("tokenAccuracy", [0.1, 0.2, 0.22, 0.3, 0.4]),
        at("nll", [2, 3, 4, 3.4, 2.9]),
        at("llc", [10, 20, 30, 24, 20]),
      ];
    }),
  ),
);

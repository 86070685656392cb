/** Small values that several tests share: a run specification, a token table of drawn numbers, and a scratch folder. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";
import { generator, rootKey } from "../../src/base/random.ts";
import type { TokenTable } from "../../src/measure/answers/tokens.ts";
import type { RunSpec, TaskSpec } from "../../src/specs.ts";

export const task: TaskSpec = {
  name: "operator-chain",
  params: { k: 2, operators: 3, modulus: 5, zipf: 1 },
  kind: "tokens",
  vocab: 9,
  promptLength: 4,
  answerLength: 2,
  success: { kind: "exactMatch" },
  fingerprint: "ab".repeat(32),
};

export const spec: RunSpec = {
  task,
  model: {
    kind: "transformer",
    nLayers: 1,
    dModel: 8,
    nHeads: 1,
    dHead: 8,
    dMlp: 32,
    attnOnly: false,
    layerNorm: true,
    positions: "learned",
    activation: "gelu",
    tied: false,
  },
  train: {
    optimiser: { kind: "adamw", beta1: 0.9, beta2: 0.98, epsilon: 1e-8, weightDecay: 0.01 },
    learningRate: 3e-3,
    warmupSteps: 5,
    decay: "linear",
    finalFraction: 0.1,
    batchSize: 4,
    numSteps: 30,
    trainingSet: null,
  },
  checkpoints: [0, 10, 20, 30],
  engine: "ort",
  numExamples: 16,
  measures: [],
  seed: "0",
};

/** Draws a table `[numExamples, answerLength]` from a seed; margins and ranks agree with `correct`. */
export function drawTable(seed: string, numExamples: number, answerLength: number): TokenTable {
  const rng = generator(rootKey(seed));
  const size = numExamples * answerLength;
  const draw = (f: () => number) => Float32Array.from({ length: size }, f);
  const margin = draw(() => 2 * rng.normal());
  return {
    numExamples,
    answerLength,
    logProb: draw(() => -Math.abs(rng.normal())),
    margin,
    logitVar: draw(() => rng.normal() ** 2),
    entropy: draw(() => rng.uniform()),
    rank: Int32Array.from(margin, (m) => (m > 0 ? 1 : 2)),
    correct: Uint8Array.from(margin, (m) => (m > 0 ? 1 : 0)),
  };
}

/** Returns a fresh folder that is removed when the test ends. */
export function scratch(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "foreshock-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Two small families with written-down rows, as packed: exact match rises with size, one size is held out. */
import { generator, rootKey } from "../../src/base/random.ts";
import type { AnswerTable, Measurement } from "../../src/records.ts";
import type { Family } from "../../src/specs.ts";
import type { TrainedFamily } from "../golden/pack.ts";

export const SIZES = [1000, 2000, 4000, 8000, 16_000];
const STEPS = [10, 30, 100, 300];

function familyOf(name: string): Family {
  return {
    name,
    task: {
      kind: "tokens",
      name: "operator-chain",
      params: { k: 2 },
      promptLength: 4,
      answerLength: 2,
      success: { kind: "kOfN", k: 1 },
      fingerprint: "f".repeat(64),
      vocab: 20,
    },
    ladder: SIZES.map((nParams, i) => ({
      name: `d${i}`,
      model: {
        kind: "mlp",
        inputs: "embedded",
        dEmbed: 4,
        embedStd: 1,
        initScale: 1,
        dHidden: [i + 1],
        activation: "relu",
      },
      nParams,
      nParamsTotal: nParams,
      heldOut: i === SIZES.length - 1,
    })),
    numSeeds: 2,
    train: {
      optimiser: { kind: "adam", beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 },
      learningRate: 1e-3,
      warmupSteps: 0,
      decay: "constant",
      finalFraction: 1,
      batchSize: 8,
      numSteps: 300,
      trainingSet: null,
    },
    checkpoints: STEPS,
    numExamples: 256,
    measures: [],
    engine: "ort",
  };
}

/** A family whose token chance is sigma(slope (log10(size) - 3.6) + ln(step / 300)), with rows of every metric and position. */
export function made(name: string, slope: number): TrainedFamily {
  const family = familyOf(name);
  const rng = generator(rootKey(name));
  const runs = family.ladder.flatMap(({ nParams, heldOut }) =>
    [0, 1].map((seed) => ({ nParams, seed: heldOut ? `${seed}`.repeat(64) : String(seed), heldOut })),
  );
  const chance = (nParams: number, step: number) =>
    1 / (1 + Math.exp(-slope * (Math.log10(nParams) - 3.6) - Math.log(step / 300)));
  const rows = runs.flatMap(({ nParams, seed }) =>
    STEPS.flatMap((step) => {
      const q = Math.min(0.999, Math.max(0.001, chance(nParams, step) + 0.01 * rng.normal()));
      const row = (metric: string, value: number, position: number | null = null): Measurement => ({
        run: `${name}-${nParams}-${seed.slice(0, 1)}`,
        task: "operator-chain",
        nParams,
        step,
        tokens: 80 * step,
        flops: 6 * nParams * 80 * step,
        seed,
        metric,
        position,
        value,
        stderr: null,
        n: 256,
      });
      return [
        row("exactMatch", q * q),
        row("success", 1 - (1 - q) ** 2),
        row("sampledSuccess", q * q),
        row("tokenAccuracy", q),
        row("nll", -Math.log(q)),
        row("ablationDelta.L0H0", 0),
        row("nll", -Math.log(q), 0),
        row("nll", -Math.log(q), 1),
        row("entropy", 0, 0),
      ];
    }),
  );
  const answers = runs
    .filter(({ heldOut }) => !heldOut)
    .map(({ nParams, seed }): AnswerTable => {
      const table = () => Array.from({ length: 200 }, () => [rng.normal() / 3, rng.normal() / 3]);
      return { run: `${name}-${nParams}-${seed}`, nParams, step: 300, seed, logProb: table(), margin: table() };
    });
  return { family, rows, answers, files: [{ path: `${name}/summary.parquet`, sha256: "a".repeat(64) }] };
}

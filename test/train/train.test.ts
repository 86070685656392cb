import { describe, expect, it } from "vitest";
import { ForeshockError } from "../../src/base/errors.ts";
import { createEngine } from "../../src/engine/create.ts";
import type { Engine } from "../../src/engine/engine.ts";
import { decodeSafetensors, encodeSafetensors } from "../../src/model/safetensors.ts";
import { RunSpec, type TrainSpec } from "../../src/specs.ts";
import { type Checkpoint, train } from "../../src/train/train.ts";
import { mlp, successor, tiny } from "../model/fixtures.ts";

const engine = await createEngine("ort");

const run = (change: Partial<RunSpec> = {}, recipe: Partial<TrainSpec> = {}): RunSpec =>
  RunSpec.parse({
    task: successor.spec,
    model: tiny,
    train: {
      optimiser: { kind: "adamw", weightDecay: 0.01 },
      learningRate: 0.01,
      warmupSteps: 2,
      decay: "cosine",
      batchSize: 8,
      numSteps: 6,
      ...recipe,
    },
    checkpoints: [0, 3, 6],
    numExamples: 20,
    engine: "ort",
    seed: "0",
    ...change,
  });

async function collect(spec: RunSpec, resume?: Checkpoint, losses: number[] = []): Promise<Checkpoint[]> {
  const checkpoints: Checkpoint[] = [];
  for await (const checkpoint of train(spec, successor, engine, resume, (_step, loss) => losses.push(loss)))
    checkpoints.push(checkpoint);
  return checkpoints;
}

const bytes = ({ tensors, state }: Checkpoint) => [encodeSafetensors(tensors), encodeSafetensors(state)];

/** The checkpoint after it was on disk. */
const reread = ({ tensors, state, ...rest }: Checkpoint): Checkpoint => ({
  ...rest,
  tensors: decodeSafetensors(encodeSafetensors(tensors)).tensors,
  state: decodeSafetensors(encodeSafetensors(state)).tensors,
});

/** An engine that counts the programs it made and released. */
function counting(): { engine: Engine; open: () => number } {
  let count = 0;
  const compile: Engine["compile"] = async (outputs) => {
    const program = await engine.compile(outputs);
    count++;
    return {
      run: program.run,
      release: async () => {
        count--;
        await program.release();
      },
    };
  };
  return { engine: { name: "counting", compile }, open: () => count };
}

const diverging = run(
  {},
  { optimiser: { kind: "sgd", momentum: 0, weightDecay: 0 }, learningRate: 1e30, warmupSteps: 0 },
);

describe("train", () => {
  it.each([
    ["adamw", run()],
    ["sgd with momentum", run({}, { optimiser: { kind: "sgd", momentum: 0.9, weightDecay: 0.1 } })],
    ["sgd", run({}, { optimiser: { kind: "sgd", momentum: 0, weightDecay: 0 } })],
    ["mlp", run({ model: mlp })],
  ])("%s: the same seed gives the same bytes, and so does a resumed run", async (_name, spec) => {
    const losses: number[] = [];
    const whole = await collect(spec, undefined, losses);
    expect(whole.map(({ step }) => step)).toEqual([0, 3, 6]);
    expect(losses).toHaveLength(6);
    expect(whole.map(({ loss }) => loss)).toEqual([0, losses[2], losses[5]]);
    expect((await collect(spec)).map(bytes)).toEqual(whole.map(bytes));
    for (const [i, checkpoint] of whole.entries()) {
      const later: number[] = [];
      const rest = await collect(spec, reread(checkpoint), later);
      expect(rest.map(bytes)).toEqual(whole.slice(i + 1).map(bytes));
      expect(rest.map(({ loss }) => loss)).toEqual(whole.slice(i + 1).map(({ loss }) => loss));
      expect(later).toEqual(losses.slice(checkpoint.step));
    }
  });

  it("another seed gives other weights at the start and at the end", async () => {
    const [a, b] = [await collect(run()), await collect(run({ seed: "1" }))];
    for (const i of [0, 2]) expect(bytes(a[i]!)[0]).not.toEqual(bytes(b[i]!)[0]);
  });

  it("earlier checkpoints keep their numbers while training goes on", async () => {
    const seen: Uint8Array[][] = [];
    const kept: Checkpoint[] = [];
    for await (const checkpoint of train(run(), successor, engine)) {
      kept.push(checkpoint);
      seen.push(bytes(checkpoint));
    }
    expect(kept.map(bytes)).toEqual(seen);
    expect(seen[0]).not.toEqual(seen[1]);
  });

  it("a loss that is not finite is a numeric error that names the step", async () => {
    const losses: number[] = [];
    const error = await collect(diverging, undefined, losses).catch((reason) => reason);
    expect(error).toBeInstanceOf(ForeshockError);
    expect(error.kind).toBe("numeric");
    expect(error.message).toMatch(new RegExp(`^train: a finite loss is required at step ${losses.length + 1}, got `));
    expect(losses.every(Number.isFinite)).toBe(true);
  });

  it("releases its program when it ends, fails or is left early", async () => {
    const { engine: counted, open } = counting();
    for await (const _ of train(run(), successor, counted));
    expect(open()).toBe(0);
    await (async () => {
      for await (const _ of train(diverging, successor, counted));
    })().catch(() => {});
    expect(open()).toBe(0);
    for await (const { step } of train(run(), successor, counted)) if (step === 3) break;
    expect(open()).toBe(0);
  });

  it.each([
    ["transformer", { ...tiny, nLayers: 1, dModel: 16, dHead: 8, dMlp: 32 }],
    ["mlp", { ...mlp, dHidden: [32] }],
  ])("%s learns: the loss starts near ln 7 = 1.95 or above and falls below 0.1", async (_name, model) => {
    const losses: number[] = [];
    const recipe = {
      optimiser: { kind: "adam" as const, beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weightDecay: 0 },
      batchSize: 32,
      numSteps: 250,
    };
    await collect(run({ model, checkpoints: [250] }, recipe), undefined, losses);
    expect(losses[0]).toBeGreaterThan(1.7);
    expect(losses.at(-1)).toBeLessThan(0.1);
  });
});

/**
 * A whole training step on two independent executors. Compared are loss and gradient, not the weights after Adam, which normalises
 * rounding noise where the true gradient is zero (the key bias). With momentum and a velocity of zero the new velocity is the gradient.
 */
import { describe, expect, it } from "vitest";
import { fold, generator, rootKey } from "../../src/base/random.ts";
import type { Engine } from "../../src/engine/engine.ts";
import { ortEngine } from "../../src/engine/ort.ts";
import { tfjsReference } from "../../src/engine/tfjs.ts";
import { grad } from "../../src/graph/grad.ts";
import { Graph } from "../../src/graph/value.ts";
import { modelLoss, modelParams } from "../../src/model/model.ts";
import { initialise, numElements } from "../../src/model/params.ts";
import type { ModelSpec } from "../../src/specs.ts";
import { stepGraph } from "../../src/train/step.ts";
import { worst } from "../graph/gradients.ts";
import { compile64 } from "../graph/reference64.ts";
import { MODELS, taskSpec, tiny } from "../model/fixtures.ts";

const [ort, tfjs] = [ortEngine(), await tfjsReference()];
const task = taskSpec();
const [batch, seq] = [4, 6];
const sgd = { kind: "sgd", momentum: 0.9, weightDecay: 0 } as const;

function feedsOf(model: ModelSpec) {
  const params = modelParams(model, task);
  const key = rootKey("0");
  const { normal } = generator(fold(key, "noise"));
  const rng = generator(fold(key, "tokens"));
  const ids = (n: number) => Int32Array.from({ length: n }, () => rng.int(task.vocab));
  return {
    weights: initialise(params, key).map((w) => w + 0.1 * normal()),
    velocity: new Float32Array(numElements(params)),
    tokens: ids(batch * seq),
    target: ids(batch * task.answerLength),
    learningRate: Float32Array.of(0.5),
  };
}

async function step(engine: Engine, model: ModelSpec) {
  const program = await engine.compile(stepGraph(model, task, sgd, batch));
  const { loss, velocity, weights } = await program.run(feedsOf(model));
  await program.release();
  return { loss: loss![0]!, gradient: velocity!, weights: weights! };
}

describe("a training step", () => {
  it.each(Object.entries(MODELS))("%s: ort, tfjs and float64 agree", async (_name, model) => {
    const [a, b] = [await step(ort, model), await step(tfjs, model)];
    const outputs = stepGraph(model, task, sgd, batch);
    const [loss, gradient] = compile64([outputs.loss!, outputs.velocity!])(feedsOf(model));
    expect(Math.abs(a.loss - b.loss) / b.loss).toBeLessThan(1e-6);
    expect(Math.abs(a.loss - loss!.data[0]!) / b.loss).toBeLessThan(1e-6);
    expect(worst(a.gradient, b.gradient)).toBeLessThan(1e-5);
    expect(worst(a.gradient, gradient!.data)).toBeLessThan(1e-5);
    expect(worst(b.gradient, gradient!.data)).toBeLessThan(1e-5);
  });

  // 1024 positions and more make a micro-batch: 2, 3 and 4 of them, and a prime number that has none
  it("is the same number however the batch is cut", async () => {
    const model = { ...tiny, nLayers: 1 };
    const numParts: number[] = [];
    for (const size of [352, 401, 513, 688]) {
      const rng = generator(fold(rootKey("0"), size));
      const ids = (n: number) => Int32Array.from({ length: n }, () => rng.int(task.vocab));
      const feeds = { ...feedsOf(model), tokens: ids(size * seq), target: ids(size * task.answerLength) };
      const outputs = stepGraph(model, task, sgd, size);
      numParts.push(outputs.loss!.graph.nodes.filter(({ op }) => op === "LogSoftmax").length);
      const whole = new Graph();
      const weights = whole.input("weights", [feeds.weights.length]);
      const tokens = whole.input("tokens", [size, seq], "int32");
      const target = whole.input("target", [size, task.answerLength], "int32");
      const loss = modelLoss(model, task, weights, tokens, target);
      const programs = await Promise.all([outputs, { loss, velocity: grad(loss, [weights])[0]! }].map(ort.compile));
      const [cut, uncut] = await Promise.all(programs.map((program) => program.run(feeds)));
      expect(Math.abs(cut!.loss![0]! - uncut!.loss![0]!)).toBeLessThan(1e-6 * uncut!.loss![0]!);
      expect(worst(cut!.velocity!, uncut!.velocity!)).toBeLessThan(1e-5);
      for (const program of programs) await program.release();
    }
    expect(Math.max(...numParts)).toBeGreaterThan(1);
  });

  it("moves the weights against the gradient", async () => {
    const { weights } = feedsOf(tiny);
    const { gradient, weights: next } = await step(ort, tiny);
    expect(
      worst(
        next,
        weights.map((w, i) => w - 0.5 * gradient[i]!),
      ),
    ).toBeLessThan(1e-6);
  });

  it.each(Object.entries(MODELS))(
    "%s: the gradient predicts the change of the loss along a direction",
    (_name, model) => {
      const graph = new Graph();
      const feeds = feedsOf(model);
      const weights = graph.input("weights", [feeds.weights.length]);
      const tokens = graph.input("tokens", [batch, seq], "int32");
      const target = graph.input("target", [batch, task.answerLength], "int32");
      const loss = modelLoss(model, task, weights, tokens, target);
      const { normal } = generator(fold(rootKey("0"), "direction"));
      const direction = Float64Array.from(feeds.weights, normal);
      const gradient = compile64(grad(loss, [weights]))(feeds)[0]!.data;
      const evaluate = compile64([loss]);
      const at = (h: number) =>
        evaluate({ ...feeds, weights: Float64Array.from(feeds.weights, (w, i) => w + h * direction[i]!) })[0]!.data[0]!;
      const slope = gradient.reduce((sum, g, i) => sum + g * direction[i]!, 0);
      expect(Math.abs((at(1e-5) - at(-1e-5)) / 2e-5 - slope)).toBeLessThan(1e-6 * Math.max(1, Math.abs(slope)));
    },
  );
});

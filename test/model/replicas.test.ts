/** Leading axes of weights and tokens are replicas: models side by side in one graph give what they give one by one. */
import { describe, expect, it } from "vitest";
import { fold, generator, rootKey } from "../../src/base/random.ts";
import { ortEngine } from "../../src/engine/ort.ts";
import { grad } from "../../src/graph/grad.ts";
import { sum } from "../../src/graph/linear.ts";
import { Graph } from "../../src/graph/value.ts";
import { modelLoss, modelParams } from "../../src/model/model.ts";
import { initialise, numElements } from "../../src/model/params.ts";
import type { ModelSpec } from "../../src/specs.ts";
import { worst } from "../graph/gradients.ts";
import { MODELS, taskSpec } from "./fixtures.ts";

const task = taskSpec();
const [batch, seq, replicas] = [4, 6, 3];
const key = rootKey("replicas");

async function lossAndGradient(model: ModelSpec, lead: number[], feeds: Record<string, Float32Array | Int32Array>) {
  const graph = new Graph();
  const weights = graph.input("weights", [...lead, numElements(modelParams(model, task))]);
  const tokens = graph.input("tokens", [...lead, batch, seq], "int32");
  const target = graph.input("target", [...lead, batch, task.answerLength], "int32");
  const loss = modelLoss(model, task, weights, tokens, target);
  const [gradient] = grad(sum(loss, [...loss.shape.keys()]), [weights]);
  const program = await ortEngine().compile({ loss, gradient: gradient! });
  const results = await program.run(feeds);
  await program.release();
  return results;
}

describe("a leading replica axis", () => {
  it.each(Object.entries(MODELS))("%s: three at once equal three one by one", async (_name, model) => {
    const rng = generator(fold(key, "tokens"));
    const ids = (n: number) => Int32Array.from({ length: n }, () => rng.int(task.vocab));
    const single = Array.from({ length: replicas }, (_, r) => ({
      weights: initialise(modelParams(model, task), fold(key, r)),
      tokens: ids(batch * seq),
      target: ids(batch * task.answerLength),
    }));
    const joined = (name: "tokens" | "target") => Int32Array.from(single.flatMap((one) => [...one[name]]));
    const weights = Float32Array.from(single.flatMap((one) => [...one.weights]));
    const packed = await lossAndGradient(model, [replicas], {
      weights,
      tokens: joined("tokens"),
      target: joined("target"),
    });
    expect(packed.loss!.length).toBe(replicas);
    for (const [r, feeds] of single.entries()) {
      const { loss, gradient } = await lossAndGradient(model, [], feeds);
      const own = packed.gradient!.subarray(r * gradient!.length, (r + 1) * gradient!.length);
      expect(Math.abs(packed.loss![r]! / loss![0]! - 1)).toBeLessThan(1e-6);
      expect(worst(own, gradient!)).toBeLessThan(1e-5);
    }
  });
});

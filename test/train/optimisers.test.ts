/** Five steps of every optimiser against torch.optim; test/golden/optimisers.py writes the numbers. */

import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { createEngine } from "../../src/engine/create.ts";
import { Graph, type Value } from "../../src/graph/value.ts";
import { OptimiserSpec } from "../../src/specs.ts";
import { optimiser } from "../../src/train/optimisers.ts";
import { compile64 } from "../graph/reference64.ts";
import { root } from "../root.ts";

type Golden = {
  start: number[];
  gradients: number[][];
  learningRates: number[];
  cases: { spec: OptimiserSpec; weights: number[][] }[];
};

const file = path.join(root, "test/golden/optimisers.json");
const golden = JSON.parse(readFileSync(file, "utf8")) as Golden;
const size = golden.start.length;

/** One update as a graph: inputs `weights`, `gradient`, the state and the scalars; outputs the new weights and state. */
function updateGraph(spec: OptimiserSpec): Record<string, Value> {
  const graph = new Graph();
  const { stateNames, scalarNames, update } = optimiser(spec);
  const inputs = (names: readonly string[], shape: number[]) =>
    Object.fromEntries(names.map((name) => [name, graph.input(name, shape)]));
  const state = inputs(stateNames, [size]);
  const scalars = inputs(scalarNames, []);
  const next = update(graph.input("weights", [size]), graph.input("gradient", [size]), state, scalars);
  return { weights: next.weights, ...next.state };
}

type Vectors = Record<string, ArrayLike<number>>;
type Run = (feeds: Vectors) => Promise<Vectors> | Vectors;

/** The weights after each step. */
async function trajectory(spec: OptimiserSpec, run: Run): Promise<number[][]> {
  const { stateNames, scalars } = optimiser(spec);
  let vectors: Vectors = { weights: golden.start };
  for (const name of stateNames) vectors[name] = new Float64Array(size);
  const steps: number[][] = [];
  for (const [i, gradient] of golden.gradients.entries()) {
    const rates = Object.entries(scalars(golden.learningRates[i]!, i + 1)).map(([name, value]) => [name, [value]]);
    vectors = await run({ ...vectors, gradient, ...Object.fromEntries(rates) });
    steps.push(Array.from(vectors.weights!));
  }
  return steps;
}

function expectClose(steps: number[][], expected: number[][], tolerance: number): void {
  for (const [t, row] of expected.entries())
    for (const [i, value] of row.entries())
      expect(Math.abs(steps[t]![i]! - value), `step ${t + 1}, weight ${i}`).toBeLessThan(
        tolerance * Math.max(1, Math.abs(value)),
      );
}

describe("optimisers against torch.optim", () => {
  it.each(golden.cases)("$spec.kind $spec", async ({ spec: given, weights }) => {
    const spec = OptimiserSpec.parse(given);
    const outputs = updateGraph(spec);
    const names = Object.keys(outputs);
    const exact = compile64(Object.values(outputs));
    const run64: Run = (feeds) => Object.fromEntries(exact(feeds).map(({ data }, i) => [names[i]!, data]));
    expectClose(await trajectory(spec, run64), weights, 1e-12);

    const program = await (await createEngine("ort")).compile(outputs);
    const run32: Run = (feeds) =>
      program.run(Object.fromEntries(Object.entries(feeds).map(([name, data]) => [name, Float32Array.from(data)])));
    expectClose(await trajectory(spec, run32), weights, 1e-6);
    await program.release();
  });
});

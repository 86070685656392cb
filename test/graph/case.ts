/** One expression of the list that derivative tests and executor tests share, and how it becomes a graph with random feeds. */
import { fold, type Generator, generator, rootKey } from "../../src/base/random.ts";
import { add, mul } from "../../src/graph/elementwise.ts";
import { sum } from "../../src/graph/linear.ts";
import { Graph, type Shape, sizeOf, type Value } from "../../src/graph/value.ts";

/** Inputs by name, and the values computed from them. `positive` draws inputs from [0.5, 1.5). */
export type Case = {
  name: string;
  inputs: Record<string, Shape>;
  outputs(x: Record<string, Value>, graph: Graph): Value[];
  positive?: boolean;
};

export type Built = {
  graph: Graph;
  wrt: Value[];
  outputs: Value[];
  feeds: Record<string, Float32Array>;
  rng: Generator;
};

/** Returns the case's graph with random feeds, a function of the case's name alone. */
export function buildCase({ name, inputs, outputs, positive }: Case): Built {
  const rng = generator(fold(rootKey("cases"), name));
  const graph = new Graph();
  const x = Object.fromEntries(Object.entries(inputs).map(([key, shape]) => [key, graph.input(key, shape)]));
  const draw = () => (positive ? 0.5 + rng.uniform() : rng.normal());
  const feeds = Object.fromEntries(
    Object.entries(inputs).map(([key, shape]) => [key, Float32Array.from({ length: sizeOf(shape) }, draw)]),
  );
  return { graph, wrt: Object.values(x), outputs: outputs(x, graph), feeds, rng };
}

/** Returns the scalar sum over the values of sum(value * R) with random R, so that every element has its own cotangent. */
export function weighted(values: readonly Value[], rng: Generator): Value {
  const scalars = values.map((value) => {
    const weights = value.graph.constant(Float32Array.from({ length: sizeOf(value.shape) }, rng.normal), value.shape);
    const product = mul(value, weights);
    return value.shape.length === 0
      ? product
      : sum(
          product,
          value.shape.map((_, axis) => axis),
        );
  });
  return scalars.reduce((a, b) => add(a, b));
}

/** The one landscape on which everything a chain does is known: L = (h / 2) |w|^2 for every example, or with its own h per weight. */
import { mul } from "../../../src/graph/elementwise.ts";
import { sum } from "../../../src/graph/linear.ts";
import type { Landscape } from "../../../src/measure/llc/landscape.ts";

/** Returns L = sum_i (h_i / 2) w_i^2, the same for all `numExamples` examples. */
export function quadratic(curvatures: readonly number[], numExamples = 4): Landscape {
  return {
    numWeights: curvatures.length,
    positions: 1,
    numExamples,
    inputs: (graph, lead) => ({ one: graph.input("one", lead) }),
    losses(weights, { one }) {
      const half = weights.graph.constant(
        Float32Array.from(curvatures, (h) => h / 2),
        [curvatures.length],
      );
      return mul(one!, sum(mul(mul(weights, weights), half), [-1], true));
    },
    feed: (rows) => ({ one: new Float32Array(rows.length).fill(1) }),
  };
}

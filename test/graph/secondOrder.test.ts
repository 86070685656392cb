/** Gradients of gradients: Hessian-vector products are graphs too, so samplers and sharpness measures may take them. */
import { describe, expect, it } from "vitest";
import { mul } from "../../src/graph/elementwise.ts";
import { grad } from "../../src/graph/grad.ts";
import { buildCase, type Case, weighted } from "./case.ts";
import { CASES, CUSTOM } from "./cases.ts";
import { differences, worst } from "./gradients.ts";
import { compile64 } from "./reference64.ts";

/** The largest relative difference between d(v . grad)/dx as a graph and central differences of v . grad. */
function hessianError(test: Case): number {
  const { wrt, outputs, feeds, rng } = buildCase(test);
  const loss = weighted(
    outputs.map((y) => mul(y, y)),
    rng,
  );
  const along = weighted(grad(loss, wrt), rng);
  const products = compile64(grad(along, wrt))(feeds);
  const expected = differences([along], wrt, feeds);
  return Math.max(...products.map(({ data }, i) => worst(data, expected[i]!)));
}

const smooth = [
  "Exp",
  "Log",
  "Sqrt",
  "Erf",
  "Tanh",
  "Gelu",
  "Div",
  "Softmax",
  "LogSoftmax",
  "LayerNormalization",
  "Gather",
];

describe("grad of grad", () => {
  it.each([...smooth.flatMap((op) => CASES[op]!.filter(({ name }) => !name.includes("512"))), ...CUSTOM])(
    "$name: Hessian-vector product agrees with central differences of the gradient",
    (test) => expect(hessianError(test)).toBeLessThan(1e-6),
  );
});

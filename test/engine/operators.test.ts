/** Two executors written independently, and a third opinion in float64, on every operator, forward and backward. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fold, generator, rootKey } from "../../src/base/random.ts";
import type { Engine, Feeds } from "../../src/engine/engine.ts";
import { ortEngine } from "../../src/engine/ort.ts";
import { tfjsReference } from "../../src/engine/tfjs.ts";
import { tfjsOperators } from "../../src/engine/tfjsOperators.ts";
import * as e from "../../src/graph/elementwise.ts";
import { grad } from "../../src/graph/grad.ts";
import { matMul, rowsToLast, sum } from "../../src/graph/linear.ts";
import { gatherRows, oneHot, reshape, scatterRows, slice, transpose } from "../../src/graph/shape.ts";
import { Graph, type Shape, sizeOf, type Value } from "../../src/graph/value.ts";
import { buildCase, weighted } from "../graph/case.ts";
import { CASES, CUSTOM, FORWARD_ONLY } from "../graph/cases.ts";
import { worst } from "../graph/gradients.ts";
import { compile64 } from "../graph/reference64.ts";

const ort = ortEngine();
const tfjs = await tfjsReference();

async function runOn(engine: Engine, values: readonly Value[], feeds: Feeds): Promise<ArrayLike<number>[]> {
  const program = await engine.compile(Object.fromEntries(values.map((value, i) => [`y${i}`, value])));
  const results = await program.run(feeds);
  await program.release();
  return values.map((_, i) => results[`y${i}`]!);
}

/** Compares ort with tfjs (`close`) and with float64 (`loose`), relative to the largest element of each value. */
async function compare(values: readonly Value[], feeds: Feeds, close: number, loose: number): Promise<void> {
  const [a, b] = [await runOn(ort, values, feeds), await runOn(tfjs, values, feeds)];
  const c = compile64(values)(feeds);
  for (const [i, value] of values.entries()) {
    expect(a[i]!.length).toBe(sizeOf(value.shape));
    expect(worst(a[i]!, b[i]!), `ort and tfjs, value ${i}`).toBeLessThan(close);
    expect(worst(a[i]!, c[i]!.data), `ort and float64, value ${i}`).toBeLessThan(loose);
  }
}

/** Operators whose results are one rounding or few away from the inputs. */
const ELEMENTWISE = new Set([
  ...["Add", "Sub", "Mul", "Div", "Exp", "Log", "Sqrt", "Tanh", "Relu", "Where", "Reshape", "Transpose", "Slice"],
  ...["Split", "Concat", "Expand", "Gather"],
]);

it("tfjs is there: a missing reference fails and is never skipped", () => expect(tfjs.name).toMatch(/^tfjs \(\w+\)$/));

describe("ort, tfjs and float64 agree", () => {
  for (const [op, cases] of Object.entries(CASES)) {
    const tolerance = ELEMENTWISE.has(op) ? 1e-6 : 1e-5;
    it.each(cases)(`${op}: $name, values and gradients`, async (test) => {
      const { wrt, outputs, feeds, rng } = buildCase(test);
      await compare(outputs, feeds, tolerance, 1e-5);
      await compare(grad(weighted(outputs, rng), wrt), feeds, 1e-5, 1e-5);
    });
  }

  it.each([...CUSTOM, ...FORWARD_ONLY])("$name, values", async (test) => {
    const { outputs, feeds } = buildCase(test);
    await compare(outputs, feeds, 1e-5, 1e-5);
  });

  it.each(CUSTOM)("$name, gradients", async (test) => {
    const { wrt, outputs, feeds, rng } = buildCase(test);
    await compare(grad(weighted(outputs, rng), wrt), feeds, 1e-5, 1e-5);
  });
});

describe("integer inputs", () => {
  const rng = generator(fold(rootKey("0"), "integers"));
  const ints = (n: number, below: number) => Int32Array.from({ length: n }, () => rng.int(below));

  it.each([7, 512, 513, 700])("moves, compares and looks up with a vocabulary of %i", async (vocab) => {
    const graph = new Graph();
    const tokens = graph.input("tokens", [4, 3], "int32");
    const table = graph.input("table", [vocab, 2]);
    const moved = transpose(tokens, [1, 0]);
    const flat = reshape(moved, [12]);
    const values = [
      gatherRows(table, slice(moved, 0, 1, 3)),
      oneHot(tokens, vocab),
      scatterRows(flat, gatherRows(table, flat), vocab),
      e.toFloat(e.equal(moved, 2)),
      e.toFloat(e.greater(tokens, 2)),
      e.toFloat(e.less(tokens, 2)),
      e.toFloat(flat),
    ];
    const tableData = Float32Array.from({ length: 2 * vocab }, rng.normal);
    await compare(values, { tokens: ints(12, vocab), table: tableData }, 1e-5, 1e-5);
  });
});

describe("random shapes", () => {
  const dims = fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 3 });
  const normals = (seed: number, shape: Shape) => {
    const { normal } = generator(fold(rootKey(String(seed)), "shapes"));
    return Float32Array.from({ length: sizeOf(shape) }, normal);
  };

  it("broadcasting", async () => {
    const property = fc.asyncProperty(
      dims,
      dims,
      fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }),
      async (base, extra, ones) => {
        const a = base.map((n, i) => (ones[i] ? 1 : n));
        const b = [...extra.slice(0, 1), ...base.map((n, i) => (ones[i + 3] ? 1 : n))];
        const graph = new Graph();
        const [x, y] = [graph.input("x", a), graph.input("y", b)];
        const values = [e.add(x, y), e.sub(y, x), e.mul(x, y), e.div(x, e.exp(y)), e.where(e.greater(x, y), x, y)];
        await compare(values, { x: normals(1, a), y: normals(2, b) }, 1e-6, 1e-6);
      },
    );
    await fc.assert(property, { seed: 42, numRuns: 25 });
  });

  it("matrix products in every layout, with their gradients", async () => {
    const side = fc.integer({ min: 1, max: 4 });
    const layout = fc.constantFrom("plain", "transposed", "rowsFirst");
    const property = fc.asyncProperty(side, side, side, dims, layout, layout, async (m, k, n, batch, left, right) => {
      const graph = new Graph();
      const operand = (name: string, how: string, rows: number, columns: number) => {
        const rank = batch.length + 2;
        if (how === "transposed") {
          const axes = batch.map((_, i) => i);
          return transpose(graph.input(name, [...batch, columns, rows]), [...axes, rank - 1, rank - 2]);
        }
        if (how === "plain" || batch.length === 0) return graph.input(name, [...batch, rows, columns]);
        return transpose(graph.input(name, [rows, ...batch, columns]), rowsToLast(rank));
      };
      const product = matMul(operand("x", left, m, k), operand("y", right, k, n), { alpha: 0.5 });
      const [x, y] = graph.inputs as [Value, Value];
      const axes = product.shape.map((_, i) => i);
      const gradients = grad(sum(e.mul(product, product), axes), [x, y]);
      await compare([product, ...gradients], { x: normals(1, x.shape), y: normals(2, y.shape) }, 1e-5, 1e-5);
    });
    await fc.assert(property, { seed: 42, numRuns: 25 });
  });
});

it("every operator of tfjs was run by the cases above", () => {
  const seen = new Set<string>();
  for (const test of [...Object.values(CASES).flat(), ...CUSTOM, ...FORWARD_ONLY])
    for (const { op } of buildCase(test).graph.nodes) seen.add(op);
  expect([...seen].sort()).toEqual(Object.keys(tfjsOperators).sort());
});

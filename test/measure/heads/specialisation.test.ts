/** Specialisation of heads that share the vocabulary in known ways. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { headSpecialisation, specialisation } from "../../../src/measure/heads/specialisation.ts";
import type { TransformerSpec } from "../../../src/specs.ts";
import { mlp, tiny } from "../../model/fixtures.ts";
import { benchOf, copyHead, type Head, handBuilt, numberTask, read, streamModel, tokenTask } from "../handBuilt.ts";

const rowsOf = (numHeads: number, owner: (v: number) => number) =>
  Array.from({ length: 12 }, (_, v) => Array.from({ length: numHeads }, (_, h) => Number(owner(v) === h)));

describe("specialisation", () => {
  it("knows the extremes", () => {
    expect(specialisation(rowsOf(2, (v) => v % 2))).toBeCloseTo(1, 12);
    expect(specialisation(rowsOf(4, (v) => v % 4))).toBeCloseTo(1, 12);
    expect(specialisation(rowsOf(4, (v) => v % 2))).toBeCloseTo(0.5, 12);
    expect(specialisation(rowsOf(2, () => 0))).toBe(0);
    expect(specialisation(Array.from({ length: 5 }, (_, v) => [v + 1, v + 1, v + 1]))).toBeCloseTo(0, 12);
    expect(specialisation([[0, 0]])).toBeNull();
  });

  it("is the binary entropy of the smaller part for two heads that split unevenly", () => {
    const expected = -(0.25 * Math.log2(0.25) + 0.75 * Math.log2(0.75));
    expect(specialisation(rowsOf(2, (v) => Number(v < 3)))).toBeCloseTo(expected, 12);
  });

  it("lies in [0, 1] and ignores the heads' order, the tokens' strengths, and tokens nobody copies", () => {
    const row = fc.array(fc.double({ min: 0, max: 10, noNaN: true }), { minLength: 3, maxLength: 3 });
    const property = fc.property(fc.array(row, { minLength: 1, maxLength: 20 }), (rows) => {
      fc.pre(rows.some((own) => own.some((s) => s > 1e-6)));
      const large = rows.map((own) => own.map((s) => (s > 1e-6 ? s : 0)));
      const value = specialisation(large)!;
      expect(value).toBeGreaterThanOrEqual(0);
      expect(value).toBeLessThanOrEqual(1);
      const other = [...large.map(([a, b, c], v) => [c! * (v + 1), a! * (v + 1), b! * (v + 1)]), [0, 0, 0]];
      expect(specialisation(other)!).toBeCloseTo(value, 9);
    });
    fc.assert(property, { seed: 42, numRuns: 200 });
  });
});

describe("headSpecialisation", () => {
  const task = tokenTask(10, 8);
  const measure = async (heads: Record<string, Head>, change: Partial<TransformerSpec> = {}) => {
    const model = streamModel(task, { nLayers: 1, ...change });
    const rows = await read(headSpecialisation, benchOf(task, model), handBuilt(task, model, heads));
    return rows.headSpecialisation;
  };
  const split = (layer: number) => ({ [`L${layer}H0`]: copyHead(4), [`L${layer}H1`]: copyHead(4, 3, 4) });

  it.each([{}, { tied: true }, { positions: "shortformer" as const }])(
    "is 1 when two heads split the vocabulary (%o)",
    async (change) => {
      const row = await measure(split(0), change);
      expect(row).toMatchObject({ position: null, stderr: null, n: 8 });
      expect(row!.value).toBeCloseTo(1, 6);
    },
  );

  it("is 0 when the heads are alike or one does it all, and absent when none copies", async () => {
    expect((await measure({ L0H0: copyHead(8), L0H1: copyHead(8) }))!.value).toBeCloseTo(0, 6);
    expect((await measure({ L0H0: copyHead(8) }))!.value).toBeCloseTo(0, 6);
    expect(await measure({ L0H0: copyHead(8, -1) })).toBeUndefined();
  });

  it("is about the last layer, and about the ordinary tokens", async () => {
    const row = await measure({ ...split(1), L0H0: copyHead(8), L0H1: copyHead(8) }, { nLayers: 2 });
    expect(row!.value).toBeCloseTo(1, 6);
    const fewer = tokenTask(10, 8, 4);
    const model = streamModel(fewer, { nLayers: 1 });
    const rows = await read(headSpecialisation, benchOf(fewer, model), handBuilt(fewer, model, split(0)));
    expect(rows.headSpecialisation).toMatchObject({ n: 4 });
    expect(rows.headSpecialisation!.value).toBeCloseTo(0, 6);
  });

  it("wants a transformer of two heads and more, and tokens", async () => {
    const make = headSpecialisation;
    await expect(make(benchOf(task, mlp))).rejects.toThrow("headSpecialisation: a transformer is required");
    await expect(make(benchOf(task, { ...tiny, nHeads: 1 }))).rejects.toThrow("2 heads in a layer are required, got 1");
    await expect(make(benchOf(numberTask(4), tiny))).rejects.toThrow("a task of tokens is required");
  });
});

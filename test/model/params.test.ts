import { describe, expect, it } from "vitest";
import { rootKey } from "../../src/base/random.ts";
import { modelParams } from "../../src/model/model.ts";
import { constantParam, initialise, normalParam, numElements, toFlat, toNamed } from "../../src/model/params.ts";
import { MODELS, taskSpec } from "./fixtures.ts";

const key = rootKey("0");

describe("initialise", () => {
  it("draws every parameter from its own key and standard deviation", () => {
    const [a, b] = [normalParam("a", [40, 50], 0.5), normalParam("b", [2000], 2)];
    const flat = initialise([a, constantParam("one", [3], 1), b], key);
    const deviation = (x: Float32Array) => Math.sqrt(x.reduce((sum, v) => sum + v * v, 0) / x.length);
    expect(deviation(flat.subarray(0, 2000))).toBeCloseTo(0.5, 1);
    expect(deviation(flat.subarray(2003))).toBeCloseTo(2, 0);
    expect([...flat.subarray(2000, 2003)]).toEqual([1, 1, 1]);
    expect(initialise([b], key)).toEqual(flat.subarray(2003));
    expect(initialise([b], rootKey("1"))).not.toEqual(flat.subarray(2003));
  });
});

describe("named and flat", () => {
  it.each(Object.entries(MODELS))("%s: a round trip keeps every element in place", (_name, model) => {
    const params = modelParams(model, taskSpec());
    const flat = Float32Array.from({ length: numElements(params) }, (_, i) => i);
    expect(toFlat(toNamed(flat, params), params)).toEqual(flat);
    expect(new Set(params.map(({ name }) => name)).size).toBe(params.length);
  });

  it("refuses a missing name and a wrong size", () => {
    const params = [normalParam("a", [2], 1)];
    expect(() => toFlat({}, params)).toThrow("a with 2 elements is required, got undefined");
    expect(() => toFlat({ a: { shape: [3], data: new Float32Array(3) } }, params)).toThrow("got 3");
  });
});

/** Published sizes and names: what is known of Pythia, what has to be told, and that a total is never taken for a size. */
import { describe, expect, it } from "vitest";
import { modelName, nParamsOf, requireSizes, requireTokensPerStep, tokensPerStepOf } from "../../src/source/sizes.ts";
import { told } from "./fixture.ts";

/** Layers, width and sizes of the suite: parameters without embeddings are nLayers (12 d^2 + 13 d) + 2 d. */
const SHAPES: [string, number, number][] = [
  ["70m", 6, 512],
  ["160m", 12, 768],
  ["410m", 24, 1024],
  ["1b", 16, 2048],
  ["1.4b", 24, 2048],
  ["2.8b", 32, 2560],
  ["6.9b", 32, 4096],
  ["12b", 36, 5120],
];

describe("sizes", () => {
  it.each(SHAPES)("of pythia-%s are what its shape says", (size, nLayers, d) => {
    const nParams = nLayers * (12 * d * d + 13 * d) + 2 * d;
    for (const name of ["", "-deduped", "-bf16", "-v0", "-deduped-v0"])
      expect(nParamsOf(`pythia-${size}${name}`, told())).toBe(nParams);
  });

  it.each([
    ["125m", "160m"],
    ["350m", "410m"],
    ["800m", "1b"],
    ["1.3b", "1.4b"],
    ["2.7b", "2.8b"],
    ["6.7b", "6.9b"],
    ["13b", "12b"],
  ])("of the old name %s are those of %s", (old, now) => {
    expect(nParamsOf(`pythia-${old}`, told())).toBe(nParamsOf(`pythia-${now}`, told()));
  });

  it.each([
    ["EleutherAI/pythia-v1.1-6.9b", "pythia-6.9b"],
    ["EleutherAI/pythia-70m-deduped", "pythia-70m-deduped"],
    ["/models/mine/", "mine"],
    ["my-v1.1-model", "my-v1.1-model"],
  ])("%s was published as %s", (text, name) => expect(modelName(text)).toBe(name));

  it("and tokens per step are told where they are not known, and what is told of a model wins", () => {
    const facts = told({ nParams: { x: 7, "pythia-70m": 1 }, tokensPerStep: { "": 10, y: 20, "pythia-1b": 30 } });
    expect(["x", "pythia-70m", "z"].map((model) => nParamsOf(model, facts))).toEqual([7, 1, undefined]);
    const models = ["x", "y", "pythia-1b", "pythia-410m", "pythia-160m-v0", "pythia-70m-0.25MtokBS"];
    expect(models.map((model) => tokensPerStepOf(model, facts))).toEqual([10, 20, 30, 2_097_152, 10, 10]);
    expect(tokensPerStepOf("pythia-160m-v0", told())).toBeUndefined();
  });

  it("that are missing are asked for in one error for all models", () => {
    expect(() => requireSizes(["b", "pythia-70m", "a", "b"], told())).toThrow(/got "none for a, b"$/);
    expect(() => requireTokensPerStep(["b", "pythia-70m", "a"], told())).toThrow(/got "none for a, b"$/);
    expect(requireSizes(["pythia-70m"], told()).get("pythia-70m")).toBe(18_915_328);
  });
});

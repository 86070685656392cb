import path from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { digest } from "../../src/base/canonical.ts";
import { runFolder, runKey, runLabel } from "../../src/runs/key.ts";
import type { RunSpec } from "../../src/specs.ts";
import { spec } from "./fixtures.ts";

describe("runKey", () => {
  it("is the start of the specification's digest and stays what it was", () => {
    const { measures: _, ...training } = spec;
    expect(runKey(spec)).toBe(digest(training).slice(0, 32));
    expect(runKey(spec)).toBe("a3bb6ccd05d63a29ad291f7d648a50ed");
  });

  it("does not depend on what is measured afterwards", () => {
    expect(runKey({ ...spec, measures: [{ kind: "training", steps: null }] })).toBe(runKey(spec));
  });

  it("does not depend on the order of keys", () => {
    const reversed = Object.fromEntries(Object.entries(spec).reverse()) as typeof spec;
    expect(runKey(reversed)).toBe(runKey(spec));
  });

  it("changes with the seed, the recipe and the task's fingerprint", () => {
    const variants = [
      spec,
      { ...spec, seed: "1" },
      { ...spec, train: { ...spec.train, numSteps: 31 } },
      { ...spec, task: { ...spec.task, fingerprint: "cd".repeat(32) } },
      { ...spec, numExamples: 17 },
    ];
    expect(new Set(variants.map(runKey)).size).toBe(variants.length);
  });

  it("differs for different seeds", () => {
    const seed = fc.integer({ min: 0, max: 999_999_999 }).map(String);
    fc.assert(
      fc.property(seed, seed, (a, b) => (runKey({ ...spec, seed: a }) === runKey({ ...spec, seed: b })) === (a === b)),
      { seed: 42, numRuns: 50 },
    );
  });
});

it("labels a run by task, width and the first digits of the seed", () => {
  expect(runLabel(spec)).toBe("operator-chain d=8 seed 0");
  const mlp: RunSpec["model"] = {
    kind: "mlp",
    inputs: "embedded",
    dEmbed: 4,
    embedStd: 0.5,
    initScale: 1,
    dHidden: [16, 8],
    activation: "relu",
  };
  expect(runLabel({ ...spec, model: mlp, seed: "a".repeat(64) })).toBe("operator-chain hidden=16x8 seed aaaaaaaaa");
});

it("places a run's files under models/runs, weights sorted by step", () => {
  const files = runFolder("p", "k");
  expect(files.weights(600)).toBe(path.join("p", "models", "runs", "k", "step-000600.safetensors"));
  expect(files.weights(90) < files.weights(600)).toBe(true);
});

import { describe, expect, it } from "vitest";
import { memoryOf } from "../../src/runs/memory.ts";
import { nextRun } from "../../src/runs/pool.ts";
import type { RunSpec, TransformerSpec } from "../../src/specs.ts";
import { spec } from "./fixtures.ts";

const wide = (dModel: number): RunSpec => {
  const model = { ...(spec.model as TransformerSpec), dModel, dHead: dModel, dMlp: 4 * dModel };
  return { ...spec, model };
};

describe("memory", () => {
  it("grows with width, depth and batch, from what the process alone needs", () => {
    const small = memoryOf(wide(8));
    expect(small).toBeGreaterThan(200e6);
    expect(small).toBeLessThan(220e6);
    expect(memoryOf(wide(512))).toBeGreaterThan(memoryOf(wide(64)));
    const batch = { ...spec, train: { ...spec.train, batchSize: 4096 } };
    expect(memoryOf(batch)).toBeGreaterThan(memoryOf(spec));
  });

  it("lets a run start only when it fits beside the running ones, but always lets one run", () => {
    const [large, small] = [wide(2048), wide(8)];
    const memory = memoryOf(large) + 1e6;
    const queue = [large, small];
    expect(nextRun(queue, new Set(), { workers: 2, memory: 1 })).toBe(large);
    expect(nextRun([large, small], new Set([small]), { workers: 2, memory })).toBe(small);
    expect(nextRun([large], new Set([small]), { workers: 2, memory })).toBeUndefined();
    expect(nextRun([small], new Set([small]), { workers: 1, memory: Infinity })).toBeUndefined();
    expect(nextRun([], new Set(), { workers: 1, memory })).toBeUndefined();
    expect(queue).toEqual([small]);
  });
});

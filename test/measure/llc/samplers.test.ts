import { describe, expect, it } from "vitest";
import { rootKey } from "../../../src/base/random.ts";
import { createEngine } from "../../../src/engine/create.ts";
import { type Chain, type ChainSettings, chainRunner, type Point } from "../../../src/measure/llc/chain.ts";
import { SAMPLERS } from "../../../src/measure/llc/samplers.ts";
import type { SamplerName } from "../../../src/specs.ts";
import { quadratic } from "./quadratic.ts";

const engine = await createEngine("ort");
const H = 2;
const SETTINGS = { nbeta: 10, localization: 5, numSteps: 2000 };
/** Curvature of U. */
const K = SETTINGS.nbeta * H + SETTINGS.localization;
const point: Point = { origin: new Float32Array(2), baseline: new Float32Array(4) };

async function meanSquare(sampler: SamplerName, stepSize: number, change: Partial<ChainSettings> = {}) {
  const fixed = { sampler, batchSize: 2, mask: null, ...change };
  const runner = await chainRunner(quadratic([H, H]), engine, fixed, 64);
  const keys = Array.from({ length: 64 }, (_, c) => rootKey(`chain ${c}`));
  const chains = await runner.run(point, { ...SETTINGS, ...change, stepSize }, keys);
  await runner.release();
  const late = chains.flatMap(({ trace }) => [...trace.subarray(500)]);
  const numMoving = change.mask ? change.mask.reduce((a, b) => a + b) : 2;
  return (2 * late.reduce((a, b) => a + b, 0)) / late.length / H / numMoving;
}

describe("samplers on a quadratic of curvature k, whose variance is 1 / k", () => {
  it("sgld inflates it by 1 / (1 - eps k / 4)", async () => {
    const stepSize = 1.2 / K;
    expect(await meanSquare("sgld", stepSize)).toBeCloseTo(1 / K / (1 - (stepSize * K) / 4), 3);
  });

  it("lm gives it exactly, at a large step too", async () => {
    expect((await meanSquare("lm", 0.2 / K)) * K).toBeCloseTo(1, 1);
    expect((await meanSquare("lm", 1.2 / K)) * K).toBeCloseTo(1, 1);
  });

  it("sgnht gives it at a small step", async () => {
    expect(Math.abs((await meanSquare("sgnht", 0.01 / K)) * K - 1)).toBeLessThan(0.1);
  });

  it("rmsprop-sgld comes near it: its law is a slightly different one", async () => {
    expect(Math.abs((await meanSquare("rmsprop-sgld", 0.2 / K)) * K - 1)).toBeLessThan(0.15);
  });

  it.each(Object.keys(SAMPLERS) as SamplerName[])("%s leaves masked weights where they are", async (sampler) => {
    const mask = Float32Array.of(1, 0);
    const stepSize = (sampler === "sgnht" ? 0.01 : 0.1) / K;
    const ratio = (await meanSquare(sampler, stepSize, { mask })) * K;
    expect(ratio).toBeGreaterThan(0.8);
    expect(ratio).toBeLessThan(1.25);
  });
});

describe("chains", () => {
  it("do not depend on how many share a graph", async () => {
    const fixed = { sampler: "lm" as const, batchSize: 2, mask: null };
    const keys = ["a", "b", "c"].map(rootKey);
    const settings = { ...SETTINGS, numSteps: 50, stepSize: 0.2 / K };
    const [packed, single] = [
      await chainRunner(quadratic([H, H]), engine, fixed, 3),
      await chainRunner(quadratic([H, H]), engine, fixed, 1),
    ];
    const together = await packed.run(point, settings, keys);
    const apart: Chain[] = [];
    for (const key of keys) apart.push(...(await single.run(point, settings, [key])));
    for (const [c, { trace, acceptances }] of together.entries()) {
      trace.forEach((value, t) => void expect(value).toBeCloseTo(apart[c]!.trace[t]!, 5));
      acceptances.forEach((value, i) => void expect(value).toBeCloseTo(apart[c]!.acceptances[i]!, 4));
    }
    await packed.release();
    await single.release();
  });

  it("repeat under the same key", async () => {
    const runner = await chainRunner(quadratic([H, H]), engine, { sampler: "sgld", batchSize: 2, mask: null }, 1);
    const settings = { ...SETTINGS, numSteps: 40, stepSize: 0.2 / K };
    const [first] = await runner.run(point, settings, [rootKey("x")]);
    const [again] = await runner.run(point, settings, [rootKey("x")]);
    expect(again).toEqual(first);
    await runner.release();
  });
});

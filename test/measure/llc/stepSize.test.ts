import { describe, expect, it } from "vitest";
import { rootKey } from "../../../src/base/random.ts";
import { createEngine } from "../../../src/engine/create.ts";
import { type LlcEstimate, type LlcEstimator, llcEstimator } from "../../../src/measure/llc/estimate.ts";
import { estimateAt, findStepSize } from "../../../src/measure/llc/stepSize.ts";
import { quadratic } from "./quadratic.ts";

const engine = await createEngine("ort");
const sampling = { nbeta: 10, localization: 1, numDraws: 200, numBurninSteps: 100 };
const key = rootKey("step");

async function found(scale: number): Promise<{ stepSize: number; acceptance: number }> {
  const curvatures = Array.from({ length: 20 }, (_, i) => scale * (1 + i));
  const fixed = { sampler: "lm" as const, batchSize: 4, mask: null };
  const estimator = await llcEstimator(quadratic(curvatures), engine, fixed, 4);
  const point = await estimator.at(new Float32Array(20));
  const { stepSize, acceptance } = await estimateAt(estimator, point, sampling, "auto", key);
  await estimator.release();
  return { stepSize, acceptance: acceptance! };
}

describe("findStepSize", () => {
  it("scales with the curvature and keeps the acceptance it promises", async () => {
    const [flat, steep] = [await found(1), await found(1e4)];
    for (const { acceptance } of [flat, steep]) {
      expect(acceptance).toBeGreaterThan(0.88);
      expect(acceptance).toBeLessThan(0.99);
    }
    const ratio = flat.stepSize / steep.stepSize;
    expect(ratio).toBeGreaterThan(3e3);
    expect(ratio).toBeLessThan(3e4);
  });

  it("fails with one line when no step is accepted", async () => {
    const never = { trace: Float64Array.of(Number.NaN), acceptances: [0], distance: 0 };
    const estimator = { chains: async () => [never] } as unknown as LlcEstimator;
    const point = { origin: new Float32Array(1), baseline: new Float32Array(1) };
    await expect(findStepSize(estimator, point, sampling, key)).rejects.toThrow(/a step size whose steps are accepted/);
  });
});

describe("estimateAt", () => {
  const smooth = { trace: new Float64Array(48), acceptances: Array<number>(24).fill(0.92), distance: 0 };
  const point = { origin: new Float32Array(1), baseline: new Float32Array(1) };
  const steps: number[] = [];
  const losing = (above: number) =>
    ({
      chains: async () => [smooth],
      estimate: async (_point: unknown, { stepSize }: { stepSize: number }) => {
        steps.push(stepSize);
        return { stepSize, nanShare: stepSize > above ? 0.25 : 0, acceptance: 0.93 } as LlcEstimate;
      },
    }) as unknown as LlcEstimator;

  it("halves a step it found until no chain is lost", async () => {
    steps.length = 0;
    const { stepSize } = await estimateAt(losing(0.003), point, sampling, "auto", key);
    expect(stepSize).toBeLessThanOrEqual(0.003);
    expect(steps.slice(1).every((step, i) => step === steps[i]! / 2)).toBe(true);
  });

  it("halves a step it found until the whole run is accepted, too", async () => {
    const late = (above: number) =>
      ({
        chains: async () => [smooth],
        estimate: async (_point: unknown, { stepSize }: { stepSize: number }) =>
          ({ stepSize, nanShare: 0, acceptance: stepSize > above ? 0.7 : 0.93 }) as LlcEstimate,
      }) as unknown as LlcEstimator;
    expect((await estimateAt(late(0.003), point, sampling, "auto", key)).acceptance).toBe(0.93);
  });

  it("leaves a step that was given alone, and gives up in the end", async () => {
    expect((await estimateAt(losing(0), point, sampling, 0.5, key)).nanShare).toBe(0.25);
    steps.length = 0;
    expect((await estimateAt(losing(0), point, sampling, "auto", key)).nanShare).toBe(0.25);
    expect(steps).toHaveLength(5);
  });
});

import { describe, expect, it } from "vitest";
import { rootKey } from "../../../src/base/random.ts";
import { createEngine } from "../../../src/engine/create.ts";
import { llcEstimator, reachOf } from "../../../src/measure/llc/estimate.ts";
import { inverseTemperature, llc, maskOf } from "../../../src/measure/llc/llc.ts";
import { problemsOf } from "../../../src/measure/llc/problems.ts";
import { studyLlc } from "../../../src/measure/llc/study.ts";
import { modelParams } from "../../../src/model/model.ts";
import { initialise, toNamed } from "../../../src/model/params.ts";
import { LlcSpec } from "../../../src/specs.ts";
import { benchOf, mlpOf, parityTask } from "../runs.ts";
import { quadratic } from "./quadratic.ts";

const engine = await createEngine("ort");
const fixed = { sampler: "lm" as const, batchSize: 4, mask: null };
const sampling = { nbeta: 100, localization: 1, numDraws: 300, numBurninSteps: 100 };
const ten = Array.from({ length: 10 }, (_, i) => 1 + i);

describe("inverseTemperature", () => {
  it("is n / ln n of the data set or of the batch, or as given", () => {
    expect(inverseTemperature({ nbeta: "dataset", batchSize: 64 }, 1000)).toBeCloseTo(1000 / Math.log(1000), 12);
    expect(inverseTemperature({ nbeta: "batch", batchSize: 64 }, 1000)).toBeCloseTo(64 / Math.log(64), 12);
    expect(inverseTemperature({ nbeta: 2, batchSize: 64 }, 1000)).toBe(2);
  });

  it.each([
    [0, 64, 1000, "0"],
    [-1, 64, 1000, "-1"],
    ["batch", 1, 1000, '"1 example (batch)"'],
    ["dataset", 64, 1, '"1 example (dataset)"'],
  ] as const)("refuses nbeta %s of a batch of %i and %i examples", (nbeta, batchSize, n, got) => {
    expect(() => inverseTemperature({ nbeta, batchSize }, n)).toThrow(`nbeta above 0 is required, got ${got}`);
  });
});

describe("maskOf", () => {
  const params = [
    { name: "layer0.w", shape: [2, 2], init: { kind: "zeros" as const }, decay: true },
    { name: "layer0.b", shape: [1], init: { kind: "zeros" as const }, decay: false },
    { name: "unembed", shape: [2], init: { kind: "zeros" as const }, decay: true },
  ] as unknown as Parameters<typeof maskOf>[0];

  it("marks what begins with one of the names", () => {
    expect(maskOf(params, null)).toBeNull();
    expect([...maskOf(params, ["layer0"])!]).toEqual([1, 1, 1, 1, 1, 0, 0]);
    expect([...maskOf(params, ["layer0.b", "unembed"])!]).toEqual([0, 0, 0, 0, 1, 1, 1]);
  });

  it("names the parameters there are when one is not there", () => {
    expect(() => maskOf(params, ["layer1"])).toThrow(/layer0\.w, layer0\.b, unembed, got "layer1"/);
  });
});

describe("a study", () => {
  const studied = async (curvatures: readonly number[], stepSize: number | "auto") => {
    const estimator = await llcEstimator(quadratic(curvatures), engine, fixed, 4);
    const point = await estimator.at(new Float32Array(curvatures.length));
    const study = await studyLlc(estimator, point, sampling, stepSize, rootKey("study"));
    await estimator.release();
    return study;
  };

  it("of a regular minimum is d / 2, alike at half and twice the step, and has no problems", async () => {
    const { estimate, half, double, problems } = await studied(ten, "auto");
    expect(problems).toEqual([]);
    for (const { llc: value } of [estimate, half, double]) expect(Math.abs(value! - 5)).toBeLessThan(0.7);
    expect(half.stepSize).toBe(estimate.stepSize / 2);
  });

  it("of a maximum, held by the localization, says that the weights are no minimum", async () => {
    const { problems } = await studied(Array<number>(10).fill(-0.005), 0.1);
    expect(problems.join()).toMatch(/they are no minimum/);
  });

  it("with a step that blows up says that chains left the finite numbers", async () => {
    const { estimate, problems } = await studied(ten, 1);
    expect(estimate.llc).toBeNull();
    expect(problems[0]).toMatch(/100 % of the chains left the finite numbers/);
  });

  it("says when the localization alone holds the chains", async () => {
    const [loose, steep] = [await studied(Array<number>(10).fill(1e-6), 0.1), await studied(ten, "auto")];
    expect(reachOf(loose.estimate, sampling.localization)!).toBeGreaterThan(0.8);
    expect(reachOf(steep.estimate, sampling.localization)!).toBeLessThan(0.3);
    expect(reachOf(steep.estimate, 0)).toBeNull();
  });

  it("of a minimum whose step is too large does not pass", async () => {
    const { estimate } = await studied(ten, 3 / 1000);
    expect(problemsOf(estimate).join()).toMatch(/acceptance/);
  });
});

describe("the estimate at a checkpoint", () => {
  const bench = benchOf(parityTask(8, 2), mlpOf({}), { trainingSet: 16 });
  const params = modelParams(bench.run.model, bench.run.task);
  const spec = LlcSpec.parse({ kind: "llc", numChains: 2, numDraws: 20, numBurninSteps: 10, batchSize: 8 });

  it("whose diagnostics are bad has no llc row, and rows that say why", async () => {
    const meter = await llc(bench, { ...spec, stepSize: 1e-6 });
    const metrics = (await meter.read(toNamed(initialise(params, rootKey("0")), params), 1)).map(
      ({ metric }) => metric,
    );
    expect(metrics).toEqual(["llcRhat", "llcAcceptance", "llcReach"]);
    await meter.release();
  });

  it("needs a step size for sgnht", async () => {
    await expect(llc(bench, { ...spec, sampler: "sgnht" })).rejects.toThrow(/a step size is required for sgnht/);
  });

  it("that diverged fails with one line", async () => {
    const meter = await llc(bench, { ...spec, stepSize: 1e-6 });
    const lost = toNamed(initialise(params, rootKey("0")).fill(Number.NaN), params);
    await expect(meter.read(lost, 1)).rejects.toThrow(/a finite loss at the weights themselves is required, got NaN/);
    await meter.release();
  });
});

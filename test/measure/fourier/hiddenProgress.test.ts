/** Hidden progress: the formulas on small lists, and the meter against weights moved by hand from a run's own start. */
import { describe, expect, it } from "vitest";
import { hiddenProgress, largestMove, meanMoveGap } from "../../../src/measure/fourier/hiddenProgress.ts";
import type { NamedTensors } from "../../../src/model/params.ts";
import { train } from "../../../src/train/train.ts";
import { tiny } from "../../model/fixtures.ts";
import { benchOf, mlpOf, modularTask, parityTask } from "../runs.ts";

describe("formulas", () => {
  it("largestMove is the infinity norm", () => {
    expect(largestMove([1, 2, 3], [1, 2.5, 1])).toBe(2);
    expect(largestMove([1, 2], [1, 2])).toBe(0);
  });

  it("meanMoveGap is the mean over S minus the mean over its complement", () => {
    // inputs 0, 1 in S moved by 1, 3 and 2, 2; input 2 by 0, 1
    expect(meanMoveGap([1, 3, -2, 2, 0, 1], [0, 0, 0, 0, 0, 0], 3, 2)).toBe(1.5);
    expect(meanMoveGap([1, 1], [0, 0], 2, 2)).toBeNull();
  });
});

const values = (readings: { metric: string; value: number }[]) =>
  Object.fromEntries(readings.map(({ metric, value }) => [metric, value]));

describe("hiddenProgress", () => {
  it("is 0 at the run's own start and sees what is moved", async () => {
    const bench = benchOf(parityTask(5, 2), mlpOf({ dHidden: [3] }));
    const meter = await hiddenProgress(bench);
    const start = (await train(bench.run, bench.task, bench.engine).next()).value as { tensors: NamedTensors };
    expect(values(await meter.read(start.tensors, 0))).toEqual({ hiddenProgress: 0, parityGap: 0 });
    const { shape, data } = start.tensors["layer0.w"]!;
    const moved = { ...start.tensors, "layer0.w": { shape, data: data.map((v, i) => v + (i < 6 ? 0.5 : 0.125)) } };
    const { hiddenProgress: rho, parityGap } = values(await meter.read(moved, 1));
    expect(rho).toBeCloseTo(0.5, 6);
    expect(parityGap).toBeCloseTo(0.375, 6);
    await meter.release();
  });

  it("has no parityGap where there is no sparse parity", async () => {
    const bench = benchOf(modularTask(7), mlpOf({ inputs: "embedded", dEmbed: 2 }));
    const meter = await hiddenProgress(bench);
    const start = (await train(bench.run, bench.task, bench.engine).next()).value as { tensors: NamedTensors };
    expect((await meter.read(start.tensors, 0)).map(({ metric }) => metric)).toEqual(["hiddenProgress"]);
  });

  it("needs an MLP", async () => {
    await expect(hiddenProgress(benchOf(parityTask(5, 2), tiny))).rejects.toMatchObject({
      kind: "usage",
      message: 'hiddenProgress: an mlp is required, got "a model of kind transformer"',
      hint: expect.stringContaining("family file"),
    });
  });
});

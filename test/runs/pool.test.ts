import { expect, it } from "vitest";
import { costUpTo, tokensPerStep } from "../../src/runs/cost.ts";
import { runKey } from "../../src/runs/key.ts";
import { missing } from "../../src/runs/plan.ts";
import { type PoolEvent, runPool } from "../../src/runs/pool.ts";
import { smallRun } from "../faults/children.ts";
import { scratch, spec as template } from "./fixtures.ts";

it("counts cost: tokens are the positions a model reads, FLOPs grow with steps", () => {
  expect(tokensPerStep(template)).toBe(4 * (4 + 2 - 1));
  expect(costUpTo(template, 0)).toEqual({ tokens: 0, flops: 0 });
  expect(costUpTo(template, 30).tokens).toBe(600);
  expect(costUpTo(template, 30).flops).toBe(3 * costUpTo(template, 10).flops);
});

it("finishes the runs, longest first, and one that fails leaves the others alone", async () => {
  const project = scratch();
  const [short, long] = [await smallRun(20, [20]), await smallRun(40, [20, 40])];
  const bad = {
    ...short,
    train: { ...short.train, optimiser: { kind: "sgd", momentum: 0, weightDecay: 0 } as const, learningRate: 1e6 },
  };
  const events: PoolEvent[] = [];
  const { done, failed } = await runPool([short, bad, long], project, {
    workers: 1,
    onProgress: (e) => events.push(e),
  });
  expect(done).toEqual([runKey(long), runKey(short)]);
  expect(failed).toMatchObject([
    { runKey: runKey(bad), label: "operator-chain d=8 seed 0", error: { kind: "numeric" } },
  ]);
  expect(missing([short, bad, long], project)).toEqual([bad]);
  expect(events.find((e) => e.phase === "failed")!.message).toBe(failed[0]!.error.message);
  const keys = new Set(events.flatMap((e) => Object.keys(e)));
  expect([...keys].sort()).toEqual(["label", "message", "numSteps", "phase", "runKey", "step", "tokensPerSecond"]);
});

it("refuses a number of workers that is none", async () => {
  await expect(runPool([template], ".", { workers: 0 })).rejects.toThrow(
    "workers has to be a positive whole number, got 0",
  );
});

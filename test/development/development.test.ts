/** The summary of a rung's development, on rows made up so that the answer is known. */
import { describe, expect, it } from "vitest";
import { rootKey } from "../../src/base/random.ts";
import { developmentOf } from "../../src/development/development.ts";
import type { Measurement } from "../../src/records.ts";

const STEPS = [10, 20, 40, 80, 160, 320, 640, 1280, 2560];
const row = (seed: string, step: number, metric: string, value: number, stderr: number | null = 0.01): Measurement => ({
  run: `r${seed}`,
  task: "made-up",
  nParams: 100,
  step,
  tokens: step,
  flops: step,
  seed,
  metric,
  position: null,
  value,
  stderr,
  n: 64,
});
/** Accuracy jumps at 1280; the loss peaks at 80 and falls from 160 on, the LLC peaks at 160 and falls from 320 on. */
const grokking = (seed: string): Measurement[] =>
  STEPS.flatMap((step) => [
    row(seed, step, "success", step >= 1280 ? 0.95 : 0.1),
    row(seed, step, "nll", step <= 80 ? 3 + step / 80 : 4 - Math.log(step / 80)),
    row(seed, step, "llc", step <= 160 ? 10 + step / 8 : 30 - 4 * Math.log(step / 160)),
    row(seed, step, "llcRhat", 1.01),
  ]);

const event = { metric: "success", threshold: 0.5 } as const;
const key = rootKey("development");

describe("developmentOf", () => {
  const found = developmentOf(["0", "1", "2"].flatMap(grokking), event, key);

  it("finds each seed's jump and what moved before it, and leaves diagnostics out", () => {
    expect(found.jumps).toEqual(["0", "1", "2"].map((seed) => ({ seed, step: 1280 })));
    expect(new Set(found.leads.map(({ indicator }) => indicator))).toEqual(new Set(["nll", "llc"]));
    expect(found.leads.find(({ indicator, seed }) => indicator === "nll" && seed === "1")).toMatchObject({
      step: 160,
      lead: 1120,
      fraction: 1120 / 1280,
    });
  });

  it("says that the LLC does not lead the loss here", () => {
    expect(found.llcAgainstLoss).toMatchObject({ a: "llc", b: "nll", aFirst: 0, bFirst: 3, p: 0.25, floor: 0.25 });
  });

  it("types the rise and the fall of the LLC", () => {
    expect(found.stages!.stages.map(({ type }) => type)).toContain("B");
    expect(found.stages!.boundaries[0]!.step).toBeGreaterThan(80);
    expect(found.stages!.boundaries[0]!.step).toBeLessThan(400);
  });

  it("flags a loss that turns and stays, and no other", () => {
    const turned = ["0"].flatMap(grokking).map((r) => (r.metric === "nll" && r.step > 640 ? { ...r, value: 3.9 } : r));
    expect(developmentOf(turned, event, key).reversals[0]!.reversal.kind).toBe("lasting");
    const falling = STEPS.map((step) => row("0", step, "nll", 4 - 0.5 * Math.log(step)));
    expect(developmentOf(falling, event, key).reversals[0]!.reversal.kind).toBe("none");
  });

  it("has no stages when its seeds share fewer than four checkpoints with an LLC", () => {
    const even = (row: Measurement) => row.metric !== "llc" || STEPS.indexOf(row.step) % 2 === Number(row.seed);
    expect(developmentOf(["0", "1"].flatMap(grokking).filter(even), event, key).stages).toBeNull();
  });

  it("without an LLC at four checkpoints there are no stages; without rows there is nothing, and no crash", () => {
    const rows = grokking("0").filter(({ metric, step }) => metric !== "llc" || step < 80);
    expect(developmentOf(rows, event, key)).toMatchObject({ stages: null });
    expect(developmentOf([], event, key)).toEqual({
      loss: "mse",
      jumps: [],
      leads: [],
      llcAgainstLoss: null,
      stages: null,
      reversals: [],
    });
  });
});

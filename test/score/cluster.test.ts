/** Whole clusters are drawn again: known intervals, calibration by simulation, and refusals with a reason. */
import { describe, expect, it } from "vitest";
import { fold, generator, rootKey } from "../../src/base/random.ts";
import { clusterLosses, skillInterval } from "../../src/score/cluster.ts";
import { target } from "./scoredTarget.ts";

const key = rootKey("cluster bootstrap");
const losses = (pairs: readonly (readonly [number, number])[]) =>
  pairs.map(([crps, baseline]) => ({ crps, baseline, meanDifference: crps - baseline }));

describe("clusterLosses", () => {
  it("sums losses by cluster and averages their difference, in an order that names do not change", () => {
    const targets = [
      target({ cluster: "b", crps: 0.3, baseline: 0.5 }),
      target({ cluster: "a", crps: 1, baseline: 1 }),
      target({ cluster: "b", rung: "d32", crps: 0.1, baseline: 0.7 }),
    ];
    const want = clusterLosses(targets);
    expect(want).toHaveLength(2);
    expect(want[0]!.crps).toBeCloseTo(0.4, 15);
    expect(want[0]!.baseline).toBeCloseTo(1.2, 15);
    expect(want[0]!.meanDifference).toBeCloseTo(-0.4, 15);
    expect(want[1]).toEqual({ crps: 1, baseline: 1, meanDifference: 0 });
    const renamed = targets.map((t) => ({ ...t, cluster: t.cluster === "a" ? "z" : "m" })).reverse();
    expect(clusterLosses(renamed)).toEqual(want);
  });
});

describe("skillInterval", () => {
  it("is a point where every cluster has the same ratio, and holds every ratio of two clusters", () => {
    expect(
      skillInterval(
        losses([
          [1, 2],
          [2, 4],
          [4, 8],
        ]),
        key,
      ),
    ).toEqual({ ok: true, low: 0.5, high: 0.5, level: 0.9, numClusters: 3, weak: true });
    const two = losses([
      [0, 1],
      [1, 1],
    ]);
    expect(skillInterval(two, key)).toMatchObject({ low: 0, high: 1 });
  });

  it("calls fewer than 10 clusters weak, gives the same numbers for the same key and others for another", () => {
    const many = losses(Array.from({ length: 10 }, (_, i) => [1 + Math.sin(i), 3 + Math.cos(2 * i)] as const));
    const first = skillInterval(many, key);
    expect(first).toMatchObject({ ok: true, weak: false, numClusters: 10 });
    expect(skillInterval(many.slice(1), key)).toMatchObject({ ok: true, weak: true });
    expect(skillInterval(many, key)).toEqual(first);
    expect(skillInterval(many, fold(key, "other"))).not.toEqual(first);
  });

  it("covers the true skill of many clusters about as often as it says", () => {
    let covered = 0;
    const repeats = 120;
    for (let repeat = 0; repeat < repeats; repeat++) {
      const rng = generator(fold(key, "simulation", repeat));
      const drawn = losses(Array.from({ length: 30 }, () => [rng.uniform() + 0.2, 2 * rng.uniform() + 0.4] as const));
      const interval = skillInterval(drawn, fold(key, repeat));
      if (!interval.ok) throw new Error(interval.reason);
      if (interval.low <= 0.5 && 0.5 <= interval.high) covered++;
    }
    // three standard errors of 120 draws at 0.9 are 0.08; the percentile interval is known to be a little narrow
    expect(covered / repeats).toBeGreaterThan(0.8);
    expect(covered / repeats).toBeLessThan(0.99);
  });

  it("has no interval for one cluster or against a baseline without loss, and says why", () => {
    expect(skillInterval(losses([[1, 2]]), key)).toEqual({ ok: false, reason: expect.stringContaining("2 or more") });
    expect(skillInterval([], key)).toMatchObject({ ok: false });
    const perfect = losses([
      [1, 0],
      [1, 2],
    ]);
    expect(skillInterval(perfect, key)).toEqual({ ok: false, reason: expect.stringContaining("lost nothing") });
  });
});

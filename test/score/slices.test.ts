/** Losses by horizon and by cut: grouping, sorting, and rungs that every cut kept back. */
import { describe, expect, it } from "vitest";
import type { ScoredTarget } from "../../src/records.ts";
import { byCut, byHorizon } from "../../src/score/slices.ts";
import { numbersIn, target } from "./scoredTarget.ts";

const ladder = ["d8", "d12", "d16", "d32", "d64"];
/** Every later rung at every cut from the third on, half a decade a rung; the loss is the horizon, the baseline's is twice that. */
const rolling = (forecaster: string, cluster: string): ScoredTarget[] =>
  [2, 3].flatMap((cut) =>
    ladder.slice(cut + 1).map((rung, ahead) => {
      const horizon = (ahead + 1) / 2 + 0.01;
      return target({ forecaster, cluster, cut: ladder[cut]!, rung, horizon, crps: horizon, baseline: 2 * horizon });
    }),
  );

describe("byHorizon", () => {
  it("groups by the nearest tenth of a decade, forecaster by forecaster, nearest first, baseline beside", () => {
    const targets = [...rolling("line", "a"), ...rolling("line", "b"), ...rolling("curve", "a")];
    const rows = byHorizon(targets);
    expect(rows.map(({ forecaster, horizon, numTargets }) => [forecaster, horizon, numTargets])).toEqual([
      ["curve", 0.5, 2],
      ["curve", 1, 1],
      ["line", 0.5, 4],
      ["line", 1, 2],
    ]);
    expect(rows[3]).toMatchObject({ numClusters: 2, coverage90: { covered: 2, n: 2 } });
    expect(rows[3]!.meanCrps).toBeCloseTo(1.01, 12);
    expect(rows[3]!.meanBaseline).toBeCloseTo(2.02, 12);
    expect(byHorizon(targets.toReversed())).toEqual(rows);
    expect(numbersIn(rows).every(Number.isFinite)).toBe(true);
  });
});

describe("byCut", () => {
  it("has the earliest cut first, and the rungs that every cut kept back apart", () => {
    const rows = byCut([...rolling("line", "b"), ...rolling("line", "a")]);
    expect(rows.map(({ cut, numTargets, sameRungs }) => [cut, numTargets, sameRungs?.numTargets])).toEqual([
      ["d16", 4, 2],
      ["d32", 2, 2],
    ]);
    expect(rows[0]!.horizon).toBeCloseTo(1.01, 12);
    expect(rows[0]!.meanCrps).toBeCloseTo(0.76, 12);
    expect(rows[0]!.sameRungs!.meanCrps).toBeCloseTo(1.01, 12);
    expect(rows[1]!.sameRungs!.meanCrps).toBeCloseTo(0.51, 12);
    expect(byCut([...rolling("line", "a"), ...rolling("line", "b")])).toEqual(rows);
  });

  it("has no same rungs where every cut was asked about another one", () => {
    const rows = byCut([target({ cut: "d8", rung: "d16" }), target({ cut: "d16", rung: "d32" })]);
    expect(rows.map(({ sameRungs }) => sameRungs)).toEqual([null, null]);
    expect(byCut([])).toEqual([]);
    expect(byHorizon([])).toEqual([]);
  });
});

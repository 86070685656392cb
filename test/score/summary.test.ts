/** One row per forecaster: by hand, for every order and naming, only on common targets where forecasters are set side by side. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonical } from "../../src/base/canonical.ts";
import { generator, rootKey } from "../../src/base/random.ts";
import { clopperPearson } from "../../src/math/coverage.ts";
import { ScoredTarget } from "../../src/records.ts";
import { summarise } from "../../src/score/summary.ts";
import { commonTargets } from "../../src/score/targets.ts";
import { numbersIn, target } from "./scoredTarget.ts";

const key = rootKey("summary");
const rng = generator(rootKey("targets"));

/** Three forecasters, 6 clusters, 3 rungs: `sharp` halves the loss, `same` is the baseline, `late` only answers three clusters. */
const world: ScoredTarget[] = Array.from({ length: 18 }, (_, i) => {
  const at = {
    cluster: `task ${i % 6}`,
    rung: `d${Math.floor(i / 6)}`,
    value: rng.uniform(),
    baseline: 0.1 + rng.uniform(),
  };
  const own = (forecaster: string, crps: number) =>
    target({ ...at, forecaster, crps, pit: rng.uniform(), beyond: rng.uniform(), isBeyond: at.value > 0.5 });
  return [
    own("sharp", at.baseline * (0.4 + 0.2 * rng.uniform())),
    own("same", at.baseline),
    ...(i % 6 < 3 ? [own("late", 2 * at.baseline)] : []),
  ];
}).flat();
const of = (rows: ReturnType<typeof summarise>, name: string) => rows.find(({ forecaster }) => forecaster === name)!;

describe("summarise", () => {
  const rows = summarise(world, key);

  it("has one row per forecaster, sorted by name, with own and common counts", () => {
    expect(rows.map(({ forecaster }) => forecaster)).toEqual(["late", "same", "sharp"]);
    expect(rows.map(({ own }) => [own.numTargets, own.numClusters])).toEqual([
      [9, 3],
      [18, 6],
      [18, 6],
    ]);
    for (const row of rows) expect(row.common).toMatchObject({ numTargets: 9, numClusters: 3 });
    for (const row of rows) expect(row.common!.meanBaseline).toBe(rows[0]!.common!.meanBaseline);
  });

  it("knows the better, the equal and the worse, with the floor of p beside p", () => {
    expect(of(rows, "late").own.skill).toBeCloseTo(-1, 12);
    expect(of(rows, "late").own).toEqual(of(rows, "late").common);
    expect(of(rows, "same").own).toMatchObject({ skill: 0, signFlip: { p: 1 }, interval: { low: 0, high: 0 } });
    const { own } = of(rows, "sharp");
    expect(own.skill).toBeGreaterThan(0.4);
    expect(own.signFlip).toEqual({ p: 2 / 64, smallestP: 2 / 64, numClusters: 6, exact: true });
    expect(own.interval).toMatchObject({ ok: true, weak: true, numClusters: 6 });
    if (own.interval.ok) {
      expect(own.interval.low).toBeLessThanOrEqual(own.skill!);
      expect(own.interval.high).toBeGreaterThanOrEqual(own.skill!);
    }
  });

  it("computes coverage, sharpness, PIT distance and errors as by hand", () => {
    const targets = [
      target({ value: 0.6, pit: 0.75, beyond: 1, isBeyond: true }),
      target({ rung: "d32", value: 0.61, pit: 0.75, low90: 0.1, beyond: 0, isBeyond: false }),
      target({ rung: "d48", value: 0.2, pit: 0.05, high90: 0.9, beyond: 0, isBeyond: false }),
      target({ rung: "d64", value: 0.9, pit: 1, beyond: 0.5, isBeyond: false }),
    ];
    const [row] = summarise(targets, key);
    expect(row!.coverage50).toEqual({ level: 0.5, covered: 1, n: 4, share: 0.25, band: clopperPearson(1, 4, 0.9) });
    expect(row!.coverage90).toEqual({ level: 0.9, covered: 3, n: 4, share: 0.75, band: clopperPearson(3, 4, 0.9) });
    expect(row!.meanWidth90).toBeCloseTo((0.6 + 0.7 + 0.7 + 0.6) / 4, 12);
    expect(row!.meanAbsoluteError).toBeCloseTo((0.1 + 0.11 + 0.3 + 0.4) / 4, 12);
    expect(row!.pitDistance).toBeCloseTo(0.5, 12);
    expect(row!.beyond).toMatchObject({ n: 4, meanBrier: 0.0625, miscalibration: 0.0625, discrimination: 0.1875 });
    expect(row!.own.meanCrps).toBe(0.1);
    expect(row!.own.skill).toBeCloseTo(0.5, 12);
    expect(row!).toMatchObject({ metrics: ["exactMatch"], fewClusters: true });
  });

  it("gives the same bits for shuffled targets", () => {
    const want = canonical(rows);
    fc.assert(
      fc.property(fc.shuffledSubarray(world, { minLength: world.length }), (shuffled) => {
        expect(canonical(summarise(shuffled, key))).toBe(want);
      }),
      { seed: 42, numRuns: 10 },
    );
  });

  it("gives the same numbers to renamed forecasters and renamed clusters", () => {
    const names: Record<string, string> = { sharp: "a", same: "b", late: "c" };
    const renamed = world.map((t) => ({
      ...t,
      forecaster: names[t.forecaster]!,
      cluster: `z${9 - Number(t.cluster.at(-1))}`,
    }));
    const got = summarise(renamed, key);
    for (const [old, fresh] of Object.entries(names))
      expect({ ...of(got, fresh), forecaster: old }).toEqual(of(rows, old));
  });

  it("has no common part where no target is shared, and nothing for nothing", () => {
    const apart = summarise([target(), target({ forecaster: "other", rung: "d32" })], key);
    for (const row of apart) expect(row).toMatchObject({ common: null, own: { numTargets: 1 } });
    expect(summarise([], key)).toEqual([]);
  });

  it("never holds a number that is not finite: perfect baselines, one target, diverged values", () => {
    const size = fc.constantFrom(0, 1e-300, 0.1, 1e300);
    const record = fc.record({
      cluster: fc.constantFrom("a", "b", "c"),
      rung: fc.constantFrom("d16", "d32"),
      crps: size,
      baseline: size,
      value: size,
      high90: size,
      pit: fc.constantFrom(0, 0.5, 1),
      beyond: fc.constantFrom(0, 0.3, 1),
      isBeyond: fc.boolean(),
    });
    const targets = fc.uniqueArray(record, {
      minLength: 1,
      maxLength: 6,
      selector: ({ cluster, rung }) => cluster + rung,
    });
    fc.assert(
      fc.property(targets, (changes) => {
        const got = summarise(changes.map(target), key);
        expect(numbersIn(got).every(Number.isFinite)).toBe(true);
        const { skill, interval } = got[0]!.own;
        if (skill === null) expect(interval.ok).toBe(false);
        if (!interval.ok) expect(interval.reason.length).toBeGreaterThan(10);
      }),
      { seed: 42, numRuns: 60 },
    );
  });
});

describe("commonTargets", () => {
  it("refuses doubled targets, values or baselines that disagree, and numbers that are none", () => {
    expect(() => commonTargets([target(), target()])).toThrow("one forecast per forecaster");
    const other = target({ forecaster: "other" });
    expect(() => commonTargets([target(), { ...other, value: 0.51 }])).toThrow("one value and baseline");
    expect(() => commonTargets([target(), { ...other, baseline: 0.21 }])).toThrow("one value and baseline");
    expect(() => commonTargets([target({ crps: Number.NaN })])).toThrow("crps NaN");
    expect(() => summarise([target({ crps: 1e305 })], key)).toThrow("finite numbers");
  });

  it("tells targets apart by cluster, metric, axis, cut and rung", () => {
    const differing = [
      { cluster: "x" },
      { metric: "nll" },
      { axis: "tokens" as const },
      { cut: "d12" },
      { rung: "d32" },
    ];
    for (const change of differing)
      expect(commonTargets([target(), target({ forecaster: "other", ...change })])).toEqual([]);
    expect(commonTargets([target(), target({ forecaster: "other" })])).toHaveLength(2);
  });

  it("accepts what records accept", () => {
    for (const record of world) expect(ScoredTarget.parse(record)).toEqual(record);
  });
});

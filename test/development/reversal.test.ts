import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fold, generator, rootKey } from "../../src/base/random.ts";
import { changeTest } from "../../src/development/changePoint.ts";
import type { Curve } from "../../src/development/curve.ts";
import { NLL_REVERSAL, reversal } from "../../src/development/reversal.ts";

const key = rootKey("reversal");
const curve = (values: number[], stderr: number | null = 0.03): Curve => ({
  steps: values.map((_, i) => 1000 * (i + 1)),
  values,
  stderr: values.map(() => stderr),
});
/** nll as in long trainings: a power law of 20 checkpoints, and a rise by `rise` over the last seven. */
const turning = (rise: number) =>
  curve(
    Array.from({ length: 20 }, (_, i) => {
      const fall = 3 + 4 / (Math.min(i, 13) + 1);
      return fall + (rise * Math.max(0, i - 13)) / 6;
    }),
  );

describe("reversal", () => {
  it.each([
    [0.454, "lasting"],
    [0.714, "lasting"],
    [0.591, "lasting"],
    [0.84, "lasting"],
    [0.05, "none"],
    [0.098, "none"],
    [0.044, "none"],
    [0.002, "none"],
  ] as const)("calls a rise of %f nats at the end %s", (rise, kind) => {
    const found = reversal(turning(rise), key);
    expect(found.rise).toBeCloseTo(rise, 12);
    expect([found.kind, found.sustained]).toEqual([kind, kind === "lasting"]);
    expect([found.from, found.at]).toEqual([14_000, 20_000]);
    if (kind === "lasting") expect(found.test).toMatchObject({ alarm: true, p: 0.001 });
  });

  it("tells a dip that recovers, and a single last checkpoint, from a lasting reversal", () => {
    const dip = reversal(curve([3, 2, 1, 1.5, 1.6, 1, 0.9]), key);
    expect(dip).toMatchObject({ kind: "transient", sustained: false, from: 3000, at: 5000 });
    expect(dip.rise).toBeCloseTo(0.6, 12);
    expect(dip.episodes).toHaveLength(1);
    expect(dip.episodes[0]).toMatchObject({ from: 3000, start: 4000, end: 5000, checkpoints: 2, recovered: true });
    expect(reversal(curve([3, 2, 1, 1.5]), key).kind).toBe("unconfirmed");
    expect(reversal(curve([3, 1, 2, 1, 0.9, 1.3, 1.4]), key)).toMatchObject({ kind: "lasting", from: 2000, at: 3000 });
  });

  it("asks for four standard errors of the difference too", () => {
    expect(reversal(curve([3, 2, 1, 1.5, 1.5], 0.1), key).kind).toBe("none"); // .5 < 4 sqrt(2) .1
    expect(reversal(curve([3, 2, 1, 1.6, 1.6], 0.1), key).kind).toBe("lasting");
  });

  it("mirrors for higher-is-better and does without standard errors", () => {
    const found = reversal(curve([0.1, 0.8, 0.9, 0.5, 0.4], null), key, { ...NLL_REVERSAL, better: "higher" });
    expect(found).toMatchObject({ kind: "lasting", from: 3000, at: 5000, test: null });
    expect(found.rise).toBeCloseTo(0.5, 12);
    expect(reversal(curve([3, 2, 1]), key)).toMatchObject({ rise: 0, from: null, at: null, kind: "none" });
  });

  it("reads a curve over sizes the same way", () => {
    const sizes = { ...curve([3, 2, 1, 1.5, 1.6]), steps: [1e6, 1e7, 1e8, 1e9, 1e10] };
    expect(reversal(sizes, key)).toMatchObject({ kind: "lasting", from: 1e8, at: 1e10 });
  });

  it("refuses an empty curve and NaN", () => {
    expect(() => reversal(curve([]), key)).toThrow(/at least 1 points/);
    expect(() => reversal(curve([1, Number.NaN]), key)).toThrow(/finite/);
  });
});

describe("changeTest", () => {
  const NUM = 500;
  const rate = (name: string, trend: (i: number) => number, alpha: number, num = NUM) => {
    let alarms = 0;
    for (let run = 0; run < num; run++) {
      const rng = generator(fold(key, name, run));
      const errors = Array.from({ length: 10 }, (_, i) => 0.02 + 0.01 * (i % 4));
      const values = errors.map((error, i) => trend(i) + error * rng.normal());
      const test = changeTest({ ...curve(values), stderr: errors }, { key: fold(key, name, run, "test"), alpha });
      if (test!.alarm) alarms++;
    }
    return alarms / num;
  };
  const bound = (alpha: number) => alpha + 3 * Math.sqrt((alpha * (1 - alpha)) / NUM);

  it("raises false alarms on flat noise as often as it says, neither more nor much less", () => {
    const flat = rate("flat", () => 2, 0.05);
    expect(flat).toBeLessThanOrEqual(bound(0.05));
    expect(flat).toBeGreaterThan(0.02);
  });

  it("raises fewer on improving curves, slow or steep", () => {
    expect(rate("slow", (i) => 2 - 0.002 * i, 0.05, 250)).toBeLessThanOrEqual(bound(0.05));
    expect(rate("power", (i) => 2 + 3 / (i + 1), 0.05, 250)).toBeLessThanOrEqual(0.05);
  });

  it("never sees more in a curve once an improvement is added to it", () => {
    const noise = fc.array(fc.tuple(fc.integer({ min: -9, max: 9 }), fc.nat(5)), { minLength: 2, maxLength: 8 });
    fc.assert(
      fc.property(noise, (points) => {
        const values = points.map(([value]) => value);
        const improving = points.map(([value], i) =>
          points.slice(0, i + 1).reduce((rest, [, gain]) => rest - gain, value),
        );
        const [plain, better] = [values, improving].map((list) => changeTest(curve(list, 1), { key })!);
        expect(better!.statistic).toBeLessThanOrEqual(plain!.statistic + 1e-9);
      }),
      { seed: 42, numRuns: 50 },
    );
  });

  it("finds a lasting turn of two to four standard errors, and where", () => {
    expect(rate("turn", (i) => (i < 5 ? 2 : 2.09), 0.05, 100)).toBeGreaterThan(0.8);
    const test = changeTest(curve([5, 4, 3, 3, 3, 4, 4, 4]), { key })!;
    expect(test).toMatchObject({ alarm: true, before: 5000, after: 6000, p: 0.001, numDraws: 999 });
    expect(changeTest(curve([1, 2, 2, 1, 1]), { key, better: "higher" })).toMatchObject({ before: 3000, after: 4000 });
  });

  it("is null where no rate can be stated, and draws the same from the same key", () => {
    expect(changeTest(curve([1, 2], null), { key })).toBeNull();
    expect(changeTest(curve([1, 2], 0), { key })).toBeNull();
    expect(changeTest(curve([1]), { key })).toBeNull();
    const noise = curve([1, 1.02, 0.99, 1.03, 1]);
    expect(changeTest(noise, { key })).toEqual(changeTest(noise, { key }));
    expect(() => changeTest(curve([1, 2]), { key, alpha: 0 })).toThrow(/alpha in/);
  });
});

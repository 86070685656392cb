/** The split of the mean Brier score is exact, its parts have the right sign, and known forecasters get known parts. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { brier } from "../../src/score/categorical.ts";
import { corp } from "../../src/score/corp.ts";

const RUNS = { seed: 42, numRuns: 400 };
const probability = fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(0, 0.25, 0.5, 1));
const forecasts = fc.array(fc.tuple(probability, fc.boolean()), { minLength: 1, maxLength: 30 });
const split = (rows: readonly (readonly [number, boolean])[]) =>
  corp(
    rows.map(([p]) => p),
    rows.map(([, happened]) => happened),
  );

describe("corp", () => {
  it("mean Brier score = MCB - DSC + UNC, MCB and DSC >= 0, UNC = base rate times its rest", () => {
    fc.assert(
      fc.property(forecasts, (rows) => {
        const { n, meanBrier, miscalibration, discrimination, uncertainty } = split(rows);
        const mean = rows.reduce((total, [p, happened]) => total + brier(p, happened), 0) / rows.length;
        expect(meanBrier).toBeCloseTo(mean, 13);
        expect(Math.abs(miscalibration - discrimination + uncertainty - meanBrier)).toBeLessThan(1e-14);
        expect(Math.min(miscalibration, discrimination)).toBeGreaterThanOrEqual(0);
        const rate = rows.filter(([, happened]) => happened).length / n;
        expect(uncertainty).toBeCloseTo(rate * (1 - rate), 13);
        expect(discrimination).toBeLessThanOrEqual(uncertainty + 1e-15);
      }),
      RUNS,
    );
  });

  it("has a curve that ascends, counts every forecast once and keeps the number of events", () => {
    fc.assert(
      fc.property(forecasts, (rows) => {
        const { curve, n } = split(rows);
        expect(curve.reduce((total, point) => total + point.n, 0)).toBe(n);
        for (const [i, { p, r }] of curve.entries()) {
          expect(p).toBeGreaterThan(curve[i - 1]?.p ?? -1);
          expect(r).toBeGreaterThanOrEqual(curve[i - 1]?.r ?? 0);
        }
        const events = curve.reduce((total, point) => total + point.r * point.n, 0);
        expect(events).toBeCloseTo(rows.filter(([, happened]) => happened).length, 10);
        expect(events).toBeCloseTo(
          curve.reduce((total, point) => total + point.numHappened, 0),
          10,
        );
      }),
      RUNS,
    );
  });

  it("recalibrating again changes nothing: miscalibration 0, the same discrimination", () => {
    fc.assert(
      fc.property(forecasts, (rows) => {
        const first = split(rows);
        const worth = new Map(first.curve.map(({ p, r }) => [p, r]));
        const again = split(rows.map(([p, happened]) => [worth.get(p)!, happened] as const));
        expect(again.miscalibration).toBeLessThan(1e-14);
        expect(again.discrimination).toBeCloseTo(first.discrimination, 13);
      }),
      RUNS,
    );
  });

  it("knows the oracle, the base rate and the liar", () => {
    const happened = [true, false, true, false];
    expect(corp([1, 0, 1, 0], happened)).toMatchObject({ meanBrier: 0, miscalibration: 0, discrimination: 0.25 });
    expect(corp([0.5, 0.5, 0.5, 0.5], happened)).toMatchObject({ miscalibration: 0, discrimination: 0 });
    expect(corp([0, 1, 0, 1], happened)).toMatchObject({ meanBrier: 1, miscalibration: 0.75, discrimination: 0 });
    expect(corp([0.2], [true]).curve).toEqual([{ p: 0.2, r: 1, n: 1, numHappened: 1 }]);
  });

  it("gives the same bits for every order", () => {
    const rows = Array.from({ length: 9 }, (_, i) => [((i * 4) % 7) / 9.1, i % 3 === 0] as const);
    fc.assert(
      fc.property(fc.shuffledSubarray([...rows], { minLength: 9 }), (shuffled) => {
        expect(split(shuffled)).toEqual(split(rows));
      }),
      RUNS,
    );
  });

  it("refuses no forecasts, lengths that differ and what is no probability", () => {
    expect(() => corp([], [])).toThrow("one or more probabilities");
    expect(() => corp([0.5], [])).toThrow("1 probabilities, 0 outcomes");
    expect(() => corp([1.1], [true])).toThrow("got 1.1");
    expect(() => corp([Number.NaN], [true])).toThrow("got NaN");
  });
});

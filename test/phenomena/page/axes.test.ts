/** Where things lie: domains that hold the data, ticks, labels that do not cover each other. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  axisOver,
  logTicks,
  pushApart,
  rowsFor,
  textWidth,
  tick,
  toPixel,
  valueAxisOver,
} from "../../../src/phenomena/page/axes.ts";

const axis = (low: number, high: number, log = true) => ({ low, high, log, length: 100 });

describe("axes", () => {
  it("hold every value with a margin", () => {
    const x = axisOver([1, 100], true, 200, 0.5);
    expect([x.low, x.high].map((v) => Number(v.toFixed(6)))).toEqual([0.1, 1000]);
    expect(toPixel(x, 10)).toBeCloseTo(100, 9);
    expect(toPixel(axisOver([0, 4], false, 100, 0), 3)).toBeCloseTo(75, 9);
    expect(axisOver([-1, 1, 10], true, 1, 0).low).toBe(1);
    for (const values of [[], [0], [7], [-3, -3]]) {
      const { low, high } = axisOver(values, false, 1, 0.06);
      expect(high).toBeGreaterThan(low);
    }
  });

  it("give shares all of [0, 1], start near-zero values at 0, and leave the rest its extent", () => {
    const y = (values: number[], log = false) => valueAxisOver(values, log, 1);
    expect(y([0, 0.9])).toEqual(y([0.2, 0.6, 1]));
    expect(y([1, 5]).low).toBeCloseTo(-0.3, 9);
    expect(y([18, 32]).low).toBeCloseTo(18 - 0.06 * 14, 9);
    expect(y([-3, 0.1]).low).toBeLessThan(-3);
    expect(y([0.001, 10], true).low).toBeGreaterThan(0);
  });

  it("have few, round ticks", () => {
    expect(logTicks(axis(1, 6000), 9)).toEqual([1, 3, 10, 30, 100, 300, 1000, 3000]);
    expect(logTicks(axis(1, 6000), 4)).toEqual([1, 10, 100, 1000]);
    expect(logTicks(axis(1e-9, 10), 4)).toEqual([1e-9, 1e-6, 1e-3, 1]);
    expect(logTicks(axis(1.5, 9), 4)).toEqual([2, 5]);
    expect(logTicks(axis(6, 7), 4)).toEqual([]);
    expect([0.05, 1, 500, 12_000, 3e6, 1e-7].map(tick)).toEqual(["0.05", "1", "500", "12k", "3M", "1e−7"]);
  });
});

describe("labels", () => {
  it("are pushed apart as little as needed", () => {
    expect(pushApart([50], 14, 100)).toEqual([50]);
    expect(pushApart([10, 60], 14, 100)).toEqual([10, 60]);
    expect(pushApart([60, 62], 14, 100)).toEqual([60, 74]);
    expect(pushApart([99, 98], 14, 100)).toEqual([100, 86]);
    expect(pushApart([-20, 130], 14, 100)).toEqual([0, 100]);
    expect(pushApart([], 14, 100)).toEqual([]);
  });

  it("keep their order, their distance and the panel, whatever they want", () => {
    const places = fc.array(fc.double({ min: -50, max: 150, noNaN: true }), { maxLength: 12 });
    fc.assert(
      fc.property(places, (wanted) => {
        const got = pushApart(wanted, 14, 100);
        const room = Math.min(14, 100 / Math.max(1, wanted.length - 1));
        const order = wanted.map((_, i) => i).toSorted((a, b) => wanted[a]! - wanted[b]!);
        const sorted = order.map((i) => got[i]!);
        const apart = sorted.slice(1).every((v, i) => v - sorted[i]! > room - 1e-9);
        return apart && got.every((v) => v > -1e-9 && v < 100 + 1e-9);
      }),
    );
  });

  it("above the panels share a row only where they do not overlap", () => {
    const interval = fc.tuple(fc.integer({ min: 0, max: 500 }), fc.integer({ min: 1, max: 120 }));
    fc.assert(
      fc.property(fc.array(interval, { maxLength: 15 }), (pairs) => {
        const all = pairs.map(([from, width]) => ({ from, to: from + width }));
        const rows = rowsFor(all);
        const clash = (i: number, j: number) =>
          i !== j && rows[i] === rows[j] && all[i]!.from < all[j]!.to && all[j]!.from < all[i]!.to;
        return !all.some((_, i) => all.some((_, j) => clash(i, j)));
      }),
    );
    const steps = [0, 10, 20].map((from) => ({ from, to: from + 50 }));
    expect(rowsFor(steps)).toEqual([2, 1, 0]);
    expect(textWidth("ten pixels")).toBeCloseTo(66, 9);
  });
});

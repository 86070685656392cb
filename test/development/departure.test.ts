import { describe, expect, it } from "vitest";
import type { Curve } from "../../src/development/curve.ts";
import { type DepartureRule, departure, falseAlarms, PAST_PEAK } from "../../src/development/departure.ts";

const curve = (values: number[], stderr: number | null = null): Curve => ({
  steps: values.map((_, i) => 100 * i),
  values,
  stderr: values.map(() => stderr),
});

describe("past its extreme", () => {
  it("fires at the first of two checkpoints more than 5 % below the running maximum", () => {
    expect(departure(curve([1, 9, 10, 9.6, 9.4, 9, 8]), PAST_PEAK)).toEqual({ step: 400, status: "found" });
  });

  it("overlooks a single dip, and takes exactly 5 % for not past", () => {
    expect(departure(curve([10, 9, 10, 9.5, 9.5, 9]), PAST_PEAK)).toEqual({ step: null, status: "never" });
    expect(departure(curve([10, 9, 10, 9.5, 9.4, 9]), PAST_PEAK)).toEqual({ step: 400, status: "found" });
  });

  it("mirrors for a minimum, and for negative values", () => {
    const rule: DepartureRule = { ...PAST_PEAK, extreme: "minimum" };
    expect(departure(curve([5, 2, 2.05, 2.2, 2.3]), rule).step).toBe(300);
    expect(departure(curve([-5, -2, -2.05, -2.2, -2.3]), PAST_PEAK).step).toBe(300);
  });
});

describe("leaves its plateau", () => {
  const rule: DepartureRule = { kind: "leavesPlateau", from: 100, to: 400, sds: 4, margin: 0.1, sustained: 2 };
  const plateau = [8, 2.01, 1.99, 2.01, 1.99]; // behind a first transient: mean 2, sd .0115, so the margin .2 decides

  it("fires on either side, when the margin and the noise are both left", () => {
    expect(departure(curve([...plateau, 2.15, 2.25, 2.3]), rule)).toEqual({ step: 600, status: "found" });
    expect(departure(curve([...plateau, 1.7, 1.6]), rule).step).toBe(500);
    expect(departure(curve([...plateau, 2.25, 2.3], 0.1), rule).status).toBe("never"); // 4 standard errors = .4
  });

  it("needs consecutive checkpoints on one side", () => {
    expect(departure(curve([...plateau, 2.3, 1.7, 2.3, 2]), rule).status).toBe("never");
  });

  it("counts any sustained change from a plateau without spread at 0", () => {
    expect(departure(curve([0, 0, 0, 0, 0, 0, 0.01, 0.02]), rule).step).toBe(600);
  });

  it("says what it cannot read", () => {
    expect(departure(curve([1, 2]), rule)).toEqual({ step: null, status: "unmeasured" });
    expect(departure(curve([...plateau, 9]), rule)).toEqual({ step: null, status: "unmeasured" });
    expect(() => departure(curve(plateau), { ...rule, sustained: 0 })).toThrow(/sustained >= 1/);
  });
});

describe("falseAlarms", () => {
  it("counts departures on controls that can be read", () => {
    const controls = [curve([10, 9, 8]), curve([1, 2, 3]), curve([1, 2, 3]), curve([1])];
    const found = falseAlarms(controls, PAST_PEAK)!;
    expect(found).toMatchObject({ alarms: 1, n: 3 });
    expect(found.rate).toBeCloseTo(1 / 3, 12);
    expect(found.low).toBeCloseTo(0.0084, 3); // Clopper-Pearson 95 % for 1 of 3
    expect(found.high).toBeCloseTo(0.9057, 3);
    expect(falseAlarms([curve([1])], PAST_PEAK)).toBeNull();
  });
});

/** Error against cut on the stand-in curve: exact points give the law away early, noisy ones only when the break is among them. */
import { describe, expect, it } from "vitest";
import { rootKey } from "../../../../src/base/random.ts";
import { ADDITION, bnslCutTable } from "../../../../src/forecast/laws/bnsl/cutTable.ts";
import { fitBnsl, rmsle } from "../../../../src/forecast/laws/bnsl/fit.ts";
import { bnslAt } from "../../../../src/forecast/laws/bnsl/law.ts";

const key = rootKey("cut");

describe("fitBnsl", () => {
  it("recovers the published curve from its fourteen exact points", () => {
    const { law, residual } = fitBnsl(
      ADDITION.fitted,
      ADDITION.fitted.map((x) => bnslAt(ADDITION.law, x)),
    );
    for (const [name, value] of Object.entries(ADDITION.law))
      expect(law[name as keyof typeof law]).toBeCloseTo(value, 6);
    expect(residual).toBeLessThan(1e-9);
  });

  it("is a plain power law where there is no break", () => {
    const x = [1e5, 1e6, 1e7, 1e8, 1e9, 1e10];
    const y = x.map((size) => 1.5 + 20 * size ** -0.3);
    const { law, residual } = fitBnsl(x, y);
    expect(residual).toBeLessThan(1e-3);
    expect(Math.abs(bnslAt(law, 1e8) - y[3]!)).toBeLessThan(0.01);
  });
});

describe("bnslCutTable", () => {
  const cuts = [512, 576, 640, 672, 736];

  it("finds the curve without noise from every cut", () => {
    for (const { rmsle: error, prediction } of bnslCutTable(ADDITION, cuts, 0, 1, key)) {
      expect(error).toBeLessThan(1e-4);
      expect(prediction).toBeCloseTo(bnslAt(ADDITION.law, 928), 3);
    }
  });

  it("with noise fails before the break and comes right behind it; more noise, later", () => {
    const [before, , , , behind] = bnslCutTable(ADDITION, cuts, 6e-4, 5, key);
    expect(before!.rmsle).toBeGreaterThan(0.3);
    expect(behind!.rmsle).toBeLessThan(0.06);
    const [noisier] = bnslCutTable(ADDITION, [736], 5e-3, 5, key);
    expect(noisier!.rmsle).toBeGreaterThan(behind!.rmsle);
  });
});

it("rmsle is the root mean square of log ratios", () => {
  expect(rmsle([Math.E, 1], [1, 1])).toBeCloseTo(Math.SQRT1_2, 12);
});

import { describe, expect, it } from "vitest";
import { searchLine } from "../../../src/math/optimise/wolfe.ts";

const along = (f: (x: number) => number, slope: (x: number) => number) => (t: number) => ({
  x: [t],
  value: f(t),
  gradient: [slope(t)],
});
const bowl = along(
  (x) => (x - 5) ** 2,
  (x) => 2 * (x - 5),
);

describe("searchLine", () => {
  it("doubles the step until the slope has flattened", () => {
    const found = searchLine(bowl, bowl(0), [1], Infinity);
    expect(found!.value).toBeLessThan(25);
    expect(found!.gradient[0]).toBeGreaterThanOrEqual(-9);
  });

  it("halves the step when the function rises", () => {
    const steep = along(
      (x) => 1e4 * (x - 0.01) ** 2,
      (x) => 2e4 * (x - 0.01),
    );
    expect(searchLine(steep, steep(0), [1], Infinity)!.value).toBeLessThan(1);
  });

  it("goes no further than its reach and has no answer uphill or on a plain", () => {
    expect(searchLine(bowl, bowl(0), [1], 0.25)!.x).toEqual([0.25]);
    expect(searchLine(bowl, bowl(0), [-1], Infinity)).toBeUndefined();
    const plain = along(
      () => 0,
      () => -1,
    );
    expect(searchLine(plain, plain(0), [1], Infinity)).toBeUndefined();
  });
});

import { describe, expect, it } from "vitest";
import { rankCorrelation } from "../../src/math/rankCorrelation.ts";

describe("rankCorrelation", () => {
  it("is 1 for one order, -1 for the reverse, whatever the distances", () => {
    expect(rankCorrelation([1, 2, 3, 4], [0, 10, 11, 5000])).toBe(1);
    expect(rankCorrelation([1, 2, 3], [9, 4, -7])).toBe(-1);
  });

  it("gives tied values their mean rank", () => {
    expect(rankCorrelation([1, 2, 3, 4], [1, 2, 2, 4])).toBeCloseTo(4.5 / Math.sqrt(5 * 4.5), 12);
  });

  it("is null where one list is constant", () => {
    expect(rankCorrelation([1, 2, 3], [7, 7, 7])).toBeNull();
  });
});

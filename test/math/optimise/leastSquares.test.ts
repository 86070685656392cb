import { describe, expect, it } from "vitest";
import { inverseGram, leastSquares } from "../../../src/math/optimise/leastSquares.ts";

const ones = [1, 1, 1, 1];
const x = [1, 2, 3, 4];

describe("leastSquares", () => {
  it("fits the line of a worked example", () => {
    const [level, slope] = leastSquares([ones, x], [1, 3, 2, 5])!;
    expect(level).toBeCloseTo(0, 12);
    expect(slope).toBeCloseTo(1.1, 12);
  });

  it("has no answer for dependent, too few or infinite columns", () => {
    expect(leastSquares([ones, ones.map(() => 3)], x)).toBeNull();
    expect(leastSquares([[1], [2]], [1])).toBeNull();
    expect(leastSquares([[1, Infinity, 1, 1]], x)).toBeNull();
    expect(leastSquares([], x)).toBeNull();
  });

  it("tells columns of very different sizes apart", () => {
    const [big, small] = leastSquares([x.map((value) => value * 1e9), [1, -1, 1, 1]], [2, 1, 4, 5])!;
    expect(big! * 1e9).toBeCloseTo(1, 9);
    expect(small).toBeCloseTo(1, 9);
  });
});

describe("inverseGram", () => {
  it("is the textbook covariance of a line, up to the residual variance", () => {
    const inverse = inverseGram([ones, x])!;
    expect(inverse[0]![0]).toBeCloseTo(1.5, 12);
    expect(inverse[0]![1]).toBeCloseTo(-0.5, 12);
    expect(inverse[1]![1]).toBeCloseTo(0.2, 12);
  });

  it("is null for dependent columns", () => {
    expect(inverseGram([ones, ones])).toBeNull();
  });
});

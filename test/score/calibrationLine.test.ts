/** The regression of what happened on what was stated, where its answer is known. */
import { describe, expect, it } from "vitest";
import { generator, rootKey } from "../../src/base/random.ts";
import { calibrationLine, type Statement } from "../../src/score/calibrationLine.ts";

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

/** Statements that come true by `truth` of their logit; clusters of `size`. */
function stated(n: number, truth: (logit: number) => number, size = 1): Statement[] {
  const rng = generator(rootKey("statements"));
  return Array.from({ length: n }, (_, i) => {
    const logit = 1.5 * rng.normal();
    return {
      p: sigmoid(logit),
      happened: rng.uniform() < sigmoid(truth(logit)),
      cluster: String(Math.floor(i / size)),
    };
  });
}

/** The line, which has to be there. */
function lineOf(statements: readonly Statement[]) {
  const line = calibrationLine(statements);
  if (!line.ok) throw new Error(line.reason);
  return line;
}

describe("the calibration line", () => {
  it("of one chance per group is what the groups' shares say", () => {
    const group = (p: number, happened: number, n: number) =>
      Array.from({ length: n }, (_, i) => ({ p, happened: i < happened, cluster: `${p} ${i}` }));
    const { slope, intercept } = lineOf([...group(0.5, 4, 10), ...group(0.8, 7, 10)]);
    const logit = (p: number) => Math.log(p / (1 - p));
    expect(intercept.value).toBeCloseTo(logit(0.4), 6);
    expect(slope.value).toBeCloseTo((logit(0.7) - logit(0.4)) / logit(0.8), 6);
  });

  it("is 1 and 0 for chances that mean what they say, and finds what is wrong with others", () => {
    const right = lineOf(stated(4000, (x) => x));
    expect(right.slope.low < 1 && 1 < right.slope.high).toBe(true);
    expect(right.intercept.low < 0 && 0 < right.intercept.high).toBe(true);
    const wrong = lineOf(stated(4000, (x) => 0.5 * x - 1));
    expect(wrong.slope.value).toBeCloseTo(0.5, 1);
    expect(wrong.intercept.value).toBeCloseTo(-1, 1);
    expect(wrong.slope.high).toBeLessThan(1);
  });

  it("is less sure when statements move together", () => {
    const some = stated(300, (x) => x);
    const copies = some.flatMap((one) => [one, one, one, one]);
    expect(lineOf(copies).slope.se).toBeCloseTo(lineOf(some).slope.se, 6);
    const apart = copies.map((one, i) => ({ ...one, cluster: String(i) }));
    expect(lineOf(apart).slope.se).toBeLessThan(0.6 * lineOf(copies).slope.se);
  });

  it("converges where chances are far off", () => {
    const high = stated(800, (x) => x - 5).map((one) => ({
      ...one,
      p: sigmoid(4 + Math.log(one.p / (1 - one.p)) / 3),
    }));
    expect(lineOf(high).intercept.value).toBeLessThan(-3);
  });

  it.each<[string, Statement[], RegExp]>([
    ["one cluster", stated(20, (x) => x, 20), /two or more clusters are needed, there is 1/],
    ["one outcome", stated(20, () => -50), /it never happened/],
    ["the other", stated(20, () => 50), /it always happened/],
    ["one chance", stated(20, (x) => x).map((one) => ({ ...one, p: 0.3 })), /one chance was stated throughout/],
    [
      "separation",
      [0.1, 0.2, 0.8, 0.9].map((p) => ({ p, happened: p > 0.5, cluster: String(p) })),
      /tell what happened apart without an error/,
    ],
    [
      "separation but for one chance",
      [0.1, 0.3, 0.3, 0.9].map((p, i) => ({ p, happened: i > 1, cluster: String(i) })),
      /tell what happened apart without an error/,
    ],
  ])("says why there is none: %s", (_, statements, reason) => {
    const line = calibrationLine(statements);
    expect(line.ok ? "" : line.reason).toMatch(reason);
  });
});

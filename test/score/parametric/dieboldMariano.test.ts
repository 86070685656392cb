/** The test statistic in a case done by hand, its level by simulation, and every refusal with its reason. */
import { describe, expect, it } from "vitest";
import { fold, generator, rootKey } from "../../../src/base/random.ts";
import { dieboldMariano } from "../../../src/score/parametric/dieboldMariano.ts";

describe("dieboldMariano", () => {
  it("one step ahead is the t test of the mean with variance over n - 1", () => {
    const test = dieboldMariano([1, 2, 3], 1);
    if (!test.ok) throw new Error(test.reason);
    expect(test.standardError).toBeCloseTo(1 / Math.sqrt(3), 12);
    expect(test.statistic).toBeCloseTo(2 * Math.sqrt(3), 12);
    expect(test.p).toBeCloseTo(1 - test.statistic / Math.sqrt(2 + test.statistic ** 2), 12); // t with 2 df
  });

  it("rejects equal losses about as often as it says", () => {
    let rejected = 0;
    for (let repeat = 0; repeat < 400; repeat++) {
      const rng = generator(fold(rootKey("diebold"), repeat));
      const test = dieboldMariano(
        Array.from({ length: 12 }, () => rng.normal()),
        1,
      );
      if (test.ok && test.p < 0.1) rejected++;
    }
    expect(Math.abs(rejected / 400 - 0.1)).toBeLessThan(0.045);
  });

  it.each<[string, number[], number, string]>([
    ["a variance that is not above 0", [1, -1, 1, -1], 2, "not above 0"],
    ["equal differences", [0.5, 0.5, 0.5], 1, "not above 0"],
    ["as many steps ahead as differences", [1, 2, 4], 3, "from 1 to n - 1"],
    ["no steps ahead", [1, 2, 4], 0, "from 1 to n - 1"],
    ["one difference", [1], 1, "from 1 to n - 1"],
    ["nothing", [], 1, "from 1 to n - 1"],
    ["a difference that is no number", [1, Number.NaN, 2], 1, "not a finite number"],
  ])("has no test for %s", (_, differences, h, reason) => {
    expect(dieboldMariano(differences, h)).toEqual({ ok: false, reason: expect.stringContaining(reason) });
  });
});

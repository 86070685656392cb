import { describe, expect, it } from "vitest";
import { claimOverSeeds, listed } from "../../src/phenomena/claims.ts";

describe("claimOverSeeds", () => {
  const claim = (values: (number | null)[]) =>
    claimOverSeeds({ what: "falls", expected: "< 1" }, values, (value) => value < 1, listed);

  it("holds when every seed holds", () => {
    expect(claim([0.5, 0.25])).toMatchObject({ holds: true, seeds: "2 of 2", obtained: "0.50, 0.25" });
    expect(claim([0.5, 1.25])).toMatchObject({ holds: false, seeds: "1 of 2" });
  });

  it("does not hold where a seed, or everything, is missing", () => {
    expect(claim([0.5, null])).toMatchObject({ holds: false, seeds: "1 of 2" });
    expect(claim([])).toMatchObject({ holds: false, seeds: "0 of 0", obtained: "no measurement" });
  });
});

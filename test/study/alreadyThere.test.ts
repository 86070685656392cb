import { describe, expect, it } from "vitest";
import { alreadyThere } from "../../src/study/alreadyThere.ts";
import { evidenceOf, question } from "../ledger/fixture.ts";

describe("alreadyThere", () => {
  const evidence = evidenceOf("0".repeat(64));

  it("says nothing while the largest observed rung is short of the threshold", () => {
    expect(alreadyThere(question(), evidence)).toEqual([]);
  });

  it("says so when it has reached it, in the direction that is better", () => {
    expect(alreadyThere(question({ threshold: 0.25 }), evidence)[0]).toMatch(/^note: m is at 0\.25 in the evidence/);
    expect(alreadyThere(question({ betterDirection: "lower" }), evidence)[0]).toContain("beyond the threshold 0.5");
  });
});

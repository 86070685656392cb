import { describe, expect, it } from "vitest";
import { alreadyThere } from "../../src/study/alreadyThere.ts";
import { evidenceOf, question } from "../ledger/fixture.ts";

describe("alreadyThere", () => {
  const evidence = evidenceOf("0".repeat(64));

  it("says nothing while the largest observed rung is short of the threshold", () => {
    expect(alreadyThere(question(), evidence)).toBeNull();
  });

  it("says so when it has reached it, in the direction that is better", () => {
    const there = { rung: "m", value: 0.25 };
    expect(alreadyThere(question({ threshold: 0.25 }), evidence)).toEqual(there);
    expect(alreadyThere(question({ betterDirection: "lower" }), evidence)).toEqual(there);
  });
});

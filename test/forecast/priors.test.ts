/** How likely a break is, from evidences: the prior without any, Bayes' rule with some, and the ends where one law explains nothing. */
import { describe, expect, it } from "vitest";
import { BREAK_PRIOR, breakProbability } from "../../src/forecast/priors.ts";

const model = (logEvidence: number, effectiveSize = 100) => ({ logEvidence, effectiveSize });
const nothing = model(-Infinity, 0);

describe("breakProbability", () => {
  it("is the prior where both explain the same, and Bayes' rule otherwise", () => {
    expect(breakProbability(model(-3), model(-3))).toBeCloseTo(BREAK_PRIOR, 12);
    expect(breakProbability(model(0), model(Math.log(4)))).toBeCloseTo((0.35 * 4) / (0.35 * 4 + 0.65), 12);
    expect(breakProbability(model(0), model(Math.log(0.25)))).toBeLessThan(BREAK_PRIOR);
  });

  it("is 1 where only the broken law explains anything, and 0 where it, or neither, does not", () => {
    expect(breakProbability(nothing, model(-1e3))).toBe(1);
    expect(breakProbability(model(-1e3), model(0))).toBe(1);
    expect(breakProbability(model(0), nothing)).toBe(0);
    expect(breakProbability(nothing, nothing)).toBe(0);
  });
});

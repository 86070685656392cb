import { describe, expect, it } from "vitest";
import type { LlcEstimate } from "../../../src/measure/llc/estimate.ts";
import { LIMITS, problemsOf, sensitivityProblem } from "../../../src/measure/llc/problems.ts";

const good: LlcEstimate = {
  llc: 10,
  stderr: 0.5,
  chains: [10, 10],
  rhat: 1.01,
  ess: 400,
  acceptance: 0.93,
  drift: { value: 0.1, stderr: 0.5 },
  spike: 0.2,
  nanShare: 0,
  negativeShare: 0,
  distance: 1,
  stepSize: 1e-3,
  nbeta: 100,
  numMoving: 100,
  traces: [],
};
const problems = (change: Partial<LlcEstimate>) => problemsOf({ ...good, ...change });

describe("problemsOf", () => {
  it("finds none in a good estimate", () => {
    expect(problemsOf(good)).toEqual([]);
  });

  it.each([
    ["a chain left the finite numbers", { nanShare: 0.25 }, /25\.0 % of the chains left the finite numbers/],
    ["no chain is finite", { llc: null }, /no chain is finite/],
    ["a chain below zero", { negativeShare: 0.5 }, /50\.0 % of the chains find lower loss.*no minimum/],
    ["clearly more than half the weights", { llc: 55 }, /above half the 100 weights.*left the basin/],
    ["chains that disagree", { rhat: LIMITS.rhat + 0.01 }, /split R-hat 1\.11 is above 1\.1/],
    ["an R-hat that cannot be computed", { rhat: null }, /split R-hat cannot be computed/],
    ["few effective draws", { ess: LIMITS.ess - 1 }, /effective draws 39\.0 are below 40/],
    ["steps refused", { acceptance: 0.5 }, /acceptance 0\.500 is below 0\.8/],
    ["a trace that still moves", { drift: { value: 3, stderr: 0.5 } }, /the trace still moves by 3\.00/],
    ["a large error", { stderr: 3 }, /the error 3\.00 is above 25 % of the estimate/],
  ] as const)("names %s", (_what, change, sentence) => {
    expect(problems(change)).toHaveLength(1);
    expect(problems(change)[0]).toMatch(sentence);
  });

  it("lets an error's worth above half the weights pass: a regular model has just half", () => {
    expect(problems({ llc: 51 })).toEqual([]);
  });

  it("lets a drift pass that its own error explains", () => {
    expect(problems({ drift: { value: 3, stderr: 1.1 } })).toEqual([]);
  });
});

describe("sensitivityProblem", () => {
  const half = (llc: number | null, stderr = 0.1): LlcEstimate => ({ ...good, llc, stderr });

  it("names an estimate that halving the step changes by more than a tenth and three errors", () => {
    expect(sensitivityProblem({ ...good, stderr: 0.1 }, half(8.8))[0]).toMatch(/changes by -1\.20/);
    expect(sensitivityProblem({ ...good, stderr: 0.1 }, half(9.1))).toEqual([]);
    expect(sensitivityProblem({ ...good, stderr: 0.5 }, half(8.8, 0.5))).toEqual([]);
  });

  it("says nothing where there is no number", () => {
    expect(sensitivityProblem(good, half(null))).toEqual([]);
  });
});

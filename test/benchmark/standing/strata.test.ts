/** Strata are read off visible rungs: the rules, and that nothing beyond the cut can move them. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stateOf, strataOf } from "../../../src/benchmark/standing/strata.ts";
import { externalTask } from "../../../src/question/imported.ts";
import type { Measurement } from "../../../src/records.ts";
import { madeQuestion, madeRungs } from "../../made/question.ts";

const choice = madeQuestion({
  metric: "accuracy",
  task: externalTask("quiz", "0".repeat(64), { success: { chance: 0.25 } }),
});
const exact = madeQuestion();
const loss = madeQuestion({ metric: "nll", betterDirection: "lower" });

describe("the state of visible rungs", () => {
  it.each([
    ["floor", choice, [0.2, 0.26, 0.29]],
    ["rising", choice, [0.2, 0.26, 0.31]],
    ["floor", exact, [0, 0.01, 0.05]],
    ["rising", exact, [0, 0.01, 0.06]],
    ["plateau", exact, [0.2, 0.5, 0.52, 0.51, 0.52]],
    ["plateau", exact, [0.6, 0.5, 0.4]],
    ["plateau", exact, [0.6, 0.5, 0.4, 0.45]],
    ["rising", exact, [0.6, 0.5, 0.4, 0.45, 0.45]],
    ["ceiling", exact, [0.2, 0.7, 0.9]],
    ["rising", loss, [3, 2.9, 2.8]],
    ["plateau", loss, [3, 2.99, 2.98]],
  ] as const)("is %s", (state, question, values) => {
    expect(stateOf(question, values)).toBe(state);
  });

  it("does not know what came", () => {
    const question = madeQuestion({
      rungs: madeRungs({ a: 1000, b: 2000, c: 4000, d: 8000 }, 1, { step: 100, tokens: 6400 }),
    });
    const rows = (last: number): Measurement[] =>
      question.rungs.map(({ nParams, step, tokens }, i) => ({
        run: `r${i}`,
        task: "chain",
        nParams,
        step,
        tokens,
        flops: 6 * nParams * tokens,
        seed: "0",
        metric: "exactMatch",
        position: null,
        value: [0.1, 0.2, 0.3, last][i]!,
        stderr: null,
        n: 100,
      }));
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (last) => {
        expect(strataOf(question, rows(last))).toEqual({ axis: "nParams", state: "rising", visible: "3 or 4" });
      }),
    );
  });
});

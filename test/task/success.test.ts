import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { successOf } from "../../src/task/success.ts";

const answer = (...correct: boolean[]) => ({ logProb: correct.map(() => -0.5), correct });

describe("successOf", () => {
  it("exactMatch needs every token", () => {
    expect(successOf({ kind: "exactMatch" }, answer(true, true))).toBe(1);
    expect(successOf({ kind: "exactMatch" }, answer(true, false))).toBe(0);
  });

  it("kOfN counts tokens wherever they are", () => {
    const three = answer(true, false, true, true);
    expect([2, 3, 4].map((k) => successOf({ kind: "kOfN", k }, three))).toEqual([1, 1, 0]);
  });

  it("kOfN with k = n is exactMatch, and falls as k grows", () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 1, maxLength: 8 }), (correct) => {
        const at = (k: number) => successOf({ kind: "kOfN", k }, answer(...correct));
        expect(at(correct.length)).toBe(successOf({ kind: "exactMatch" }, answer(...correct)));
        for (let k = 1; k < correct.length; k++) expect(at(k)).toBeGreaterThanOrEqual(at(k + 1));
      }),
      { seed: 42 },
    );
  });

  it("sampled is the product of the token probabilities", () => {
    const probabilities = [0.5, 0.25, 0.8];
    const scores = { logProb: probabilities.map(Math.log), correct: [true, false, true] };
    expect(successOf({ kind: "sampled" }, scores)).toBeCloseTo(0.1, 14);
    expect(successOf({ kind: "sampled" }, { logProb: [0, -Infinity], correct: [true, false] })).toBe(0);
    expect(successOf({ kind: "sampled" }, { logProb: new Float32Array([0, 0]), correct: [true, true] })).toBe(1);
  });

  it("refuses log probabilities that are none", () => {
    for (const bad of [Number.NaN, 0.1, Infinity]) {
      const scores = { logProb: [-1, bad], correct: [true, true] };
      expect(() => successOf({ kind: "sampled" }, scores)).toThrow(/log probabilities of at most 0/);
    }
  });
});

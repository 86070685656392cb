/** Making questions: the usual answers, what is refused and where, and drafts that are cut later. */
import { describe, expect, it } from "vitest";
import { digest } from "../../src/base/canonical.ts";
import { ForeshockError } from "../../src/base/errors.ts";
import { METRICS } from "../../src/metrics.ts";
import { draftOf, QUESTION_RULES, type QuestionParts, questionOf } from "../../src/question/build.ts";
import { externalTask } from "../../src/question/imported.ts";
import { OBSERVED_SIZES, Question } from "../../src/records.ts";

const parts: QuestionParts = {
  name: "piqa-jump",
  family: "toy",
  metric: "accuracy",
  threshold: 0.6,
  task: externalTask("piqa", "a".repeat(64), { success: { chance: 0.5 } }),
  numExamples: 100,
  rungs: [1e3, 4e3, 16e3].map((nParams, i) => ({
    name: `m${i}`,
    nParams,
    step: 10,
    tokens: 640,
    run: null,
    heldOut: i === 2,
  })),
};

/** What a refusal says, one line and what to mend. */
function refusalOf(make: () => unknown): string {
  try {
    make();
  } catch (error) {
    if (error instanceof ForeshockError) return `${error.kind} ${error.message} | ${error.hint}`;
    throw error;
  }
  return "nothing";
}

describe("questionOf", () => {
  it("takes the usual answer where nothing is said", () => {
    const question = questionOf(parts);
    expect(question).toEqual({
      ...parts,
      ...QUESTION_RULES,
      title: "piqa-jump",
      familyDigest: digest("toy"),
      betterDirection: "higher",
      axis: "nParams",
      numSeeds: 1,
      evidence: OBSERVED_SIZES,
      baseline: "persistence",
      law: null,
      rationale: null,
    });
    expect(Question.parse(question)).toEqual(question);
  });

  it("takes what is said instead, but never other rules", () => {
    const said = { title: "When?", axis: "flops", numSeeds: 3, rationale: "it rises" } as const;
    expect(questionOf({ ...parts, ...said })).toMatchObject(said);
    const other = { ...parts, floor: 0.5 } as QuestionParts;
    expect(questionOf(other).floor).toBe(QUESTION_RULES.floor);
  });

  it("knows which way is better from the metric", () => {
    for (const [metric, { better }] of Object.entries(METRICS)) {
      const make = () => questionOf({ ...parts, metric, threshold: 0 });
      if (better === "neither") expect(make, metric).toThrow("metric: one of nll");
      else expect(make().betterDirection, metric).toBe(better);
    }
  });

  it.each<[string, Partial<QuestionParts>, RegExp]>([
    ["an unknown metric", { metric: "acuracy" }, /usage question: metric: one of nll, .*got "acuracy" \| mend metric$/],
    ["a threshold out of reach", { threshold: 6 }, /threshold: a value in the range of accuracy, 0 to 1, got 6/],
    ["a threshold that is no number", { threshold: Number.NaN }, /threshold: a value in the range of accuracy/],
    ["a name that is none", { name: "two words" }, /question: name: .*got "two words" \| mend name$/],
    [
      "a rung that is none",
      { rungs: [{ ...parts.rungs[0]!, nParams: 0 }, parts.rungs[2]!] },
      /mend rungs\.0\.nParams$/,
    ],
    [
      "a rung called never",
      { rungs: [parts.rungs[0]!, { ...parts.rungs[2]!, name: "never" }] },
      /other names than the jump's label "never"/,
    ],
    ["rungs without a cut", { rungs: parts.rungs.slice(0, 2) }, /gridOf: .*2 observed, 0 held out/],
  ])("refuses %s", (_, changed, said) => expect(refusalOf(() => questionOf({ ...parts, ...changed }))).toMatch(said));

  it("refuses in its caller's words, at the part that is wrong", () => {
    const places: string[] = [];
    const refuse = (path: readonly PropertyKey[]) => {
      places.push(path.join("."));
      return new Error("line 3");
    };
    const wrong: Partial<QuestionParts>[] = [{ metric: "llc" }, { threshold: -1 }, { name: "" }, { numSeeds: 0 }];
    for (const one of wrong) expect(() => questionOf({ ...parts, ...one }, refuse)).toThrow("line 3");
    expect(places).toEqual(["metric", "threshold", "name", "numSeeds"]);
  });
});

describe("draftOf", () => {
  it("leaves the cut to its views and refuses a metric and a threshold all the same", () => {
    const rungs = parts.rungs.slice(0, 1);
    expect(draftOf({ ...parts, rungs }).rungs).toEqual(rungs);
    expect(refusalOf(() => draftOf({ ...parts, rungs, metric: "entropy" }))).toMatch(/metric: one of/);
    expect(refusalOf(() => draftOf({ ...parts, rungs, threshold: 2 }))).toMatch(/threshold: a value/);
  });
});

describe("externalTask", () => {
  it("says unknown where nothing is known", () => {
    const fingerprint = "b".repeat(64);
    const unknown = { kind: "external", name: "x", params: {}, answerLength: null, fingerprint };
    expect(externalTask("x", fingerprint)).toEqual({ ...unknown, success: { kind: "unknown" } });
    const exact = externalTask("x", fingerprint, { success: "exactMatch", answerLength: 3 });
    expect(exact).toEqual({ ...unknown, answerLength: 3, success: { kind: "exactMatch" } });
    expect(externalTask("x", fingerprint, { success: { chance: 0.25 } }).success).toEqual({
      kind: "choice",
      chance: 0.25,
    });
  });
});

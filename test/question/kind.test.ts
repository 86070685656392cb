/** What every metric counts under every definition of success, in a table; and the spellings that used to be answered differently. */
import { describe, expect, it } from "vitest";
import { METRICS } from "../../src/metrics.ts";
import { countsShare, isCounted, isShare, type Kind, kindOf, rangeOf, tokensOf } from "../../src/question/kind.ts";
import type { ExternalTask, Question } from "../../src/records.ts";
import type { SuccessDefinition } from "../../src/specs.ts";
import { ownTask, questionOf } from "../forecast/world.ts";

type Success = SuccessDefinition | ExternalTask["success"];
const question = questionOf([1e4, 1e5, 1e6], 1, {}, 4);

function own(success: SuccessDefinition): Question["task"] {
  return { ...ownTask(question), success };
}

function elsewhere(success: ExternalTask["success"], answerLength: number | null): Question["task"] {
  return { kind: "external", name: "chain", params: {}, answerLength, success, fingerprint: "b".repeat(64) };
}

/** A kind in a few characters. */
function short(kind: Kind): string {
  if (kind.kind === "greedy") return `${kind.k} of ${kind.length}`;
  if (kind.kind === "share") return `share ${kind.chance ?? "?"}`;
  if (kind.kind === "loss") return `loss ${kind.sign}`;
  return "length" in kind ? `${kind.kind} ${kind.length ?? "?"}` : kind.kind;
}

const TASKS: Record<string, Question["task"]> = {
  "exact match": own({ kind: "exactMatch" }),
  "3 of 4 tokens": own({ kind: "kOfN", k: 3 }),
  sampled: own({ kind: "sampled" }),
  "one of four": own({ kind: "multipleChoice", options: [0, 1, 2, 3] }),
  within: { ...own({ kind: "within", tolerance: 0.1 }), kind: "numbers", dInput: 1, dOutput: 1 } as Question["task"],
  "imported exact match": elsewhere({ kind: "exactMatch" }, 4),
  "imported exact match of unknown length": elsewhere({ kind: "exactMatch" }, null),
  "imported choice": elsewhere({ kind: "choice", chance: 0.3 }, null),
  "imported, nothing known": elsewhere({ kind: "unknown" }, null),
};

/** What the task counts, in the order of TASKS: success, accuracy, accuracyNorm and choiceProb are all of it. */
const BY_TASK = ["4 of 4", "3 of 4", "sampled 4", "share 0.25", "share ?", "4 of 4", "share ?", "share 0.3", "share ?"];
const KNOWN = (text: string, unknown: string) => [
  ...new Array<string>(6).fill(text),
  ...new Array<string>(3).fill(unknown),
];
const TABLE: Record<string, string[]> = {
  success: BY_TASK,
  accuracy: BY_TASK,
  accuracyNorm: BY_TASK,
  choiceProb: BY_TASK,
  exactMatch: KNOWN("4 of 4", "share ?"),
  sampledSuccess: KNOWN("sampled 4", "share ?"),
  tokenAccuracy: KNOWN("tokens 4", "tokens ?"),
  nll: ["nll 4", "nll 4", "nll 4", "nll 4", "loss 1", "loss 1", "loss 1", "loss 1", "loss 1"],
};

describe("kindOf", () => {
  it.each(Object.entries(TABLE))("%s, under every definition of success", (metric, expected) => {
    expect(Object.values(TASKS).map((task) => short(kindOf({ metric, task })))).toEqual(expected);
  });

  it("asks METRICS about every other metric, whatever the task", () => {
    const losses = ["mse", "trainNll", "llcRhat", "restrictedNll", "subtaskNll", "bitsPerByte", "choiceNll"];
    const shares = ["trainTokenAccuracy", "subtaskAccuracy"];
    for (const metric of Object.keys(METRICS).filter((name) => !Object.hasOwn(TABLE, name)))
      for (const task of Object.values(TASKS)) {
        const other = losses.includes(metric) ? "loss 1" : shares.includes(metric) ? "share ?" : "none";
        expect([metric, short(kindOf({ metric, task }))]).toEqual([
          metric,
          metric === "answerLogProb" ? "loss -1" : other,
        ]);
      }
    expect(kindOf({ ...question, metric: "subtaskAccuracy.parity3" })).toEqual({ kind: "share", chance: null });
    expect(kindOf({ ...question, metric: "toString" })).toEqual({ kind: "none" });
  });

  it("takes the accuracy of an exact-match task for its exact match, of known and of unknown length", () => {
    for (const length of [1, 4, null]) {
      const task = elsewhere({ kind: "exactMatch" }, length);
      expect(kindOf({ metric: "accuracy", task })).toEqual(kindOf({ metric: "exactMatch", task }));
    }
  });

  it("agrees with METRICS on what is a share", () => {
    for (const [metric, { range, better }] of Object.entries(METRICS))
      for (const task of Object.values(TASKS))
        expect([metric, countsShare(kindOf({ metric, task }))]).toEqual([
          metric,
          range[0] === 0 && range[1] === 1 && better === "higher",
        ]);
  });
});

describe("tokensOf", () => {
  it("is the length of answers whose tokens are counted, and null of everything else", () => {
    const lengthOf = (metric: string, task: Question["task"]) => tokensOf(kindOf({ metric, task }));
    const plain = own({ kind: "exactMatch" });
    for (const metric of ["exactMatch", "success", "sampledSuccess", "tokenAccuracy", "nll"])
      expect([metric, lengthOf(metric, plain)]).toEqual([metric, plain.answerLength]);
    expect(lengthOf("logitMargin", plain)).toBeNull();
    expect(lengthOf("tokenAccuracy", elsewhere({ kind: "exactMatch" }, null))).toBeNull();
    expect(lengthOf("accuracy", elsewhere({ kind: "choice", chance: 0.25 }, 4))).toBeNull();
  });
});

describe("isCounted", () => {
  it("is said of shares of whole examples, not of tokens, chances and means of chances", () => {
    const counted = (success: Success, metric: string) =>
      isCounted({
        metric,
        task: success.kind === "choice" ? elsewhere(success, null) : own(success as SuccessDefinition),
      });
    expect(["exactMatch", "success"].map((metric) => counted({ kind: "exactMatch" }, metric))).toEqual([true, true]);
    expect(counted({ kind: "sampled" }, "success")).toBe(false);
    expect(counted({ kind: "choice", chance: 0.25 }, "accuracy")).toBe(true);
    const never = ["choiceProb", "tokenAccuracy", "sampledSuccess", "nll"];
    expect(never.map((metric) => counted({ kind: "exactMatch" }, metric))).toEqual([false, false, false, false]);
  });
});

describe("rangeOf", () => {
  it("knows the range of every metric as METRICS states it", () => {
    for (const [metric, { range }] of Object.entries(METRICS)) {
      const { low, high } = rangeOf(metric);
      expect([metric, low, high]).toEqual([metric, ...range]);
      expect(isShare(metric)).toBe(low === 0 && high === 1);
    }
  });

  it("takes the whole line for a metric that METRICS does not name, inherited names included", () => {
    for (const metric of ["other", "toString", "constructor"])
      expect(rangeOf(metric)).toEqual({ low: -Infinity, high: Infinity });
  });
});

/** Questions about published series: cuts, thresholds and places. */
import { describe, expect, it } from "vitest";
import { askLadder } from "../../../src/benchmark/published/ladder.ts";
import { askPythia } from "../../../src/benchmark/published/pythia.ts";
import { askSeries, type Point, thinnedOverTraining } from "../../../src/benchmark/published/series.ts";

const points = [0.1, 0.3, 0.2, 0.5, 0.9].map((accuracy, i): Point => {
  return { run: `r${i}`, nParams: 10 ** (i + 3), step: 1, tokens: 1e9, accuracy, n: 100 };
});
const series = {
  source: "s",
  setting: "s-sizes",
  name: "n",
  task: "t",
  axis: "nParams" as const,
  chance: 0.25,
  points,
};

describe("askSeries", () => {
  it("asks once per cut that leaves something, ten points above the best that is seen", () => {
    const asked = askSeries({ ...series, cuts: [3, 4, 5] });
    expect(asked.map(({ question }) => question.name)).toEqual(["n-3", "n-4"]);
    expect(asked.map(({ question }) => question.threshold)).toEqual([0.4, 0.6]);
    expect(asked[0]!.question.rungs.map(({ heldOut }) => heldOut)).toEqual([false, false, false, true, true]);
    expect(asked[0]!.rows.map(({ value }) => value)).toEqual([0.1, 0.3, 0.2, 0.5, 0.9]);
  });

  it("asks of an exact match without a chance", () => {
    const [one] = askSeries({ ...series, chance: null, cuts: [3] });
    expect(one!.question.task.success).toEqual({ kind: "exactMatch" });
  });
});

describe("thinnedOverTraining", () => {
  it("keeps different points over the last 1.5 decades, in order, the end among them", () => {
    const course = Array.from(
      { length: 200 },
      (_, i): Point => ({ ...points[0]!, step: i + 1, tokens: (i + 1) * 1e9 }),
    );
    const kept = thinnedOverTraining(course, 12);
    expect(kept.at(-1)).toBe(course.at(-1));
    expect(kept.length).toBeLessThanOrEqual(12);
    expect(new Set(kept).size).toBe(kept.length);
    expect(kept[0]!.tokens).toBeGreaterThan(5e9);
    expect(kept.map(({ step }) => step)).toEqual(kept.map(({ step }) => step).toSorted((a, b) => a - b));
  });
});

it("asks nothing about folders that are not there", async () => {
  expect(await askPythia("no such folder")).toEqual([]);
  expect(await askLadder("no such folder")).toEqual([]);
});

import { describe, expect, it } from "vitest";
import type { SourceRow } from "../../../src/source/source.ts";
import { type HoldOut, modelsAndRuns, splitByNames, splitByPlaces } from "../../../src/study/imports/split.ts";
import { madeRow } from "../../made/row.ts";

const rows: SourceRow[] = ["a/0-shot", "a/5-shot", "b@1"].flatMap((run, i) =>
  [10, 20].map((step) => ({
    model: run.split("/")[0]!,
    where: `${run} ${step}`,
    row: madeRow({ run, step, nParams: 10 ** (3 + Math.floor(i / 2)), tokens: 7 * step, metric: "accuracy" }),
  })),
);
const runsOf = (kept: readonly { run: string; step: number }[]) => kept.map(({ run, step }) => `${run} ${step}`);

const whole = (name: string): HoldOut => ({ name, from: 0 });

describe("splitByNames", () => {
  it.each<[HoldOut[], string[]]>([
    [[], []],
    [[whole("a")], ["a/0-shot 10", "a/0-shot 20", "a/5-shot 10", "a/5-shot 20"]],
    [[whole("a/5-shot")], ["a/5-shot 10", "a/5-shot 20"]],
    [[{ name: "a", from: 20 }], ["a/0-shot 20", "a/5-shot 20"]],
    [
      [{ name: "a/0-shot", from: 20 }, whole("b@1")],
      ["a/0-shot 20", "b@1 10", "b@1 20"],
    ],
    [[{ name: "b@1", from: 20 }], ["b@1 20"]],
  ])("%j holds out %j and keeps the rest", (wanted, expected) => {
    const { kept, heldOut } = splitByNames(rows, wanted);
    expect(runsOf(heldOut)).toEqual(expected);
    expect(kept).toHaveLength(rows.length - expected.length);
  });

  it("knows models and runs by name and refuses any other", () => {
    expect(modelsAndRuns(rows)).toEqual(["a", "a/0-shot", "a/5-shot", "b@1"]);
    expect(() => splitByNames(rows, [{ name: "c", from: 20 }])).toThrow(
      /--hold-out needs a model or a run of the source, got "c@20"/,
    );
  });
});

describe("splitByPlaces", () => {
  const place = { run: "a/0-shot", nParams: 1000, steps: [20], tokens: [140] };
  it("holds out what lies at a place: run, size, step and tokens", () => {
    expect(runsOf(splitByPlaces(rows, [place]).heldOut)).toEqual(["a/0-shot 20"]);
    for (const other of [{ run: "a" }, { nParams: 1001 }, { steps: [21] }, { tokens: [141] }])
      expect(splitByPlaces(rows, [{ ...place, ...other }]).heldOut).toEqual([]);
  });
});

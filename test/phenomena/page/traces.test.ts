/** Which lines are thick, where a mean over seeds is honest, and where a line has to be broken. */
import { describe, expect, it } from "vitest";
import { cut, seedMean, tracesOf } from "../../../src/phenomena/page/traces.ts";
import type { Line, Panel, Picture } from "../../../src/phenomena/section.ts";
import { bump, holes } from "./fixture.ts";

const line = (label: string, seed: string | null, values: [number, number][], emphasis = false): Line => {
  return { label, seed, points: values.map(([step, value]) => ({ step, value, stderr: null })), emphasis };
};
const panel = (lines: Line[], log = false): Panel => ({ title: "loss", unit: "nats", log, lines });
const picture = (panels: Panel[], xLog = true): Picture => {
  return { title: "t", xTitle: "training step", xLog, panels, stages: [], marks: [] };
};
const steps = (pieces: { step: number }[][]): number[][] => pieces.map((piece) => piece.map((p) => p.step));

describe("tracesOf", () => {
  it("adds the mean over seeds, at the steps every seed has, and draws it last", () => {
    const lines = [
      line("a", "1", [
        [1, 2],
        [2, 4],
        [4, 6],
      ]),
      line("a", "0", [
        [1, 4],
        [4, 10],
      ]),
    ];
    expect(seedMean(lines).map((p) => [p.step, p.value])).toEqual([
      [1, 3],
      [4, 8],
    ]);
    const [traces] = tracesOf(picture([panel(lines)]));
    expect(traces!.map((t) => [t.seed, t.main])).toEqual([
      ["0", false],
      ["1", false],
      [null, true],
    ]);
  });

  it("leaves a single line, a line without a seed and an emphasised one as they are, thick", () => {
    const one = tracesOf(picture([panel([line("a", "0", [[1, 1]])])]))[0]!;
    expect(one.map((t) => [t.seed, t.main])).toEqual([["0", true]]);
    const given = [line("a", "0", [[1, 1]]), line("a", null, [[1, 5]])];
    expect(tracesOf(picture([panel(given)]))[0]!.map((t) => [t.seed, t.main, t.pieces[0]![0]!.value])).toEqual([
      ["0", false, 1],
      [null, true, 5],
    ]);
    const chosen = [line("a", "0", [[1, 1]], true), line("a", "1", [[1, 3]])];
    expect(tracesOf(picture([panel(chosen)]))[0]!.map((t) => [t.seed, t.main])).toEqual([
      ["1", false],
      ["0", true],
    ]);
  });

  it("draws seeds without a common step, but no mean of them", () => {
    const apart = [line("a", "0", [[1, 1]]), line("a", "1", [[2, 3]])];
    expect(tracesOf(picture([panel(apart)]))[0]!.map((t) => t.main)).toEqual([false, false]);
  });

  it("leaves out what a log axis cannot hold and what is no number, and lines that are left empty", () => {
    const values: [number, number][] = [
      [0, 5],
      [1, 0],
      [2, -1],
      [3, Number.NaN],
      [4, 2],
    ];
    const kept = (xLog: boolean, log: boolean) =>
      tracesOf(picture([panel([line("a", null, values)], log)], xLog))[0]!.flatMap((t) => steps(t.pieces).flat());
    expect(kept(true, true)).toEqual([4]);
    expect(kept(false, true)).toEqual([0, 4]);
    expect(kept(true, false)).toEqual([1, 2, 4]);
    expect(tracesOf(picture([panel([line("a", "0", [[0, 1]]), line("b", "0", [])])]))).toEqual([[]]);
  });
});

describe("gaps", () => {
  const grid = Array.from({ length: 20 }, (_, i) => i + 1);
  const at = (...where: number[]) => where.map((step) => ({ step, value: 0, stderr: null }));
  const linear = (step: number) => step;

  it("break a line where it skips a checkpoint it usually has, and leave a lonely value alone", () => {
    expect(steps(cut(at(1, 2, 3, 5, 6), [], grid, linear))).toEqual([
      [1, 2, 3],
      [5, 6],
    ]);
    expect(steps(cut(at(1, 2, 3, 6, 9, 10, 11, 12), [], grid, linear))).toEqual([[1, 2, 3], [6], [9, 10, 11, 12]]);
    expect(steps(cut(at(7), [], grid, linear))).toEqual([[7]]);
    expect(cut([], [], grid, linear)).toEqual([[]]);
  });

  it("do not break a line measured at every fourth checkpoint, unless it misses one of them", () => {
    expect(steps(cut(at(4, 8, 12, 16, 20), [], grid, linear))).toHaveLength(1);
    expect(steps(cut(at(4, 8, 16, 20), [], grid, linear))).toEqual([
      [4, 8],
      [16, 20],
    ]);
  });

  it("do not break a line chosen evenly in log step out of even checkpoints", () => {
    const even = Array.from({ length: 64 }, (_, i) => i + 1);
    expect(steps(cut(at(1, 2, 4, 8, 16, 32, 64), [], even, Math.log))).toHaveLength(1);
    expect(steps(cut(at(1, 2, 4, 16, 32, 64), [4, 8, 16], even, Math.log))).toEqual([
      [1, 2, 4],
      [16, 32, 64],
    ]);
  });

  it("are not made by one line that is logged at every step", () => {
    const dense = line(
      "train",
      null,
      grid.map((step) => [step, 1]),
    );
    const sparse = (label: string) =>
      line(
        label,
        null,
        [1, 2, 5, 9, 20].map((step) => [step, 1]),
      );
    const all = tracesOf(picture([panel([dense]), panel([sparse("test")]), panel([sparse("LLC")])], false));
    expect(all.flat().map((t) => t.pieces.length)).toEqual([1, 1, 1]);
  });

  it("are seen where another seed has a value, and not in a given curve on steps of its own", () => {
    const values = (...where: number[]): [number, number][] => where.map((step) => [step, 1]);
    const lines = [line("a", "0", values(1, 2, 9, 11)), line("a", "1", values(1, 2, 4, 9, 11))];
    const dense = line("a", null, values(1, 1.5, 2, 3, 4.5, 6, 8, 9, 10, 11));
    const pieces = (more: Line[]) => tracesOf(picture([panel([...lines, ...more])]))[0]!.map((t) => t.pieces.length);
    expect(pieces([])).toEqual([2, 1, 2]);
    expect(pieces([dense])).toEqual([2, 1, 1]);
  });

  it("show in the fixture where rows are missing, and nowhere else", () => {
    const pieces = (shown: Picture) =>
      tracesOf(shown)
        .at(-1)!
        .map((t) => t.pieces.length);
    expect(pieces(bump)).toEqual([1, 1, 1, 1]);
    expect(pieces(holes)).toEqual([3, 4, 3, 4]);
    expect(
      tracesOf(holes)
        .slice(0, -1)
        .flat()
        .every((t) => t.pieces.length === 1),
    ).toBe(true);
  });
});

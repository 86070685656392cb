/** From answers to summaries: skill, differences, jumps and refusals on numbers that can be checked by hand. */
import { describe, expect, it } from "vitest";
import { rootKey } from "../../../src/base/random.ts";
import { byDistance, distanceOf } from "../../../src/benchmark/standing/distance.ts";
import { groupsOf } from "../../../src/benchmark/standing/groups.ts";
import { summaryOf } from "../../../src/benchmark/standing/summary.ts";
import { jump, target } from "../records.ts";

const key = rootKey("test");
const clusters = ["a", "b", "c"];
const own = (crps: number[], changes = {}) =>
  clusters.map((cluster, i) => target({ cluster, question: cluster, crps: crps[i]!, ...changes }));
const jumps = clusters.map((cluster) => jump({ cluster, question: cluster }));

describe("a summary", () => {
  it("has skill against both references and the paired difference to the rival", () => {
    const rival = { targets: own([0.1, 0.1, 0.2]), jumps };
    const one = summaryOf("line", { targets: own([0.05, 0.05, 0.15]), jumps }, rival, key);
    expect(one.crps.value).toBeCloseTo(0.25 / 3, 12);
    expect(one.skill.value).toBeCloseTo(1 - 0.25 / 0.6, 12);
    expect(one.skillClimatology.value).toBeCloseTo(1 - 0.25 / 1.2, 12);
    expect(one.againstRival!.value).toBeCloseTo(-0.05, 12);
    expect(one.againstRival!.high).toBe(null);
    expect(one.rivalCrps).toBeCloseTo(0.4 / 3, 12);
    expect(summaryOf("line", rival, null, key).againstRival).toBe(null);
  });

  it("pairs the rival by source and question, whatever the order", () => {
    const targets = own([0.1, 0.2, 0.3]);
    const { againstRival } = summaryOf("line", { targets, jumps }, { targets: targets.toReversed(), jumps }, key);
    expect(againstRival).toMatchObject({ value: 0, low: null, high: null });
  });

  it("counts values at the ends of the scale apart", () => {
    const targets = [
      ...own([0.1, 0.1, 0.1]),
      target({ cluster: "a", rung: "z", isEnd: true, pitBelow: 0, pitAt: 0, value: 0 }),
    ];
    const one = summaryOf("line", { targets, jumps }, null, key);
    expect(one.coverage[90].value).toBe(0.75);
    expect(one.coverage90Inside.value).toBe(1);
    expect(one.atEnds).toMatchObject({ n: 1, coverage90: { value: 0 } });
  });

  it("counts who said never and jumped, and refusals", () => {
    const surely = [0.01, 0.02, 0.02, 0.95];
    const some = [
      jump({ cluster: "a", question: "a", masses: surely, bin: 2 }),
      jump({ cluster: "b", question: "b", masses: surely, bin: 3, filled: true }),
      jump({ cluster: "c", question: "c", bin: 1 }),
    ];
    const one = summaryOf("line", { targets: own([0.1, 0.2, 0.3]), jumps: some }, null, key);
    expect(one.never).toEqual({ stated: 2, jumped: 1 });
    expect(one.refused).toBe(1);
    expect(one.split.jumped).toBeCloseTo(0.2, 12);
    expect(one.split.stayed).toBeCloseTo(0.2, 12);
  });
});

describe("sets of questions", () => {
  it("pool shares, and keep other metrics by themselves", () => {
    const targets = [...own([0.1, 0.2, 0.3]), target({ metric: "nll", question: "loss", crps: 5 })];
    const all = [...jumps, jump({ metric: "nll", question: "loss" })];
    const groups = groupsOf({ targets, jumps: all }, ["line"]);
    expect(groups.find(({ by }) => by === "all")!.summaries[0]!.numTargets).toBe(3);
    expect(groups.filter(({ by }) => by === "metric").map(({ name }) => name)).toEqual(["nll"]);
    expect(groups.map(({ by }) => by)).toEqual(
      expect.arrayContaining(["kind", "source", "setting", "axis", "state", "visible"]),
    );
  });
});

describe("distances", () => {
  it("put whole doublings below their end, also when the last bits differ", () => {
    expect([0.2, 1, 1 + 1e-12, 1.1, 2, 4, 4.1, 30].map(distanceOf)).toEqual([
      "up to 1",
      "up to 1",
      "up to 1",
      "1 to 2",
      "1 to 2",
      "2 to 4",
      "above 4",
      "above 4",
    ]);
  });

  it("hold the means of their targets", () => {
    const rows = byDistance(
      [target({ doublings: 0.5, crps: 0.1 }), target({ doublings: 1, crps: 0.3 }), target({ doublings: 3 })],
      ["line"],
    );
    expect(rows.map(({ distance, numTargets }) => [distance, numTargets])).toEqual([
      ["up to 1", 2],
      ["2 to 4", 1],
    ]);
    expect(rows[0]!.crps).toBeCloseTo(0.2, 12);
    expect(rows[0]!.skill).toBeCloseTo(0, 12);
  });
});

/** Placed jumps, counted by hand. */
import { describe, expect, it } from "vitest";
import { answerOf, drawAnswer } from "../../../src/benchmark/answer/page.ts";
import { placedGroups } from "../../../src/benchmark/answer/placed.ts";
import { jump } from "../records.ts";

const came = (question: string, masses: number[], changes = {}) =>
  jump({ question, cluster: question, bin: 2, doublings: 2, masses, ...changes });
const jumps = [
  came("right", [0, 0.1, 0.6, 0.3]),
  came("never", [0, 0.1, 0.2, 0.7]),
  came("early", [0, 0.6, 0.2, 0.2]),
  came("spread", [0.1, 0.3, 0.3, 0.3], { state: "floor" }),
  jump({ question: "alarm", cluster: "alarm", masses: [0.1, 0.3, 0.3, 0.3] }),
  jump({ question: "quiet", cluster: "quiet", masses: [0, 0, 0.1, 0.9] }),
];

describe("placed jumps", () => {
  it("are those with half of the chance on the right place; others failed in one way", () => {
    const [all] = placedGroups(jumps, ["line"]);
    const [row] = all!.rows;
    expect(row).toMatchObject({ numJumps: 4, numStays: 2, numClusters: 6 });
    const values = (["placed", "never", "early", "late", "falseAlarm", "byChance"] as const).map(
      (part) => row![part].value,
    );
    expect(values).toEqual([0.25, 0.25, 0.25, 0, 0.5, 0.25]);
    expect(row!.mass.value).toBeCloseTo((0.6 + 0.2 + 0.2 + 0.3) / 4, 12);
  });

  it("are told apart by distance, without those that never came, and by state", () => {
    const groups = placedGroups(jumps, ["line"]);
    expect(groups.filter(({ by }) => by === "distance").map(({ name, rows }) => [name, rows[0]!.numJumps])).toEqual([
      ["1 to 2", 4],
    ]);
    expect(groups.filter(({ by }) => by === "state").map(({ name }) => name)).toEqual(["floor", "rising"]);
  });

  it("answer hardly unless placing beats chance, and not reliably where alarms are as common", () => {
    const word = (masses: number[], alarm: number[]) => {
      const some = ["a", "b", "c", "d", "e"].flatMap((name) => [
        came(name, masses),
        jump({ question: `${name}0`, cluster: name, masses: alarm }),
      ]);
      return answerOf(placedGroups(some, ["line"])[0]!).split(/[.:]/)[0];
    };
    expect(word([0, 0, 0.1, 0.9], [0, 0, 0, 1])).toBe("Hardly");
    expect(word([0, 0, 0.9, 0.1], [0, 0, 0, 1])).toBe("Some of them");
    expect(word([0, 0, 0.9, 0.1], [0, 0.9, 0, 0.1])).toBe("Not reliably");
  });

  it("leave no page where nothing was asked blind", async () => {
    const seen = jumps.map((one) => ({ ...one, blind: false }));
    expect(await drawAnswer({ jumps: seen, names: ["line"], versions: {} })).toBe(null);
  });
});

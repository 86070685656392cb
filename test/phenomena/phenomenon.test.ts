import { describe, expect, it } from "vitest";
import { PHENOMENA } from "../../src/phenomena/phenomena.ts";
import { type Findings, sectionOf } from "../../src/phenomena/phenomenon.ts";
import type { Claim } from "../../src/phenomena/section.ts";
import { grokking } from "./page/fixture.ts";

const lost: Claim = {
  what: "LLC moves before test loss",
  expected: "lead over test loss",
  obtained: "behind it in every seed",
  holds: false,
  seeds: "0 of 3",
};
const held: Claim = { ...lost, holds: true, seeds: "3 of 3" };
const found = (claims: Claim[], failures: string[] = []): Findings => ({ ...grokking, claims, failures });
const section = (findings: Findings) => sectionOf(PHENOMENA[0]!, findings, null);

describe("sectionOf", () => {
  it("is reproduced when every claim holds, partly when some do", () => {
    const verdicts = [[held, held], [held, lost], [lost]].map((claims) => section(found(claims)).verdict);
    expect(verdicts).toEqual(["reproduced", "partly", "not reproduced"]);
  });

  it("says every claim that does not hold in a sentence, before what else failed", () => {
    const sentence =
      "Not reproduced: LLC moves before test loss. Expected lead over test loss, obtained behind it in every seed; it held in 0 of 3 seeds.";
    expect(section(found([held, lost])).failures).toEqual([sentence]);
    expect(section(found([held, lost], ["The level is off."])).failures).toEqual([sentence, "The level is off."]);
    expect(section(found([held])).failures).toEqual([]);
  });
});

describe("every judge", () => {
  it.each(PHENOMENA.map((one) => [one.name, one] as const))(
    "survives a family that is missing: %s",
    (_, phenomenon) => {
      const { verdict, claims, failures, settings, pictures } = sectionOf(phenomenon, phenomenon.judge([]), null);
      expect(verdict).toBe("not reproduced");
      expect({ settings, pictures }).toEqual({ settings: [], pictures: [] });
      expect(failures.filter((text) => text.startsWith("Not reproduced: "))).toHaveLength(claims.length);
      expect(JSON.stringify([claims, failures])).not.toMatch(/NaN|undefined|Infinity/);
    },
  );
});

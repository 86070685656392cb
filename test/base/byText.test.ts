import { describe, expect, it } from "vitest";
import { byText } from "../../src/base/byText.ts";

describe("byText", () => {
  it("sorts by code units, whatever the language", () => {
    expect(["é", "a", "Z", "z", "", "10", "9"].sort(byText)).toEqual(["", "10", "9", "Z", "a", "z", "é"]);
    expect(byText("a", "a")).toBe(0);
  });
});

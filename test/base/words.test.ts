import { describe, expect, it } from "vitest";
import { capital, duration, list, number, ordinal, percent, size, words } from "../../src/base/words.ts";

describe("words", () => {
  it("writes numbers, shares, sizes and names", () => {
    expect([0, 0.026, 0.0999, 0.531, -0.13, 4.42, 12.34, 512, 1.5e7, 2e-5].map(number)).toEqual([
      "0",
      "0.026",
      "0.10",
      "0.53",
      "−0.13",
      "4.42",
      "12.3",
      "512",
      "1.5e+7",
      "2.0e−5",
    ]);
    expect([0, 0.001, 0.5, 0.999, 1].map((p) => percent(p).replaceAll("\u00a0", " "))).toEqual([
      "0 %",
      "< 1 %",
      "50 %",
      "> 99 %",
      "100 %",
    ]);
    expect([736, 1536, 24576, 160_000_000, 3.4e9].map(size)).toEqual(["736", "1.5k", "24.6k", "160M", "3.4B"]);
    expect(words("exactMatch")).toBe("exact match");
  });

  it("count places and list things", () => {
    expect([1, 2, 3, 4, 11, 12, 13, 21, 22, 101, 111].map(ordinal)).toEqual(
      "1st 2nd 3rd 4th 11th 12th 13th 21st 22nd 101st 111th".split(" "),
    );
    expect([[], ["a"], ["a", "b"], ["a", "b", "c"]].map(list)).toEqual(["", "a", "a and b", "a, b and c"]);
    expect(["open", "", "A"].map(capital)).toEqual(["Open", "", "A"]);
  });
});

it("duration reads as people say it", () => {
  expect([0.4, 45, 59, 60, 414, 3599, 7500].map(duration)).toEqual([
    "0 s",
    "45 s",
    "59 s",
    "1 min 0 s",
    "6 min 54 s",
    "59 min 59 s",
    "2 h 5 min",
  ]);
});

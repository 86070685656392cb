/** The pages, drawn from made records: every figure and table, and what stands where something is missing. */
import { describe, expect, it } from "vitest";
import { drawAnswer } from "../../../src/benchmark/answer/page.ts";
import { drawBenchmark } from "../../../src/benchmark/page/page.ts";
import { madeJumps, madeStanding } from "../records.ts";

const cases = { sections: [], skipped: [], seconds: {} };

describe("the page of the benchmark", () => {
  it("says what came of the candidate, draws its figures in order and names who refused", async () => {
    const { html, drawn } = await drawBenchmark({ standing: madeStanding(), cases, versions: {} });
    expect(drawn.map(({ name }) => name)).toEqual(["skill", "pit", "distance", "strata"]);
    expect(html).toMatch(/id="verdict">line: skill against persistence 0\.50 on published results/);
    expect(html).toMatch(/too few rungs, n of n/);
    expect(html.split("<script")[0]).not.toMatch(/undefined|NaN/);
  });

  it("without a question speaks of its cases", async () => {
    const section = { name: "made", title: "Made", lines: [], targets: [], figures: [], notes: ["A note."] };
    const { html } = await drawBenchmark({ standing: null, cases: { ...cases, sections: [section] }, versions: {} });
    expect(html).toMatch(/id="verdict">0 of 0 bars met\./);
    expect(html).toContain("A note.");
  });
});

describe("the page of the answer", () => {
  it("answers in its first sentence and says what misses have in common", async () => {
    const page = await drawAnswer({ jumps: madeJumps(), names: ["line", "climatology"], versions: {} });
    expect(page!.html).toMatch(/id="verdict">[A-Z][^<]* Of 2 jumps asked about blind, line put at least half/);
    expect(page!.html).toMatch(/line missed 1 of 2 jumps/);
    expect(page!.html.split("<script")[0]).not.toMatch(/undefined|NaN/);
  });
});

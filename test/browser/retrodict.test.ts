/** The page of the standing benchmark in a real browser, with next to nothing on it. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { ScoredTarget } from "../../src/records.ts";
import type { Section } from "../../src/retrodict/benchmark.ts";
import { drawRetrodiction } from "../../src/retrodict/page.ts";
import { NO_BROWSER, pages } from "./open.ts";

const target: ScoredTarget = {
  cluster: "a, b",
  forecaster: "bayes-mix",
  metric: "accuracy",
  axis: "nParams",
  cut: "1B",
  rung: "7B",
  horizon: 0.8,
  value: 0.5,
  median: 0.4,
  low50: 0.3,
  high50: 0.5,
  low90: 0.2,
  high90: 0.6,
  pit: 0.7,
  crps: 0.05,
  baseline: 0.2,
  beyond: 0.4,
  isBeyond: true,
};
const section: Section = { name: "made", title: "Made", lines: [], targets: [target], figures: [], notes: ["A note."] };

describe.skipIf(NO_BROWSER)("the retrodiction in Chromium", () => {
  const open = pages();

  it("complains of nothing and hands out its targets as CSV", async () => {
    const { html } = await drawRetrodiction({ sections: [{ ...section }], skipped: [], versions: {} });
    const { tab, complaints } = await open("retrodiction", html);
    const [download] = await Promise.all([tab.waitForEvent("download"), tab.locator("#csv").click()]);
    const [head, first] = readFileSync(await download.path(), "utf8").split("\n");
    expect(download.suggestedFilename()).toBe("retrodiction.csv");
    expect(head).toMatch(/^section,cluster,metric,/);
    expect(first).toMatch(/^made,"a, b",accuracy,nParams,bayes-mix,1B,7B,0.8,/);
    expect(complaints).toEqual([]);
  });

  it("passes over what a page lacks", async () => {
    const { html } = await drawRetrodiction({ sections: [], skipped: [], versions: {} });
    const { tab, complaints } = await open("bare", html.replace(' id="csv"', "").replace(' id="report-data"', ""));
    expect(await tab.locator("#verdict").textContent()).toBe("0 of 0 bars met.");
    expect(complaints).toEqual([]);
  });
});

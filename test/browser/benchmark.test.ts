/** The pages of the benchmark in a real browser, with next to nothing on them. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { drawAnswer } from "../../src/benchmark/answer/page.ts";
import { drawBenchmark } from "../../src/benchmark/page/page.ts";
import { madeJumps, madeStanding } from "../benchmark/records.ts";
import { NO_BROWSER, pages, WIDTHS } from "./open.ts";

const cases = { sections: [], skipped: [], seconds: {} };

describe.skipIf(NO_BROWSER)("the benchmark in Chromium", () => {
  const open = pages();

  it("complains of nothing, fits the window and hands out its summaries as CSV", async () => {
    const { html } = await drawBenchmark({ standing: madeStanding(), cases, versions: {} });
    const { tab, complaints } = await open("benchmark", html);
    const [download] = await Promise.all([tab.waitForEvent("download"), tab.locator("#csv").click()]);
    const [head, first] = readFileSync(await download.path(), "utf8").split("\n");
    expect(download.suggestedFilename()).toBe("benchmark.csv");
    expect(head).toMatch(/^by,group,forecaster,numTargets,/);
    expect(first).toMatch(/^all,all,line,3,/);
    const [content, window] = (await tab.evaluate(WIDTHS)) as [number, number];
    expect(content).toBeLessThanOrEqual(window);
    expect(complaints).toEqual([]);
  });

  it("passes over what a page lacks", async () => {
    const { html } = await drawBenchmark({ standing: null, cases, versions: {} });
    const { tab, complaints } = await open("bare", html.replace(' id="csv"', "").replace(' id="report-data"', ""));
    expect(await tab.locator("#verdict").textContent()).toBe("0 of 0 bars met.");
    expect(complaints).toEqual([]);
  });

  it("complains of nothing about the answer", async () => {
    const { html } = (await drawAnswer({ jumps: madeJumps(), names: ["line", "climatology"], versions: {} }))!;
    const { complaints } = await open("answer", html);
    expect(complaints).toEqual([]);
  });
});

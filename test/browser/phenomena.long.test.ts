/** The page of phenomena in a real browser. */
import { readFileSync } from "node:fs";
import type { BrowserContextOptions } from "playwright-core";
import { describe, expect, it } from "vitest";
import { drawPhenomena } from "../../src/phenomena/page/write.ts";
import { phenomena } from "../phenomena/page/fixture.ts";
import { NO_BROWSER, pages, WIDTHS } from "./open.ts";

// Expressions as text: they run in the browser, whose names this side does not know.
const LIVE = 'document.querySelectorAll(".vega-embed svg.marks").length === 2';
const PLOT = `(() => {
  const shaded = [...document.querySelectorAll('#chart-induction-bump svg.marks path[fill="#f9e3b4"]')];
  return Math.max(...shaded.map((path) => path.getBoundingClientRect().right));
})()`;

describe.skipIf(NO_BROWSER)("the phenomena in Chromium", () => {
  const openPage = pages();
  const open = async (options: BrowserContextOptions) =>
    openPage("phenomena", (await drawPhenomena(phenomena)).html, options);

  it.each([
    ["desktop", 1200],
    ["phone", 390],
  ])("draws live charts without a complaint or a request, all stages on the screen: %s", async (_, width) => {
    const { tab, complaints, requests } = await open({ viewport: { width, height: 900 } });
    await tab.waitForFunction(LIVE);
    expect(await tab.locator("svg.marks").count()).toBe(2);
    const [content, screen] = await tab.evaluate<number[]>(WIDTHS);
    expect(content).toBeLessThanOrEqual(screen!);
    expect(await tab.evaluate<number>(PLOT)).toBeLessThanOrEqual(width);
    expect(complaints).toEqual([]);
    expect(requests).toEqual([expect.stringMatching(/^file:.*phenomena\.html$/)]);
  });

  it("reads without JavaScript", async () => {
    const { tab } = await open({ javaScriptEnabled: false });
    expect(await tab.locator("svg.marks").count()).toBe(2);
    expect(await tab.locator("svg.marks").first().isVisible()).toBe(true);
    expect(await tab.locator("#verdict").textContent()).toContain("1 of 2 phenomena reproduced");
  });

  it("tells a pointer the seeds behind a mean, and hands out its points as CSV", async () => {
    const { tab } = await open({ viewport: { width: 1200, height: 900 } });
    await tab.waitForFunction(LIVE);
    await tab.locator("#chart-induction-bump .vega-embed .mark-symbol path").nth(20).hover({ force: true });
    await tab.waitForFunction('document.querySelector("#vg-tooltip-element.visible") !== null');
    expect(await tab.locator("#vg-tooltip-element").textContent()).toMatch(/seeds.*0: [\d.]+, 1: [\d.]+, 2: [\d.]+/);
    const [download] = await Promise.all([tab.waitForEvent("download"), tab.locator("#csv").click()]);
    expect(download.suggestedFilename()).toBe("phenomena.csv");
    const [head, first] = readFileSync(await download.path(), "utf8").split("\n");
    expect(head).toBe("phenomenon,picture,panel,unit,line,seed,x,value,stderr");
    expect(first).toMatch(/^induction-bump,The induction bump,Loss,nats\/token,loss,0,1,5\.\d+,0\.01$/);
  });
});

/** The report in a real browser. */
import { readFileSync } from "node:fs";
import type { BrowserContextOptions } from "playwright-core";
import { describe, expect, it } from "vitest";
import type { ReportInput } from "../../src/report/input.ts";
import { drawReport } from "../../src/report/write.ts";
import { tokenOls } from "../report/fixture.ts";
import { scored, states } from "../report/states.ts";
import { NO_BROWSER, pages, WIDTHS } from "./open.ts";

// Expressions as text: they run in the browser, whose names this side does not know.
const LIVE = 'document.querySelectorAll(".vega-embed svg.marks").length === 4';
const NAMES = '[...document.querySelectorAll("summary")].map((one) => one.getAttribute("aria-label"))';
const INSIDE = `(() => {
  const menu = document.querySelector("details[open] .vega-actions");
  const [own, box] = [menu, menu.closest(".chart")].map((one) => one.getBoundingClientRect());
  return own.width > 0 && own.left >= box.left && own.right <= box.right && own.bottom <= box.bottom;
})()`;
const EVIL = "</script><script>alert(1)</script>";

describe.skipIf(NO_BROWSER)("the report in Chromium", () => {
  const openPage = pages();
  const open = async (name: string, input: ReportInput, options: BrowserContextOptions = {}) =>
    openPage(name, (await drawReport(input)).html, options);

  it.each([
    ["desktop", 1200],
    ["phone", 390],
  ])("draws live charts without a complaint or a request: %s", async (name, width) => {
    const { tab, complaints, requests } = await open(name, scored, { viewport: { width, height: 900 } });
    await tab.waitForFunction(LIVE);
    expect(await tab.locator("svg.marks").count()).toBe(4);
    expect(await tab.locator("#verdict").isVisible()).toBe(true);
    expect(await tab.locator("#verdict").textContent()).toContain("not evidence of calibration");
    const [content, screen] = await tab.evaluate<number[]>(WIDTHS);
    expect(content).toBeLessThanOrEqual(screen!);
    expect(complaints).toEqual([]);
    expect(requests.filter((url) => !url.startsWith("file://"))).toEqual([]);
    expect(requests).toHaveLength(1);
  });

  it("reads without JavaScript", async () => {
    const { tab } = await open("plain", scored, { javaScriptEnabled: false });
    expect(await tab.locator("svg.marks").count()).toBe(4);
    expect(await tab.locator("svg.marks").first().isVisible()).toBe(true);
    expect(await tab.locator("#verdict").textContent()).toContain("token-ols placed the jump");
    expect(await tab.locator("#csv").isVisible()).toBe(false);
  });

  it.each([1200, 390])("has a named menu on every chart that opens within it: %d px wide", async (width) => {
    const { tab } = await open(`menu-${width}`, scored, { viewport: { width, height: 900 } });
    await tab.waitForFunction(LIVE);
    const names = await tab.evaluate<string[]>(NAMES);
    expect(names).toEqual(["emergence", "jump", "over-steps", "margins"].map((name) => `Save this picture: ${name}`));
    for (const summary of await tab.locator("summary").all()) {
      await summary.click();
      expect(await tab.evaluate<boolean>(INSIDE)).toBe(true);
      await summary.click();
    }
  });

  it("hands out its rows as CSV", async () => {
    const rows = scored.rows.map((row, i) => (i === 0 ? { ...row, run: 'a,"b"' } : row));
    const { tab } = await open("csv", { ...scored, rows });
    const [download] = await Promise.all([tab.waitForEvent("download"), tab.locator("#csv").click()]);
    const lines = readFileSync(await download.path(), "utf8").split("\n");
    expect(download.suggestedFilename()).toBe("chain-demo.csv");
    expect(lines[0]).toBe("run,task,nParams,step,tokens,flops,seed,metric,value,stderr,n");
    expect(lines[1]).toMatch(/^"a,""b""",operator-chain,1536,0,0,0,0,nll,2\.4,0\.01,512$/);
    expect(lines).toHaveLength(scored.rows.length + 2);
  });

  it("shows hostile names as text", async () => {
    const forecasts = [scored.forecasts[0]!, { ...tokenOls, label: EVIL }];
    const input = { ...scored, question: { ...scored.question, title: EVIL }, forecasts };
    const { tab, complaints } = await open("hostile", input);
    await tab.waitForFunction(LIVE);
    expect(await tab.locator("h1").textContent()).toBe(EVIL);
    expect(await tab.title()).toBe(EVIL);
    expect(complaints).toEqual([]);
  });

  it.each(Object.keys(states))("opens in every state: %s", async (state) => {
    const { tab, complaints } = await open(state.replace(/\W+/g, "-"), states[state]!, {
      viewport: { width: 390, height: 800 },
    });
    await tab.waitForFunction('document.querySelectorAll(".chart > svg.marks").length === 0');
    const [content, screen] = await tab.evaluate<number[]>(WIDTHS);
    expect(content).toBeLessThanOrEqual(screen!);
    expect(complaints).toEqual([]);
  });
});

/** The page of phenomena in a real browser, opened from disk: skipped, and listed as skipped, where no Chromium is installed. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, type BrowserContextOptions, chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { drawPhenomena } from "../../src/phenomena/page/write.ts";
import { phenomena } from "../phenomena/page/fixture.ts";

const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
// Expressions as text: they run in the browser, whose names this side does not know.
const LIVE = 'document.querySelectorAll(".vega-embed svg.marks").length === 2';
const WIDTHS = "[document.documentElement.scrollWidth, window.innerWidth]";
const PLOT = `(() => {
  const shaded = [...document.querySelectorAll('#chart-induction-bump svg.marks path[fill="#f9e3b4"]')];
  return Math.max(...shaded.map((path) => path.getBoundingClientRect().right));
})()`;

describe.skipIf(!existsSync(CHROMIUM))("the phenomena in Chromium", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "foreshock-browser-"));
  const file = path.join(folder, "index.html");
  let browser: Browser;

  beforeAll(async () => {
    writeFileSync(file, (await drawPhenomena(phenomena)).html);
    const args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"];
    browser = await chromium.launch({ executablePath: CHROMIUM, args, timeout: 0 });
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true });
  });

  async function open(options: BrowserContextOptions) {
    const context = await browser.newContext({ offline: true, acceptDownloads: true, ...options });
    context.setDefaultTimeout(0);
    const tab = await context.newPage();
    const complaints: string[] = [];
    const requests: string[] = [];
    tab.on("console", (message) => complaints.push(message.text()));
    tab.on("pageerror", (error) => complaints.push(error.message));
    tab.on("request", (request) => requests.push(request.url()));
    await tab.goto(pathToFileURL(file).href);
    return { tab, complaints, requests };
  }

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
    expect(requests).toEqual([pathToFileURL(file).href]);
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

/** The report in a real browser, opened from disk: skipped, and listed as skipped, where no Chromium is installed. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, type BrowserContextOptions, chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ReportInput } from "../../src/report/input.ts";
import { drawReport } from "../../src/report/write.ts";
import { tokenOls } from "../report/fixture.ts";
import { scored, states } from "../report/states.ts";

const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
// Expressions as text: they run in the browser, whose names this side does not know.
const LIVE = 'document.querySelectorAll(".vega-embed svg.marks").length === 4';
const WIDTHS = "[document.documentElement.scrollWidth, window.innerWidth]";
const EVIL = "</script><script>alert(1)</script>";

describe.skipIf(!existsSync(CHROMIUM))("the report in Chromium", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "foreshock-browser-"));
  let browser: Browser;

  beforeAll(async () => {
    const args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"];
    browser = await chromium.launch({ executablePath: CHROMIUM, args, timeout: 0 });
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true });
  });

  async function open(name: string, input: ReportInput, options: BrowserContextOptions = {}) {
    const file = path.join(folder, `${name}.html`);
    writeFileSync(file, (await drawReport(input)).html);
    const context = await browser.newContext({ offline: true, acceptDownloads: true, ...options });
    context.setDefaultTimeout(0);
    const tab = await context.newPage();
    const complaints: string[] = [];
    const requests: string[] = [];
    tab.on("console", (message) => complaints.push(message.text()));
    tab.on("pageerror", (error) => complaints.push(error.message));
    tab.on("dialog", (dialog) => {
      complaints.push(`dialog ${dialog.message()}`);
      return dialog.dismiss();
    });
    tab.on("request", (request) => requests.push(request.url()));
    await tab.goto(pathToFileURL(file).href);
    return { tab, complaints, requests };
  }

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

/** A page in a real browser, opened from disk without a network; what it complains of and asks for is written down. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, type BrowserContextOptions, chromium } from "playwright-core";
import { afterAll, beforeAll } from "vitest";

const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
/** Tests in a browser are skipped, and listed as skipped, where no Chromium is installed. */
export const NO_BROWSER = !existsSync(CHROMIUM);

/** Text that shows the widths of the content and of the window: it runs in the browser, whose names this side does not know. */
export const WIDTHS = "[document.documentElement.scrollWidth, window.innerWidth]";

/** Returns how to open pages in one browser, which is started before the tests of a suite and ended after them. */
export function pages() {
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
  return async (name: string, html: string, options: BrowserContextOptions = {}) => {
    const file = path.join(folder, `${name}.html`);
    writeFileSync(file, html);
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
  };
}

/**
 * The frame every page shares: one self-contained HTML file that opens from disk, reaches nothing outside, runs only the scripts whose
 * hashes its policy names, carries its numbers as JSON, and reads the same without any script at all.
 */
import { createHash } from "node:crypto";
import { BOOT } from "./boot.ts";
import { escapeHtml, Html, html, jsonForScript } from "./html.ts";
import { STYLE } from "./style.ts";
import type { Figure } from "./vegaLite.ts";

/** A figure together with its static picture and its place on the page, counted from 1. */
export type DrawnFigure = Figure & { svg: string; number: number };

/** A table as it is embedded and handed out as CSV. */
export type Rows = { columns: readonly string[]; values: readonly (readonly unknown[])[] };

/**
 * What a page is made of. Its header is `kind` in small letters, the title, the `verdict`, and what else stands at the `top`; `style` is
 * added to the shared one. `data` and `rows` are embedded as one JSON object.
 */
export type PageParts = {
  kind: string;
  title: string;
  verdict: string;
  top: Html | null;
  body: Html;
  style?: string;
  data: object;
  rows: Rows;
  figures: DrawnFigure[];
};

/** Returns the page as HTML text; `libraries` are the browser builds of vega, vega-lite and vega-embed in loading order. */
export function htmlPage(parts: PageParts, libraries: string[]): string {
  const { title, style = "", data, rows, figures } = parts;
  const scripts = [...libraries, BOOT];
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy(scripts)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${new Html(STYLE + style)}</style>
</head>
<body>
<main>${header(parts)}${parts.body}</main>
${json('id="report-data"', { ...data, rows })}
${figures.map((f) => json(`data-figure="${escapeHtml(f.name)}"`, f.spec))}
${scripts.map((text) => html`<script>${new Html(text)}</script>\n`)}
</body>
</html>
`.text;
}

/** Returns the content security policy that allows exactly these inline scripts and no connection. */
export function policy(scripts: string[]): string {
  const hashes = scripts.map((text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`);
  return [
    "default-src 'none'",
    `script-src ${hashes.join(" ")}`,
    "style-src 'unsafe-inline'",
    "img-src data: blob:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}

function header({ kind, title, verdict, top }: PageParts): Html {
  return html`<header>
<p class="kicker">foreshock report · ${kind}</p>
<h1>${title}</h1>
<p class="verdict" id="verdict">${verdict}</p>
${top}
</header>`;
}

const json = (attributes: string, value: unknown): Html =>
  new Html(`<script type="application/json" ${attributes}>${jsonForScript(value)}</script>\n`);

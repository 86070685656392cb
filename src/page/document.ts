/**
 * The frame every report page shares: one self-contained HTML file that opens from disk, reaches nothing outside, runs only the
 * scripts whose hashes its policy names, carries its numbers as JSON, and reads the same without any script at all.
 */
import { createHash } from "node:crypto";
import { BOOT } from "./boot.ts";
import { escapeHtml, Html, html, jsonForScript } from "./html.ts";
import type { Figure } from "./vegaLite.ts";

/** A figure together with its static picture. */
export type DrawnFigure = Figure & { svg: string };

/** What a page is made of; `data` is embedded as JSON and needs `rows: {columns, values}` for the link `#csv`. */
export type PageParts = { title: string; style: string; body: Html; data: unknown; figures: DrawnFigure[] };

/** Returns the page as HTML text; `libraries` are the browser builds of vega, vega-lite and vega-embed in loading order. */
export function htmlPage({ title, style, body, data, figures }: PageParts, libraries: string[]): string {
  const scripts = [...libraries, BOOT];
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy(scripts)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${new Html(style)}</style>
</head>
<body>
<main>${body}</main>
${json('id="report-data"', data)}
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

const json = (attributes: string, value: unknown): Html =>
  new Html(`<script type="application/json" ${attributes}>${jsonForScript(value)}</script>\n`);

/** Returns a figure's static picture, which the page's script replaces by a live one, and its caption; `i` counts from 0. */
export function figureBlock(figure: DrawnFigure, i: number): Html {
  return html`<figure>
<div class="chart" id="chart-${figure.name}" role="group" aria-label="${figure.spec.description}" tabindex="0">${new Html(figure.svg)}</div>
<figcaption><b>Figure ${i + 1}.</b> ${figure.caption}</figcaption>
</figure>\n`;
}

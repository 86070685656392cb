/**
 * The only file that touches vega: a specification becomes SVG text and PNG bytes, the same bytes every time, without reading a
 * file or an address the specification might name; and the browser builds of the libraries for a self-contained page.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { Resvg } from "@resvg/resvg-js";
import * as vega from "vega";
import * as vegaLite from "vega-lite";
import { numericError, usageError } from "../base/errors.ts";
import type { Spec } from "./vegaLite.ts";

const require = createRequire(import.meta.url);
const refuse = (what: string) =>
  usageError(
    "renderSvg",
    "a figure has to carry its own data",
    what,
    "put the rows into data.values of the specification",
  );

// Vega measures text on a canvas, which Node lacks; its own estimate of .8 em per character is a third too wide for DejaVu Sans.
const { textMetrics } = vega as unknown as { textMetrics: { width: (item: TextItem, text: unknown) => number } };
type TextItem = { fontSize?: number; fontWeight?: string | number };
textMetrics.width = (item, text) =>
  String(text ?? "").length * (item.fontSize ?? 11) * (item.fontWeight === "bold" ? 0.67 : 0.58);

/** Layers without a row are drawn as groups that call themselves a picture and hold nothing; the page's script hides them in live charts. */
const EMPTY_MARKS = /<g [^>]*role="graphics-symbol"[^>]*><\/g>/g;

const loader = {
  options: {},
  load: (uri: string) => Promise.reject(refuse(uri)),
  sanitize: (uri: string) => Promise.reject(refuse(uri)),
  http: (uri: string) => Promise.reject(refuse(uri)),
  file: (uri: string) => Promise.reject(refuse(uri)),
};

/** A logger that keeps warnings and errors: thrown inside vega's loop they would never reach the caller and the picture never come. */
function collectingLogger(messages: string[]): vega.LoggerInterface {
  const keep = (...parts: readonly unknown[]): vega.LoggerInterface => {
    messages.push(parts.map(String).join(" "));
    return logger;
  };
  const logger: vega.LoggerInterface = {
    level: ((value?: number) => (value === undefined ? vega.Warn : logger)) as vega.LoggerInterface["level"],
    error: keep,
    warn: keep,
    info: () => logger,
    debug: () => logger,
  };
  return logger;
}

/**
 * Returns a Vega-Lite specification as SVG text; the same specification gives the same bytes. Errors: numeric when the compiler or
 * the drawing warns, which includes any attempt to load data from a file or an address.
 */
export async function renderSvg(spec: Spec): Promise<string> {
  const messages: string[] = [];
  const logger = collectingLogger(messages);
  const compiled = vegaLite.compile(spec as unknown as vegaLite.TopLevelSpec, { logger }).spec;
  vega.resetSVGDefIds();
  const view = new vega.View(vega.parse(compiled), { renderer: "none", loader, logger });
  const svg = await view.toSVG().finally(() => view.finalize());
  if (messages.length === 0) return svg.replace(EMPTY_MARKS, "");
  const hint = "mend the figure's specification";
  throw numericError("renderSvg", "a figure has to be drawn without warnings", messages[0], hint);
}

/** Returns an SVG as PNG bytes at twice its size, with the font shipped along: without one resvg drops all text silently. */
export function renderPng(svg: string): Uint8Array {
  const fonts = ["DejaVuSans.ttf", "DejaVuSans-Bold.ttf"].map((file) =>
    require.resolve(`dejavu-fonts-ttf/ttf/${file}`),
  );
  const font = { loadSystemFonts: false, fontFiles: fonts, defaultFontFamily: "DejaVu Sans" };
  return new Resvg(svg, { font, fitTo: { mode: "zoom", value: 2 }, background: "#ffffff" }).render().asPng();
}

/** Returns the browser builds of vega, vega-lite and vega-embed, in loading order, without their source-map comments. */
export function browserLibraries(): string[] {
  return ["vega", "vega-lite", "vega-embed"].map((name) => {
    const file = path.join(path.dirname(require.resolve(name)), `${name}.min.js`);
    return readFileSync(file, "utf8").replace(/\n\/\/# sourceMappingURL=.*\s*$/, "\n");
  });
}

/** From a report's input to files: index.html and, per figure, the specification, the SVG and the PNG, each written whole or not at all. */
import path from "node:path";
import { writeFileAtomic } from "../base/files.ts";
import { figures } from "./figures.ts";
import { publishable, type ReportInput } from "./input.ts";
import { type DrawnFigure, page } from "./page.ts";
import { browserLibraries, renderPng, renderSvg } from "./render.ts";

/**
 * Writes the report of one question into `folder` (reports/<name>) and returns the paths written, index.html first. Same input, same
 * bytes. Errors: failed when the folder cannot be written.
 */
export async function writeReport(folder: string, input: ReportInput): Promise<string[]> {
  const { html, drawn } = await drawReport(input);
  const files: [string, string | Uint8Array][] = [
    ["index.html", html],
    ...drawn.flatMap(({ name, spec, svg }): [string, string | Uint8Array][] => [
      [`${name}.vl.json`, `${JSON.stringify(spec, null, 1)}\n`],
      [`${name}.svg`, `${svg}\n`],
      [`${name}.png`, renderPng(svg)],
    ]),
  ];
  return files.map(([file, data]) => {
    const target = path.join(folder, file);
    writeFileAtomic(target, data);
    return target;
  });
}

/** Returns the page as HTML text with its figures, drawn. */
export async function drawReport(input: ReportInput): Promise<{ html: string; drawn: DrawnFigure[] }> {
  const shown = publishable(input);
  const drawn: DrawnFigure[] = [];
  for (const figure of figures(shown)) drawn.push({ ...figure, svg: await renderSvg(figure.spec) });
  return { html: page(shown, drawn, browserLibraries()), drawn };
}

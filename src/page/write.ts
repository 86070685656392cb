/** From a drawn page to files: index.html and, per figure, the specification, the SVG and the PNG, each written whole or not at all. */
import path from "node:path";
import { writeFileAtomic } from "../base/files.ts";
import type { DrawnFigure } from "./document.ts";
import { renderPng, renderSvg } from "./render.ts";
import type { Figure } from "./vegaLite.ts";

/** A page as HTML text and its figures, drawn. */
export type DrawnPage = { html: string; drawn: DrawnFigure[] };

/** Writes index.html and three files per figure into `folder` and returns the paths, index.html first. */
export function writePage(folder: string, { html, drawn }: DrawnPage): string[] {
  const target = path.join(folder, "index.html");
  writeFileAtomic(target, html);
  return [target, ...writeFigures(folder, drawn)];
}

/** Writes three files per figure into `folder` and returns their paths: specification, SVG and PNG. */
export function writeFigures(folder: string, drawn: readonly DrawnFigure[]): string[] {
  const files = drawn.flatMap(({ name, spec, svg }): [string, string | Uint8Array][] => [
    [`${name}.vl.json`, `${JSON.stringify(spec, null, 1)}\n`],
    [`${name}.svg`, `${svg}\n`],
    [`${name}.png`, renderPng(svg)],
  ]);
  return files.map(([file, data]) => {
    const target = path.join(folder, file);
    writeFileAtomic(target, data);
    return target;
  });
}

/** Returns figures with their static pictures, drawn one after the other so that the same figures give the same bytes. */
export async function drawFigures(figures: Figure[]): Promise<DrawnFigure[]> {
  const drawn: DrawnFigure[] = [];
  for (const [i, figure] of figures.entries())
    drawn.push({ ...figure, svg: await renderSvg(figure.spec), number: i + 1 });
  return drawn;
}

/** Returns the figures of a page's sections drawn, section by section, numbered through the page. */
export async function drawSections(sections: Figure[][]): Promise<DrawnFigure[][]> {
  const drawn = await drawFigures(sections.flat());
  return sections.map((own) => drawn.splice(0, own.length));
}

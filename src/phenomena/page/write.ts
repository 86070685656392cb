/** From the phenomena's input to reports/phenomena: the page and, per figure, the specification, the SVG and the PNG. */
import { browserLibraries } from "../../page/render.ts";
import { type DrawnPage, drawSections, writePage } from "../../page/write.ts";
import { checkedNames, type PhenomenaInput } from "../section.ts";
import { phenomenaPage, sectionFigures } from "./page.ts";

/**
 * Writes the page of phenomena into `folder` (reports/phenomena) and returns the paths written, index.html first. Same input, same
 * bytes. Errors: usage when a section's name is no file name or taken twice; failed when the folder cannot be written.
 */
export async function writePhenomena(folder: string, input: PhenomenaInput): Promise<string[]> {
  return writePage(folder, await drawPhenomena(input));
}

/** Returns the page of phenomena with its figures, drawn. */
export async function drawPhenomena(input: PhenomenaInput): Promise<DrawnPage> {
  const { sections } = checkedNames(input);
  const drawn = await drawSections(sections.map(sectionFigures));
  return { html: phenomenaPage(input, drawn, browserLibraries()), drawn: drawn.flat() };
}

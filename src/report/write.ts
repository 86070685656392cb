/** From a report's input to its page and files. */
import { browserLibraries } from "../page/render.ts";
import { type DrawnPage, drawFigures, writePage } from "../page/write.ts";
import { figures } from "./figures.ts";
import { publishable, type ReportInput } from "./input.ts";
import { page } from "./page.ts";

/**
 * Writes the report of one question into `folder` (reports/<name>) and returns the paths written, index.html first. Same input, same
 * bytes. Errors: failed when the folder cannot be written.
 */
export async function writeReport(folder: string, input: ReportInput): Promise<string[]> {
  return writePage(folder, await drawReport(input));
}

/** Returns the page of one question with its figures, drawn. */
export async function drawReport(input: ReportInput): Promise<DrawnPage> {
  const shown = publishable(input);
  const drawn = await drawFigures(figures(shown));
  return { html: page(shown, drawn, browserLibraries()), drawn };
}

/** Figures as a page takes them, with an empty picture: how they are drawn is tested where they are drawn. */
import type { DrawnFigure } from "../../src/page/document.ts";
import type { Figure } from "../../src/page/vegaLite.ts";

/** Returns every section's figures with an empty picture, numbered through the page. */
export function undrawn(sections: Figure[][]): DrawnFigure[][] {
  let number = 0;
  return sections.map((own) => own.map((f) => ({ ...f, svg: '<svg class="marks"></svg>', number: ++number })));
}

/** Returns what a page says, without markup and scripts. */
export function visible(text: string): string {
  return text
    .replace(/<(script|style)[\s\S]*?<\/\1>/g, "")
    .replace(/<[^>]+>/g, " ")
    .replaceAll("\u00a0", " ")
    .replace(/\s+/g, " ");
}

/** Returns the data a page carries. */
export function embedded(text: string) {
  return JSON.parse(/<script type="application\/json" id="report-data">(.*?)<\/script>/s.exec(text)![1]!);
}

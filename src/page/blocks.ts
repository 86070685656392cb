/** The blocks that several pages are built from: a figure, a list of facts, the section on data and versions. */
import { byText } from "../base/byText.ts";
import type { DrawnFigure } from "./document.ts";
import { Html, html, table } from "./html.ts";

/** A term or name with what stands beside it. */
export type Fact = [string, string | Html];

/** Returns a figure's static picture, which the page's script replaces by a live one, and its caption. */
export function figureBlock({ name, number, spec, svg, caption }: DrawnFigure): Html {
  return html`<figure>
<div class="chart" id="chart-${name}" role="group" aria-label="${spec.description}" tabindex="0">${new Html(svg)}</div>
<figcaption><b>Figure ${number}.</b> ${caption}</figcaption>
</figure>\n`;
}

/** Returns facts as a list of terms with their texts. */
export function factList(facts: readonly Fact[]): Html {
  return html`<dl>${facts.map(([term, text]) => html`<dt>${term}</dt><dd>${text}</dd>`)}</dl>`;
}

/**
 * Returns the section on what the page carries: `carries` completes "This page carries .. as JSON in its source", the link hands its
 * rows out as the file `csv` where scripts run, and a table names `facts` and the versions.
 */
export function dataSection(
  carries: string,
  csv: string,
  versions: Record<string, string>,
  facts: readonly Fact[] = [],
): Html {
  const named = [...facts, ...Object.entries(versions).toSorted(([a], [b]) => byText(a, b))];
  return html`<h2 id="data">Data and versions</h2>
<p>This page carries ${carries} as JSON in its source.
<a id="csv" class="download" download="${csv}" hidden>Download the rows as CSV</a></p>
${named.length > 0 && table(["name", "value"], named)}`;
}

/** The page of reproduced phenomena: the headline table first, then a section for each; one section alone makes a page as well. */
import { duration } from "../../base/words.ts";
import { dataSection } from "../../page/blocks.ts";
import { type DrawnFigure, htmlPage, type Rows } from "../../page/document.ts";
import { type Html, html, table } from "../../page/html.ts";
import { COLOUR, FONT, STAGE } from "../../page/theme.ts";
import type { Figure } from "../../page/vegaLite.ts";
import type { PhenomenaInput, PhenomenonSection } from "../section.ts";
import { aligned } from "./aligned.ts";
import { phenomenaTable, phenomenaVerdict } from "./headline.ts";
import { phenomenonSection, sign } from "./section.ts";

/** Returns a section's figures, named after it: grokking, grokking.2, ...; pictures without a point are left out. */
export function sectionFigures({ name, pictures }: PhenomenonSection): Figure[] {
  return pictures
    .map((picture, i) => aligned(i === 0 ? name : `${name}.${i + 1}`, picture))
    .filter((figure) => figure !== null);
}

/** Returns the page as HTML text; `drawn` holds each section's figures, `libraries` the browser builds in loading order. */
export function phenomenaPage(input: PhenomenaInput, drawn: DrawnFigure[][], libraries: string[]): string {
  const { sections, versions } = input;
  const told = sections.map((section) => ({ ...section, pictures: section.pictures.map((p) => p.title) }));
  const parts = {
    kind: "phenomena",
    title: "Phenomena, reproduced",
    verdict: phenomenaVerdict(input),
    top: top(input),
    style: MORE,
    body: html`${sections.map((section, i) => phenomenonSection(section, drawn[i]!))}${data(input)}`,
    data: { sections: told, versions },
    rows: pointRows(sections),
    figures: drawn.flat(),
  };
  return htmlPage(parts, libraries);
}

function top({ sections, ...input }: PhenomenaInput): Html | null {
  if (sections.length === 0) return null;
  const rows = phenomenaTable({ sections, ...input }).map((row, i) => {
    const { name, verdict } = sections[i]!;
    const link = html`<a href="#${name}">${row.phenomenon}</a>`;
    return [link, row.expected, row.obtained, html`<span class="whole">${row.seeds}</span>`, sign(verdict)];
  });
  const seconds = sections.map((s) => s.seconds);
  const total = seconds.reduce((sum: number | null, s) => (sum === null || s === null ? null : sum + s), 0);
  return html`<div class="headline">${table(["phenomenon", "expected", "obtained", "seeds", "verdict"], rows)}</div>
${total !== null && html`<p class="note">Everything on this page took ${duration(total)} to train and to measure.</p>`}`;
}

function data({ sections, versions }: PhenomenaInput): Html {
  const names = sections.length === 1 ? sections[0]!.name : "all";
  return html`${dataSection("the points of all figures", "phenomena.csv", versions)}
<p>To run everything again, in the project's folder:</p>
<pre>npm run reproduce -- ${names}</pre>`;
}

const COLUMNS = ["phenomenon", "picture", "panel", "unit", "line", "seed", "x", "value", "stderr"] as const;

/** Everything but the points stands as it was handed in; the points are rows, one table for all figures. */
function pointRows(sections: readonly PhenomenonSection[]): Rows {
  const values = sections.flatMap(({ name, pictures }) =>
    pictures.flatMap((picture) =>
      picture.panels.flatMap((panel) =>
        panel.lines.flatMap(({ label, seed, points }) => {
          const line = [name, picture.title, panel.title, panel.unit, label, seed];
          return points.map(({ step, value, stderr }) => [...line, step, value, stderr]);
        }),
      ),
    ),
  );
  return { columns: COLUMNS, values };
}

/** What this page's typography has beyond that of the other reports. */
const MORE = `
.sign { font-family: ${FONT}; font-size: .74rem; font-weight: 400; white-space: nowrap; }
h2 .sign { margin-left: .5rem; border: 1px solid currentColor; border-radius: 999px; padding: .12rem .6rem; vertical-align: .16em; }
.part { color: #7a5c00; }
.whole { white-space: nowrap; }
.claims td:nth-child(1), .claims th:nth-child(1) { width: 3.2rem; }
.claims td:nth-child(3), .claims td:nth-child(4) { width: 26%; }
.failures { margin: 1.4rem 0; padding: .1rem 1rem .5rem; border-left: 3px solid ${COLOUR.truth}; }
.failures h3 { margin-top: .4rem; }
.lead-note { font-size: 1.06rem; }
td small { display: block; color: ${COLOUR.muted}; font-size: .92em; }
.stage { display: inline-block; min-width: 1.6rem; padding: 0 .35rem; text-align: center; }
${Object.entries(STAGE)
  .map(([type, tint]) => `.stage-${type} { background: ${tint}; }`)
  .join("\n")}
@media (max-width: 34rem) {
  .chart { margin: 0 -1.25rem; }
  .headline thead, .claims thead { display: none; }
  .headline table, .headline tbody, .claims table, .claims tbody { display: block; }
  .headline tr, .claims tr { display: block; position: relative; padding: .5rem 0; border-bottom: 1px solid #d9dce1; }
  .headline td, .claims td, .headline tbody tr:last-child td, .claims tbody tr:last-child td { display: block; width: auto; padding: .1rem 0; border: 0; }
  .headline td:first-child { font-size: 1.15em; }
  .claims td:nth-child(1) { position: absolute; left: 0; width: 1.4rem; } .claims td:nth-child(n + 2) { margin-left: 1.4rem; width: auto; }
  .claims td:nth-child(2) { font-weight: 600; }
  .headline td:nth-child(2)::before, .claims td:nth-child(3)::before { content: "expected  "; }
  .headline td:nth-child(3)::before, .claims td:nth-child(4)::before { content: "obtained  "; }
  .headline td:nth-child(4)::before, .claims td:nth-child(5)::before { content: "seeds  "; }
  td::before { color: ${COLOUR.muted}; white-space: pre; }
}
@media print { .stage { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
`;

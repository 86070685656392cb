/** The page of reproduced phenomena: the headline table first, then a section for each; one section alone makes a page as well. */
import { byText } from "../../base/byText.ts";
import { type DrawnFigure, htmlPage } from "../../page/document.ts";
import { type Html, html, table } from "../../page/html.ts";
import { STYLE } from "../../page/style.ts";
import { COLOUR, FONT, STAGE } from "../../page/theme.ts";
import type { Figure } from "../../page/vegaLite.ts";
import type { PhenomenaInput, PhenomenonSection } from "../section.ts";
import { aligned } from "./aligned.ts";
import { duration, phenomenonSection, sign } from "./section.ts";
import { phenomenaTable, phenomenaVerdict } from "./table.ts";

/** Returns a section's figures, named after it: grokking, grokking.2, ...; pictures without a point are left out. */
export function sectionFigures({ name, pictures }: PhenomenonSection): Figure[] {
  return pictures
    .map((picture, i) => aligned(i === 0 ? name : `${name}.${i + 1}`, picture))
    .filter((figure) => figure !== null);
}

/** Returns the page as HTML text; `drawn` holds each section's figures, `libraries` the browser builds in loading order. */
export function phenomenaPage(input: PhenomenaInput, drawn: DrawnFigure[][], libraries: string[]): string {
  const before = drawn.map((_, i) => drawn.slice(0, i).flat().length);
  const body = html`${[
    header(input),
    input.sections.map((section, i) => phenomenonSection(section, drawn[i]!, before[i]!)),
    dataSection(input),
  ]}`;
  const parts = { title: TITLE, style: `${STYLE}${MORE}`, body, data: embedded(input), figures: drawn.flat() };
  return htmlPage(parts, libraries);
}

const TITLE = "Phenomena, reproduced";

function header(input: PhenomenaInput): Html {
  const rows = phenomenaTable(input).map((row, i) => {
    const { name, verdict } = input.sections[i]!;
    const link = html`<a href="#${name}">${row.phenomenon}</a>`;
    return [link, row.expected, row.obtained, html`<span class="whole">${row.seeds}</span>`, sign(verdict)];
  });
  const seconds = input.sections.map((s) => s.seconds);
  const total = seconds.reduce((sum: number | null, s) => (sum === null || s === null ? null : sum + s), 0);
  return html`<header>
<p class="kicker">foreshock report · phenomena</p>
<h1>${TITLE}</h1>
<p class="verdict" id="verdict">${phenomenaVerdict(input)}</p>
${rows.length > 0 && html`<div class="headline">${table(["phenomenon", "expected", "obtained", "seeds", "verdict"], rows)}</div>`}
${rows.length > 0 && total !== null && html`<p class="note">Everything on this page took ${duration(total)} to train and to measure.</p>`}
</header>`;
}

function dataSection(input: PhenomenaInput): Html {
  const versions = Object.entries(input.versions).toSorted(([a], [b]) => byText(a, b));
  const names = input.sections.length === 1 ? input.sections[0]!.name : "all";
  return html`<h2>Data and versions</h2>
<p>This page carries the points of all figures as JSON in its source. <a id="csv" class="download" download="phenomena.csv" hidden>Download
them as CSV</a></p>
${versions.length > 0 && table(["name", "version"], versions)}
<p>To run everything again, in the project's folder:</p>
<pre>npm run reproduce -- ${names}</pre>`;
}

const COLUMNS = ["phenomenon", "picture", "panel", "unit", "line", "seed", "x", "value", "stderr"] as const;

/** Everything but the points stands as it was handed in; the points are rows, one table for all figures. */
function embedded({ sections, versions }: PhenomenaInput): unknown {
  const values = sections.flatMap((section) =>
    section.pictures.flatMap((picture) =>
      picture.panels.flatMap((panel) =>
        panel.lines.flatMap(({ label, seed, points }) =>
          points.map((p) => [
            section.name,
            picture.title,
            panel.title,
            panel.unit,
            label,
            seed,
            p.step,
            p.value,
            p.stderr,
          ]),
        ),
      ),
    ),
  );
  const told = sections.map((section) => ({ ...section, pictures: section.pictures.map((p) => p.title) }));
  return { sections: told, versions, rows: { columns: COLUMNS, values } };
}

/** What this page's typography has beyond that of the other reports. */
const MORE = `
.sign { font-family: ${FONT}; font-size: .74rem; font-weight: 400; white-space: nowrap; }
h2 .sign { margin-left: .5rem; border: 1px solid currentColor; border-radius: 999px; padding: .12rem .6rem; vertical-align: .16em; }
.part { color: #7a5c00; }
.whole { white-space: nowrap; }
.claims td:nth-child(1), .claims th:nth-child(1) { width: 1.4rem; }
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

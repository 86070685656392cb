/** The page's typography: one column of serif text at a readable measure, quiet tables, nothing that needs a network or a screen. */
import { COLOUR, FONT } from "./theme.ts";

/** The style sheet, as CSS text. */
export const STYLE = `
:root { color-scheme: only light; }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: #fff; color: ${COLOUR.ink};
  font: 17px/1.55 Charter, "Bitstream Charter", "Source Serif 4", Georgia, "DejaVu Serif", serif; }
main { max-width: 43rem; margin: 0 auto; padding: 3.2rem 1.25rem 4rem; }
h1, h2, h3 { line-height: 1.25; font-weight: 600; text-wrap: balance; overflow-wrap: anywhere; }
h1 { font-size: 2rem; margin: .3rem 0 1.1rem; }
h2 { font-size: 1.25rem; margin: 3rem 0 .8rem; padding-top: .9rem; border-top: 1px solid #d9dce1; }
h3 { font-size: 1.02rem; margin: 1.8rem 0 .4rem; }
p, ul { margin: .6rem 0; }
ul { padding-left: 1.2rem; }
.kicker, .badges, figcaption, table, dl, .cap { font-family: ${FONT}; }
.kicker { margin: 0; font-size: .72rem; letter-spacing: .09em; text-transform: uppercase; color: ${COLOUR.muted}; }
.verdict { font-size: 1.24rem; line-height: 1.5; margin: 0 0 1rem; padding-left: 1rem; border-left: 3px solid ${COLOUR.forecast};
  overflow-wrap: anywhere; }
.badges { display: flex; flex-wrap: wrap; gap: .5rem; margin: 0 0 1rem; padding: 0; list-style: none; font-size: .74rem; }
.badges li { border: 1px solid #c9cdd3; border-radius: 999px; padding: .12rem .65rem; }
.badges .good { border-color: #009e73; color: #00634a; }
.badges .bad { border-color: ${COLOUR.truth}; color: ${COLOUR.truth}; font-weight: 700; }
.note { color: #4b5563; font-size: .95rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .3rem 1.1rem; margin: 1rem 0; font-size: .76rem; line-height: 1.5; }
dt { color: ${COLOUR.muted}; }
dd { margin: 0; overflow-wrap: anywhere; }
figure { margin: 2.2rem 0; }
.chart { overflow-x: auto; }
.chart svg.marks { display: block; max-width: 100%; min-width: 28rem; height: auto; }
figcaption { margin-top: .7rem; font-size: .76rem; line-height: 1.55; color: #4b5563; }
figcaption b { color: ${COLOUR.ink}; }
.scroll { overflow-x: auto; margin: 1rem 0; }
table { border-collapse: collapse; width: 100%; font-size: .74rem; line-height: 1.4; font-variant-numeric: tabular-nums; }
.cap { margin: -.5rem 0 1.4rem; font-size: .74rem; color: ${COLOUR.muted}; line-height: 1.5; }
th, td { text-align: left; vertical-align: top; padding: .36rem .8rem .36rem 0; border-bottom: 1px solid #eceef1; }
thead th { font-weight: 600; border-bottom: 1px solid ${COLOUR.ink}; vertical-align: bottom; }
tbody tr:last-child td { border-bottom: 1px solid #b9bec6; }
.n { text-align: right; }
td.n { white-space: nowrap; }
th:last-child, td:last-child { padding-right: 0; }
.missing { color: ${COLOUR.muted}; }
.warn { color: ${COLOUR.truth}; font-family: ${FONT}; font-size: .7rem; font-weight: 400; } td .warn { display: block; } .name { white-space: nowrap; }
time, td code { white-space: nowrap; }
code, pre { font-family: "DejaVu Sans Mono", Menlo, Consolas, monospace; font-size: .92em; }
pre { overflow-x: auto; background: #f6f7f8; padding: .7rem .9rem; font-size: .8rem; }
a { color: ${COLOUR.forecast}; }
.ok { color: #00634a; } .none { color: ${COLOUR.muted}; } .fail { color: ${COLOUR.truth}; font-weight: 700; }
.vega-embed { padding: 0 !important; display: block !important; }
.vega-embed summary { opacity: .25 !important; }
.vega-embed .vega-actions { right: 0 !important; }
@media (max-width: 34rem) { body { font-size: 16px; } main { padding-top: 1.6rem; } h1 { font-size: 1.55rem; } .verdict { font-size: 1.1rem; }
  dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: .5rem; }
  figcaption::after { content: " (The picture scrolls sideways.)"; } }
@page { margin: 16mm 14mm; }
@media print { body { font-size: 10.5pt; } main { max-width: none; padding: 0; } figure, tr, .verdict { break-inside: avoid; }
  h2, h3 { break-after: avoid; } .chart, .scroll { overflow: visible; } .chart svg.marks { min-width: 0; }
  .vega-embed summary, .download { display: none !important; } a { color: inherit; } }
`;

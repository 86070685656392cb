/** The report of one question: what was asked, the figures, forecasts and scores, how they were made, what was registered when. */

import { byText } from "../base/byText.ts";
import { plural, size, stepText, words } from "../base/words.ts";
import { type DrawnFigure, figureBlock, htmlPage } from "../page/document.ts";
import { type Html, html, table } from "../page/html.ts";
import { STYLE } from "../page/style.ts";
import { gridOf } from "../question/grid.ts";
import type { Measurement } from "../records.ts";
import { LIMITS, levelOf } from "./assurance.ts";
import { fitSection, sharedChecklist } from "./checklist.ts";
import type { ReportInput } from "./input.ts";
import { commitmentTable, coverageTable, forecastTable, hash, jumpTable, scoreTable, timelineTable } from "./tables.ts";
import { verdict } from "./verdict.ts";

/** Returns the page as HTML text; `libraries` are the browser builds of vega, vega-lite and vega-embed in loading order. */
export function page(input: ReportInput, figures: DrawnFigure[], libraries: string[]): string {
  const body = html`${[
    header(input),
    figures.map(figureBlock),
    scoreSection(input),
    fits(input),
    ledgerSection(input),
    assurance(input),
    dataSection(input),
  ]}`;
  return htmlPage({ title: input.question.title, style: STYLE, body, data: embedded(input), figures }, libraries);
}

function header(input: ReportInput): Html {
  const { question, level, verify } = input;
  const checked =
    verify &&
    html`<li class="${verify.ok ? "good" : "bad"}">ledger ${verify.ok ? "verified" : "FAILS verification"}</li>`;
  return html`<header>
<p class="kicker">foreshock report · ${question.name}</p>
<h1>${question.title}</h1>
<p class="verdict" id="verdict">${verdict(input)}</p>
<ul class="badges"><li>${input.state}</li><li>assurance ${level}</li>${checked}</ul>
<p class="note">Assurance ${level} does not show ${levelOf(level).doesNotShow}.</p>
${facts(input)}
</header>`;
}

function facts({ question, questionId }: ReportInput): Html {
  const { observed, heldOut } = gridOf(question);
  const list = (rungs: typeof observed) => rungs.map((r) => `${r.name} (${size(r.nParams)})`).join(", ") || "none";
  const params = Object.entries(question.task.params).map(([key, value]) => `${key} ${value}`);
  const rows: [string, string | Html][] = [
    ["task", `${question.task.name}${params.length > 0 ? ` (${params.join(", ")})` : ""}`],
    [
      "asked",
      `${words(question.metric)}${stepText(question)}: where does the mean over ${plural(question.numSeeds, "seed")} first reach ${question.threshold} and keep it?`,
    ],
    ["observed rungs", list(observed)],
    ["held-out rungs", list(heldOut)],
    ["question id", hash(questionId)],
  ];
  return html`<dl>${rows.map(([term, text]) => html`<dt>${term}</dt><dd>${text}</dd>`)}</dl>
${question.rationale && html`<p>${question.rationale}</p>`}`;
}

function scoreSection(input: ReportInput): Html {
  const none = html`<p>No forecast has been revealed${input.unrevealed.length > 0 && `; ${plural(input.unrevealed.length, "commitment")} sealed`}.</p>`;
  if (input.forecasts.length === 0) return html`<h2>Forecasts and scores</h2>${none}`;
  return html`<h2>Scores</h2>${scoreTable(input)}
<h2>Forecasts in numbers</h2>${forecastTable(input)}${jumpTable(input)}${coverageTable(input)}`;
}

function fits(input: ReportInput): Html {
  return html`<h2>${input.forecasts.length > 0 ? "How the forecasts were made" : "What forecasts are made from"}</h2>
${table(["item", "value"], sharedChecklist(input))}
${input.forecasts.map(fitSection)}`;
}

function ledgerSection(input: ReportInput): Html {
  return html`<h2>What was registered when</h2>
${input.registered.length > 0 ? timelineTable(input) : html`<p>Nothing is in the ledger yet.</p>`}
${(input.forecasts.length > 0 || input.unrevealed.length > 0) && commitmentTable(input)}`;
}

function assurance(input: ReportInput): Html {
  const { earnedBy, doesNotShow } = levelOf(input.level);
  const checks = input.verify?.checks.map(({ id, ok, value }) => [
    html`<span class="${ok ? "ok" : "fail"}">${ok ? "✔" : "✗"}</span>`,
    html`<code>${id}</code>`,
    value,
  ]);
  return html`<h2>Assurance</h2>
<p><strong>${input.level}</strong> is earned by ${earnedBy}. It does not show ${doesNotShow}.</p>
<ul>${LIMITS.map((limit) => html`<li>${limit}</li>`)}</ul>
${checks ? table(["", "check", "value"], checks) : html`<p>The ledger has not been verified for this page.</p>`}
<p>To check everything again, in the project's folder and without a network:</p>
<pre>foreshock verify</pre>`;
}

function dataSection(input: ReportInput): Html {
  const versions = Object.entries(input.versions).toSorted(([a], [b]) => byText(a, b));
  const { task, familyDigest } = input.question;
  return html`<h2>Data and versions</h2>
<p>This page carries its ${plural(wholeRows(input.rows).length, "row")} (all positions together), the forecasts, the outcome and the scores
as JSON in its source. <a id="csv" class="download" download="${input.question.name}.csv" hidden>Download the rows as CSV</a></p>
${table(
  ["name", "value"],
  [
    ["task fingerprint", hash(task.fingerprint)],
    ["family", html`${input.question.family} ${hash(familyDigest)}`],
    ...versions,
  ],
)}`;
}

const COLUMNS = [
  "run",
  "task",
  "nParams",
  "step",
  "tokens",
  "flops",
  "seed",
  "metric",
  "value",
  "stderr",
  "n",
] as const;

const wholeRows = (rows: Measurement[]): Measurement[] => rows.filter((row) => row.position === null);

function embedded(input: ReportInput): unknown {
  const values = wholeRows(input.rows).map((row) => COLUMNS.map((column) => row[column]));
  return { ...input, rows: { columns: COLUMNS, values } };
}

/** The report of one question: what was asked, the figures, forecasts and scores, how they were made, what was registered when. */

import { plural, size, stepText, words } from "../base/words.ts";
import { dataSection, type Fact, factList, figureBlock } from "../page/blocks.ts";
import { type DrawnFigure, htmlPage, type Rows } from "../page/document.ts";
import { type Html, html, table } from "../page/html.ts";
import { gridOf } from "../question/grid.ts";
import { Measurement } from "../records.ts";
import { LIMITS, levelOf } from "./assurance.ts";
import { fitSection, sharedChecklist } from "./checklist.ts";
import type { ReportCheck, ReportInput } from "./input.ts";
import { leaderboardSection } from "./leaderboard.ts";
import { commitmentTable, coverageTable, forecastTable, hash, jumpTable, scoreTable, timelineTable } from "./tables.ts";
import { verdict } from "./verdict.ts";

/** Returns the page as HTML text; `libraries` are the browser builds of vega, vega-lite and vega-embed in loading order. */
export function page(input: ReportInput, figures: DrawnFigure[], libraries: string[]): string {
  const { name, title } = input.question;
  const body = html`${[
    figures.slice(0, 1).map(figureBlock),
    leaderboardSection(input),
    figures.slice(1).map(figureBlock),
    scoreSection(input),
    fits(input),
    ledgerSection(input),
    assurance(input),
    data(input),
  ]}`;
  const head = { kind: name, title, verdict: verdict(input), top: top(input) };
  return htmlPage({ ...head, body, data: input, rows: wholeRows(input.rows), figures }, libraries);
}

/** Before the outcome nothing is earned, so no sign says that it is. */
function top(input: ReportInput): Html {
  const { level, outcome, state, openings } = input;
  const earned = outcome
    ? `Assurance ${level} does not show ${levelOf(level).doesNotShow}.`
    : "Assurance is earned with the outcome; until then the ledger shows what was registered in which order, and no more.";
  return html`<ul class="badges"><li>${state}</li><li>${outcome ? `assurance ${level}` : "no assurance earned yet"}</li>${openings > 1 && html`<li class="bad">opening ${openings} of this recipe</li>`}${ledgerBadge(input)}</ul>
<p class="note">${earned}</p>
${facts(input)}`;
}

function ledgerBadge({ verify, outcome }: ReportInput): Html | null {
  if (!verify) return null;
  if (!verify.ok) return html`<li class="bad">ledger FAILS verification</li>`;
  return outcome ? html`<li class="good">ledger verified</li>` : html`<li>ledger verified so far</li>`;
}

function facts({ question, questionId }: ReportInput): Html {
  const { observed, heldOut } = gridOf(question);
  const list = (rungs: typeof observed) => rungs.map((r) => `${r.name} (${size(r.nParams)})`).join(", ") || "none";
  const params = Object.entries(question.task.params).map(([key, value]) => `${key} ${value}`);
  const rows: Fact[] = [
    ["task", `${question.task.name}${params.length > 0 ? ` (${params.join(", ")})` : ""}`],
    [
      "asked",
      `${words(question.metric)}${stepText(question)}: where does the mean over ${plural(question.numSeeds, "seed")} first reach ${question.threshold} and keep it?`,
    ],
    ["observed rungs", list(observed)],
    ["held-out rungs", list(heldOut)],
    ["question id", hash(questionId)],
  ];
  return html`${factList(rows)}
${question.rationale && html`<p>${question.rationale}</p>`}`;
}

function scoreSection(input: ReportInput): Html {
  const none = html`<p>No forecast has been revealed${input.unrevealed.length > 0 && `; ${plural(input.unrevealed.length, "commitment")} sealed`}.</p>`;
  if (input.forecasts.length === 0) return html`<h2 id="scores">Forecasts and scores</h2>${none}`;
  return html`<h2 id="scores">Scores</h2>${scoreTable(input)}
<h2 id="forecasts">Forecasts in numbers</h2>${forecastTable(input)}${jumpTable(input)}${coverageTable(input)}`;
}

function fits(input: ReportInput): Html {
  return html`<h2 id="methods">${input.forecasts.length > 0 ? "How the forecasts were made" : "What forecasts are made from"}</h2>
${table(["item", "value"], sharedChecklist(input))}
${input.forecasts.map(fitSection)}`;
}

function ledgerSection(input: ReportInput): Html {
  return html`<h2 id="ledger">What was registered when</h2>
${input.registered.length > 0 ? timelineTable(input) : html`<p>Nothing is in the ledger yet.</p>`}
${(input.forecasts.length > 0 || input.unrevealed.length > 0) && commitmentTable(input)}`;
}

function assurance({ level, outcome, verify }: ReportInput): Html {
  const { earnedBy, doesNotShow } = levelOf(level);
  const checks = verify?.checks.map((check) => [holds(check), html`<code>${check.id}</code>`, check.value]);
  const earned = outcome
    ? html`<strong>${level}</strong> is earned by ${earnedBy}. It does not show ${doesNotShow}.`
    : html`<strong>No level</strong> is earned before the outcome is opened.`;
  return html`<h2 id="assurance">Assurance</h2>
<p>${earned}</p>
<ul>${LIMITS.map((limit) => html`<li>${limit}</li>`)}</ul>
${checks ? table(["holds", "check", "value"], checks, CHECKS) : html`<p>The ledger has not been verified for this page.</p>`}
<p>To check everything again, in the project's folder and without a network:</p>
<pre>foreshock verify</pre>`;
}

const CHECKS = "✔ holds, ✗ does not hold, – nothing was there to check.";

/** A check that had nothing to look at gets a neutral sign: nothing failed, but nothing was shown either. */
function holds({ ok, made }: ReportCheck): Html {
  if (!made) return html`<span class="none" title="nothing to check">–</span>`;
  return ok ? html`<span class="ok" title="holds">✔</span>` : html`<span class="fail" title="does not hold">✗</span>`;
}

function data({ rows, versions, question: { name, task, family, familyDigest } }: ReportInput): Html {
  const carries = `its ${plural(wholeRows(rows).values.length, "row")} (all positions together), the forecasts, the outcome and the scores`;
  return dataSection(carries, `${name}.csv`, versions, [
    ["task fingerprint", hash(task.fingerprint)],
    ["family", html`${family} ${hash(familyDigest)}`],
  ]);
}

const COLUMNS = Measurement.keyof().options.filter((field) => field !== "position");

function wholeRows(rows: readonly Measurement[]): Rows {
  const whole = rows.filter((row) => row.position === null);
  return { columns: COLUMNS, values: whole.map((row) => COLUMNS.map((column) => row[column])) };
}

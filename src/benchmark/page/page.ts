/** The page of the standing benchmark: who forecasts best, where, how honestly; then single cases with bars of their own. */
import { duration, plural } from "../../base/words.ts";
import { dataSection, figureBlock } from "../../page/blocks.ts";
import { htmlPage, type Rows } from "../../page/document.ts";
import { type Html, html, table } from "../../page/html.ts";
import { browserLibraries } from "../../page/render.ts";
import { type DrawnPage, drawSections } from "../../page/write.ts";
import { casesHtml, caseVerdict } from "../../retrodict/page.ts";
import type { Cases } from "../../retrodict/retrodict.ts";
import { CLIMATOLOGY, PERSISTENCE, RIVAL } from "../forecasters.ts";
import type { Group } from "../standing/groups.ts";
import type { Standing } from "../standing/standing.ts";
import { distanceFigure } from "./distanceFigure.ts";
import { pitFigure } from "./pitFigure.ts";
import { summaryRows } from "./rows.ts";
import { skillFigure } from "./skillFigure.ts";
import { strataFigure } from "./strataFigure.ts";
import { calibrationTable, chanceTable, costTable, distanceTable, jumpTable, lossTable } from "./tables.ts";
import { KIND_WORDS, shareWithInterval, withInterval } from "./words.ts";

/** What the page shows: what was scored (null: no question was asked), the single cases, and the versions that made it. */
export type BenchmarkPage = { standing: Standing | null; cases: Cases; versions: Record<string, string> };

/** Lines that the figure over distance can hold. */
const MOST_LINES = 6;

/** Returns the page with its figures, drawn. */
export async function drawBenchmark({ standing, cases, versions }: BenchmarkPage): Promise<DrawnPage> {
  const own = standing === null ? [] : figuresOf(standing);
  const [standingFigures, ...caseFigures] = await drawSections([own, ...cases.sections.map(({ figures }) => figures)]);
  const drawn = [...standingFigures!, ...caseFigures.flat()];
  const rows: Rows = standing === null ? { columns: [], values: [] } : summaryRows(standing.groups);
  const parts = {
    kind: "benchmark",
    title: "Benchmark: who forecasts what larger models can do?",
    verdict: standing === null ? `${caseVerdict(cases.sections)}.` : verdictOf(standing),
    top: standing && topOf(standing),
    body: html`${standing && standingHtml(standing, standingFigures!.map(figureBlock))}
${casesHtml(cases, caseFigures)}
${dataSection("its tables", "benchmark.csv", versions)}`,
    data: standing === null ? {} : { groups: standing.groups, distances: standing.distances, names: standing.names },
    rows,
    figures: drawn,
  };
  return { html: htmlPage(parts, browserLibraries()), drawn };
}

function figuresOf({ groups, names, distances }: Standing) {
  const all = groups.find(({ by }) => by === "all");
  const figures = [skillFigure(groups, names)];
  if (all === undefined) return figures;
  return [...figures, pitFigure(all), distanceFigure(distances, linesOf(all, names)), strataFigure(groups, names)];
}

/** The candidate, the rival and the references, and of the others those that lose least and answer half of the questions or more. */
function linesOf({ summaries }: Group, names: readonly string[]): string[] {
  const fixed = [names[0]!, RIVAL, PERSISTENCE, CLIMATOLOGY].filter((name) => names.includes(name));
  const others = summaries
    .filter(({ forecaster, refused, numQuestions }) => !fixed.includes(forecaster) && 2 * refused <= numQuestions)
    .toSorted((a, b) => (a.crps.value ?? Infinity) - (b.crps.value ?? Infinity))
    .map(({ forecaster }) => forecaster);
  return [...new Set([...fixed, ...others])].slice(0, MOST_LINES);
}

/** What came of the candidate, in a sentence. */
function verdictOf({ groups, names }: Pick<Standing, "groups" | "names">): string {
  const [candidate] = names;
  const parts = groups
    .filter(({ by }) => by === "kind")
    .map(({ name, summaries }) => {
      const own = summaries.find(({ forecaster }) => forecaster === candidate)!;
      return `${withInterval(own.skill)} on ${KIND_WORDS[name as keyof typeof KIND_WORDS]}, where its 90 % intervals held ${shareWithInterval(own.coverage[90])}`;
    });
  return `${candidate}: skill against persistence ${parts.join("; ")}.`;
}

function topOf({ targets, jumps, names, kept, made, took, unanswerable }: Standing): Html {
  const questions = jumps.length / names.length;
  return html`<p class="note">${plural(questions, "question")} about ${plural(targets.length / names.length, "value")}, put to ${plural(names.length, "forecaster")} on the
same values. A forecaster sees rows before the cut only; priors and weights fitted to published results come from the other sources. About the families that come with foreshock nothing is left out: those
figures are in sample. Thresholds come with the questions; about own families they lie ten points above the best visible rung, at most at 1. The outcomes exist, so this is a retrodiction: rules, not a ledger, keep it honest.
${kept} forecasts were kept from before, ${made} made; ${duration(took)}.${unanswerable.length > 0 && ` Left out, because persistence has no forecast: ${unanswerable.join(", ")}.`}</p>`;
}

function standingHtml(standing: Standing, figures: readonly Html[]): Html {
  const { groups, seconds, distances, names } = standing;
  const [skill, pit = null, distance = null, strata = null] = figures;
  const by = (what: Group["by"]) => groups.filter((group) => group.by === what);
  return html`${skill!}
<h2 id="losses">Losses</h2>
${by("all").map(({ summaries }) => lossTable(summaries))}
${[...by("kind"), ...by("setting"), ...by("metric")].map(details((group) => lossTable(group.summaries)))}
<h2 id="jumps">Jumps</h2>
${by("all").map(({ summaries }) => jumpTable(summaries))}
${[...by("kind"), ...by("setting")].map(details((group) => jumpTable(group.summaries)))}
<h2 id="calibration">Calibration</h2>
${pit}
${by("all").map(({ summaries }) => html`${calibrationTable(summaries)}${chanceTable(summaries)}`)}
${[...by("kind"), ...by("setting")].map(details(({ summaries }) => html`${calibrationTable(summaries)}${chanceTable(summaries)}`))}
<h2 id="distance">How far ahead</h2>
${distance}
<details><summary>Every forecaster by distance</summary>${distanceTable(distances)}</details>
<h2 id="strata">Where it is easy</h2>
${strata}
<h2 id="refusals">Refusals and time</h2>
${by("all").map(({ summaries }) => costTable(summaries, seconds))}
${refusalTable(standing, names)}
`;
}

const details = (content: (group: Group) => Html) => (group: Group) =>
  html`<details><summary>${titleOf(group)}</summary>${content(group)}</details>`;

function titleOf({ by, name, summaries }: Group): string {
  const { numTargets, numQuestions, numClusters } = summaries[0]!;
  const words = by === "kind" ? KIND_WORDS[name as keyof typeof KIND_WORDS] : name;
  return `${words}: ${plural(numTargets, "value")}, ${plural(numQuestions, "question")}, ${plural(numClusters, "cluster")}`;
}

/** Reasons with their numbers taken out, so that alike ones are counted together. */
function refusalTable({ refusals }: Standing, names: readonly string[]): Html {
  const counts = new Map<string, number>();
  for (const { forecaster, reason } of refusals) {
    const key = JSON.stringify([forecaster, reason.replace(/\d+(\.\d+)?/g, "n")]);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const rows = [...counts]
    .map(([key, count]) => [...(JSON.parse(key) as [string, string]), count] as const)
    .sort((a, b) => names.indexOf(a[0]) - names.indexOf(b[0]) || b[2] - a[2]);
  if (rows.length === 0) return html`<p>Nobody refused.</p>`;
  const cells = rows.map(([forecaster, reason, count]) => [forecaster, String(count), reason]);
  return html`<details><summary>Why forecasters refused (numbers as n)</summary>${table(["forecaster", "#questions", "reason"], cells)}</details>`;
}

/** The part of the benchmark's page about single cases: what was met and missed, how the numbers were kept honest, a section for each. */
import { rootKey } from "../base/random.ts";
import { number, percent, plural, quantity } from "../base/words.ts";
import { figureBlock } from "../page/blocks.ts";
import type { DrawnFigure } from "../page/document.ts";
import { Html, html, table } from "../page/html.ts";
import type { ScoredTarget } from "../records.ts";
import { summarise } from "../score/summary.ts";
import type { Line, Section } from "./benchmark.ts";
import type { Cases } from "./retrodict.ts";

const FROZEN = `Priors, weights, links and widths are fixed from the references, from simulation, or from rolling origins inside the observed
part; each forecaster's file says which. Those of stacking and hierarchical-process are fitted to finished tasks, of published results without the source
that is asked; about own families they are in sample. Known beforehand, and therefore no clean test: that laws in compute do well on the ladder (published), the
rules by which progress reads alarms (published or tuned on the same kind of runs), the demo family, and Pythia's choice tasks, after a look at
which the floor of choice tasks in bayes-mix was lowered. The diary, reports/LOG.md, says more. Bars are the published numbers, or what the
published methods give when computed again on the same data. The outcomes are published, so this is a retrodiction: order and
tuning are a matter of these rules, not of a ledger.`;

/** Returns how many bars were met, of how many, as a sentence. */
export function caseVerdict(sections: readonly Section[]): string {
  const barred = sections.flatMap(({ lines }) => lines).filter(({ met }) => met !== null);
  const missed = barred.filter(({ met }) => !met);
  const list = missed.map(({ what }) => what).join("; ");
  return `${barred.length - missed.length} of ${plural(barred.length, "bar")} met${missed.length > 0 ? `; missed: ${list}` : ""}`;
}

/** Returns the part of a page that shows cases: what is known beforehand, what was skipped, a section for each with its drawn figures. */
export function casesHtml(
  { sections, skipped }: Pick<Cases, "sections" | "skipped">,
  drawn: readonly DrawnFigure[][],
): Html {
  if (sections.length === 0) return new Html("");
  return html`<h2 id="cases">Single cases with bars of their own</h2>
<p>${caseVerdict(sections)}.</p>
<p class="note">${FROZEN}</p>
${skipped.map(({ name, reason }) => html`<p class="note">${name}: skipped, ${reason}.</p>`)}
${sections.map((section, i) => sectionOf(section, drawn[i]!))}`;
}

function sectionOf(section: Section, drawn: readonly DrawnFigure[]): Html {
  const barred = section.lines.filter(({ met }) => met !== null);
  const rest = section.lines.filter(({ met }) => met === null);
  return html`<h3 id="${section.name}">${section.title}</h3>
${section.notes.map((note) => html`<p>${note}</p>`)}
${barred.length > 0 && linesTable(barred)}
${rest.length > 0 && html`<details${barred.length === 0 ? new Html(" open") : null}><summary>${plural(rest.length, "line")} without a bar</summary>${linesTable(rest)}</details>`}
${drawn.map(figureBlock)}
${section.targets.length > 0 && summaryTable(section.targets)}`;
}

function linesTable(lines: readonly Line[]): Html {
  const rows = lines.map((line) => [
    line.what,
    quantity(line.value, line.unit),
    line.bar ?? "",
    line.met === null ? "" : html`<span class="${line.met ? "ok" : "fail"}">${line.met ? "met" : "missed"}</span>`,
    line.note,
  ]);
  return table(["what", "#obtained", "bar", "met", "remark"], rows);
}

/** Every forecaster on everything it answered, by metric, because losses of different units do not add. */
function summaryTable(targets: readonly ScoredTarget[]): Html {
  const metrics = [...new Set(targets.map(({ metric }) => metric))].sort();
  const rows = metrics.flatMap((metric) =>
    summarise(
      targets.filter((target) => target.metric === metric),
      rootKey("retrodict summary"),
    ).map((row) => [
      metric,
      row.forecaster,
      String(row.own.numTargets),
      number(row.own.meanCrps),
      row.own.skill === null ? "—" : number(row.own.skill),
      `${number(row.own.signFlip.p)} (${number(row.own.signFlip.smallestP)})`,
      percent(row.coverage50.share),
      percent(row.coverage90.share),
      number(row.meanAbsoluteError),
    ]),
  );
  const head = [
    "metric",
    "forecaster",
    "#targets",
    "#mean CRPS",
    "#skill",
    "#p (least)",
    "#in 50 %",
    "#in 90 %",
    "#abs. error",
  ];
  return table(
    head,
    rows,
    "Lower CRPS is better; skill against persistence; p of the cluster sign-flip test with the least that so many clusters allow.",
  );
}

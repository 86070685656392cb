/** One phenomenon on the page: what it is, claims beside what came out, failures in plain words, figures, stages, leads, the recipe. */

import { duration, number } from "../../base/words.ts";
import { type Fact, factList, figureBlock } from "../../page/blocks.ts";
import type { DrawnFigure } from "../../page/document.ts";
import { type Html, html, table } from "../../page/html.ts";
import type { Claim, LeadRow, PhenomenonSection, Stage } from "../section.ts";
import { steps } from "./captions.ts";

const SIGNS = { reproduced: ["✔", "ok"], partly: ["◐", "part"], "not reproduced": ["✗", "fail"] } as const;

/** Returns a verdict with its sign, so that it reads without colour. */
export function sign(verdict: PhenomenonSection["verdict"]): Html {
  const [mark, kind] = SIGNS[verdict];
  return html`<span class="sign ${kind}">${mark}\u00a0${verdict}</span>`;
}

/** Returns the section of one phenomenon with its drawn figures. */
export function phenomenonSection(section: PhenomenonSection, figures: DrawnFigure[]): Html {
  const { failures } = section;
  return html`<section id="${section.name}">
<h2>${section.title} ${sign(section.verdict)}</h2>
<p>${section.summary}</p>
${section.claims.length > 0 && claimTable(section.claims)}
${failures.length > 0 && html`<div class="failures"><h3>Where it failed to reproduce</h3>${failures.map((text) => html`<p>${text}</p>`)}</div>`}
${figures.map(figureBlock)}
${section.stages.length > 0 && html`<h3>Stages</h3>${stageTable(section.stages)}`}
${leads(section)}
<h3>How it was run</h3>
${factList([...section.settings, ...ran(section)])}
</section>`;
}

function ran({ source, seconds }: PhenomenonSection): Fact[] {
  const time: Fact[] = seconds === null ? [] : [["time", duration(seconds)]];
  return [["source", source], ...time];
}

function claimTable(claims: Claim[]): Html {
  const rows = claims.map(({ what, expected, obtained, holds, seeds }) => [
    html`<span class="${holds ? "ok" : "fail"}" title="${holds ? "holds" : "does not hold"}">${holds ? "✔" : "✗"}</span>`,
    what,
    expected,
    obtained,
    html`<span class="whole">${seeds}</span>`,
  ]);
  return html`<div class="claims">${table(["holds", "claim", "expected", "obtained", "seeds"], rows)}</div>`;
}

const MEANING = {
  A: "A: loss falls, complexity rises",
  B: "B: loss about flat, complexity falls",
  flat: "flat: complexity does not move",
  other: "other",
};

function stageTable(stages: Stage[]): Html {
  const rows = stages.map(({ from, to, type, evidence }) => [
    html`<b class="stage stage-${type}">${type}</b>`,
    steps(Math.round(from)),
    steps(Math.round(to)),
    evidence,
  ]);
  const types = [...new Set(stages.map((s) => s.type))].filter((type) => type !== "other");
  const caption = types.length > 0 ? `${types.map((type) => MEANING[type]).join("; ")}.` : null;
  return table(["type", "#from step", "#to step", "evidence for the type"], rows, caption);
}

/** The comparison stands above its numbers: a lead over accuracy alone is easily had. */
function leads({ leads: rows, leadNote }: PhenomenonSection): Html | null {
  if (!rows?.length && leadNote === null) return null;
  return html`<h3>What moved first</h3>
${leadNote !== null && html`<p class="lead-note">${leadNote}</p>`}
${rows && rows.length > 0 && leadTable(rows)}`;
}

function leadTable(rows: LeadRow[]): Html {
  const seeds = [...new Set(rows.flatMap((row) => row.perSeed.map((p) => p.seed)))];
  const cells = rows.map((row) => [
    html`${row.indicator}<small>${row.rule}</small>`,
    ...seeds.map((seed) => leadCell(row.perSeed.find((p) => p.seed === seed))),
  ]);
  return table(
    ["indicator and its rule", ...seeds.map((seed) => `#seed ${seed}`)],
    cells,
    "Steps by which the indicator moved before the jump, in brackets as a fraction of the jump's step, and below them the step at which it moved; a negative lead came after the jump.",
  );
}

function leadCell(cell: LeadRow["perSeed"][number] | undefined): Html {
  if (!cell || cell.step === null)
    return html`<span class="missing">${cell ? "— never moved" : "— not measured"}</span>`;
  const { step, lead, fraction } = cell;
  const share = fraction !== null && html` (${number(fraction)})`;
  const ahead = lead === null ? html`<span class="missing">— no jump</span>` : html`<b>${steps(lead)}</b>${share}`;
  return html`${ahead}<small>at ${steps(step)}</small>`;
}

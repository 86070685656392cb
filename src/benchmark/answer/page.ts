/** The page that answers the question of the whole project: could the jumps have been known from smooth trends? */
import { capital, percent, plural } from "../../base/words.ts";
import { dataSection, figureBlock } from "../../page/blocks.ts";
import { htmlPage, type Rows } from "../../page/document.ts";
import { type Html, html, table } from "../../page/html.ts";
import { browserLibraries } from "../../page/render.ts";
import { type DrawnPage, drawFigures } from "../../page/write.ts";
import { CLIMATOLOGY, PERSISTENCE, RIVAL } from "../forecasters.ts";
import { KIND_WORDS, nameCell, STATE_WORDS, shareWithInterval } from "../page/words.ts";
import type { StandingJump } from "../standing/score.ts";
import { placedFigure } from "./figure.ts";
import { type Placed, type PlacedGroup, placedGroups } from "./placed.ts";

/** What the page is made of: scored jumps of blind questions, forecasters in the order shown, and versions. */
export type AnswerPage = { jumps: readonly StandingJump[]; names: readonly string[]; versions: Record<string, string> };

const MOST_LINES = 6;

/** Returns the page, drawn; null where no blind question jumped within range, so that there is nothing to answer. */
export async function drawAnswer({ jumps, names, versions }: AnswerPage): Promise<DrawnPage | null> {
  const blind = jumps.filter((jump) => jump.blind);
  const groups = placedGroups(blind, names);
  const all = groups.find(({ by }) => by === "all");
  if (all === undefined || all.rows[0]!.numJumps === 0) return null;
  const drawn = await drawFigures([placedFigure(groups, linesOf(all, names))]);
  const parts = {
    kind: "answer",
    title: "Could the jumps have been known?",
    verdict: answerOf(all),
    top: top(all, groups),
    body: html`${drawn.map(figureBlock)}
<h2 id="forecasters">Every forecaster</h2>
${placedTable(all.rows)}
<h2 id="where">Where ${names[0]!} places jumps, and where not</h2>
${groupTable(groups)}
<h2 id="misses">What the misses have in common</h2>
${missesOf(groups, all.rows[0]!)}
${dataSection("its tables", "answer.csv", versions)}`,
    data: { groups },
    rows: rowsOf(groups),
    figures: drawn,
  };
  return { html: htmlPage(parts, browserLibraries()), drawn };
}

/** Returns the answer in one or two sentences: what the candidate placed, beside what knowing nothing places. */
export function answerOf({ rows }: Pick<PlacedGroup, "rows">): string {
  const [own] = rows;
  const climatology = rows.find(({ forecaster }) => forecaster === CLIMATOLOGY);
  const { placed, byChance, numJumps, falseAlarm, numStays } = own!;
  const beside = climatology ? ` ${capital(CLIMATOLOGY)} placed ${shareWithInterval(climatology.placed)};` : "";
  return `${judged(own!)} Of ${plural(numJumps, "jump")} asked about blind, ${own!.forecaster} put at least half of its chance on the right place for ${shareWithInterval(placed)}.${beside} naming a place at random hits ${share(byChance.value)}. Where no jump came (${plural(numStays, "question")}), it announced one for ${shareWithInterval(falseAlarm)}.`;
}

/** One sentence: placing counts only above chance, and only if jumps are announced more often where they come. */
function judged({ placed, byChance, falseAlarm }: Placed): string {
  if ((placed.low ?? 0) <= (byChance.value ?? 1)) return "Hardly.";
  const isSelective = (falseAlarm.high ?? 1) < placed.low!;
  return isSelective
    ? "Some of them."
    : "Not reliably: some were placed, but jumps were announced as often where none came.";
}

function top({ rows }: PlacedGroup, groups: readonly PlacedGroup[]): Html {
  const sources = groups
    .filter(({ by }) => by === "source")
    .map(({ name, rows: [own] }) => `${name} (${own!.numJumps} of ${own!.numJumps + own!.numStays} jumped)`);
  return html`<p class="note">A jump is the first sustained crossing of a threshold ten points above the best rung that could be seen. Places are the intervals between
the rungs asked about, and nowhere within range. Blind questions are those that were chosen before anybody here had looked at what came: ${sources.join(", ")}.
What forecasters learned from finished families may hold the asked ones by now; then it is no longer a blind answer, only one to questions that were.
Several cuts of one ladder ask about the same jump, so intervals are over ${plural(rows[0]!.numClusters, "cluster")}: a task within its source.</p>`;
}

function linesOf({ rows }: PlacedGroup, names: readonly string[]): string[] {
  const fixed = [names[0]!, RIVAL, CLIMATOLOGY].filter((name) => names.includes(name));
  const others = rows
    .filter(({ forecaster }) => ![...fixed, PERSISTENCE].includes(forecaster))
    .toSorted((a, b) => (b.mass.value ?? 0) - (a.mass.value ?? 0))
    .map(({ forecaster }) => forecaster);
  return [...new Set([...fixed, ...others])].slice(0, MOST_LINES);
}

function placedTable(rows: readonly Placed[]): Html {
  return table(
    [
      "forecaster",
      "#placed (95 %)",
      "#mean chance on the place",
      "#said never",
      "#too early",
      "#too late",
      "#false alarms (95 %)",
    ],
    rows.map((one) => [
      nameCell(one),
      shareWithInterval(one.placed),
      share(one.mass.value),
      share(one.never.value),
      share(one.early.value),
      share(one.late.value),
      shareWithInterval(one.falseAlarm),
    ]),
    "Shares of the jumps that came within range; said never, too early, too late: at least half of the chance lay there. False alarms: share of the questions without a jump in which at least half of the chance announced one.",
  );
}

function groupTable(groups: readonly PlacedGroup[]): Html {
  return table(
    ["", "#jumps", "#placed (95 %)", "#at random", "#climatology", "#said never", "#too early", "#too late"],
    groups.map((group) => {
      const [own] = group.rows;
      const base = group.rows.find(({ forecaster }) => forecaster === CLIMATOLOGY);
      return [
        labelOf(group),
        String(own!.numJumps),
        shareWithInterval(own!.placed),
        share(own!.byChance.value),
        share(base?.placed.value ?? null),
        share(own!.never.value),
        share(own!.early.value),
        share(own!.late.value),
      ];
    }),
  );
}

/** The strata in which most misses lie, as sentences. */
function missesOf(groups: readonly PlacedGroup[], all: Placed): Html {
  const missed = (row: Placed) => Math.round(row.numJumps * (1 - (row.placed.value ?? 0)));
  const total = missed(all);
  const counted = ({ value }: Placed["never"]) => Math.round(all.numJumps * (value ?? 0));
  const sentence = (by: PlacedGroup["by"]) => {
    const parts = groups
      .filter((group) => group.by === by && group.rows[0]!.numJumps > 0)
      .map((group) => ({ label: labelOf(group), row: group.rows[0]! }))
      .toSorted((a, b) => missed(b.row) - missed(a.row))
      .map(({ label, row }) => `${label} ${missed(row)} of ${row.numJumps} (${share(row.never.value)} called never)`);
    return parts.length === 0 ? null : html`<li>${capital(BY_WORDS[by])}: ${parts.join("; ")}.</li>`;
  };
  return html`<p>${all.forecaster} missed ${total} of ${plural(all.numJumps, "jump")}. Missed, of those that came:</p>
<ul>${(["state", "distance", "kind", "visible"] as const).map(sentence)}</ul>
<p>Of the misses ${counted(all.never)} had been called never, ${counted(all.early)} were expected earlier and ${counted(all.late)} later than they came, each with at least half of the chance;
in the rest the chance was spread.</p>`;
}

const BY_WORDS = {
  all: "all",
  kind: "by kind of source",
  source: "by source",
  distance: "by doublings ahead",
  state: "by what the visible rungs did",
  visible: "by the number of visible rungs",
} as const;

function labelOf({ by, name }: PlacedGroup): string {
  if (by === "kind") return KIND_WORDS[name as keyof typeof KIND_WORDS];
  if (by === "state") return `${STATE_WORDS[name as keyof typeof STATE_WORDS]}`;
  if (by === "distance") return `${name} doublings`;
  return by === "visible" ? `${name} visible rungs` : name;
}

function rowsOf(groups: readonly PlacedGroup[]): Rows {
  const columns = [
    "by",
    "group",
    "forecaster",
    "jumps",
    "stays",
    "clusters",
    "placed",
    "low",
    "high",
    "mass",
    "byChance",
    "never",
    "early",
    "late",
    "falseAlarm",
  ];
  const values = groups.flatMap(({ by, name, rows }) =>
    rows.map((one) => {
      const estimates = [one.mass, one.byChance, one.never, one.early, one.late, one.falseAlarm].map(
        ({ value }) => value,
      );
      const { value, low, high } = one.placed;
      return [by, name, one.forecaster, one.numJumps, one.numStays, one.numClusters, value, low, high, ...estimates];
    }),
  );
  return { columns, values };
}

function share(value: number | null): string {
  return value === null ? "—" : percent(value);
}

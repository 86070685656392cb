/**
 * Who was nearest: every revealed forecast by mean CRPS, from the outcome once it is scored and until then from rolling origins inside the
 * evidence, which is another thing and called so. A forecast that lost there carries its warning wherever it is named.
 */

import { number } from "../base/words.ts";
import { type Html, html, table } from "../page/html.ts";
import { gridOf } from "../question/grid.ts";
import { lossText, type OriginRecord, originRecord } from "../question/originRecord.ts";
import { highlightedOf, type RegisteredForecast, type ReportInput } from "./input.ts";
import { withUnit } from "./points.ts";
import { placesOf, scoreOf } from "./ranking.ts";
import { coverage } from "./tables.ts";

/**
 * One forecast of the leaderboard; place, mean CRPS and skill are null where there is no number to stand on. `inside` of `targets` values
 * fell into the 90 % interval; `record` is what it carries from inside the evidence.
 */
export type LeaderboardRow = {
  forecast: RegisteredForecast;
  place: number | null;
  crps: number | null;
  skill: number | null;
  targets: number;
  inside: number;
  record: OriginRecord | null;
};

/**
 * Returns the revealed forecasts in order: by mean CRPS of the outcome where any is scored, else by skill against persistence inside the
 * evidence (over the same targets the same order as mean CRPS; not all forecasters answered at every origin). Equals share a place
 * and stand in order of registration; those without a number come last.
 */
export function leaderboard(input: ReportInput): LeaderboardRow[] {
  const ofOutcome = isScored(input);
  const all = input.forecasts.toSorted((a, b) => a.seq - b.seq);
  const rows = all.map((forecast) => (ofOutcome ? scoredRow(input, forecast) : backtested(forecast)));
  const loss = ({ crps, skill }: LeaderboardRow) => (ofOutcome || skill === null ? crps : 1 - skill);
  const known = rows.filter((row) => loss(row) !== null);
  const places = placesOf(known.map((row) => loss(row)!));
  const placed = known.map((row, i) => ({ ...row, place: places[i]! })).toSorted((a, b) => a.place - b.place);
  return [...placed, ...rows.filter((row) => loss(row) === null)];
}

const isScored = (input: ReportInput): boolean => input.forecasts.some((f) => scoreOf(input, f, "crps", null));

function scoredRow(input: ReportInput, forecast: RegisteredForecast): LeaderboardRow {
  const score = scoreOf(input, forecast, "crps", null);
  const held = coverage({ ...input, forecasts: [forecast] }).find(({ level }) => level === 90)!;
  return {
    forecast,
    place: null,
    crps: score?.value ?? null,
    skill: score?.skill ?? null,
    targets: held.of,
    inside: held.inside,
    record: originRecord(forecast.forecast),
  };
}

function backtested(forecast: RegisteredForecast): LeaderboardRow {
  const record = originRecord(forecast.forecast);
  const { crps = null, targets = 0, covered90: inside = 0 } = record ?? {};
  const skill = record === null || record.persistence === 0 ? null : 1 - record.crps / record.persistence;
  return { forecast, place: null, crps, skill, targets, inside, record };
}

/** Returns the leaderboard as a section of the page, or null while no forecast is revealed. */
export function leaderboardSection(input: ReportInput): Html | null {
  if (input.forecasts.length === 0) return null;
  const ofOutcome = isScored(input);
  const head = [
    "#place",
    "forecaster",
    `#${withUnit(input.question.metric, "mean CRPS")}, lower is better`,
    ofOutcome ? `#skill against ${input.question.baseline}` : "#skill against persistence",
    "#targets",
    "#in its 90 % interval",
    ...(ofOutcome ? ["#backtest: own / persistence's"] : []),
  ];
  const rows = leaderboard(input).map((row) => cells(input, row, ofOutcome));
  return html`<h2 id="leaderboard">${ofOutcome ? "Leaderboard" : "Leaderboard inside the evidence"}</h2>
${table(head, rows, caption(input, ofOutcome))}${absent(input)}`;
}

function cells(input: ReportInput, row: LeaderboardRow, ofOutcome: boolean): (string | Html)[] {
  const { forecast, place, crps, skill, targets, inside, record } = row;
  const within = record ? `${number(record.crps)} / ${number(record.persistence)} (${record.targets})` : null;
  return [
    place === null ? "" : String(place),
    named(input, forecast),
    crps === null ? none(ofOutcome ? "not scored" : "no numbers") : number(crps),
    skill === null ? none("") : number(skill),
    crps === null ? "" : String(targets),
    crps === null ? "" : `${inside} of ${targets}`,
    ...(ofOutcome ? [within ?? none("no numbers")] : []),
  ];
}

const none = (reason: string): Html => html`<span class="missing">—${reason && ` ${reason}`}</span>`;

/** The name, what is special about it, and the warning it was committed with. */
function named(input: ReportInput, one: RegisteredForecast): Html {
  const { forecaster } = one.forecast;
  const marks = [
    forecaster === input.defaultForecaster && "default",
    forecaster === input.question.baseline && "baseline",
    one === highlightedOf(input) && "highlighted",
  ].filter((mark) => mark !== false);
  return html`${one === highlightedOf(input) ? html`<strong class="name">${one.label}</strong>` : html`<span class="name">${one.label}</span>`}${marks.length > 0 && html` <span class="missing">(${marks.join(", ")})</span>`}${shortNote(one)}`;
}

/** Returns the warning of a forecast that lost inside the evidence, to stand behind its name, or null. */
export function lossNote({ forecast }: RegisteredForecast): Html | null {
  const text = lossText(forecast);
  return text === null ? null : html` <span class="warn">⚠ ${text}</span>`;
}

/** The same where its numbers stand in the row. */
function shortNote({ forecast }: RegisteredForecast): Html | null {
  return lossText(forecast) === null
    ? null
    : html` <span class="warn">⚠ lost to persistence inside the evidence</span>`;
}

function caption(input: ReportInput, ofOutcome: boolean): string {
  const skill =
    "Skill is 1 − mean CRPS / that of the reference on the same targets; below 0 is worse. Equals share a place.";
  if (!ofOutcome)
    return `Nothing of the outcome is in this table: it is the backtest that was committed with each forecast, rolling origins at which the observed rungs were foretold from fewer of them. Sorted by skill, because not every forecaster could answer at every origin. ${skill}`;
  const { heldOut } = gridOf(input.question);
  return `By the outcome at ${heldOut.length === 1 ? "the held-out rung" : `the ${heldOut.length} held-out rungs`}, which move together. The last column is the backtest committed before: mean CRPS at rolling origins inside the evidence, in brackets the number of targets. ${skill}`;
}

/** Who is not in the table, and why. */
function absent({ unrevealed, registered, refused }: ReportInput): Html | null {
  if (unrevealed.length + refused.length === 0) return null;
  const name = (seq: number) => registered.find((entry) => entry.seq === seq)?.what || "a forecast";
  return html`<ul class="note">${unrevealed.map(({ seq }) => html`<li>${name(seq)} (line ${seq + 1} of the ledger): committed, not revealed</li>`)}
${refused.map(({ forecaster, reason }) => html`<li>${forecaster}: asked, could not answer: ${reason}</li>`)}</ul>`;
}

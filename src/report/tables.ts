/** The tables of a report: what was forecast, what it scored, and the same numbers the figures show, each cell with its unit. */

import { fixed, number, percent } from "../base/words.ts";
import { clopperPearson } from "../math/coverage.ts";
import { cdf } from "../math/distribution.ts";
import { type Html, html, table } from "../page/html.ts";
import { gridOf, jumpPlaces } from "../question/grid.ts";
import type { ObservedRung, Score } from "../records.ts";
import type { RegisteredForecast, ReportInput } from "./input.ts";
import { forecastPoints, withUnit } from "./points.ts";
import { scoreOf } from "./ranking.ts";

/** Returns why a score is not there. */
function missingReason(input: ReportInput): string {
  return input.outcome ? "not scored; foreshock status says how" : "no outcome yet";
}

/** Returns the main score table: mean CRPS, weighted RPS and log score of the jump, each with its skill beside it. */
export function scoreTable(input: ReportInput): Html {
  const head = ["forecaster", `#${withUnit(input.question.metric, "mean CRPS")}, lower is better`, "#skill"];
  const rows = input.forecasts.map((f) => [
    f.label,
    ...(["crps", "weighted-rps", "log-jump"] as const).flatMap((rule) =>
      scoreCells(input, scoreOf(input, f, rule, null)),
    ),
  ]);
  const sealed = input.unrevealed.map((u) => [
    `${u.author.slice(0, 8)} (line ${line(u)})`,
    ...Array.from({ length: 3 }, () => [missing("not revealed"), ""]).flat(),
  ]);
  const jump = ["#jump: weighted RPS, lower is better", "#skill", "#jump: log score (nats), lower is better", "#skill"];
  const registered = input.forecasts.length + input.unrevealed.length;
  const scored = input.forecasts.filter((f) => scoreOf(input, f, "crps", null)).length;
  const caption = `${scored} scored of ${registered} registered. Skill is 1 − score / score of ${input.question.baseline}: 1 is perfect, 0 no better than the baseline, below 0 worse.`;
  return table([...head, ...jump], [...rows, ...sealed], caption);
}

/** The number of a ledger line, counted from 1 as `foreshock verify` and editors count. */
const line = ({ seq }: { seq: number }): number => seq + 1;

const missing = (reason: string): Html => html`<span class="missing">— ${reason}</span>`;

function scoreCells(input: ReportInput, score: Score | null): (string | Html)[] {
  if (!score) return [missing(missingReason(input)), ""];
  const noSkill = missing(score.baselineValue === null ? "no baseline entry" : "baseline is 0");
  return [number(score.value), score.skill === null ? noSkill : number(score.skill)];
}

/** Returns each forecast's median and intervals per held-out rung beside what was measured, its CDF there and its CRPS. */
export function forecastTable(input: ReportInput): Html {
  const head = [
    "forecaster",
    "rung",
    "#median",
    "#50 %",
    "#90 %",
    "#measured ± s.e.",
    "#F(measured)",
    "#CRPS, lower is better",
  ];
  const rows = input.forecasts.flatMap((f) =>
    forecastPoints(input.question, f.forecast).map((p) => {
      const truth = input.outcome?.rungs.find((r) => r.rung === p.rung);
      const score = scoreOf(input, f, "crps", p.rung);
      return [
        f.label,
        p.rung,
        fixed(p.median),
        range(p.lo50, p.hi50),
        range(p.lo90, p.hi90),
        truth ? measured(truth) : missing("no outcome yet"),
        truth ? number(cdf(f.forecast.targets.find((t) => t.rung === p.rung)!.distribution, truth.value)) : "",
        score ? fixed(score.value) : missing(missingReason(input)),
      ];
    }),
  );
  return table(
    head,
    rows,
    "Forecasts are of the mean over seeds as it is measured; s.e. is the standard error over seeds.",
  );
}

const range = (low: number, high: number): string => `${fixed(low)} to ${fixed(high)}`;
const measured = (r: ObservedRung): string =>
  r.stderr === null ? `${fixed(r.value)} (one seed)` : `${fixed(r.value)} ± ${fixed(r.stderr)}`;

/** Returns the jump masses per forecaster and bin, the bin that came true in the head. */
export function jumpTable(input: ReportInput): Html {
  const bins = jumpPlaces(input.question).map(
    ({ label }, i) => `#${label}${i === input.outcome?.jumpBin ? " ✓ happened" : ""}`,
  );
  const rows = input.forecasts.map((f) => [f.label, ...f.forecast.jump.map((mass) => percent(mass))]);
  return table(["forecaster", ...bins], rows, "Probability of the jump per interval of size.");
}

/** Returns how many measured values fell into each forecaster's 50 and 90 % intervals, with a 95 % Clopper-Pearson interval. */
export function coverage(input: ReportInput): { label: string; level: number; inside: number; of: number }[] {
  const truth = new Map((input.outcome?.rungs ?? []).map((r) => [r.rung, r.value]));
  return input.forecasts.flatMap(({ label, forecast }) => {
    const points = forecastPoints(input.question, forecast).filter((p) => truth.has(p.rung));
    const within = (low: "lo50" | "lo90", high: "hi50" | "hi90") =>
      points.filter((p) => p[low] <= truth.get(p.rung)! && truth.get(p.rung)! <= p[high]).length;
    return [
      { label, level: 50, inside: within("lo50", "hi50"), of: points.length },
      { label, level: 90, inside: within("lo90", "hi90"), of: points.length },
    ];
  });
}

/** Returns the coverage table, or nothing before the outcome is opened. */
export function coverageTable(input: ReportInput): Html | null {
  const rows = coverage(input).filter((row) => row.of > 0);
  if (rows.length === 0) return null;
  const { heldOut } = gridOf(input.question);
  const cells = rows.map(({ label, level, inside, of }) => {
    const [low, high] = clopperPearson(inside, of, 0.95);
    return [label, `${level} %`, `${inside} of ${of}`, `${percent(low)} to ${percent(high)}`];
  });
  const caption = `${heldOut.length} sizes of one family move together, so these are not ${heldOut.length} independent trials; below about 20 independent questions coverage says little.`;
  return table(
    ["forecaster", "#interval", "#measured values inside", "#95 % Clopper-Pearson interval"],
    cells,
    caption,
  );
}

/** Returns the ledger's timeline, unrevealed commitments marked. */
export function timelineTable(input: ReportInput): Html {
  const open = new Map(input.unrevealed.map((u) => [u.seq, u]));
  const rows = input.registered.map((entry) => [
    line(entry),
    html`<time>${entry.at}</time>`,
    entry.kind,
    open.has(entry.seq) ? html`${entry.what} <strong>not revealed</strong>` : entry.what,
    hash(entry.hash),
  ]);
  return table(
    ["#line", "time (UTC)", "kind", "what", "SHA-256 of the line"],
    rows,
    "Order is proven by the ledger; times are labels.",
  );
}

/** Returns every commitment with its author and whether its forecast was revealed. */
export function commitmentTable(input: ReportInput): Html {
  const revealed = input.forecasts.map((f) => ({ ...f, name: f.label, state: "revealed" }));
  const sealed = input.unrevealed.map((u) => ({ ...u, name: "sealed", state: "not revealed" }));
  const rows = [...revealed, ...sealed]
    .toSorted((a, b) => a.seq - b.seq)
    .map((c: RegisteredLike) => [line(c), c.name, hash(c.author), hash(c.commitment), c.state]);
  return table(
    ["#line", "forecaster", "author key", "commitment", "state"],
    rows,
    "HMAC-SHA256 commitments; a revealed forecast opens exactly one of them.",
  );
}

type RegisteredLike = Pick<RegisteredForecast, "seq" | "author" | "commitment"> & { name: string; state: string };

/** Returns a digest's first 16 digits; the rest is in the tooltip and in the embedded data. */
export function hash(hex: string): Html {
  return html`<code title="${hex}">${hex.slice(0, 16)}${hex.length > 16 && "…"}</code>`;
}

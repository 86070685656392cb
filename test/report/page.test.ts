import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { QuestionStage } from "../../src/records.ts";
import { levelOf } from "../../src/report/assurance.ts";
import { figures } from "../../src/report/figures.ts";
import { publishable, type ReportInput } from "../../src/report/input.ts";
import { page } from "../../src/report/page.ts";
import { writeReport } from "../../src/report/write.ts";
import { embedded, undrawn, visible } from "../page/undrawn.ts";
import { persistence, question, sealed, tokenOls } from "./fixture.ts";
import { scored, states } from "./states.ts";

const EVIL = "</script><script>alert(1)</script>";
const libraries = ["/* one */", "/* two */", "/* three */"];

/** The page with the static pictures left out (they are tested where they are drawn). */
function draft(input: ReportInput): string {
  const shown = publishable(input);
  return page(shown, undrawn([figures(shown)])[0]!, libraries);
}

describe("page", () => {
  it.each(Object.entries(states))("renders and says its state: %s", (_, input) => {
    const text = visible(draft(input));
    expect(text).toContain(input.state);
    expect(text).toContain("foreshock verify");
    expect(text).not.toMatch(/NaN|undefined|null|Infinity|\[object/);
  });

  it("refers to nothing outside", () => {
    const text = draft(scored);
    expect(text).not.toMatch(/(src|href|srcset|action|poster|xlink:href)\s*=\s*["']?\s*(https?:)?\/\//i);
    const markup = text.replace(/(<script[^>]*>)[\s\S]*?<\/script>/g, "$1");
    expect(markup).not.toMatch(/@import|url\(|<link|<iframe|<img|<object|<embed/i);
  });

  it("shows hostile names as text", () => {
    const hostile: ReportInput = {
      ...scored,
      state: EVIL as QuestionStage,
      question: { ...question, title: EVIL, rationale: EVIL },
      forecasts: [
        persistence,
        { ...tokenOls, label: EVIL, forecast: { ...tokenOls.forecast, rationale: EVIL, parameters: { [EVIL]: EVIL } } },
      ],
      registered: [{ seq: 0, at: EVIL, kind: EVIL, what: EVIL, hash: EVIL }],
      versions: { [EVIL]: EVIL },
      verify: { ok: false, checks: [{ id: EVIL, ok: false, made: true, value: EVIL }] },
      level: EVIL,
      rows: scored.rows.map((row) => ({ ...row, run: EVIL })),
    };
    const text = draft(hostile);
    expect(text).not.toContain("<script>alert");
    expect(text.match(/<script\b/g)).toHaveLength(draft(scored).match(/<script\b/g)!.length);
    expect(text).toContain("<h1>&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;</h1>");
    expect(embedded(text).question.title).toBe(EVIL);
  });

  it("carries no number of an unrevealed forecast and no sealed row, even when handed them", () => {
    const text = draft({ ...scored, outcome: null, forecasts: [sealed, tokenOls] });
    const { targets, jump, parameters } = sealed.forecast;
    const secrets = [...targets.flatMap((t) => t.distribution.x), ...jump, ...Object.entries(parameters).flat()].map(
      String,
    );
    expect(secrets.length).toBeGreaterThan(25);
    expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
    expect(text).toContain(sealed.commitment);
    expect(embedded(text).scores).toEqual([]);
    const sizes = embedded(text).rows.columns.indexOf("nParams");
    expect(Math.max(...embedded(text).rows.values.map((row: number[]) => row[sizes]))).toBe(13824);
  });

  it("lists what was registered, what stayed sealed, and gives every missing score its reason", () => {
    const text = visible(draft(scored));
    expect(text).toContain("2 scored of 3 registered");
    expect(text).toContain("a third forecaster not revealed");
    expect(text).toContain("— not revealed");
    expect(visible(draft(states["opened, not scored"]!))).toContain("— not scored; foreshock status says how");
    expect(visible(draft(states.revealed!))).toContain("— no outcome yet");
    const zero = scored.scores.map((s) => ({ ...s, baselineValue: 0, skill: null }));
    expect(visible(draft({ ...scored, scores: zero }))).toContain("— baseline is 0");
    expect(text.match(/lower is better/g)!.length).toBeGreaterThanOrEqual(4);
  });

  it("counts ledger lines from 1, as verify does", () => {
    const text = visible(draft(scored));
    expect(text).toMatch(/ 1 2026-02-03T10:10:00Z ledger-open .* 6 2026-02-03T10:15:00Z commit /);
    expect(text).toMatch(/[0-9a-f]{8} \(line 6\) — not revealed/);
    expect(text).toMatch(/ 4 persistence .* 6 sealed /);
  });

  it("prints the same numbers the score rows hold, and what the fit did not record", () => {
    const text = visible(draft(scored));
    expect(text).toContain("token-ols 0.026 0.95 0.10 0.78 0.89 0.80");
    expect(text).toMatch(/token-ols d32 0\.510 0\.420 to 0\.600 0\.310 to 0\.700 0\.493 ± 0\.12\d 0\.45 0\.030 /);
    expect(text).toContain("span 0.95 decades, horizon 0.60 decades");
    expect(text).toContain("15 observed runs");
    expect(text).toContain("not recorded objective, search, sensitivity, backtest");
  });

  it("claims no level it does not know", () => {
    expect(levelOf("L9")).toEqual(levelOf("L0"));
    expect(visible(draft(scored))).toContain(
      "Assurance L1 does not show that the ledger was not rebuilt afterwards, nor that it is the only one",
    );
    expect(visible(draft({ ...scored, verify: { ok: false, checks: [] } }))).toContain("FAILS verification");
  });

  it("gives a tick to what was checked, a neutral sign to what had nothing to check, and says which is which", () => {
    const checks = [
      { id: "chain", ok: true, made: true, value: "seq 0 to 12" },
      { id: "older-heads", ok: true, made: false, value: "none given" },
      { id: "seeds", ok: false, made: true, value: "another seed" },
    ];
    const markup = draft({ ...scored, verify: { ok: false, checks } });
    const rows = [...markup.matchAll(/<td><span class="(\w+)"[^>]*>(.)<\/span><\/td><td><code>([\w-]+)<\/code>/g)];
    expect(rows.map((row) => row.slice(1))).toEqual([
      ["ok", "✔", "chain"],
      ["none", "–", "older-heads"],
      ["fail", "✗", "seeds"],
    ]);
    expect(visible(markup)).toContain("– nothing was there to check");
    expect(markup).not.toContain('<th scope="col"></th>');
  });

  it.each(Object.keys(states).filter((state) => !states[state]!.outcome))("wears nothing as earned: %s", (state) => {
    const input = { ...states[state]!, verify: { ok: true, checks: [] } };
    const markup = draft(input);
    const badges = /<ul class="badges">(.*?)<\/ul>/.exec(markup)![1]!;
    expect(badges).toBe(`<li>${input.state}</li><li>no assurance earned yet</li><li>ledger verified so far</li>`);
    expect(visible(markup)).toContain("No level is earned before the outcome is opened.");
    expect(visible(markup)).not.toMatch(/assurance L\d|L\d is earned/i);
    expect(draft({ ...input, verify: { ok: false, checks: [] } })).toContain('<li class="bad">ledger FAILS');
  });

  it("embeds all rows that are not per position", () => {
    const perPosition = { ...scored.rows[0]!, position: 2 };
    const { rows } = embedded(draft({ ...scored, rows: [...scored.rows, perPosition] }));
    expect(rows.values).toHaveLength(scored.rows.length);
    expect(Object.fromEntries(rows.columns.map((c: string, i: number) => [c, rows.values[0][i]]))).toMatchObject({
      nParams: 1536,
      seed: "0",
    });
  });
});

describe("writeReport", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "foreshock-report-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  it("writes the page and three files per figure, the same bytes each time, and leaves nothing else", async () => {
    const files = await writeReport(path.join(folder, "a"), scored);
    await writeReport(path.join(folder, "b"), { ...scored, forecasts: [...scored.forecasts].toReversed() });
    const names = ["emergence", "jump", "margins", "over-steps"].flatMap((n) => [
      `${n}.png`,
      `${n}.svg`,
      `${n}.vl.json`,
    ]);
    expect(readdirSync(path.join(folder, "a")).toSorted()).toEqual([...names, "index.html"].toSorted());
    expect(files.map((f) => path.basename(f)).toSorted()).toEqual([...names, "index.html"].toSorted());
    for (const name of [...names, "index.html"])
      expect(readFileSync(path.join(folder, "a", name)).equals(readFileSync(path.join(folder, "b", name)))).toBe(true);
    const text = readFileSync(path.join(folder, "a", "index.html"), "utf8");
    expect(text.length).toBeGreaterThan(800_000);
    expect(text.match(/<svg [^>]*class="marks"/g)).toHaveLength(4);
  });
});

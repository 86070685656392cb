/** The page of phenomena: what its headline says, that nothing failed goes unsaid, that it is closed to the outside. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { phenomenaTable, phenomenaVerdict } from "../../../src/phenomena/page/headline.ts";
import { phenomenaPage, sectionFigures } from "../../../src/phenomena/page/page.ts";
import { drawPhenomena, writePhenomena } from "../../../src/phenomena/page/write.ts";
import type { PhenomenaInput, PhenomenonSection } from "../../../src/phenomena/section.ts";
import { embedded, undrawn, visible } from "../../page/undrawn.ts";
import { bump, grokking, inductionBump, phenomena } from "./fixture.ts";

const EVIL = "</script><script>alert(1)</script>";
const libraries = ["/* one */", "/* two */", "/* three */"];
const of = (...sections: PhenomenonSection[]): PhenomenaInput => ({ sections, versions: {} });

/** The page with the static pictures left out (they are tested where they are drawn). */
const draft = (input: PhenomenaInput): string =>
  phenomenaPage(input, undrawn(input.sections.map(sectionFigures)), libraries);

describe("phenomenaTable", () => {
  it("has one row per phenomenon, never better than its section", () => {
    expect(phenomenaTable(phenomena)).toEqual([
      {
        phenomenon: "Induction bump",
        expected: "previous-token heads first, induction heads after: previous-token score rises first",
        obtained: "step 330 against 780; 3 of 3 claims hold",
        seeds: "3 of 3",
        verdict: "reproduced",
      },
      {
        phenomenon: "Grokking modular addition",
        expected: "test accuracy passes .9 long after training accuracy: 8k to 15k steps",
        obtained: "9.0k, 10.5k and 12.0k; 1 of 2 claims hold; not: LLC moves before test loss",
        seeds: "3 of 3",
        verdict: "partly",
      },
    ]);
    const [none] = phenomenaTable(of({ ...grokking, claims: [] }));
    expect(none).toMatchObject({ expected: "no claim was tested", obtained: "—", seeds: "—" });
    expect(phenomenaTable(of())).toEqual([]);
  });

  it("counts in words", () => {
    expect(phenomenaVerdict(phenomena)).toBe("1 of 2 phenomena reproduced. Partly: Grokking modular addition.");
    expect(phenomenaVerdict(of(inductionBump))).toBe("1 of 1 phenomenon reproduced.");
    const lost: PhenomenonSection = { ...grokking, verdict: "not reproduced" };
    expect(phenomenaVerdict(of(lost))).toBe("0 of 1 phenomenon reproduced. Not reproduced: Grokking modular addition.");
    expect(phenomenaVerdict(of())).toBe("No phenomenon has been run yet.");
  });
});

describe("the page", () => {
  const text = visible(draft(phenomena));

  it("links each row to a section with claims, failures, figures, stages, leads and recipe", () => {
    const markup = draft(phenomena);
    for (const name of ["induction-bump", "grokking"]) {
      expect(markup).toContain(`<a href="#${name}">`);
      expect(markup).toContain(`<section id="${name}">`);
      expect(markup).toContain(`id="chart-${name}"`);
    }
    expect(text).toContain("✗ LLC moves before test loss lead over test loss behind it in every seed 0 of 3");
    expect(text).toContain("Where it failed to reproduce The LLC falls before test accuracy rises, but");
    expect(text).toContain("A 480 6,000 loss −3.95 ± 0.01 nats, LLC +97.0 ± 2.4");
    expect(text).toContain("What moved first The LLC leads test accuracy by 2,100 to 4,300 steps; test loss leads");
    expect(text).toContain("LLC 5 % below its peak, and stays 4,000 (0.50) at 4,000 4,300 (0.46) at 5,000");
    expect(text).toContain("— never moved −500 (−0.054) at 9,800 — never moved");
    expect(text).toContain("SGLD, 4 chains, 300 draws");
    expect(text).toContain("Figure 1. All panels");
    expect(text).toContain("Figure 2. All panels");
    expect(text).toContain("took 5 min 46 s");
  });

  it("works with one section, with none, and with next to nothing in it", () => {
    expect(visible(draft(of(inductionBump)))).toContain("npm run reproduce -- induction-bump");
    expect(visible(draft(of()))).toContain("No phenomenon has been run yet.");
    const bare: PhenomenonSection = {
      ...inductionBump,
      settings: [],
      claims: [],
      pictures: [{ ...bump, panels: [] }],
      stages: [],
      seconds: null,
      leads: [{ indicator: "LLC", rule: "r", perSeed: [{ seed: "0", step: 5, lead: null, fraction: null }] }],
    };
    const little = visible(draft(of(bare, { ...grokking, leads: null, leadNote: "None moved." })));
    expect(little).toContain("LLC r — no jump at 5");
    expect(little).toContain("What moved first None moved.");
    expect(little).not.toContain("to train and to measure");
    for (const shown of [text, little]) expect(shown).not.toMatch(/NaN|undefined|null|Infinity|\[object/);
  });

  it("carries every point as a row", () => {
    const { rows, sections } = embedded(draft(phenomena));
    const points = phenomena.sections.flatMap((s) => s.pictures.flatMap((p) => p.panels.flatMap((q) => q.lines)));
    expect(rows.values).toHaveLength(points.flatMap((line) => line.points).length);
    expect(rows.columns).toEqual(["phenomenon", "picture", "panel", "unit", "line", "seed", "x", "value", "stderr"]);
    expect(rows.values[0].slice(0, 7)).toEqual([
      "induction-bump",
      "The induction bump",
      "Loss",
      "nats/token",
      "loss",
      "0",
      1,
    ]);
    expect(sections[0].claims).toEqual(inductionBump.claims);
  });

  it("shows hostile texts as text", () => {
    const hostile = JSON.parse(
      JSON.stringify(phenomena).replaceAll(/"(nats\/token|Induction bump|loss|The induction bump|type B|B)"/g, () =>
        JSON.stringify(EVIL),
      ),
    ) as PhenomenaInput;
    const markup = draft(hostile);
    expect(markup).not.toContain("<script>alert");
    expect(markup.match(/<script\b/g)).toHaveLength(draft(phenomena).match(/<script\b/g)!.length);
    expect(embedded(markup).sections[0].title).toBe(EVIL);
  });
});

describe("writePhenomena", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "foreshock-phenomena-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  it("writes the page and three files per figure, named after their section, the same bytes each time", async () => {
    const twice = of({ ...grokking, pictures: [...grokking.pictures, ...grokking.pictures] });
    const files = await writePhenomena(path.join(folder, "a"), twice);
    const names = ["grokking", "grokking.2"].flatMap((n) => [`${n}.png`, `${n}.svg`, `${n}.vl.json`]);
    expect(readdirSync(path.join(folder, "a")).toSorted()).toEqual([...names, "index.html"].toSorted());
    expect(files.map((f) => path.basename(f)).toSorted()).toEqual([...names, "index.html"].toSorted());
    const text = readFileSync(files[0]!, "utf8");
    expect(text.match(/<svg [^>]*class="marks"/g)).toHaveLength(2);
    expect((await drawPhenomena(twice)).html).toBe(text);
    expect(text).not.toMatch(/(src|href)\s*=\s*["']?\s*(https?:)?\/\//i);
  });

  it.each(["", "Induction bump", "../up", "a.2", "a--b", "-a"])("refuses the name %j", async (name) => {
    const wrong = writePhenomena(folder, of({ ...grokking, name }));
    await expect(wrong).rejects.toThrow("writePhenomena: a section's name is lower-case letters");
  });

  it("refuses one name twice", async () => {
    await expect(writePhenomena(folder, of(grokking, grokking))).rejects.toThrow("every section has its own name");
  });
});

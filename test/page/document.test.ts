/** The frame: closed to the outside, the same header on every page, nothing that a text on it could break out of. */
import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { dataSection, factList, figureBlock } from "../../src/page/blocks.ts";
import { BOOT } from "../../src/page/boot.ts";
import { htmlPage, type PageParts, policy } from "../../src/page/document.ts";
import { html } from "../../src/page/html.ts";
import { embedded, undrawn, visible } from "./undrawn.ts";

const EVIL = "</script><script>alert(1)</script>";
const figure = { name: "one", caption: "A caption.", spec: { description: "A chart." } };
const figures = undrawn([[figure, { ...figure, name: "two" }]])[0]!;
const parts: PageParts = {
  kind: "test",
  title: "A title",
  verdict: "A verdict.",
  top: html`<p>top</p>`,
  body: html`${figures.map(figureBlock)}${dataSection("two rows", "t.csv", { vega: "6", axe: "4" }, [["first", "x"]])}`,
  style: "b { color: red; }",
  data: { said: 1 },
  rows: { columns: ["a"], values: [[1], [null]] },
  figures,
};
const page = (changed: Partial<PageParts> = {}) => htmlPage({ ...parts, ...changed }, ["/* one */", "/* two */"]);

describe("htmlPage", () => {
  it("allows exactly the scripts it carries", () => {
    const text = page();
    const csp = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(text)![1]!.replaceAll("&#39;", "'");
    const scripts = [...text.matchAll(/<script>([\s\S]*?)<\/script>/g)].map((m) => m[1]!);
    expect(scripts).toEqual(["/* one */", "/* two */", BOOT]);
    const hashes = scripts.map((s) => `'sha256-${createHash("sha256").update(s).digest("base64")}'`);
    expect(csp).toContain(`script-src ${hashes.join(" ")};`);
    expect(csp).toMatch(/^default-src 'none'; /);
    expect(csp).not.toMatch(/unsafe-eval|script-src[^;]*unsafe-inline|https?:/);
    expect(policy(["x"])).not.toBe(policy(["y"]));
  });

  it("has one header, the blocks in order, and its data with the rows", () => {
    expect(visible(page())).toBe(
      " A title foreshock report · test A title A verdict. top Figure 1. A caption. Figure 2. A caption. Data and versions " +
        "This page carries two rows as JSON in its source. Download the rows as CSV " +
        "name value first x axe 4 vega 6 ",
    );
    expect(embedded(page())).toEqual({ said: 1, rows: parts.rows });
    expect(page()).toContain("<title>A title</title>");
    expect(page()).toContain("b { color: red; }</style>");
    expect(page()).toContain("color-scheme: only light;");
  });

  it("shows hostile texts as text", () => {
    const hostile = page({ kind: EVIL, title: EVIL, verdict: EVIL, data: { [EVIL]: EVIL } });
    expect(hostile).not.toContain("<script>alert");
    expect(hostile.match(/<script\b/g)).toHaveLength(page().match(/<script\b/g)!.length);
  });
});

describe("blocks", () => {
  it("lists facts, with nothing to say no table", () => {
    expect(factList([["<a>", html`<b>x</b>`]]).text).toBe("<dl><dt>&lt;a&gt;</dt><dd><b>x</b></dd></dl>");
    expect(dataSection("nothing", "n.csv", {}).text).not.toContain("<table>");
  });
});

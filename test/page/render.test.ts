import { createHash } from "node:crypto";
import { Resvg } from "@resvg/resvg-js";
import { describe, expect, it } from "vitest";
import { browserLibraries, renderPng, renderSvg } from "../../src/page/render.ts";
import { layer } from "../../src/page/vegaLite.ts";
import { figures } from "../../src/report/figures.ts";
import { publishable } from "../../src/report/input.ts";
import { question, tokenOls } from "../report/fixture.ts";
import { scored, states } from "../report/states.ts";

const count = (text: string, part: string): number => text.split(part).length - 1;
const emergence = figures(publishable(scored))[0]!.spec;

describe("figures", () => {
  it.each(Object.entries(states))("compile without a warning and carry an alternative text: %s", async (_, input) => {
    for (const { spec, caption } of figures(publishable(input))) {
      expect(spec.description.length).toBeGreaterThan(40);
      expect(caption.length).toBeGreaterThan(40);
      expect(await renderSvg(spec)).toMatch(/^<svg /);
    }
  });

  it("are the ones the rows allow", () => {
    const names = (state: string) => figures(publishable(states[state]!)).map((f) => f.name);
    expect(names("scored")).toEqual(["emergence", "jump", "over-steps", "margins"]);
    expect(names("no forecast")).toEqual(["emergence", "over-steps", "margins"]);
    expect(names("no rows")).toEqual([]);
    const last = { ...scored, rows: scored.rows.filter((r) => r.step === 600 && r.metric === "exactMatch") };
    expect(figures(publishable(last)).map((f) => f.name)).toEqual(["emergence", "jump"]);
  });

  it("show every forecast, threshold and rung in words", async () => {
    const svg = await renderSvg(emergence);
    for (const text of ["token-ols, 50 and 90 %", "persistence", "threshold 0.5", "d40", "38.4k", "the jump"])
      expect(svg).toContain(`>${text}<`);
  });

  it("are drawn from one seed, a point forecast, a metric without a definition and a forecaster with a long name", async () => {
    const metric = "oddMetric";
    const rows = scored.rows
      .filter((r) => r.seed === "0")
      .map((r) => (r.metric === "exactMatch" ? { ...r, metric } : r));
    const target = (t: (typeof tokenOls.forecast.targets)[number]) => ({ ...t, distribution: { x: [3.5], p: [1] } });
    const forecast = { ...tokenOls.forecast, targets: tokenOls.forecast.targets.map(target) };
    const input = {
      ...states.revealed!,
      rows,
      question: { ...question, metric, threshold: 2, numSeeds: 1 },
      forecasts: [{ ...tokenOls, label: "x".repeat(64), forecast }],
    };
    const drawn = figures(publishable(input));
    expect(drawn.map((f) => f.name)).toEqual(["emergence", "jump", "over-steps", "margins"]);
    for (const { spec } of drawn) expect(await renderSvg(spec)).not.toContain("NaN");
  });

  it("draw the question's metric when it is a loss with values outside [0, 1]", async () => {
    const onNll = { ...question, metric: "nll", betterDirection: "lower" as const, threshold: 0.5 };
    const [first] = figures(publishable({ ...states.revealed!, question: onNll }));
    expect(await renderSvg(first!.spec)).toContain("nll (nats/token)");
  });
});

describe("renderSvg", () => {
  it("gives the same bytes again in one process", async () => {
    const clipped = {
      ...emergence,
      vconcat: undefined,
      ...layer("seed", { type: "point", clip: true }, { x: { field: "x", type: "quantitative" } }),
    };
    for (const spec of [emergence, clipped]) expect(await renderSvg(spec)).toBe(await renderSvg(spec));
    expect(await renderSvg(clipped)).toContain("clip-path");
  });

  it("refuses a specification that warns, or that names a file or an address, and goes on working", async () => {
    const point = { mark: "point", encoding: { x: { field: "x", type: "quantitative" } } };
    const warns = "renderSvg: a figure has to be drawn without warnings, got ";
    const misspelt = {
      data: { values: [{ x: 1 }] },
      mark: "bar",
      encoding: { ...point.encoding, angel: { value: 1 } },
    };
    await expect(renderSvg(misspelt)).rejects.toThrow(warns);
    for (const url of ["/etc/hostname", "http://localhost/x.json"]) {
      const loads = renderSvg({ data: { url, format: { type: "json" } }, ...point });
      await expect(loads).rejects.toThrow(/a figure has to carry its own data/);
    }
    expect(await renderSvg(emergence)).toMatch(/^<svg /);
  });

  it("escapes labels", async () => {
    const evil = { ...tokenOls, label: "</svg><script>alert(1)</script>" };
    for (const { spec } of figures(publishable({ ...scored, forecasts: [evil] })))
      expect(await renderSvg(spec)).not.toContain("<script");
  });
});

describe("renderPng", () => {
  it("is twice the size of the SVG, repeats its bytes, and has ink where the text is", async () => {
    const svg = await renderSvg(emergence);
    const png = Buffer.from(renderPng(svg));
    const width = Number(/width="([\d.]+)"/.exec(svg)![1]);
    expect(png.readUInt32BE(16)).toBe(Math.ceil(2 * width));
    const hash = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
    expect(hash(renderPng(svg))).toBe(hash(png));
    const without = new Resvg(svg, {
      font: { loadSystemFonts: false },
      fitTo: { mode: "zoom", value: 2 },
      background: "#ffffff",
    });
    const textless = renderPng(svg.replace(/<text[\s\S]*?<\/text>/g, ""));
    expect(hash(textless)).toBe(hash(without.render().asPng()));
    expect(png.length).toBeGreaterThan(textless.length + 10_000);
  });
});

describe("browserLibraries", () => {
  it("are three scripts that end no script element and point nowhere", () => {
    const libraries = browserLibraries();
    expect(libraries).toHaveLength(3);
    for (const text of libraries) {
      expect(text.length).toBeGreaterThan(50_000);
      expect(count(text.toLowerCase(), "</script")).toBe(0);
      expect(text).not.toContain("sourceMappingURL");
    }
  });
});

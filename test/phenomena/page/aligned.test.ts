/** The aligned figure: one axis for all panels, stages and marks through all of them, every line named. */
import { describe, expect, it } from "vitest";
import { renderPng, renderSvg } from "../../../src/page/render.ts";
import { aligned } from "../../../src/phenomena/page/aligned.ts";
import { alignedData } from "../../../src/phenomena/page/alignedData.ts";
import { planOf } from "../../../src/phenomena/page/layout.ts";
import type { Line, Panel, Picture } from "../../../src/phenomena/section.ts";
import { bump, grok, holes } from "./fixture.ts";

const draw = (picture: Picture) => renderSvg(aligned("x", picture)!.spec);
const one = (label: string, values: number[], seed: string | null = null): Line => {
  return { label, seed, points: values.map((value, i) => ({ step: i + 1, value, stderr: null })) };
};
const bare = (panels: Panel[], more: Partial<Picture> = {}): Picture => {
  return { title: "t", xTitle: "training step", xLog: true, panels, stages: [], marks: [], ...more };
};

type View = { width: number; layer: { encoding: { x?: { scale?: object } } }[] };

const shown = await draw(bump);

describe("the aligned figure", () => {
  it("puts every panel on the same axis and width", () => {
    const views = aligned("bump", bump)!.spec.vconcat as View[];
    expect(views).toHaveLength(6);
    expect(new Set(views.map((v) => v.width)).size).toBe(1);
    const scales = views.flatMap((v) => v.layer.flatMap((l) => (l.encoding.x?.scale ? [l.encoding.x.scale] : [])));
    expect(scales.length).toBeGreaterThan(20);
    expect(new Set(scales.map((scale) => JSON.stringify(scale))).size).toBe(1);
    expect(scales[0]).toMatchObject({ type: "log" });
  });

  it("writes panel titles, stage letters, line and rule names and marks, once each", () => {
    const count = (text: string) => shown.split(`>${text}<`).length - 1;
    const once = [
      "Loss (nats/token)",
      "In-context-learning score (nats)",
      "Previous-token score",
      "B",
      "uniform, ln 128",
    ];
    for (const text of [
      ...once,
      "Local learning coefficient (LLC)",
      "ICL score below −1 nat",
      "training step (log scale)",
    ])
      expect([text, count(text)]).toEqual([text, 1]);
    expect(count("A")).toBe(2);
    expect(count("layer 1, best head")).toBe(2);
    expect(shown).not.toMatch(/NaN|undefined|Infinity/);
  });

  it("shades each stage once in every panel and in the strip above, in the tint of its type", async () => {
    expect(shown.split('fill="#a6c9e8"').length - 1).toBe(7);
    expect(shown.split('fill="#f9e3b4"').length - 1).toBe(14);
    expect(await draw({ ...bump, stages: [] })).not.toContain("#a6c9e8");
  });

  it("keeps a stage inside the axis, and lets the first and last reach its ends", () => {
    const stage = (from: number, to: number) => ({ from, to, type: "A" as const, evidence: "" });
    const plan = planOf({ ...bump, stages: [stage(0, 50), stage(50, 1e9), stage(1e7, 1e8)] })!;
    expect(plan.stages.map((s) => [s.from, s.to])).toEqual([
      [plan.x.low, 50],
      [50, plan.x.high],
    ]);
    expect(plan.x.low).toBeGreaterThan(0);
  });

  it("omits the letter of a stage too narrow for it", () => {
    const narrow = { from: 100, to: 101, type: "other" as const, evidence: "" };
    const kinds = alignedData(planOf({ ...bump, stages: [narrow] })!).map((d) => d.kind);
    expect(kinds).toContain("stage");
    expect(kinds).not.toContain("letter");
  });

  it("gives one label one hue in all panels, and ink to a line that is always alone", () => {
    const { style } = planOf(grok)!;
    expect(style.map((s) => s.label)).toEqual(["train", "test", "llc"]);
    expect(new Set(style.map((s) => s.colour)).size).toBe(3);
    expect(style[2]).toMatchObject({ colour: "#1f2328", dash: [1, 0] });
    const many = planOf(
      bare([{ title: "p", unit: "", lines: Array.from({ length: 14 }, (_, i) => one(`task ${i}`, [i, i])) }]),
    )!;
    expect(new Set(many.style.map((s) => `${s.colour} ${s.dash}`)).size).toBe(14);
    expect(many.panels[0]!.y.length).toBeGreaterThanOrEqual(14 * 14);
  });

  it("breaks lines at holes, draws lonely values as dots with their error, and says so", async () => {
    const kinds = alignedData(planOf(holes)!).map((d) => d.kind);
    expect(kinds.filter((k) => k === "4-dot")).toHaveLength(4);
    expect(kinds.filter((k) => k === "4-bar")).toHaveLength(3);
    expect(kinds).not.toContain("0-dot");
    expect(aligned("x", holes)!.caption).toContain("A line is broken, or a dot stands alone");
    expect(aligned("x", bump)!.caption).not.toContain("broken");
    expect(await draw(holes)).not.toContain("NaN");
  });

  it("tells a pointer the mean and every seed", () => {
    const tip = alignedData(planOf(bump)!).find((d) => d.kind === "4-tip" && d.x === 1)!;
    expect(tip.seeds).toMatch(/^0: [\d.]+, 1: [\d.]+, 2: [\d.]+$/);
  });

  it("says in its caption and alternative text what the eye sees", () => {
    const { caption, spec } = aligned("x", bump)!;
    expect(caption).toContain("one logarithmic axis (training step). Thin: 3 seeds; thick: their mean");
    expect(caption).toContain("ICL score below −1 nat at 715, 830 and 950.");
    expect(spec.description).toContain("Stages: A from 1 to 180, B from 180 to 480, A from 480 to 6,000.");
    expect(spec.description).toMatch(/Loss: loss from 5\.0\d to 0\.3\d\./);
    const zero = bare([
      {
        title: "Loss",
        unit: "",
        lines: [one("loss", [1, 2])].map((l) => ({ ...l, points: [...l.points, { step: 0, value: 9, stderr: null }] })),
      },
    ]);
    expect(aligned("x", zero)!.caption).toContain("Values at 0 have no place");
  });

  it("is drawn from little: one point, constants, other axes, empty panels; and is not there without a point", async () => {
    const panel = (lines: Line[], more = {}) => ({ title: "p", unit: "1", lines, ...more });
    const few: Picture[] = [
      bare([panel([one("a", [3])])]),
      bare([panel([one("a", [0, 0, 0])]), panel([])]),
      bare([panel([one("a", [1e-9, 5]), one("b", [2, 2], "0")], { log: true })], { xLog: false, xTitle: "1/(1 − S)" }),
      bare([panel([one("a", [20_000, 50_000])], { rules: [{ value: 0, label: "none" }] })], {
        marks: [{ step: 2, label: "x".repeat(60) }],
      }),
      { ...grok, marks: [{ step: 1e9, label: "never seen" }] },
    ];
    for (const picture of few) expect(await draw(picture)).not.toMatch(/NaN|never seen/);
    expect(aligned("x", bare([panel([])]))).toBeNull();
    expect(aligned("x", bare([]))).toBeNull();
    expect(renderPng(await draw(grok)).length).toBeGreaterThan(20_000);
  });
});

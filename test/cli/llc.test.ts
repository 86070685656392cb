/** foreshock llc and stages on a trained tiny family: numbers with their diagnostics, and what wrong use says. */
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { copyOf, edit, foreshock, must, type Place, tinyProject } from "./foreshock.ts";

const tiny = await tinyProject();
afterAll(tiny.remove);
await must(tiny, "run", "tiny");

const short = ["--num-chains", "2", "--num-draws", "40", "--num-burnin-steps", "10", "--num-examples", "64"];
const small = [...short, "--batch-size", "16"];

describe("llc", () => {
  it("prints no number with bad diagnostics, says why, and exits with 4", async () => {
    const { code, out, err } = await foreshock(
      tiny,
      "llc",
      "tiny",
      ...small,
      "--step-size",
      "1e-6",
      "--num-draws",
      "8",
    );
    expect(code).toBe(4);
    expect(out).toMatch(/lm, step size 1\.00e-6, nbeta 15\.4 \(n \/ ln n\), n 64, batch 16/);
    expect(out).toMatch(/✗ effective draws [\d.]+ are below 40: raise numDraws/);
    expect(out).not.toMatch(/^llc /m);
    expect(err).toMatch(
      /^foreshock: llc: good diagnostics are required to print a number, got [^\n]+\n {2}try: [^\n]+\n$/,
    );
  });

  it("marks the number with --force, and gives it as JSON with its problems", async () => {
    const bad = ["llc", "tiny", ...small, "--step-size", "1e-6", "--num-draws", "8", "--force"];
    expect((await must(tiny, ...bad)).out).toMatch(/^llc -?[\d.]+.* NOT TO BE TRUSTED \(--force\)$/m);
    const data = JSON.parse((await must(tiny, ...bad, "--json")).out);
    expect(data).toMatchObject({
      n: 64,
      numMoving: expect.any(Number),
      problems: expect.arrayContaining([expect.stringMatching(/effective draws/)]),
    });
  });

  it("finds the step size itself and moves only what it is told to", async () => {
    const refined = ["--params", "unembed", "--nbeta", "batch", "--force", "--json"];
    const data = JSON.parse((await must(tiny, "llc", "tiny", ...small, ...refined)).out);
    const whole = JSON.parse((await must(tiny, "llc", "tiny", ...small, "--force", "--json")).out);
    expect(data.nbeta).toBeCloseTo(16 / Math.log(16), 6);
    expect(data.numMoving).toBeLessThan(whole.numMoving);
    expect(data.acceptance).toBeGreaterThan(0.8);
  });

  it.each<[string, string[], RegExp]>([
    ["nbeta 0", ["--nbeta", "0"], /nbeta/],
    ["no draws", ["--num-draws", "0"], /numDraws/],
    ["a step without a checkpoint", ["--step", "7"], /a checkpoint \(.*\) is required, got "7"/],
    ["an unknown rung", ["--rung", "d99"], /an observed rung \(.*\) is required, got "d99"/],
    ["an unknown seed", ["--seed", "9"], /a seed from 0 to \d+ is required, got "9"/],
    ["parameters that are not there", ["--params", "nonsense"], /params have to begin as one of .*embed/],
    ["data of another length", ["--data", "k=1"], /data of the run's own lengths and vocabulary is required/],
    ["data without a value", ["--data", "k"], /--data setting=value is required/],
    ["an unknown sampler", ["--sampler", "hmc"], /sampler/],
  ])("%s is wrong use", async (_name, options, message) => {
    const { code, out, err } = await foreshock(tiny, "llc", "tiny", ...options);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toMatch(message);
    expect(err).toMatch(/^foreshock: [^\n]+\n {2}try: [^\n]+\n$/);
  });

  it("needs a trained run, and whole weights", async () => {
    const place = copyOf(tiny);
    edit(place, "models/families/tiny.yaml", "learningRate: 1e-2", "learningRate: 2e-2");
    expect((await foreshock(place, "llc", "tiny")).err).toMatch(
      /a finished run is required, got ".*not trained yet"\n {2}try: foreshock run tiny/,
    );
    const damaged = copyOf(tiny);
    const runs = path.join(damaged.dir, "models/runs");
    for (const run of readdirSync(runs))
      for (const file of readdirSync(path.join(runs, run)).filter((name) => name.startsWith("step-")))
        writeFileSync(path.join(runs, run, file), "not weights");
    expect((await foreshock(damaged, "llc", "tiny")).code).toBe(3);
  });
});

describe("measures of a family", () => {
  it("an attention score of an MLP fails with one line", async () => {
    const place = copyOf(tiny);
    const file = path.join(place.dir, "models/families/tiny.yaml");
    const text = readFileSync(file, "utf8")
      .replace("kind: transformer, nLayers: 1, nHeads: 1", "kind: mlp, dEmbed: 4")
      .replace(/dModel: (\d+)/g, "dHidden: [$1]");
    writeFileSync(file, `${text}measure: [previousToken]\n`);
    const { code, err } = await foreshock(place, "run", "tiny");
    expect(code).toBe(2);
    expect(err).toMatch(/^foreshock: previousToken: [^\n]*transformer[^\n]*mlp[^\n]*\n {2}try: [^\n]+\n$/);
  });

  it("steps that are no checkpoints, and unknown measures, are named with their line", async () => {
    const place = copyOf(tiny);
    copyFileSync(path.join(place.dir, "models/families/tiny.yaml"), path.join(place.dir, "plain.yaml"));
    const withMeasure = (line: string): Place => {
      const text = readFileSync(path.join(place.dir, "plain.yaml"), "utf8");
      writeFileSync(path.join(place.dir, "models/families/tiny.yaml"), `${text}measure: ${line}\n`);
      return place;
    };
    expect((await foreshock(withMeasure("[{ kind: llc, steps: [7] }]"), "run", "tiny")).err).toMatch(
      /tiny\.yaml:\d+:\d+.*steps of a measure have to be checkpoints, got 7/,
    );
    expect((await foreshock(withMeasure("[lcc]"), "run", "tiny")).code).toBe(2);
    expect((await foreshock(withMeasure("[{ kind: llc, nbeta: -1 }]"), "run", "tiny")).code).toBe(2);
  });
});

describe("stages", () => {
  it("says when the metric jumped, what moved before, and that stages need the llc", async () => {
    const { out } = await must(tiny, "stages", "tiny", "--metric", "tokenAccuracy", "--threshold", "0.01");
    expect(out).toMatch(/tokenAccuracy reaches 0\.01: seed 0 step \d+/);
    expect(out).toMatch(/stages: no llc/);
    const data = JSON.parse((await must(tiny, "stages", "tiny", "--json")).out);
    expect(data.rungs.length).toBeGreaterThan(0);
  });

  it.each<[string, string[]]>([
    ["an unknown metric", ["--metric", "nonsense"]],
    ["a threshold that is no number", ["--threshold", "much"]],
  ])("%s is wrong use", async (_name, options) => {
    const { code, err } = await foreshock(tiny, "stages", "tiny", ...options);
    expect(code).toBe(2);
    expect(err).toMatch(/^foreshock: stages: [^\n]+\n {2}try: [^\n]+\n$/);
  });
});

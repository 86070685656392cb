/** foreshock backtest on an imported table: what it prints and writes, and one clear error for everything it cannot do. */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { foreshock, must, type Place } from "./foreshock.ts";

const root = mkdtempSync(path.join(tmpdir(), "foreshock-backtest-"));
const place: Place = { root, dir: path.join(root, "project"), home: path.join(root, "home") };
afterAll(() => rmSync(root, { recursive: true, force: true }));

const BY = ["--by", "logit-accuracy-line"];

beforeAll(async () => {
  for (const folder of ["models/families", "predictions"]) mkdirSync(path.join(place.dir, folder), { recursive: true });
  const models = Array.from({ length: 6 }, (_, i) => ({ name: `m${i}`, size: Math.round(10 ** (4 + i / 2)) }));
  const lines = models.flatMap(({ name, size }, i) =>
    [100, 200, 400, 800, 1600].map((step, j) => `${name},${size},${step},${1 / (1 + Math.exp(4 - i - 0.3 * j))}`),
  );
  writeFileSync(path.join(place.dir, "t.csv"), ["model,params,step,acc", ...lines, ""].join("\n"));
  const map = ["run=model", "nParams=params", "task='toy'", "n='500'", "metric:accuracy=acc"].flatMap((one) => [
    "--map",
    one,
  ]);
  await must(place, "import", "table", "t.csv", "--as", "toy", "--tokens-per-step", "1000", ...map);
});

describe("backtest", () => {
  it("scores over sizes, over training and over compute, and draws the picture", async () => {
    const { out } = await must(place, "backtest", "toy", ...BY);
    expect(out).toContain("over sizes: 1 cluster");
    expect(out).toContain("over tokens: 6 clusters");
    expect(out).toContain("over compute: 1 cluster");
    expect(out).toMatch(/logit-accuracy-line {2}\s+6 .*0\.9\d/);
    expect(out).toMatch(/seen up to\s+m2\s+m3\s+m4/);
    for (const end of ["vl.json", "svg", "png"])
      expect(existsSync(path.join(place.dir, "reports", "backtest-toy", `backtest.${end}`))).toBe(true);
  });

  it("gives everything as JSON: targets, summaries, cuts", async () => {
    const { out } = await must(place, "backtest", "toy", "--over", "sizes", ...BY, "--json");
    const data = JSON.parse(out.trim().split("\n").at(-1)!);
    expect(data).toMatchObject({ name: "toy", task: "toy", metric: "accuracy", threshold: 0.5 });
    expect(data.views).toHaveLength(1);
    expect(data.views[0].targets).toHaveLength(12);
    expect(data.views[0].summary[0]).toMatchObject({ forecaster: "logit-accuracy-line", own: { numTargets: 6 } });
    expect(data.cuts[0].cuts.map(({ cut }: { cut: string }) => cut)).toEqual(["m2", "m3", "m4", "m2", "m3", "m4"]);
  });

  it("takes the runs that are named, and says which share a size when none are", async () => {
    const twins = ["model,params,step,acc"];
    for (const [i, corpus] of ["a", "b"].entries())
      for (let k = 0; k < 5; k++) twins.push(`${corpus}-${k},${10 ** (5 + k)},100,${0.1 * (k + 1) + 0.02 * i}`);
    writeFileSync(path.join(place.dir, "twins.csv"), `${twins.join("\n")}\n`);
    const map = ["run=model", "nParams=params", "task='toy'", "n='500'", "metric:accuracy=acc"];
    const options = [...map.flatMap((one) => ["--map", one]), "--tokens-per-step", "1000"];
    await must(place, "import", "table", "twins.csv", "--as", "twins", ...options);
    const { code, err } = await foreshock(place, "backtest", "twins", ...BY);
    expect(code).toBe(2);
    expect(err).toMatch(/10 rungs of 5 sizes: several share one, such as a-0, b-0 of 100k/);
    const typed = /--runs '(.*)'/.exec(err)![1]!;
    expect(typed).toBe("a-0,a-1,a-2,a-3,a-4");
    for (const runs of [
      ["--runs", typed],
      ["--runs", "a-?"],
      ["--runs", "a-0,a-1", "--runs", "a-[2]", "--runs", "a-*"].slice(4),
    ]) {
      const { out } = await must(place, "backtest", "twins", ...BY, ...runs, "--json");
      const { views } = JSON.parse(out.trim().split("\n").at(-1)!);
      expect(views[0].targets.map(({ rung }: { rung: string }) => rung.slice(0, 2))).toEqual(Array(6).fill("a-"));
    }
  });

  it.each([
    [["backtest", "nothing"], /a family or an import \(toy, twins\) is required, got "nothing"/],
    [["backtest", "toy", "--metric", "exactMatch"], /--metric with one of accuracy is required, got "exactMatch"/],
    [["backtest", "toy", "--threshold", "half"], /a number is required for --threshold/],
    [["backtest", "toy", "--over", "time"], /--over sizes, tokens, compute is required/],
    [["backtest", "toy", "--by", "oracle"], /--by with one of persistence, .* is required, got "oracle"/],
    [["backtest", "toy", "--runs", "m1,x*"], /--runs with names or patterns of m0, m1, .* is required, got "x\*"/],
    [["backtest", "toy", "--task", "other"], /--task with one of toy is required/],
  ])("says in one line what is wrong with %j", async (args, message) => {
    const { code, err, out } = await foreshock(place, ...args);
    expect(code).toBe(2);
    expect(out).toBe("");
    expect(err).toMatch(message);
    expect(err).not.toMatch(/\n\s+at /);
  });
});

/** foreshock benchmark: the guide's example, a case that needs no data, the pages, and what is said where something is wrong. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { example } from "../benchmark/example.ts";
import { foreshock, must, type Place } from "./foreshock.ts";

const root = mkdtempSync(path.join(tmpdir(), "foreshock-benchmark-"));
const place: Place = { root, dir: path.join(root, "project"), home: path.join(root, "home") };
const page = path.join(place.dir, "reports", "benchmark", "index.html");
afterAll(() => rmSync(root, { recursive: true, force: true }));
beforeAll(() => {
  for (const folder of ["models/families", "predictions"]) mkdirSync(path.join(place.dir, folder), { recursive: true });
});

describe("benchmark", () => {
  it.each<[string, string[], RegExp]>([
    ["a folder that is none", ["--data", "nowhere"], /--data with a folder is required, got/],
    ["an unknown part", ["--only", "mmlu"], /--only with one of families, bank, ladder, .* is required, got "mmlu"/],
    ["an unknown forecaster", ["--by", "oracle"], /a forecaster \(persistence, .*\) is required, got "oracle"/],
    ["workers that are none", ["--workers", "many"], /--workers with a whole number/],
    [
      "a case without its data",
      ["--only", "lambada"],
      /the data of one source or case at least are required, got "lambada: published results are needed/,
    ],
  ])("refuses %s in one line, and writes nothing", async (_, given, line) => {
    const { code, err } = await foreshock(place, "benchmark", ...given);
    expect(code).toBe(2);
    expect(err).toMatch(line);
    expect(existsSync(page)).toBe(false);
  });

  it("asks about a folder in child processes, keeps what it made, and writes both pages", async () => {
    const given = [
      "--data",
      example,
      "--only",
      "made",
      "--forecaster",
      "logit-accuracy-line",
      "--by",
      "logit-accuracy-line",
    ];
    const first = await must(place, "benchmark", ...given, "--workers", "2");
    expect(first.out).toMatch(/published \(3 values, 2 questions, 2 clusters/);
    const { out } = await must(place, "benchmark", ...given, "--json");
    const said = JSON.parse(out.trim().split("\n").at(-1)!);
    expect(said.forecasts.made).toBe(0);
    expect(said.names[0]).toBe("logit-accuracy-line");
    expect(said.groups[0].summaries[0].crps.value).toBeGreaterThan(0);
    expect(readFileSync(page, "utf8")).toContain("Skill against persistence");
    for (const file of ["targets.parquet", "jumps.parquet", "skill.png"])
      expect(existsSync(path.join(path.dirname(page), file)), file).toBe(true);
  });

  it("runs cases by name and says what it skips", async () => {
    const { out } = await must(place, "benchmark", "--only", "ladder", "--only", "broken-law");
    expect(out).toMatch(/ladder: skipped, published results are needed \(--data <folder with olmo-ladder>\)/);
    expect(out).toMatch(/RMSLE of the fit up to 736, noise 0.0006 .* at most 0.0109/);
    expect(out).toMatch(/seen up to 512: .*says the break is not identified/);
    expect(out).toMatch(/seen up to 736: .*says the break is identified/);
    expect(readFileSync(page, "utf8")).toContain("Broken neural scaling law");
    expect(existsSync(path.join(path.dirname(page), "broken-law.png"))).toBe(true);
  });
});

/** foreshock retrodict: a benchmark that needs no data, the page, and what is said where data is missing. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { foreshock, must, type Place } from "./foreshock.ts";

const root = mkdtempSync(path.join(tmpdir(), "foreshock-retrodict-"));
const place: Place = { root, dir: path.join(root, "project"), home: path.join(root, "home") };
const page = path.join(place.dir, "reports", "retrodiction", "index.html");
afterAll(() => rmSync(root, { recursive: true, force: true }));
beforeAll(() => {
  for (const folder of ["models/families", "predictions"]) mkdirSync(path.join(place.dir, folder), { recursive: true });
});

describe("retrodict", () => {
  it("without its data is refused in one line, and nothing is written", async () => {
    const { code, err } = await foreshock(place, "retrodict", "--only", "lambada", "--data", "nowhere");
    expect(code).toBe(2);
    expect(err).toMatch(/the data of one benchmark at least is required, got "lambada: no folder pythia/);
    expect(err).toMatch(/--data <folder with olmo-ladder and pythia>/);
    expect(existsSync(page)).toBe(false);
  });

  it("refuses an unknown benchmark and names those there are", async () => {
    const { code, err } = await foreshock(place, "retrodict", "--only", "mmlu");
    expect(code).toBe(2);
    expect(err).toMatch(
      /--only with one of ladder, lambada, arithmetic, broken-law, own-families is required, got "mmlu"/,
    );
  });

  it("without --data says what it skips, prints the other lines and writes their page and figure", async () => {
    const { out } = await must(place, "retrodict", "--only", "ladder", "--only", "broken-law");
    expect(out).toMatch(/ladder: skipped, published results are needed \(--data <folder with olmo-ladder>\)/);
    expect(out).toMatch(/RMSLE of the fit up to 736, noise 0.0006 .* at most 0.0109/);
    expect(out).toMatch(/seen up to 512: .*says the break is not identified/);
    expect(out).toMatch(/seen up to 736: .*says the break is identified/);
    expect(readFileSync(page, "utf8")).toContain("Broken neural scaling law");
    expect(existsSync(path.join(path.dirname(page), "broken-law.png"))).toBe(true);
  });
});

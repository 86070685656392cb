/** Imports on disk: they come back as written, a name is not written over, and broken files are named. */
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { writeMeasurements } from "../../src/base/measurements.ts";
import type { Measurement } from "../../src/records.ts";
import { importNames } from "../../src/source/info.ts";
import { type ImportOrigin, readImport, writeImport } from "../../src/source/store.ts";
import { madeRow } from "../made/row.ts";
import { scratch } from "./fixture.ts";

const row = (nParams: number, step: number, rest: Partial<Measurement> = {}): Measurement => {
  const place = { run: `r${nParams}`, task: "piqa", nParams, step, tokens: 100 * step, flops: 600 * nParams * step };
  return madeRow({ ...place, metric: "accuracy", value: 1 / 3, n: 10, ...rest });
};
const rows = [row(20, 1), row(20, 2), row(300, 2), row(20, 2, { metric: "nll", task: "c4", seed: "1" })];
const origin: ImportOrigin = {
  source: "table",
  files: [{ path: "t/a.csv", sha256: "0".repeat(64) }],
  leftOut: { metrics: ["f1"], models: [], samples: [] },
  heldOutRows: [row(4000, 3, { value: 0.987654 }), row(4000, 7)],
};

describe("an import", () => {
  it("comes back as written, with its runs, tasks and what was held out", async () => {
    const dir = scratch();
    expect(importNames(dir)).toEqual([]);
    const info = await writeImport(dir, "mine", rows, origin);
    expect(await readImport(dir, "mine")).toEqual({ rows, info });
    expect((await readImport(dir, "mine", "c4")).rows).toEqual([rows[3]]);
    expect(info).toEqual({
      name: "mine",
      source: "table",
      files: origin.files,
      numRows: 4,
      runs: [
        { run: "r20", nParams: 20, steps: [1, 2], tokens: [100, 200], seeds: ["0", "1"] },
        { run: "r300", nParams: 300, steps: [2], tokens: [200], seeds: ["0"] },
      ],
      tasks: [
        { name: "c4", metrics: ["nll"] },
        { name: "piqa", metrics: ["accuracy"] },
      ],
      heldOut: [{ run: "r4000", nParams: 4000, steps: [3, 7], tokens: [300, 700] }],
      leftOut: origin.leftOut,
    });
    expect(importNames(dir)).toEqual(["mine"]);
  });

  it("writes no value that is held out, and the same bytes for the same rows", async () => {
    const [one, two] = [scratch(), scratch()];
    for (const dir of [one, two]) await writeImport(dir, "mine", rows, origin);
    const bytes = (dir: string, name: string) => readFileSync(path.join(dir, "models", "imports", "mine", name));
    for (const name of ["rows.parquet", "import.json"]) {
      expect(bytes(one, name).equals(bytes(two, name))).toBe(true);
      expect(bytes(one, name).toString("latin1")).not.toContain("0.987654");
    }
    const held = await readImport(one, "mine");
    expect(held.rows.map(({ nParams }) => nParams)).not.toContain(4000);
  });

  it("may be written again, but not over another", async () => {
    const dir = scratch();
    await writeImport(dir, "mine", rows, origin);
    await expect(writeImport(dir, "mine", rows, origin)).resolves.toMatchObject({ numRows: 4 });
    await expect(writeImport(dir, "mine", rows.slice(1), origin)).rejects.toThrow(
      /^import: a name that no other import has \(mine\) is required: .*, got "mine"$/,
    );
    expect((await readImport(dir, "mine")).rows).toHaveLength(4);
    expect(readdirSync(path.join(dir, "models", "imports", "mine")).sort()).toEqual(["import.json", "rows.parquet"]);
  });

  it("needs a name that is a file name, and one that is there", async () => {
    const dir = scratch();
    await expect(writeImport(dir, "../mine", rows, origin)).rejects.toThrow(/^import: a name of letters/);
    await expect(readImport(dir, "mine")).rejects.toThrow(/^import: an import of models\/imports \(none there\)/);
  });

  it("says which file is broken", async () => {
    const dir = scratch();
    await writeImport(dir, "mine", rows, origin);
    const file = (name: string) => path.join(dir, "models", "imports", "mine", name);
    await writeMeasurements(file("rows.parquet"), rows.slice(1));
    await expect(readImport(dir, "mine")).rejects.toThrow(/^import: 4 rows in .*rows\.parquet are required, got 3$/);
    writeFileSync(file("rows.parquet"), "no");
    await expect(readImport(dir, "mine")).rejects.toThrow(/rows\.parquet has to be a whole Parquet file/);
    rmSync(file("rows.parquet"));
    await expect(readImport(dir, "mine")).rejects.toThrow(/rows\.parquet has to be there, got "nothing"$/);
    writeFileSync(file("import.json"), '{"name":"mine"}');
    await expect(readImport(dir, "mine")).rejects.toThrow(/import\.json has to describe an import/);
  });
});

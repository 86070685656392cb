import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import path from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { describe, expect, it } from "vitest";
import type { Measurement } from "../../src/records.ts";
import { readSummary, readTokens, writeSummary, writeTokens } from "../../src/runs/store.ts";
import { madeRow } from "../made/row.ts";
import { drawTable, scratch } from "./fixtures.ts";

const row: Measurement = madeRow({
  run: "r",
  task: "operator-chain",
  nParams: 3_000_000_000,
  step: 600,
  tokens: 9e9,
  flops: 1.25e17,
  metric: "nll",
  value: 0.1 + 0.2,
  n: 512,
});
const rows: Measurement[] = [row, { ...row, position: 3, stderr: 5e-324, value: -0.25, seed: "f".repeat(64) }];
const checkpoints = [
  { step: 0, table: drawTable("a", 700, 3) },
  { step: 600, table: drawTable("b", 700, 3) },
];

async function sql(query: string, ...values: string[]) {
  const connection = await (await DuckDBInstance.create(":memory:", { threads: "1" })).connect();
  return (await connection.runAndReadAll(query, values)).getRowObjectsJson();
}

describe("summary", () => {
  it("comes back exactly, with nulls, large integers and the last digit of doubles", async () => {
    const file = path.join(scratch(), "summary.parquet");
    await writeSummary(file, rows);
    expect(await readSummary(file)).toEqual(rows);
  });

  it("is plain Parquet: another DuckDB reads names, types and the schema version", async () => {
    const file = path.join(scratch(), "summary.parquet");
    await writeSummary(file, rows);
    const types = await sql("select column_name, column_type from (describe select * from read_parquet($1))", file);
    expect(Object.fromEntries(types.map((t) => [t.column_name, t.column_type]))).toEqual({
      run: "VARCHAR",
      task: "VARCHAR",
      nParams: "BIGINT",
      step: "INTEGER",
      tokens: "BIGINT",
      flops: "DOUBLE",
      seed: "VARCHAR",
      metric: "VARCHAR",
      position: "SMALLINT",
      value: "DOUBLE",
      stderr: "DOUBLE",
      n: "INTEGER",
    });
    const meta = "select decode(key) as k, decode(value) as v from parquet_kv_metadata($1)";
    expect(await sql(meta, file)).toContainEqual({ k: "schema", v: "1" });
  });

  it("reads an empty summary as no rows", async () => {
    const file = path.join(scratch(), "summary.parquet");
    await writeSummary(file, []);
    expect(await readSummary(file)).toEqual([]);
  });

  it("finds the file in a folder whose name looks like a pattern", async () => {
    const folder = path.join(scratch(), "a[b]*c 'ö");
    mkdirSync(folder);
    await writeSummary(path.join(folder, "summary.parquet"), rows);
    expect(await readSummary(path.join(folder, "summary.parquet"))).toHaveLength(2);
  });

  it("says in one line what is wrong with a missing, truncated or foreign file", async () => {
    const file = path.join(scratch(), "summary.parquet");
    await expect(readSummary(file)).rejects.toThrow(/^readParquet: a finished run is required, got "/);
    await writeSummary(file, rows);
    truncateSync(file, 300);
    await expect(readSummary(file)).rejects.toThrow(/^readParquet: .* has to be a whole Parquet file, got [^\n]*$/);
    await writeTokens(file, "r", checkpoints);
    await expect(readSummary(file)).rejects.toThrow(/^readSummary: .* has to hold measurements, got [^\n]*$/);
  });
});

describe("tokens", () => {
  it("come back in order of step, example and position", async () => {
    const file = path.join(scratch(), "tokens.parquet");
    await writeTokens(file, "r", checkpoints);
    const read = await readTokens(file);
    expect(read).toHaveLength(2 * 2100);
    const { table } = checkpoints[1]!;
    const i = 699 * 3 + 2;
    expect(read.at(-1)).toEqual({
      run: "r",
      step: 600,
      example: 699,
      position: 2,
      logProb: table.logProb[i],
      margin: table.margin[i],
      logitVar: table.logitVar[i],
      entropy: table.entropy[i],
      rank: table.rank[i],
      correct: table.correct[i] === 1,
    });
    expect(read.map((r) => r.step * 1e6 + r.example * 3 + r.position)).toEqual(
      read.map((_, at) => (at < 2100 ? at : 6e8 + at - 2100)),
    );
  });

  it("give the same sums in SQL as in memory", async () => {
    const file = path.join(scratch(), "tokens.parquet");
    await writeTokens(file, "r", checkpoints);
    const [found] = await sql(
      "select sum(rank)::int as rank, count(*) filter (correct)::int as correct from read_parquet($1) where step = 600",
      file,
    );
    const { rank, correct } = checkpoints[1]!.table;
    const total = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0);
    expect(found).toEqual({ rank: total(rank), correct: total(correct) });
  });
});

describe("writing", () => {
  it("gives the same bytes for the same rows and leaves nothing else behind", async () => {
    const folder = scratch();
    for (const name of ["a", "b"]) {
      await writeTokens(path.join(folder, `${name}.tokens.parquet`), "r", checkpoints);
      await writeSummary(path.join(folder, `${name}.summary.parquet`), rows);
    }
    const bytes = (name: string) => readFileSync(path.join(folder, name));
    expect(bytes("a.tokens.parquet").equals(bytes("b.tokens.parquet"))).toBe(true);
    expect(bytes("a.summary.parquet").equals(bytes("b.summary.parquet"))).toBe(true);
    expect(readdirSync(folder)).toHaveLength(4);
  });

  it.skipIf(!existsSync("/dev/full"))("keeps the old file and names the disk when there is no room", async () => {
    const folder = scratch();
    const file = path.join(folder, "summary.parquet");
    writeFileSync(file, "old");
    symlinkSync("/dev/full", path.join(folder, `.summary.parquet.${process.pid}.tmp`));
    await expect(writeSummary(file, rows)).rejects.toThrow(
      /^writeParquet: .*summary\.parquet has to be written, got [^\n]*No space left on device[^\n]*$/,
    );
    expect(readdirSync(folder)).toEqual(["summary.parquet"]);
    expect(readFileSync(file, "utf8")).toBe("old");
  });
});

const pandas = spawnSync("python3", ["-c", "import pandas, pyarrow"]).status === 0;

describe("Python", () => {
  it.skipIf(!pandas)(
    "pandas reads both files: names, rows and values (skipped without pandas and pyarrow)",
    async () => {
      const folder = scratch();
      await writeSummary(path.join(folder, "summary.parquet"), rows);
      await writeTokens(path.join(folder, "tokens.parquet"), "r", checkpoints);
      const script = `
import json, pandas
s, t = (pandas.read_parquet(f"{name}.parquet") for name in ("summary", "tokens"))
print(json.dumps([list(s.columns), s.value.tolist(), len(t), list(t.columns), int(t["rank"].sum())]))`;
      const { stdout, stderr } = spawnSync("python3", ["-c", script], { cwd: folder, encoding: "utf8" });
      expect(stderr).toBe("");
      const ranks = checkpoints.flatMap(({ table }) => [...table.rank]).reduce((a, b) => a + b, 0);
      expect(JSON.parse(stdout)).toEqual([
        Object.keys(row),
        rows.map((one) => one.value),
        2 * 700 * 3,
        ["run", "step", "example", "position", "logProb", "margin", "logitVar", "entropy", "rank", "correct"],
        ranks,
      ]);
    },
  );
});

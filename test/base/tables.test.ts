/** Tables people bring, read as they are: types, empty cells, awkward names, and one line for what is no table. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { jsonLines, readJson } from "../../src/base/json.ts";
import { type Column, readParquet, readTable, writeParquet } from "../../src/base/tables.ts";

const folder = mkdtempSync(path.join(tmpdir(), "foreshock-tables-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, text: string): string {
  const made = path.join(folder, name);
  writeFileSync(made, text);
  return made;
}

const rows = [
  { model: "a", params: 1000, acc: 0.25, done: true },
  { model: "b, c", params: 3_000_000_000, acc: null, done: false },
];

describe("readTable", () => {
  it("reads the same table from csv, jsonl, ndjson and a json array", async () => {
    const csv = 'model,params,acc,done\na,1000,0.25,true\n"b, c",3000000000,,false\n';
    const lines = rows.map((row) => JSON.stringify(row)).join("\n\n");
    const files = [
      file("t.csv", csv),
      file("crlf.csv", csv.replaceAll("\n", "\r\n")),
      file("t.jsonl", lines),
      file("t.ndjson", `${lines}\n`),
      file("t.json", JSON.stringify(rows)),
      file("a [b]*.csv", csv),
    ];
    const inCsv = rows.map((row) => ({ ...row, done: String(row.done) }));
    for (const one of files) {
      const expected = { columns: ["model", "params", "acc", "done"], rows: one.endsWith(".csv") ? inCsv : rows };
      expect(await readTable(one), one).toEqual(expected);
    }
  });

  it("reads it from Parquet", async () => {
    const target = path.join(folder, "t.parquet");
    const column = <K extends keyof (typeof rows)[0]>(name: K, type: Column["type"]): Column => ({
      name,
      type,
      value: (i) => rows[i]![name],
    });
    const columns = [column("model", "VARCHAR"), column("params", "BIGINT"), column("acc", "DOUBLE")];
    await writeParquet(target, rows.length, [...columns, column("done", "BOOLEAN")]);
    expect((await readTable(target)).rows).toEqual(rows);
    expect(await readParquet(target, "again", { column: "model", text: "b, c" })).toEqual([rows[1]]);
  });

  it("keeps dates and nested values as texts, fills what a row lacks, and guesses neither dates nor truth in csv", async () => {
    const nested = file("n.jsonl", '{"a":{"b":[1]}}\n{"c":2}\n');
    expect((await readTable(nested)).rows).toEqual([
      { a: '{"b":[1]}', c: null },
      { a: null, c: 2 },
    ]);
    expect((await readTable(file("d.csv", "day,task,x\n2024-01-02,t,1\n"))).rows).toEqual([
      { day: "2024-01-02", task: "t", x: 1 },
    ]);
  });

  it("takes nothing for a comment or a title", async () => {
    const read = await readTable(file("hash.csv", "a,b\n#x,1\n,\n"));
    expect(read.rows).toEqual([
      { a: "#x", b: 1 },
      { a: null, b: null },
    ]);
  });

  it("takes types from all rows, not from the first", async () => {
    const many = Array.from({ length: 30_000 }, (_, i) => `${i === 29_999 ? "many" : i}`);
    const read = await readTable(file("late.csv", `n\n${many.join("\n")}\n`));
    expect(read.rows).toHaveLength(30_000);
    expect(read.rows[0]).toEqual({ n: "0" });
  });

  it.each<[string, string, RegExp]>([
    ["t.txt", "a\n1\n", /^readTable: .csv, .parquet, .jsonl or .json is required, got "/],
    ["bad.parquet", "no", /^readTable: .*bad\.parquet has to be a table, got [^\n]+$/],
    ["ragged.csv", "a,b\n1,2\n3,4,5\n", /^readTable: .*ragged\.csv has to be a table, got [^\n]+$/],
    ["short.csv", "a,b\n1,2\n3\n4,5\n", /^readTable: .*short\.csv has to be a table, got [^\n]+$/],
    ["bad.jsonl", '{"a":1}\n{"a":\n', /^readJson: .*bad\.jsonl, line 2 has to be JSON, got [^\n]+$/],
    ["one.json", '{"a":1}', /^readTable: .*one\.json has to be an array of objects, got "object"$/],
    ["list.jsonl", "[1]\n", /^readTable: an object in .*list\.jsonl, row 1 is required, got \[1\]$/],
  ])("says in one line that %s is no table", async (name, text, expected) => {
    await expect(readTable(file(name, text))).rejects.toThrow(expected);
  });

  it.each(["no.csv", "no.parquet", "no.jsonl", "no.json"])("says that %s is missing", async (name) => {
    await expect(readTable(path.join(folder, name))).rejects.toThrow(/^(readTable|jsonLines|readText): [^\n]*no\./);
  });
});

describe("readJson", () => {
  it("gives what Python writes for numbers that are not finite as texts, and leaves other texts alone", () => {
    const text = '{"a": NaN, "b": [-Infinity, Infinity], "c": "is: NaN", "d": 1}';
    expect(readJson(file("nan.json", text))).toEqual({
      a: "NaN",
      b: ["-Infinity", "Infinity"],
      c: "is: NaN",
      d: 1,
    });
  });

  it("yields lines with their numbers", async () => {
    const found = [];
    for await (const line of jsonLines(file("l.jsonl", "1\r\n\r\n[2]"))) found.push(line);
    expect(found).toEqual([
      { line: 1, value: 1 },
      { line: 3, value: [2] },
    ]);
    expect(readFileSync(path.join(folder, "l.jsonl"), "utf8")).toContain("\r\n");
  });
});

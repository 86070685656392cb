/** Folders of questions: the example reads as the guide says, and what is wrong with others is one line with its place. */
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, inject, it } from "vitest";
import { ForeshockError } from "../../../src/base/errors.ts";
import { type Column, writeParquet } from "../../../src/base/tables.ts";
import { questionsFile } from "../../../src/benchmark/folder/questionsFile.ts";
import { readFolder } from "../../../src/benchmark/folder/source.ts";
import { example } from "../example.ts";

const rungs = [1, 2, 3, 4].map((i) => ({ run: `s${i}`, step: 1, heldOut: i > 3 }));
const asked = {
  source: "made",
  setting: "made-sizes",
  name: "q",
  task: "sorting",
  axis: "nParams",
  metric: "accuracy",
  threshold: 0.5,
  chance: 0.25,
  exact: false,
  cut: 3,
  rungs,
};
const HEAD = "task,run,nParams,step,tokens,n,accuracy";
const rows = [1, 2, 3, 4].map((i) => `sorting,s${i},${1000 * i},1,${20_000 * i},100,${0.1 * i}`);
const table = [HEAD, ...rows].join("\n");

let count = 0;
/** A folder with these files; null leaves one out. */
function folderOf(files: Record<string, string | null>): string {
  const folder = path.join(inject("scratch"), `questions-${process.pid}-${count++}`);
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries({ "questions.json": JSON.stringify([asked]), "t.csv": table, ...files }))
    if (text !== null) writeFileSync(path.join(folder, name), text);
  return folder;
}

const read = (folder: string) => readFolder(folder, questionsFile(folder)!);

describe("a folder of questions", () => {
  it("is the example of the guide, in YAML, with seeds", async () => {
    const [sorting, copying] = await read(example);
    expect(sorting!.question).toMatchObject({ name: "sorting-3", numSeeds: 1, numExamples: 500, threshold: 0.31 });
    expect(sorting!.question.task.success).toEqual({ kind: "choice", chance: 0.1 });
    expect(sorting).toMatchObject({ source: "made", kind: "published", cluster: "made sorting", blind: true });
    expect(copying!.question).toMatchObject({ axis: "tokens", numSeeds: 2, metric: "exactMatch" });
    expect(copying!.rows.map(({ seed }) => seed)).toEqual(expect.arrayContaining(["0", "1"]));
    expect(copying!.blind).toBe(false);
  });

  it("reads the same from JSON, passes over unknown fields, and takes every run of a size", async () => {
    const sized = rungs.map(({ step, heldOut }, i) => ({ nParams: 1000 * (i + 1), step, heldOut }));
    const list = [
      { ...asked, remark: "x" },
      { ...asked, name: "sized", rungs: sized, cluster: "other" },
    ];
    const [plain, bySize] = await read(folderOf({ "questions.json": JSON.stringify(list) }));
    expect(plain!.question.rungs.map(({ run, nParams, tokens }) => [run, nParams, tokens])[3]).toEqual([
      "s4",
      4000,
      80_000,
    ]);
    expect(bySize!.question.rungs.map(({ run }) => run)).toEqual([null, null, null, null]);
    expect(bySize!.cluster).toBe("made other");
  });

  it("gives a question whose name is no file's name another, told apart from its like", async () => {
    const list = ["a/b".repeat(40), "a/b".repeat(41)].map((name) => ({ ...asked, name }));
    const names = (await read(folderOf({ "questions.json": JSON.stringify(list) }))).map(
      ({ question }) => question.name,
    );
    expect(new Set(names).size).toBe(2);
    for (const name of names) expect(name).toMatch(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/);
  });

  it("takes single answers of the task's runs, and is then one of families", async () => {
    const folder = folderOf({});
    await written(folder, ["s1", "s9"], [0, 0]);
    const [one] = await read(folder);
    expect(one!.kind).toBe("family");
    expect(one!.answers).toEqual([
      { run: "s1", nParams: 1000, step: 1, seed: "0", logProb: [[-0.5, -0.5]], margin: [[1, 1]] },
    ]);
  });

  it("refuses answers with gaps in one line", async () => {
    const folder = folderOf({});
    await written(folder, ["s1"], [1]);
    await expect(read(folder)).rejects.toThrow(/every example of run s1, seed 0 with every position/);
  });

  const change = (changes: object) => ({ "questions.json": JSON.stringify([{ ...asked, ...changes }]) });
  const cell = (line: number, text: string) => ({ "t.csv": [HEAD, ...rows.with(line, text)].join("\n") });
  it.each<[string, Record<string, string | null>, RegExp]>([
    ["not JSON", { "questions.json": "[" }, /questions\.json has to be JSON/],
    ["no list", { "questions.json": "{}" }, /questions\.json.*array/],
    ["an empty list", { "questions.json": "[]" }, /questions\.json/],
    [
      "a field of another type",
      change({ threshold: "high" }),
      /question 1 \(q\): 0\.threshold: expected number, got "high"/,
    ],
    ["a field missing", change({ axis: undefined }), /question 1 \(q\): 0\.axis/],
    ["an unknown axis", change({ axis: "width" }), /0\.axis/],
    ["a metric foreshock does not know", change({ metric: "fame" }), /rungs\.0: fame of sorting in the tables/],
    [
      "a metric of the table alone",
      change({ metric: "nll" }),
      /nll of sorting in the tables is required, got "none of run s1/,
    ],
    ["a task of no table", change({ task: "flying" }), /a task of the tables is required, got "flying"/],
    [
      "a run of no table",
      change({ rungs: [{ ...rungs[0], run: "s7" }, ...rungs.slice(1)] }),
      /got "none of run s7 at step 1"/,
    ],
    [
      "a run and a size",
      change({ rungs: [{ ...rungs[0], nParams: 1000 }, ...rungs.slice(1)] }),
      /rungs\.0: run or nParams, got "both"/,
    ],
    ["neither", change({ rungs: [{ step: 1, heldOut: false }, ...rungs.slice(1)] }), /got "neither"/],
    ["a cut that is none", change({ cut: 2 }), /cut: the number of rungs that are not held out \(3\), got 2/],
    [
      "nothing held out",
      change({ cut: null, rungs: rungs.map((one) => ({ ...one, heldOut: false })) }),
      /held-out rungs are required/,
    ],
    ["a rung twice", change({ cut: 4, rungs: [rungs[0], ...rungs] }), /rungs of different nParams are required/],
    [
      "a threshold out of reach",
      change({ threshold: 2 }),
      /threshold: a value in the range of accuracy, 0 to 1, got 2/,
    ],
    ["a name twice", { "questions.json": JSON.stringify([asked, asked]) }, /question 2 \(q\): each name once/],
    ["no table", { "t.csv": null }, /a table \(\.csv or \.parquet\) beside .* is required/],
    ["a column missing", { "t.csv": "task,run,step\nsorting,s1,1" }, /t\.csv: columns nParams, tokens are required/],
    [
      "no metric",
      { "t.csv": "task,run,nParams,step,tokens\nsorting,s1,1,1,1" },
      /t\.csv: a column of a metric is required/,
    ],
    [
      "a text as a value",
      cell(1, "sorting,s2,2000,1,40000,100,good"),
      /t\.csv, row 2: accuracy has to be a number, got "good"/,
    ],
    [
      "a share above 1",
      cell(1, "sorting,s2,2000,1,40000,100,1.5"),
      /t\.csv, row 2: accuracy of sorting has to be from 0 to 1, got 1\.5/,
    ],
    ["half a parameter", cell(1, "sorting,s2,0.5,1,40000,100,.5"), /t\.csv, row 2: nParams has to be a whole number/],
    ["no size", cell(1, "sorting,s2,,1,40000,100,.5"), /t\.csv, row 2: nParams has to be a whole number/],
    ["no run", cell(1, "sorting,,2000,1,40000,100,.5"), /t\.csv, row 2: run is required/],
    ["a row twice", cell(1, rows[0]!), /row 2: one row of accuracy of sorting, run s1, step 1, is required/],
    ["an empty table", { "t.csv": "" }, /t\.csv/],
  ])("with %s is refused in one line", async (_, files, line) => {
    const error = await read(folderOf(files)).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ForeshockError);
    expect((error as Error).message).toMatch(line);
    expect((error as Error).message).not.toContain("\n");
  });
});

/** Writes single answers of two positions each for these runs and example numbers. */
async function written(folder: string, runs: readonly string[], examples: readonly number[]): Promise<void> {
  const entries = runs.flatMap((run, i) => [0, 1].map((position) => ({ run, example: examples[i]!, position })));
  const column = (name: string, type: Column["type"], value: (i: number) => string | number): Column => ({
    name,
    type,
    value,
  });
  await writeParquet(path.join(folder, "answers.parquet"), entries.length, [
    column("run", "VARCHAR", (i) => entries[i]!.run),
    column("seed", "VARCHAR", () => "0"),
    column("nParams", "INTEGER", () => 1000),
    column("step", "INTEGER", () => 1),
    column("example", "SMALLINT", (i) => entries[i]!.example),
    column("position", "SMALLINT", (i) => entries[i]!.position),
    column("logProb", "FLOAT", () => -0.5),
    column("margin", "FLOAT", () => 1),
  ]);
}

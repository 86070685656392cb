/** Tables of people's own: wide and long, constants, names instead of sizes, and what is said when a column is not there. */
import path from "node:path";
import { describe, expect, it } from "vitest";
import { checkRows } from "../../src/source/checkRows.ts";
import { readMappedTable } from "../../src/source/table.ts";
import { at, missing, PYTHIA, scratch, told, write } from "./fixture.ts";

const tableOf = (name: string, content: unknown) => path.join(write(scratch(), { [name]: content }), name);
const WIDE = "params,steps,acc,se,loss,note\n1000,5,0.25,0.1,2.5,x\n2000,5,,,2,y\n";
const MAP = ["nParams=params", "step=steps", "task='addition'", "n='64'", "tokens='900'"];
const read = (file: string, map: string[], facts = told(), tasks: string[] = []) =>
  readMappedTable(file, { map, facts, tasks });

describe("a wide table", () => {
  it("gives a row per metric and filled cell, and lists the columns it does not use", async () => {
    const map = [...MAP, "metric:accuracy=acc", "stderr:accuracy=se", "metric:nll=loss"];
    const { rows, leftOut } = await read(tableOf("t.csv", WIDE), map);
    expect(rows).toHaveLength(3);
    expect(at(rows, "n1000", 5, "addition", "accuracy")).toEqual({
      run: "n1000",
      task: "addition",
      nParams: 1000,
      step: 5,
      tokens: 900,
      flops: 5_400_000,
      seed: "0",
      metric: "accuracy",
      position: null,
      value: 0.25,
      stderr: 0.1,
      n: 64,
    });
    expect(at(rows, "n2000", 5, "addition", "nll")).toMatchObject({ value: 2, stderr: null });
    expect(rows[2]!.where).toBe("t.csv, row 2");
    expect(leftOut.metrics).toEqual(["note"]);
  });

  it("is the same as jsonl", async () => {
    const map = [...MAP, "metric:accuracy=acc"];
    const lines = [
      { params: 1000, steps: 5, acc: 0.25 },
      { params: 2000, steps: 5, acc: null },
    ];
    const rowsOf = async (file: string) => (await read(file, map)).rows.map(({ row }) => row);
    expect(await rowsOf(tableOf("t.jsonl", lines))).toEqual(await rowsOf(tableOf("t.csv", WIDE)));
  });
});

describe("a long table", () => {
  it("with the columns of measurements needs no map", async () => {
    const csv =
      "run,task,nParams,step,tokens,flops,seed,metric,position,value,stderr,n\nr,t,10,3,90,1e5,s1,nll,2,0.5,,7\n";
    const { rows, leftOut } = await read(tableOf("t.csv", csv), []);
    expect(rows.map(({ row }) => row)).toEqual([
      {
        run: "r",
        task: "t",
        nParams: 10,
        step: 3,
        tokens: 90,
        flops: 1e5,
        seed: "s1",
        metric: "nll",
        position: 2,
        value: 0.5,
        stderr: null,
        n: 7,
      },
    ]);
    expect(leftOut.metrics).toEqual([]);
  });

  it("takes sizes and tokens from names, joins columns, and keeps wanted tasks", async () => {
    const csv =
      "model,family,shots,step,metric,value\npythia-70m,add,0,2,exactMatch,0\npythia-70m,add,4,2,exactMatch,0.5\nmine,add,4,2,exactMatch,1\n";
    const map = ["run=model+shots", "task=family+shots", "n='10'"];
    const facts = told({ nParams: { mine: 99 }, tokensPerStep: { mine: 3 } });
    const { rows } = await read(tableOf("t.csv", csv), map, facts, ["add-4"]);
    expect(rows.map(({ row, model }) => [model, row.run, row.nParams, row.tokens, row.value])).toEqual([
      ["pythia-70m", "pythia-70m-4", 18_915_328, 4_194_304, 0.5],
      ["mine", "mine-4", 99, 6, 1],
    ]);
  });
});

describe("a table that cannot be read", () => {
  it.each<[string, string, string[], RegExp, RegExp]>([
    [
      "without the mapped column",
      WIDE,
      ["nParams=size"],
      /a column of the table \(params, steps, acc, se, loss, note\) is required for --map nParams, got "size"$/,
      /"nParams='size'"/,
    ],
    [
      "with an unknown field",
      WIDE,
      ["params=params"],
      /--map needs a field .*, got "params=params"$/,
      /--map nParams=/,
    ],
    [
      "with an unknown metric",
      WIDE,
      ["metric:bleu=acc"],
      /of a metric foreshock knows, got "metric:bleu=acc"$/,
      /metric:accuracy/,
    ],
    ["with a map that is none", WIDE, ["acc"], /--map needs a field .*, got "acc"$/, /--map/],
    [
      "without task and n",
      WIDE,
      ["nParams=params", "step=steps", "metric:nll=loss"],
      /columns for task, n are required, got "params, steps/,
      /task='addition'/,
    ],
    ["without a metric", WIDE, MAP, /columns for metric, value are required/, /--map metric:accuracy=<column>/],
    [
      "with a text for a number",
      WIDE,
      [...MAP, "metric:nll=note"],
      /^import: t\.csv, row 1: nll has to be a number, got "x"$/,
      /map another column/,
    ],
    [
      "without tokens",
      WIDE,
      [...MAP.slice(0, 4), "metric:nll=loss"],
      /tokens per step of every model are required, got "none for the table"$/,
      /--tokens-per-step/,
    ],
  ])("%s says so in one line", async (_, csv, map, message, hint) => {
    const error = await read(tableOf("t.csv", csv), map).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      kind: "usage",
      message: expect.stringMatching(message),
      hint: expect.stringMatching(hint),
    });
  });

  it("leaves a NaN and a size that is not whole to the check of the rows, with their places", async () => {
    const map = [...MAP, "metric:nll=loss"];
    const broken = async (from: string, to: string) =>
      checkRows((await read(tableOf("t.csv", WIDE.replace(from, to)), map)).rows);
    await expect(broken("2.5", "nan")).rejects.toThrow(/t\.csv, row 1: nll of addition has to be a number, got NaN$/);
    await expect(broken("2000", "2000.5")).rejects.toThrow(
      /t\.csv, row 2: nParams has to be a whole number .* 2000\.5$/,
    );
    await expect(broken("2000", "")).rejects.toThrow(/t\.csv, row 2: nParams has to be/);
  });
});

describe.skipIf(missing(PYTHIA))("the published arithmetic of Pythia", () => {
  it("has seven sizes under their old names, and jumps", async () => {
    const file = path.join(PYTHIA, "pythia_v0_arithmetic_mean.csv");
    const map = ["run=model", "task=family+fewshot", "metric:accuracy=mean_acc", "n='2000'"];
    const { rows } = await read(file, map, told(), ["arithmetic_addition-16"]);
    const last = checkRows(rows).filter(({ step }) => step === 143_000);
    expect(last.map(({ value }) => value)).toEqual(
      [0.018, 0.035, 0.032, 0.051, 0.685, 0.477, 0.874].map((v) => expect.closeTo(v, 3)),
    );
    expect(last[0]!.nParams).toBe(85_056_000);
  });
});

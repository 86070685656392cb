/**
 * The house rules as a test: who may import whom, where randomness, time and dynamic imports may be, one place for each large
 * library, documented exports, files and functions that fit on a few screens. The first half of the tests shows that the checker can
 * fail.
 */

import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { cycles, importProblem, importsOf, packageOf, pinProblems } from "./architecture/imports.ts";
import { MAX_FUNCTION_LINES, MAX_LINES } from "./architecture/rules.ts";
import type { Sources } from "./architecture/source.ts";
import { lengthProblem, textProblems } from "./architecture/text.ts";
import { root } from "./root.ts";

function problems(sources: Sources): string[] {
  const files = Object.entries(sources);
  const imports = files.flatMap(([file, text]) => importsOf(file, text));
  const forbidden = imports.flatMap((edge) => importProblem(edge) ?? []);
  return [...forbidden, ...pinProblems(imports), ...cycles(imports), ...files.flatMap(([f, t]) => textProblems(f, t))];
}

function read(folder: string): Sources {
  const names = readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" }).sort();
  const files = names
    .filter((name) => name.endsWith(".ts"))
    .map((name) => `${folder}/${name.split(path.sep).join("/")}`);
  return Object.fromEntries(files.map((file) => [file, readFileSync(path.join(root, file), "utf8")]));
}

describe("the checker", () => {
  const faults: [string, Sources, RegExp][] = [
    [
      "a blind forecaster that looks into the lab",
      { "src/forecast/a.ts": 'import { x } from "../train/train.ts";' },
      /forecast may not import train/,
    ],
    [
      "the same for types only",
      { "src/forecast/a.ts": 'import type { X } from "../ledger/a.ts";' },
      /forecast may not import ledger/,
    ],
    [
      "the same as an inline type",
      { "src/score/a.ts": 'type X = import("../forecast/a.ts").X;' },
      /score may not import forecast/,
    ],
    [
      "the same as a re-export",
      { "src/ledger/a.ts": 'export { x } from "../math/a.ts";' },
      /ledger may not import math/,
    ],
    [
      "the same as a dynamic import",
      { "src/engine/a.ts": 'await import("../train/a.ts");' },
      /engine may not import train/,
    ],
    ["an import upwards", { "src/graph/a.ts": 'import { x } from "../engine/a.ts";' }, /graph may not import engine/],
    ["records that import", { "src/records.ts": 'import { x } from "./base/a.ts";' }, /records may not import base/],
    ["an import of the barrel", { "src/runs/a.ts": 'import { x } from "../index.ts";' }, /runs may not import index/],
    ["an import of a verb", { "src/report/a.ts": 'import { x } from "../cli/run.ts";' }, /report may not import cli/],
    [
      "the package by its own name",
      { "src/runs/a.ts": 'import { x } from "foreshock/task";' },
      /may not import foreshock/,
    ],
    ["an unknown folder", { "src/utils/a.ts": 'import { x } from "../base/a.ts";' }, /utils is not in the table/],
    [
      "a task that reaches inside",
      { "tasks/a.ts": 'import { x } from "../src/base/random.ts";' },
      /imports only foreshock\/task/,
    ],
    ["vega elsewhere", { "src/report/page.ts": 'import * as vega from "vega";' }, /src\/report\/page\.ts: .*vega/],
    [
      "commander elsewhere",
      { "src/runs/a.ts": 'import { Command } from "commander";' },
      /src\/runs\/a\.ts: .*commander.* belongs in/,
    ],
    [
      "duckdb in two files",
      { "src/runs/a.ts": 'import "@duckdb/node-api";', "src/runs/b.ts": 'import "@duckdb/node-api";' },
      /by 2 files/,
    ],
    [
      "a cycle",
      { "src/base/a.ts": 'import { b } from "./b.ts";', "src/base/b.ts": 'export * from "./a.ts";' },
      /cycle: src\/base\/a\.ts -> src\/base\/b\.ts -> src\/base\/a\.ts/,
    ],
    ["a file that imports itself", { "src/base/a.ts": 'import "./a.ts";' }, /cycle/],
    ["Math.random", { "src/train/a.ts": "const x = 1 + Math.random();" }, /a\.ts:1: Math\.random outside/],
    ["Math.random unseen", { "tasks/a.ts": 'const r = globalThis.Math["random"];' }, /random.* outside/],
    ["Date.now", { "src/ledger/a.ts": "\nexport const at = Date.now();" }, /a\.ts:2: Date\.now outside/],
    ["new Date()", { "src/ledger/a.ts": "const at = new Date();" }, /current Date/],
    ["Date()", { "src/ledger/a.ts": "const at = Date();" }, /current Date/],
    ["a dynamic import", { "src/runs/a.ts": 'const x = await import("yaml");' }, /dynamic import/],
    ["any", { "src/base/a.ts": "let x: any[];" }, /a\.ts:1: any/],
    ["unfinished work", { "src/base/a.ts": `// ${"TO"}${"DO"} later` }, /unfinished/],
    [
      "a function without a docstring",
      { "src/base/a.ts": "// not one\nexport function f() {}" },
      /undocumented export: export function f/,
    ],
    [
      "an arrow function without one",
      { "src/base/a.ts": "/** File. */\n\n/** f */\nconst g = 1;\nexport const f = () => g;" },
      /undocumented export: export const f/,
    ],
    ["a class without one", { "src/base/a.ts": "export class A {}" }, /undocumented/],
    [
      "a long function",
      { "src/base/a.ts": `const f = () => {${"\n".repeat(MAX_FUNCTION_LINES)}};` },
      /a\.ts:1: a function of 41 lines, at most 40/,
    ],
    ["a long file", { "src/base/a.ts": `${"\n".repeat(MAX_LINES)}let x;` }, /301 lines/],
  ];
  it.each(faults)("finds %s", (_, sources, expected) => expect(problems(sources).join("\n")).toMatch(expected));

  it("accepts what is allowed", () => {
    expect(
      problems({
        "src/cli/main.ts": 'import { x } from "../forecast/a.ts"; await import("./run.ts"); Date.now();',
        "src/engine/tfjs.ts": 'const tf = await import("@tensorflow/tfjs-node");',
        "src/measure/a.ts": 'import { x } from "../graph/a.ts"; import { y } from "../metrics.ts";',
        "src/base/a.ts": 'import type { B } from "./b.ts";\n/** f */\nexport function f() { return new Date(0); }',
        "src/base/b.ts":
          'import { f } from "./a.ts"; // Math.random and any are only words here\nconst text = "Math.random()";',
        "src/runs/a.ts": "import type { T } from '../task/task.ts';",
        "tasks/a.ts": 'import { defineTask } from "foreshock/task";',
      }),
    ).toEqual([]);
  });
});

describe("the house", () => {
  const sources = { ...read("src"), ...read("tasks") };
  const imports = Object.entries(sources).flatMap(([file, text]) => importsOf(file, text));

  it("keeps its rules", () => expect(problems(sources)).toEqual([]));

  it("keeps its tests on a few screens too", () => {
    const tests = Object.entries(read("test"));
    expect(tests.map(([file]) => file)).toContain("test/architecture.test.ts");
    expect(tests.flatMap(([file, text]) => lengthProblem(file, text))).toEqual([]);
  });

  it("imports only declared dependencies at run time", () => {
    const { dependencies } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
    const packages = imports.filter(
      ({ from, to, kind }) => from.startsWith("src/") && !/^(src\/|node:)/.test(to) && kind === "runtime",
    );
    expect(packages.filter(({ to }) => !(packageOf(to) in dependencies))).toEqual([]);
    expect(packages.map(({ to }) => to)).toContain("canonicalize");
  });

  it("was really read", () => {
    expect(Object.keys(sources)).toEqual(
      expect.arrayContaining(["src/records.ts", "src/base/random.ts", "tasks/addition.ts"]),
    );
    expect(imports).toContainEqual({ from: "src/base/files.ts", to: "src/base/errors.ts", kind: "runtime" });
    expect(imports).toContainEqual({ from: "src/task/task.ts", to: "src/specs.ts", kind: "runtime" });
  });
});

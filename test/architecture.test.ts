/**
 * The house rules as a test: who may import whom, where randomness, time and dynamic imports may be, one place for each large
 * library, documented exports, files that fit on a few screens. The checker reads sources with TypeScript's own parser; the first
 * half of the tests shows that it can fail.
 */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";

const lab = (upTo: number) => ["graph", "engine", "task", "model", "train", "measure"].slice(0, upTo);
const below = ["records", "metrics", "base", "math"];

/** Folder (or file at the top of src) -> what it may import; its own folder is always allowed. */
const ALLOWED: Record<string, string[] | "anything"> = {
  records: [],
  metrics: [],
  base: ["records"],
  math: ["base"],
  graph: ["base"],
  engine: ["graph", "base"],
  task: ["base", "records"],
  model: ["graph", "task", "base", "math", "records"],
  train: [...lab(4), ...below],
  measure: [...lab(5), ...below],
  runs: [...lab(6), ...below],
  source: ["records", "base"],
  ledger: ["records", "base"],
  forecast: ["records", "metrics", "base", "math"],
  score: ["records", "base", "math"],
  report: ["records", "metrics", "base", "math"],
  cli: "anything",
  index: "anything",
};

/** Libraries that live in one place: package name, the files that may import it, and how many of them at most. */
const PINNED: { library: RegExp; where: RegExp; files?: number }[] = [
  { library: /^vega|^@resvg\//, where: /^src\/report\/render\.ts$/ },
  { library: /^onnxruntime-node$/, where: /^src\/engine\/ort\.ts$/ },
  { library: /^@tensorflow\//, where: /^src\/engine\/tfjs[^/]*\.ts$/ },
  { library: /^@duckdb\//, where: /^src\/runs\//, files: 1 },
  { library: /^commander$/, where: /^src\/cli\// },
  { library: /^tsx$/, where: /^src\/task\/load\.ts$/ },
  { library: /^mathjs$/, where: /^src\//, files: 1 },
];
const DYNAMIC_IMPORT = /^src\/(engine|cli)\/|^src\/task\/load\.ts$/;
const MAX_LINES = 300;

type Sources = Record<string, string>;
type Import = { from: string; to: string; kind: "runtime" | "type" | "dynamic" };

const root = path.resolve(import.meta.dirname, "..");
const parse = (file: string, text: string) => ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);

function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  ts.forEachChild(node, (child) => walk(child, visit));
}

function importsOf(from: string, text: string): Import[] {
  const found: Import[] = [];
  const add = (specifier: ts.Node | undefined, kind: Import["kind"]) => {
    if (!specifier || !ts.isStringLiteralLike(specifier)) return;
    const local = specifier.text.startsWith(".");
    found.push({ from, to: local ? path.posix.join(path.posix.dirname(from), specifier.text) : specifier.text, kind });
  };
  walk(parse(from, text), (node) => {
    if (ts.isImportDeclaration(node)) {
      const typeOnly = node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
      add(node.moduleSpecifier, typeOnly ? "type" : "runtime");
    } else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly ? "type" : "runtime");
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) add(node.argument.literal, "type");
    else if (isDynamicImport(node)) add(node.arguments[0], "dynamic");
  });
  return found;
}

function isDynamicImport(node: ts.Node): node is ts.CallExpression {
  return ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword;
}

const partOf = (file: string) => file.split("/")[1]!.replace(/\.ts$/, "");
const packageOf = (specifier: string) =>
  specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");

function importProblem({ from, to }: Import): string | undefined {
  if (from.startsWith("tasks/"))
    return to === "foreshock/task" ? undefined : `${from}: a task imports only foreshock/task, not ${to}`;
  const local = to.startsWith("src/");
  if (/^(\.|tasks\/|test\/|dist\/)|^foreshock/.test(to)) return `${from}: may not import ${to}`;
  const allowed = ALLOWED[partOf(from)];
  if (allowed === undefined) return `${from}: ${partOf(from)} is not in the table of folders`;
  if (!local || allowed === "anything" || partOf(to) === partOf(from)) return undefined;
  return allowed.includes(partOf(to)) ? undefined : `${from}: ${partOf(from)} may not import ${partOf(to)}`;
}

function pinProblems(imports: Import[]): string[] {
  return PINNED.flatMap(({ library, where, files = Infinity }) => {
    const users = [...new Set(imports.filter(({ to }) => library.test(packageOf(to))).map(({ from }) => from))];
    const outside = users
      .filter((file) => !where.test(file))
      .map((file) => `${file}: ${library.source} belongs in ${where.source}`);
    return users.length > files
      ? [...outside, `${library.source} is imported by ${users.length} files: ${users.join(", ")}`]
      : outside;
  });
}

function cycles(imports: Import[]): string[] {
  const edges = new Map<string, string[]>();
  for (const { from, to, kind } of imports) if (kind === "runtime") edges.set(from, [...(edges.get(from) ?? []), to]);
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (file: string, trail: string[]) => {
    if (trail.includes(file)) found.push(`import cycle: ${[...trail.slice(trail.indexOf(file)), file].join(" -> ")}`);
    else if (!done.has(file)) {
      for (const next of edges.get(file) ?? []) visit(next, [...trail, file]);
      done.add(file);
    }
  };
  for (const file of edges.keys()) visit(file, []);
  return found;
}

function nodeProblem(file: string, node: ts.Node): string | undefined {
  const calls = ts.isNewExpression(node) || ts.isCallExpression(node) ? node : undefined;
  const access =
    ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)
      ? node.getText().replace(/["'`[\]?]+/g, ".")
      : "";
  const outsideCli = !file.startsWith("src/cli/");
  if (outsideCli && /^(globalThis\.)?(Math\.+random|Date\.+now)\b/.test(access)) return `${access} outside src/cli`;
  if (outsideCli && calls?.expression.getText() === "Date" && !calls.arguments?.length)
    return "the current Date outside src/cli";
  if (isDynamicImport(node) && !DYNAMIC_IMPORT.test(file)) return "dynamic import";
  if (node.kind === ts.SyntaxKind.AnyKeyword) return "any";
  return undefined;
}

function undocumented(source: ts.SourceFile): string[] {
  return source.statements.filter(isExportedCode).flatMap((statement) => {
    if (ts.getJSDocCommentsAndTags(statement).some(ts.isJSDoc)) return [];
    return [`${source.fileName}: undocumented export: ${statement.getText().split("\n")[0]}`];
  });
}

function isExportedCode(node: ts.Statement): boolean {
  const exported =
    ts.canHaveModifiers(node) && ts.getModifiers(node)?.some((m) => m.kind === ts.SyntaxKind.ExportKeyword);
  if (!exported) return false;
  if (ts.isFunctionDeclaration(node)) return node.body !== undefined;
  if (ts.isClassDeclaration(node)) return true;
  const isFunction = (v: ts.Expression | undefined) =>
    v !== undefined && (ts.isArrowFunction(v) || ts.isFunctionExpression(v));
  return ts.isVariableStatement(node) && node.declarationList.declarations.some((d) => isFunction(d.initializer));
}

function textProblems(file: string, text: string): string[] {
  const source = parse(file, text);
  const found = undocumented(source);
  walk(source, (node) => {
    const problem = nodeProblem(file, node);
    if (problem) found.push(`${file}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}: ${problem}`);
  });
  const lines = text.trimEnd().split("\n").length;
  if (lines > MAX_LINES) found.push(`${file}: ${lines} lines, at most ${MAX_LINES}`);
  if (/\b(TODO|FIXME|XXX)\b/.test(text)) found.push(`${file}: unfinished work is marked in it`);
  return found;
}

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
    expect(imports).toContainEqual({ from: "src/task/task.ts", to: "src/records.ts", kind: "runtime" });
  });
});

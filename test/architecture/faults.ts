/** Planted faults: each house rule finds the one made for it. */
import { files } from "./allowed.ts";
import { EXPORT_FAULTS } from "./exportFaults.ts";
import { MAX_FILES, MAX_FUNCTION_LINES, MAX_LINES } from "./rules.ts";
import type { Fault } from "./source.ts";

const lines = (count: number) => `${"\n".repeat(count)}let x;`;
/** Every fault; each rule is tried on one at least. */
export const FAULTS: Fault[] = [
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
  ["the same as a re-export", { "src/ledger/a.ts": 'export { x } from "../math/a.ts";' }, /ledger may not import math/],
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
  ["Math.random taken out", { "src/train/a.ts": "const { random } = Math;" }, /Math\.random outside/],
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
  ["a long file", { "src/base/a.ts": lines(MAX_LINES) }, /301 lines/],
  [
    "a forecaster that looks at another's parts",
    { "src/forecast/twoStep/a.ts": 'import { x } from "../bayesMix/a.ts";' },
    /forecast\/twoStep may not import forecast\/bayesMix\/a\.ts/,
  ],
  [
    "an outer folder's part from inside",
    { "src/forecast/laws/bnsl/a.ts": 'import type { X } from "../powerLaw.ts";' },
    /forecast\/laws\/bnsl may not import forecast\/laws\/powerLaw/,
  ],
  ["a full folder", files("src/math", MAX_FILES.other! + 1), /src\/math: 21 files, at most 20/],
  ["a full folder of verbs", files("src/cli", MAX_FILES["src/cli"]! + 1), /src\/cli: 31 files, at most 30/],
  [
    "a folder written as a prefix",
    {
      "src/measure/llc.ts": "",
      "src/measure/llcEstimate.ts": "",
      "src/measure/llcStudy.ts": "",
      "src/measure/llc2.ts": "",
    },
    /src\/measure: llc, llcEstimate, llcStudy, llc2 are a folder llc\//,
  ],
  [
    "a benchmark of a file that is no more",
    { "test/bench/a.mjs": 'import "../../dist/math/a.js";' },
    /a\.mjs: dist\/math\/a\.js is not built from any file/,
  ],
  [
    "a folder outside the map",
    { "src/math/optimise/a.ts": "", "src/README.md": "math/  numbers\n" },
    /README\.md: src\/math\/optimise\/ is not in the tree/,
  ],
  [
    "a sub-folder in another's place",
    { "src/math/optimise/a.ts": "", "src/README.md": "math/  numbers\nbase/  ground\n  optimise/  minima\n" },
    /src\/math\/optimise\/ is not in the tree/,
  ],
  [
    "a map of what is no more",
    { "src/math/a.ts": "", "src/README.md": "math/  numbers\nattic/  the rest\n" },
    /README\.md: src\/attic\/ does not exist/,
  ],
  [
    "a map to a file that moved",
    { "src/math/a.ts": "", "src/README.md": "math/  see `math/b.ts`\n" },
    /README\.md: math\/b\.ts does not exist/,
  ],
  [
    "a study that speaks to a terminal",
    { "src/study/a.ts": 'import { table } from "../cli/output.ts";' },
    /study may not import cli/,
  ],
  [
    "a verb at work in the ledger",
    { "src/cli/close.ts": 'import { close } from "../ledger/a.ts";' },
    /close\.ts: a verb may not import close of src\/ledger/,
  ],
  [
    "a verb that parses a record",
    { "src/cli/a.ts": 'import { type Question, Score } from "../records.ts";' },
    /a\.ts: a verb may not import Score of/,
  ],
  [
    "a verb about something else",
    { "src/cli/run.ts": 'import { studyLlc } from "../measure/llc/study.ts";' },
    /run\.ts: a verb may not import studyLlc/,
  ],
  [
    "a circle by types only",
    { "src/base/a.ts": 'import type { B } from "./b.ts";', "src/base/b.ts": 'import "./a.ts";' },
    /cycle: src\/base\/a\.ts -> src\/base\/b\.ts/,
  ],
  [
    "a study that prints",
    { "src/study/a.ts": "\nprocess.stdout.write(x);" },
    /src\/study\/a\.ts:2: process\.stdout outside/,
  ],
  ["a stream unseen", { "src/cli/run.ts": 'globalThis.process?.["stdout"];' }, /run\.ts:1: process\.stdout outside/],
  ["a print", { "src/score/a.ts": "console.log(1);" }, /console\.log outside/],
  ["an exit", { "src/cli/run.ts": "process.exitCode = 1;" }, /process\.exitCode outside/],
  [
    "the environment in a second file",
    { "src/runs/worker.ts": "const home = process.env.HOME;" },
    /process\.env outside/,
  ],
  ["the process taken apart", { "src/base/a.ts": "const { argv } = process;" }, /process\.\* outside/],
  ["the process as a module", { "src/base/a.ts": 'import { env } from "node:process";' }, /process\.\* outside/],
  [
    "a forecaster's name in the ledger",
    { "src/ledger/a.ts": `const next = \`forecast \${name} --by bayes-mix\`;` },
    /a\.ts:1: the forecaster bayes-mix is named/,
  ],
  ["the same as a value", { "src/score/a.ts": 'const best = "ensemble";' }, /the forecaster ensemble is named/],
  [
    "a command line in the ledger",
    { "src/ledger/a.ts": `const next = \`try: foreshock run \${family} --question x\`;` },
    /a\.ts:1: a command line is built/,
  ],
  [
    "a fixed command in the ledger",
    { "src/ledger/a.ts": 'const x = "foreshock forecast x --by y";' },
    /1: a text may not say/,
  ],
  [
    "a command with a name",
    { "src/question/a.ts": 'const x = "try foreshock verify chain";' },
    /may not say: foreshock verify chain/,
  ],
  ["a command in two pieces", { "src/ledger/a.ts": 'const x = "foreshock " + verb;' }, /a text may not say/],
  ["a verb from a value", { "src/report/a.ts": `const x = \`foreshock \${verb}\`;` }, /a command line is built/],
  [
    "a command line among scores",
    { "src/score/a.ts": `const x = \`anew: foreshock score \${name}\`;` },
    /a command line is built/,
  ],
  [
    "a verb that may import what it does not",
    { "src/cli/benchmark.ts": "" },
    /benchmark\.ts: does not use src\/benchmark/,
  ],
  [
    "a verb in a room's back room",
    { "src/cli/reproduce.ts": 'import { x } from "../phenomena/page/axes.ts";' },
    /reproduce\.ts: a verb may not import x/,
  ],
  [
    "a study that passes the ledger on",
    { "src/study/a.ts": 'export { x } from "../ledger/a.ts";' },
    /a\.ts:1: a name is passed on/,
  ],
  [
    "the same in two steps",
    { "src/study/a.ts": 'import { x } from "../ledger/a.ts";\nexport { x };' },
    /a\.ts:2: a name is passed on/,
  ],
  ["the process passed on", { "src/base/a.ts": "f(process);" }, /a\.ts:1: process\.\* outside/],
  ["the process under a key", { "src/base/a.ts": "const o = { process };" }, /process\.\* outside/],
  ["a title of the process", { "src/base/a.ts": 'globalThis["process"].title = "x";' }, /process\.title outside/],
  ["a clock", { "src/runs/a.ts": "const at = performance.now();" }, /a\.ts:1: performance outside src\/cli/],
  [
    "a clock under another name",
    { "src/runs/a.ts": "const D = Date; const at = new D();" },
    /the current Date outside/,
  ],
  [
    "the clock of perf_hooks",
    { "tasks/a.ts": 'import { performance as p } from "node:perf_hooks";' },
    /performance outside/,
  ],
  ["a clock in the table that stands", { "src/runs/worker.ts": "" }, /worker\.ts: reads no clock/],
  ...EXPORT_FAULTS,
];

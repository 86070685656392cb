/** Planted faults of what files export, who uses it, and what the entry points offer. */
import type { Fault } from "./source.ts";

/** The faults of exports. */
export const EXPORT_FAULTS: Fault[] = [
  [
    "an export that nobody imports",
    {
      "src/base/a.ts": "/** f */\nexport const f = () => 1;\nexport type T = 1;",
      "src/base/b.ts": 'import type { T } from "./a.ts";',
    },
    /src\/base\/a\.ts: nobody imports f$/m,
  ],
  [
    "one that only its own body names",
    {
      "src/base/a.ts": "export type T = 1;\n/** f */\nexport function f() { const x: T = 1; }",
      "src/base/b.ts": 'import { f } from "./a.ts";',
    },
    /nobody imports T/,
  ],
  [
    "an export for a test that no table lists",
    {
      "src/base/a.ts": "/** f */\nexport const f = () => 1;\n/** g */\nexport const g = () => f;",
      "test/base/a.test.ts": 'import * as a from "../../src/base/a.ts"; a.f();',
    },
    /src\/base\/a\.ts: only tests import f\nsrc\/base\/a\.ts: nobody imports g$/,
  ],
  [
    "a line of the table for what the product uses too",
    {
      "src/graph/elementwise.ts":
        "/** log */\nexport const log = 1;\nexport const tanh = 1, less = 1;\nexport const equal = 1;",
      "src/graph/a.ts": 'import { log } from "./elementwise.ts";',
      "test/graph/a.test.ts": 'import { log, tanh, less, equal } from "../../src/graph/elementwise.ts";',
    },
    /^src\/graph\/elementwise\.ts: log needs no line in TESTED$/m,
  ],
  [
    "a line of the table for what is exported no more",
    { "src/score/isotonic.ts": "const isotonic = 1;" },
    /isotonic\.ts: isotonic needs no line in TESTED/,
  ],
  [
    "a value that only verbs have",
    { "src/cli/a.ts": 'import { s } from "../study/a.ts";', "src/index.ts": 'export { t } from "./study/a.ts";' },
    /src\/study\/a\.ts: s serves a verb and no entry point exports it/,
  ],
  [
    "an offer whose argument has a hidden type",
    {
      "src/index.ts": 'export { s } from "./study/a.ts";',
      "src/study/a.ts":
        'import type { A as B } from "./b.ts";\n/** s */\nexport const s = (b: B): Own => 1;\ntype Own = 1;',
      "src/study/b.ts": "export type A = 1;",
    },
    /src\/study\/b\.ts: A is in the signature of s .*\nsrc\/study\/a\.ts: Own is in the signature of s and no entry/,
  ],
  [
    "an offered type that is made of a hidden one",
    {
      "src/index.ts": 'export type { T } from "./score/a.ts";',
      "src/score/a.ts": "export type U = 1;\nexport type T = { u: U[] };",
    },
    /src\/score\/a\.ts: U is in the signature of T and no entry/,
  ],
  [
    "an offer without a word",
    { "src/index.ts": 'export type { T } from "./base/a.ts";', "src/base/a.ts": "export type T = 1;" },
    /src\/base\/a\.ts: T is in src\/index\.ts and has no docstring/,
  ],
  [
    "an offer of everything",
    { "src/scores.ts": 'export * from "./score/a.ts";', "src/score/a.ts": "" },
    /names what it exports/,
  ],
];

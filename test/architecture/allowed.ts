/** A house in which no rule finds anything, though each of its files comes close to breaking one. */
import { MAX_FILES } from "./rules.ts";
import type { Sources } from "./source.ts";

/** Returns so many empty files of one folder. */
export const files = (folder: string, count: number): Sources =>
  Object.fromEntries(
    Array.from({ length: count }, (_, i) => [
      `${folder}/f${String.fromCharCode(97 + (i % 26))}${"x".repeat(i / 26)}.ts`,
      "",
    ]),
  );

/** A house where all is well. */
export const ALLOWED_HOUSE: Sources = {
  ...files("src/math", MAX_FILES.other! - 1),
  ...files("src/cli", MAX_FILES["src/cli"]! - 3),
  "src/cli/main.ts":
    'import type { x } from "../forecast/a.ts"; await import("./run.ts"); Date.now(); process.exit(process.env.X);',
  "src/engine/tfjsAny.ts": 'const tf = await import("@tensorflow/tfjs-node");',
  "src/measure/a.ts": 'import { x } from "../graph/a.ts"; import { y } from "../metrics.ts";',
  "src/measure/llc.ts": "",
  "src/measure/llcEstimate.ts": "",
  "src/measure/llcs.ts": "",
  "src/base/a.ts":
    'import type { B } from "./b.ts";\n/** f */\nexport function f() { return new Date(0) instanceof Date ? Date.UTC(1) : process.pid; }\nconst o = { process: 1, Date: 2 }; o.process + o.Date; let d: Date;',
  "src/base/b.ts": 'export type B = 1; // Math.random and any are only words here\nconst text = "Math.random()";',
  "src/forecast/bayesMix/a.ts":
    'import { x } from "../rungs.ts"; import { y } from "../tokens/a.ts"; import { z } from "./b.ts";',
  "src/forecast/laws/bnsl/a.ts": 'import { q } from "../quantity.ts";',
  "src/forecast/forecasters.ts": 'import { x } from "./bayesMix/a.ts";',
  "src/runs/a.ts": "import type { T } from '../task/task.ts'; import { f } from '../base/a.ts';",
  "tasks/a.ts": 'import { defineTask } from "foreshock/task";',
  "test/bench/a.mjs": 'import "../../dist/base/a.js";',
  "src/cli/llc.ts": 'import { s } from "../study/a.ts"; import type { Q } from "../records.ts"; process.pid;',
  "src/cli/run.ts": `import { s } from "../study/a.ts"; import { bin } from "../question/grid.ts"; const by = "bayes-mix"; const x = \`foreshock run \${a}\`;`,
  "src/study/a.ts":
    "/** The times. */\nexport type Times = { at: At };\n/** A time. */\nexport type At = string;\n/** s */\nexport const s = (times: Times, opt: Opt) => 1;\n/** How. */\nexport interface Opt { a: 1 }",
  "src/question/grid.ts": "/** bin */\nexport function bin() {}",
  "src/ledger/a.ts": `const x = \`restore \${file}, then: foreshock verify --repair, or: foreshock status\`; const y = "margin of ensembles";`,
  "src/runs/worker.ts": "performance.now(); process.exit(1); console.error(e);",
  "src/math/formula.ts": 'const where = "formula";',
  "src/records.ts": 'export const Q = z.string().default("persistence");',
  "src/index.ts":
    'export { s, type Times, type At, type Opt } from "./study/a.ts"; export { bin } from "./question/grid.ts"; export { studyLlc } from "./measure/llc/study.ts";',
  "src/measure/llc/study.ts": "/** The LLC. */\nexport const studyLlc = 1;",
  "src/study/b.ts": 'import type { Times } from "./a.ts"; import * as c from "./c.ts"; c.f();',
  "src/study/c.ts": "/** f */\nexport const f = () => 1;",
  "src/score/isotonic.ts": "/** isotonic */\nexport const isotonic = 1;",
  "test/score/isotonic.test.ts": 'import * as fits from "../../src/score/isotonic.ts"; fits.isotonic;',
  "src/README.md":
    "A map of `math/fa.ts` and `src/math/fb.ts`.\n\nmath/  a\ncli/  words (or/and)\nengine/  a\nmeasure/  a\n  llc/  a\nbase/  a\nruns/  a\nstudy/  a\nscore/  a\nquestion/  a\nledger/  a\n" +
    "forecast/  a:\n           more of it\n  bayesMix/  a\n  laws/  a\n    bnsl/  a\n",
};

import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ForeshockError } from "../../src/base/errors.ts";
import { loadTask, taskNames } from "../../src/task/load.ts";
import { instantiate } from "../../src/task/task.ts";
import operatorChain from "../../tasks/operator-chain.ts";
import { root } from "../root.ts";

const builtIn = [
  ...["addition", "base-conversion", "bit-strings", "boolean-circuit", "cellular-automaton", "digit-multiplication"],
  ...["euclid", "graph-path", "icl-regression", "induction", "interval-membership", "iterated-map", "last-write-wins"],
  ...["latin-square", "list-sorting", "lookup-chain", "matrix-vector", "modular-addition", "multitask-parity"],
  ...["nearest-match", "number-comparison", "operator-chain", "polynomial", "sparse-features", "sparse-parity"],
  ...["string-rewriting", "subtraction", "tic-tac-toe", "wildcard-match"],
];
let project: string;

const coin = (name: string, annotation: string) => `import { defineTask } from "foreshock/task";
const sides${annotation} = 2;
export default defineTask({
  name: "${name}", description: "Repeat a coin.", params: {},
  tokens: () => ["heads", "tails"], promptLength: () => 1, answerLength: () => 1,
  sample(_, rng) { const side = rng.int(sides); return { prompt: [side], answer: [side] }; },
});
`;

beforeAll(() => {
  project = mkdtempSync(path.join(tmpdir(), "foreshock-load-"));
  mkdirSync(path.join(project, "tasks"));
  const write = (file: string, text: string) => writeFileSync(path.join(project, "tasks", file), text);
  write("coin.ts", coin("coin", ": number"));
  write("module.mjs", coin("module", ""));
  write("script.js", coin("script", ""));
  write("syntax.ts", "export default defineTask({");
  write("throws.ts", "const x: number = missing; export default x;");
  write("empty.ts", "export const nothing = 1;");
  write("other.ts", coin("another", ": number"));
  write("addition.ts", coin("addition", ": number"));
  write("notes.md", "not a task");
});
afterAll(() => rmSync(project, { recursive: true, force: true }));

const failure = async (name: string, params = {}): Promise<ForeshockError> => {
  const error: unknown = await loadTask(name, params, project).catch((e: unknown) => e);
  expect(error).toBeInstanceOf(ForeshockError);
  expect((error as ForeshockError).message).not.toContain("\n");
  return error as ForeshockError;
};

describe("loadTask", () => {
  it("loads the built-in tasks, the same as a direct import", async () => {
    for (const name of builtIn) expect((await loadTask(name, {}, root)).spec.name).toBe(name);
    const source = readFileSync(path.join(root, "tasks/operator-chain.ts"), "utf8");
    expect((await loadTask("operator-chain", { k: 3 }, root)).spec).toEqual(
      instantiate(operatorChain, { k: 3 }, source).spec,
    );
  });

  it("loads .ts, .mjs and .js from a bare project folder without package.json or node_modules", async () => {
    for (const name of ["coin", "module", "script"]) expect((await loadTask(name, {}, project)).tokens).toHaveLength(2);
  });

  it("prefers the project's task to the built-in one of the same name", async () => {
    expect((await loadTask("addition", {}, project)).tokens).toEqual(["heads", "tails"]);
  });

  it("sees an edited file in the same process", async () => {
    for (const [name, ending] of [
      ["edited", ".ts"],
      ["edited2", ".mjs"],
    ] as const) {
      const file = path.join(project, "tasks", name + ending);
      writeFileSync(file, coin(name, ""));
      const before = await loadTask(name, {}, project);
      writeFileSync(file, coin(name, "").replace('"heads"', '"up"'));
      const after = await loadTask(name, {}, project);
      expect(after.tokens[0]).toBe("up");
      expect(after.spec.fingerprint).not.toBe(before.spec.fingerprint);
      rmSync(file);
    }
  });

  it("names the tasks there are when the name is unknown, and never leaves the tasks folders", async () => {
    const error = await failure("operator-chian");
    for (const name of [...builtIn, "coin"]) expect(error.message).toContain(name);
    expect(error.message).not.toContain("notes");
    for (const name of ["../tasks/coin", "/etc/passwd", "", "coin.ts"]) {
      expect((await failure(name)).message).toMatch(/one of the tasks/);
    }
  });

  it("gives one line with file and reason for a broken file", async () => {
    expect((await failure("syntax")).message).toMatch(/syntax\.ts must load, got .*Expected/);
    expect((await failure("throws")).message).toMatch(/throws\.ts must load, got missing is not defined/);
    expect((await failure("empty")).message).toMatch(/empty\.ts must have `export default defineTask/);
    expect((await failure("other")).message).toMatch(/other\.ts must define the task other, got "another"/);
  });
});

describe("taskNames", () => {
  it("lists project and built-in tasks once each, sorted; a folder without tasks/ is fine", () => {
    expect(taskNames(path.join(project, "tasks"))).toEqual(builtIn);
    expect(taskNames(project).filter((name) => name === "addition")).toHaveLength(1);
    expect(taskNames(project)).toEqual([...taskNames(project)].sort());
  });
});

describe.skipIf(!existsSync(path.join(root, "dist/task/load.js")))("loadTask from dist", () => {
  it("gives the same fingerprints from a foreign folder under plain Node", async () => {
    const script = `import { loadTask } from ${JSON.stringify(path.join(root, "dist/task/load.js"))};
      for (const name of ${JSON.stringify(["operator-chain", "coin", "script"])})
        console.log((await loadTask(name, {}, process.cwd())).spec.fingerprint);`;
    const output = execFileSync(process.execPath, ["--input-type=module", "-e", script], {
      cwd: project,
      encoding: "utf8",
    });
    const names = ["operator-chain", "coin", "script"];
    const here = await Promise.all(names.map(async (name) => (await loadTask(name, {}, project)).spec.fingerprint));
    expect(output.trim().split("\n")).toEqual(here);
  });
});

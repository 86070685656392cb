/** Trains families of the bank in a project folder, through the command line that everybody has. */
import { execFileSync } from "node:child_process";
import { cpSync, readFileSync } from "node:fs";
import path from "node:path";
import { performance } from "node:perf_hooks";
import { makeFolder, writeFileAtomic } from "../../../src/base/files.ts";
import { root } from "../../root.ts";
import { FAMILIES } from "./families.ts";

const program = path.join(root, "dist", "cli", "main.js");

/** Which rungs are trained with plain seeds: all of them, or those that no question holds out. */
export type Rungs = "all" | "observed";

/** Runs `foreshock <words>` in a project folder, its output with ours. Errors: it failed. */
export function foreshock(project: string, words: readonly string[]): void {
  execFileSync(process.execPath, [program, ...words], { cwd: project, stdio: "inherit" });
}

/**
 * Trains what is missing of these families. For all rungs the project's copy of a family holds none out; observed rungs have the same
 * runs either way.
 */
export function trainFamilies(project: string, names: readonly string[], rungs: Rungs): void {
  for (const name of names) {
    copyFamily(project, name, rungs);
    const start = performance.now();
    foreshock(project, ["run", name]);
    console.log(`${name}: ${rungs} rungs, ${((performance.now() - start) / 1000).toFixed(0)} s`);
  }
}

/** Puts the tasks and one family into a project folder. */
export function copyFamily(project: string, name: string, rungs: Rungs): void {
  cpSync(path.join(root, "tasks"), path.join(project, "tasks"), { recursive: true });
  const text = readFileSync(path.join(FAMILIES, `${name}.yaml`), "utf8");
  const folder = path.join(project, "models", "families");
  makeFolder(folder);
  writeFileAtomic(path.join(folder, `${name}.yaml`), rungs === "all" ? text.replace(/^heldOut: .*\n/m, "") : text);
}

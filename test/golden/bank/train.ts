/** Trains families of the bank in a project folder, through the command line that everybody has. */
import { spawnSync } from "node:child_process";
import { cpSync, readFileSync } from "node:fs";
import path from "node:path";
import { performance } from "node:perf_hooks";
import { failedError, usageError } from "../../../src/base/errors.ts";
import { makeFolder, writeFileAtomic } from "../../../src/base/files.ts";
import { root } from "../../root.ts";
import { FAMILIES, taskOf } from "./families.ts";
import { BANK_KEY, splitOf } from "./split.ts";

const program = path.join(root, "dist", "cli", "main.js");

/** Which rungs are trained with plain seeds: all of them, or those that no question holds out. */
export type Rungs = "all" | "observed";

/** Runs `foreshock <words>` in a project folder, its output with ours and keys in `home`, and returns whether it succeeded. */
export function foreshock(project: string, words: readonly string[], home?: string): boolean {
  const env = home === undefined ? process.env : { ...process.env, FORESHOCK_HOME: home };
  return spawnSync(process.execPath, [program, ...words], { cwd: project, stdio: "inherit", env }).status === 0;
}

/**
 * Trains what is missing of these families, the others too when one fails. Errors: some failed. For all rungs the project's copy of a family holds none out; observed rungs have the same
 * runs either way.
 */
export function trainFamilies(project: string, names: readonly string[], rungs: Rungs): void {
  requireMayTrain(names, rungs);
  const failed: string[] = [];
  for (const name of names) {
    copyFamily(project, name, rungs);
    const start = performance.now();
    if (!foreshock(project, ["run", name])) failed.push(name);
    console.log(`${name}: ${rungs} rungs, ${((performance.now() - start) / 1000).toFixed(0)} s`);
  }
  if (failed.length > 0) throw failedError("bank", "all families have to finish", failed.join(", "), "train again");
}

/** Nobody runs a task that is kept for later, and held-out rungs of blind tasks are for the ledger alone. */
function requireMayTrain(names: readonly string[], rungs: Rungs): void {
  const { learning, blind } = splitOf(BANK_KEY);
  const allowed = rungs === "all" ? learning : [...learning, ...blind];
  const stray = names.find((name) => !allowed.includes(taskOf(name)));
  if (stray !== undefined)
    throw usageError(
      "bank",
      `families of tasks whose ${rungs} rungs may be trained`,
      stray,
      "see split.yaml, --observed",
    );
}

/** Puts the tasks and one family into a project folder. */
export function copyFamily(project: string, name: string, rungs: Rungs): void {
  cpSync(path.join(root, "tasks"), path.join(project, "tasks"), { recursive: true });
  const text = readFileSync(path.join(FAMILIES, `${name}.yaml`), "utf8");
  makeFolder(path.join(project, "predictions"));
  const folder = path.join(project, "models", "families");
  makeFolder(folder);
  writeFileAtomic(path.join(folder, `${name}.yaml`), rungs === "all" ? text.replace(/^heldOut: .*\n/m, "") : text);
}

/**
 * Families as their files and the finished runs tell, without executing a task: what a task's code would say of itself is taken from where
 * it was written down before. Showing the state of a stranger's project must be safe.
 */
import { readdirSync, statSync } from "node:fs";
import path from "node:path";
import { canonical } from "../../base/canonical.ts";
import { exists } from "../../base/files.ts";
import { readJson } from "../../base/json.ts";
import { readYaml } from "../../base/yaml.ts";
import { buildFamily } from "../../runs/buildFamily.ts";
import { FamilyFile } from "../../runs/familyFile.ts";
import { runFolder } from "../../runs/key.ts";
import { type Family, RunSpec, type TaskSpec } from "../../specs.ts";
import type { Project } from "../project.ts";

/** Bytes of the longest specification that is read. */
const MAX_SPEC = 1e6;

/** A family as far as it is known: its name, and itself where the specification of its task is known; else how many observed runs it asks for. */
export type KnownFamily = { name: string; family: Family | null; numRuns: number };

/** Returns the family of a file, given the specifications of tasks that are known. Errors (usage): a file that is no family. */
export function knownFamily(file: string, tasks: readonly TaskSpec[]): KnownFamily {
  const form = readYaml("readFamily", file, FamilyFile);
  const { name, task, ladder, heldOut, seeds } = form.value;
  const given = Object.entries(task.params);
  const found = tasks.findLast(
    (spec) =>
      spec.name === task.name &&
      given.every(([key, value]) => canonical(spec.params[key] ?? null) === canonical(value)),
  );
  const family = found === undefined ? null : buildFamily(form, { ...found, success: task.success ?? found.success });
  return { name, family, numRuns: seeds * ladder.filter((rung) => !heldOut.includes(rung.name)).length };
}

/** Returns the tasks of the finished runs in a project, as their specifications say; what cannot be read is left out. */
export function tasksOfRuns({ dir }: Project): TaskSpec[] {
  const folder = path.join(dir, "models", "runs");
  if (!isFolder(folder)) return [];
  const specs = readdirSync(folder)
    .map((key) => runFolder(dir, key))
    .filter(({ summary }) => exists(summary))
    .flatMap(({ spec }) => taskIn(spec) ?? []);
  return [...new Map(specs.map((task) => [canonical(task), task])).values()];
}

/** The task in a run's specification; null where that cannot be read, or is too long to be one. */
function taskIn(file: string): TaskSpec | null {
  try {
    if (statSync(file).size > MAX_SPEC) return null;
    const parsed = RunSpec.safeParse(readJson(file));
    return parsed.success ? parsed.data.task : null;
  } catch {
    return null;
  }
}

const isFolder = (folder: string) => statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true;

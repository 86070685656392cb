/**
 * A project is a folder with models/families and predictions in it. Verbs find it from the current folder upwards, as git does, and
 * find families by name in it.
 */
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { usageError } from "../base/errors.ts";
import type { Context } from "../cli/verb.ts";
import { readFamily } from "../runs/family.ts";
import type { Family } from "../specs.ts";

/** The folders of a project, absolute. */
export type Project = { dir: string; families: string; predictions: string; reports: string };

/** Returns the paths of a project folder, whether it exists or not. */
export function projectAt(dir: string): Project {
  const inside = (...parts: string[]) => path.join(dir, ...parts);
  return {
    dir,
    families: inside("models", "families"),
    predictions: inside("predictions"),
    reports: inside("reports"),
  };
}

/** Returns the project of --project, or the nearest one from the current folder upwards. Errors (usage): there is none. */
export function findProject({ project, cwd }: Context): Project {
  if (project !== undefined) {
    const found = projectAt(path.resolve(cwd, project));
    if (isProject(found)) return found;
    throw noProject(found.dir);
  }
  for (let dir = cwd; ; dir = path.dirname(dir)) {
    const found = projectAt(dir);
    if (isProject(found)) return found;
    if (path.dirname(dir) === dir) throw noProject(cwd);
  }
}

const isProject = ({ families, predictions }: Project) => existsSync(families) && existsSync(predictions);

const noProject = (dir: string) =>
  usageError("project", "a folder with models/families and predictions is required", dir, "foreshock init my-project");

/** Returns the path of a family's file: `text` is a name in models/families, or a path from the current folder or the project's. */
export function familyFile(project: Project, text: string, cwd: string): string {
  const isPath = /[\\/]|\.ya?ml$/.test(text);
  const files = isPath
    ? [path.resolve(cwd, text), path.resolve(project.dir, text)]
    : [path.join(project.families, `${text}.yaml`)];
  const found = files.find((file) => existsSync(file));
  if (found !== undefined) return found;
  const known = familyNames(project);
  throw usageError(
    "family",
    `a family of models/families (${known.join(", ") || "none there"}) or the path of one is required`,
    text,
    known[0] === undefined ? "write models/families/<name>.yaml" : `foreshock run ${known[0]}`,
  );
}

/** Returns the names of the files in models/families, sorted. */
export function familyNames(project: Project): string[] {
  const files = readdirSync(project.families).filter((name) => name.endsWith(".yaml"));
  return files.map((name) => path.basename(name, ".yaml")).sort();
}

/** Returns a family by name or path. Errors (usage): unknown name, or a file that is not a family. */
export async function familyBy(project: Project, text: string, cwd: string): Promise<Family> {
  return readFamily(familyFile(project, text, cwd), project.dir);
}

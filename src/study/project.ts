/**
 * A project is a folder with models/families and predictions in it; a study is a project and what it takes to act on it: where private
 * keys lie and what time it is. Projects are found from a folder upwards, as git does, and families by name in them.
 */
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { usageError } from "../base/errors.ts";

/** The folders of a project, absolute. */
export type Project = { dir: string; families: string; predictions: string; reports: string };

/** A project with the folder of all private keys (one subfolder per ledger) and the clock: current UTC time, RFC 3339. */
export type Study = Project & { home: string; now(): string };

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

/** Returns the study of a project folder. Errors (usage): it is none. */
export function openStudy(dir: string, { home, now }: Pick<Study, "home" | "now">): Study {
  return { ...findProject({ project: dir, cwd: process.cwd() }), home: path.resolve(home), now };
}

/** Returns the project `project` (from `cwd`), or without it the nearest one from `cwd` upwards. Errors (usage): there is none. */
export function findProject({ project, cwd }: { project: string | undefined; cwd: string }): Project {
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

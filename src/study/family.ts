/** Families of a project, read with their tasks: the code of a task file is executed here. */
import { readFamily } from "../runs/family.ts";
import type { Family } from "../specs.ts";
import { familyFile, type Project } from "./project.ts";

/** Returns a family by name or path (from `cwd` or the project). Errors (usage): unknown name, or a file that is not a family. */
export async function familyBy(project: Project, text: string, cwd = project.dir): Promise<Family> {
  return readFamily(familyFile(project, text, cwd), project.dir);
}

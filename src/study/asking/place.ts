/** Where a question lies in its project, and what it is about as far as its file alone tells. */
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { readYaml } from "../../base/yaml.ts";
import { name } from "../../specs.ts";
import type { Project } from "../project.ts";

/** Returns the name in `chain`, `predictions/chain` or `predictions/chain/question.yaml`. */
export function questionName(text: string): string {
  const folder = text.endsWith(".yaml") ? path.dirname(text) : text;
  return /[\\/]/.test(folder) ? path.basename(folder) : folder;
}

/** Returns the names of all questions with a question.yaml, sorted; a folder whose name a question cannot have is none. */
export function questionNames(project: Project): string[] {
  return readdirSync(project.predictions)
    .filter((text) => name.safeParse(text).success && existsSync(questionPath(project, text)))
    .sort();
}

/** Returns the path of a question's file. */
export function questionPath(project: Project, name: string): string {
  return path.join(project.predictions, name, "question.yaml");
}

/** Whether a question's file names an import; anything else is about a family. */
export function asksAboutImport(file: string): boolean {
  return "import" in readYaml("question", file, z.looseObject({})).value;
}

/** Returns what to type for a family after `foreshock run`: its name where it lies in models/families, else its path. */
export function familyArgument(file: string, name: string): string {
  return path.normalize(file) === path.join("models", "families", `${name}.yaml`) ? name : file;
}

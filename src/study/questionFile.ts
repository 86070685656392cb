/**
 * From predictions/<name>/question.yaml, which people write, to the frozen Question whose digest the ledger holds. Later verbs build
 * it again and compare digests, so an edited task, family, import or question is noticed before it can matter.
 */
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { canonical, digest } from "../base/canonical.ts";
import { integrityError, usageError } from "../base/errors.ts";
import { readYaml } from "../base/yaml.ts";
import type { QuestionState } from "../ledger/state.ts";
import { ImportQuestionFile, type Question, QuestionFile } from "../records.ts";
import { readFamily } from "../runs/family.ts";
import type { Origin } from "./evidenceSource.ts";
import { familyGround, freeze } from "./freeze.ts";
import { importGround } from "./importGround.ts";
import type { Project } from "./project.ts";

/** A question as its files ask it now. */
export type Asked = { name: string; question: Question; id: string; origin: Origin };

/** Returns the name in `chain`, `predictions/chain` or `predictions/chain/question.yaml`. */
export function questionName(text: string): string {
  const folder = text.endsWith(".yaml") ? path.dirname(text) : text;
  return /[\\/]/.test(folder) ? path.basename(folder) : folder;
}

/** Returns the names of all questions with a question.yaml, sorted. */
export function questionNames(project: Project): string[] {
  return readdirSync(project.predictions)
    .filter((name) => existsSync(questionFile(project, name)))
    .sort();
}

const questionFile = (project: Project, name: string) => path.join(project.predictions, name, "question.yaml");

/** Returns the question that predictions/<name>/question.yaml asks now. Errors (usage): missing or wrong files, naming the line. */
export async function readQuestion(project: Project, name: string): Promise<Asked> {
  const file = questionFile(project, name);
  if (!existsSync(file)) {
    const known = questionNames(project);
    const hint = known[0] === undefined ? `write ${file}` : `choose one of ${known.join(", ")}, or write ${file}`;
    throw usageError("question", "a question with predictions/<name>/question.yaml is required", name, hint);
  }
  const namesImport = "import" in readYaml("question", file, z.looseObject({})).value;
  const asked = namesImport ? await aboutImport(project, name, file) : await aboutFamily(project, name, file);
  return { name, id: digest(asked.question), ...asked };
}

async function aboutFamily(project: Project, name: string, file: string): Promise<Pick<Asked, "question" | "origin">> {
  const form = readYaml("question", file, QuestionFile);
  if (!existsSync(path.resolve(project.dir, form.value.family)))
    throw form.errorAt(["family"], "family: the path of a family's file, from the project's folder", form.value.family);
  const family = await readFamily(form.value.family, project.dir);
  const standard = path.normalize(form.value.family) === path.join("models", "families", `${family.name}.yaml`);
  const argument = standard ? family.name : form.value.family;
  return { question: freeze(name, form, familyGround(family)), origin: { kind: "family", family, argument } };
}

async function aboutImport(project: Project, name: string, file: string): Promise<Pick<Asked, "question" | "origin">> {
  const form = readYaml("question", file, ImportQuestionFile);
  const { ground, origin } = await importGround(project, form);
  return { question: freeze(name, form, ground), origin };
}

/** How to go on with a changed question. */
export const AS_NEW = "copy it to predictions/<new>/question.yaml, then: foreshock register <new>";

/** Returns the question a registered state was opened with, its files compared. Errors (integrity): they differ, naming the fields. */
export async function readRegistered(project: Project, state: QuestionState): Promise<Asked> {
  const asked = await readQuestion(project, state.name);
  if (asked.id === state.id) return asked;
  throw integrityError(
    `question ${state.name}`,
    `question.yaml, its ${asked.origin.kind} and its task have to be as registered`,
    differing(asked, state),
    `take the change back, or ${AS_NEW}`,
  );
}

/** Returns what a question's files ask differently from the registered one, as `another threshold, title`. */
export function differing({ question }: Asked, { question: registered }: QuestionState): Error {
  const keys = Object.keys(registered) as (keyof Question)[];
  return new Error(
    `another ${keys.filter((key) => canonical(question[key]) !== canonical(registered[key])).join(", ")}`,
  );
}

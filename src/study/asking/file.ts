/**
 * From predictions/<name>/question.yaml, which people write, to the frozen Question whose digest the ledger holds. Later steps build
 * it again and compare digests, so an edited task, family, import or question is noticed before it can matter.
 */
import { existsSync } from "node:fs";
import path from "node:path";
import { digest } from "../../base/canonical.ts";
import { usageError } from "../../base/errors.ts";
import { readYaml } from "../../base/yaml.ts";
import type { QuestionState } from "../../ledger/state.ts";
import { ImportQuestionFile, type Question, QuestionFile } from "../../records.ts";
import { readFamily } from "../../runs/family.ts";
import type { Sourced } from "../evidenceSource.ts";
import { importGround } from "../imports/ground.ts";
import type { Project } from "../project.ts";
import { changedQuestion, differing } from "./changes.ts";
import { freeze } from "./freeze.ts";
import { familyGround } from "./ground.ts";
import { asksAboutImport, familyArgument, questionNames, questionPath } from "./place.ts";

/**
 * Returns the question that predictions/<name>/question.yaml asks now; what the file leaves open is as in the `registered` question, if
 * there is one. Errors (usage): missing or wrong files, naming the line.
 */
export async function readQuestion(project: Project, name: string, registered?: Question): Promise<Sourced> {
  const file = questionPath(project, name);
  if (!existsSync(file)) {
    const known = questionNames(project);
    const hint = known[0] === undefined ? `write ${file}` : `choose one of ${known.join(", ")}, or write ${file}`;
    throw usageError("question", "a question with predictions/<name>/question.yaml is required", name, hint);
  }
  const asked = asksAboutImport(file)
    ? await aboutImport(project, name, file, registered)
    : await aboutFamily(project, name, file);
  return { name, id: digest(asked.question), ...asked };
}

type Asked = Pick<Sourced, "question" | "origin">;

async function aboutFamily(project: Project, name: string, file: string): Promise<Asked> {
  const form = readYaml("question", file, QuestionFile);
  if (!existsSync(path.resolve(project.dir, form.value.family)))
    throw form.errorAt(["family"], "family: the path of a family's file, from the project's folder", form.value.family);
  const family = await readFamily(form.value.family, project.dir);
  const argument = familyArgument(form.value.family, family.name);
  return { question: freeze(name, form, familyGround(family)), origin: { kind: "family", family, argument } };
}

async function aboutImport(project: Project, name: string, file: string, registered?: Question): Promise<Asked> {
  const form = readYaml("question", file, ImportQuestionFile);
  const { ground, origin } = await importGround(project, form, registered);
  return { question: freeze(name, form, ground), origin };
}

/** Returns the question a registered state was opened with, its files compared. Errors (integrity): they differ, naming the fields. */
export async function readRegistered(project: Project, state: QuestionState): Promise<Sourced> {
  const asked = await readQuestion(project, state.name, state.question);
  if (asked.id !== state.id) throw changedQuestion(state, differing(asked.question, state.question), asked.origin.kind);
  return asked;
}
